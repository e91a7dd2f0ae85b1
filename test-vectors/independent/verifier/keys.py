# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Public keys and signatures: strict Ed25519, ECDSA on P-256.

[security-object.md section 3, EPC-OBJ-03 and EPC-OBJ-04; section 4, EPC-CERT-03]
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils

from .refusal import Refusal

# Curve 25519: the prime, the constant d and the order of the base point [RFC 8032 section 5.1].
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_L = 2**252 + 27742317777372353535851937790883648493
# Order of P-256 [SEC 2].
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

Point = tuple[int, int]


def _root_of_minus_one() -> int:
    return pow(2, (_P - 1) // 4, _P)


def _point(encoded: bytes) -> Point | None:
    """The point of a canonical encoding [RFC 8032 section 5.1.3]; None where there is none."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * _root_of_minus_one() % _P
    if x * x % _P != square or (x == 0 and sign):
        return None
    return (_P - x if x & 1 != sign else x), y


def _add(a: Point, b: Point) -> Point:
    """Addition on the twisted Edwards curve, affine."""
    product = _D * a[0] * b[0] * a[1] * b[1] % _P
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + product, -1, _P) % _P
    y = (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, _P) % _P
    return x, y


@dataclass(frozen=True)
class Ed25519Key:
    """A public key of Ed25519, 32 bytes."""

    encoded: bytes
    cose_algorithm = -19

    def canonical(self) -> bool:
        """Whether y is reduced and x = 0 has no sign; says nothing of a point."""
        number = int.from_bytes(self.encoded, "little")
        sign, y = number >> 255, number & (2**255 - 1)
        return y < _P and not (sign and y in (1, _P - 1))

    def demand(self) -> None:
        """Refuses what is no point, or one of small order."""
        point = _point(self.encoded)
        if point is None:
            raise Refusal("key", "no point of the curve")
        for _ in range(3):
            point = _add(point, point)
        if point == (0, 1):
            raise Refusal("key", "a point of small order")

    def verify(self, signature: bytes, message: bytes) -> bool:
        """RFC 8032 section 5.1.7 without the cofactor."""
        self.demand()
        if len(signature) != 64 or int.from_bytes(signature[32:], "little") >= _L:
            return False
        if _point(signature[:32]) is None:
            return False
        try:
            key = ed25519.Ed25519PublicKey.from_public_bytes(self.encoded)
            key.verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class P256Key:
    """A public key on P-256: 04, X, Y."""

    encoded: bytes
    cose_algorithm = -7

    def _key(self) -> ec.EllipticCurvePublicKey:
        try:
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.encoded)
        except ValueError as error:
            raise Refusal("key-not-on-curve", str(error)) from None

    def demand(self) -> None:
        """Refuses what is no uncompressed point of the curve."""
        if len(self.encoded) != 65 or self.encoded[0] != 4:
            raise Refusal("key-not-on-curve", "not 04, X, Y")
        self._key()

    def verify(self, signature: bytes, message: bytes) -> bool:
        """ECDSA with SHA-256 over r and s of 32 bytes each; a low and a high s are good."""
        if len(signature) != 64:
            return False
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        if not (0 < r < _N and 0 < s < _N):
            return False
        try:
            self._key().verify(
                utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256())
            )
        except InvalidSignature:
            return False
        return True


PublicKey = Ed25519Key | P256Key
