# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""COSE_Sign1 as this system uses it [security-object.md section 3; RFC 9052 section 4]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import cbor, certificate
from .certificate import Certificate
from .keys import PublicKey
from .refusal import Refusal

ALGORITHMS = (-19, -7)
ALG, CRIT, KID, TYP, X5CHAIN = 1, 2, 4, 16, 33
SECURITY_OBJECT, TRUST_BUNDLE, PAYMENT_RECORD = 65001, 65002, 65003
SNAPSHOT, DELTA, PRINTED_CODE = 65005, 65006, 65007
STATUS_LIST = "application/statuslist+cwt"


@dataclass(frozen=True)
class Envelope:
    """The four parts and the headers; nothing is verified yet."""

    protected: bytes
    payload: bytes
    signature: bytes
    algorithm: int
    typ: int | str
    signer: Any

    def signed_bytes(self) -> bytes:
        """Sig_structure [RFC 9052 section 4.4] with empty external data."""
        return (
            cbor.head(4, 4)
            + cbor.head(3, 10)
            + b"Signature1"
            + cbor.byte_string(self.protected)
            + cbor.byte_string(b"")
            + cbor.byte_string(self.payload)
        )

    def demand_signature(self, key: PublicKey) -> None:
        """Refuses a key that the algorithm does not fit, and a signature that is not its own."""
        if key.cose_algorithm != self.algorithm:
            raise Refusal("algorithm-mismatch", f"{self.algorithm}")
        key.demand()
        if not key.verify(self.signature, self.signed_bytes()):
            raise Refusal("signature")


@dataclass(frozen=True)
class Signed:
    """An envelope whose signature verifies under the certificate that it carries."""

    envelope: Envelope
    certificate: Certificate

    @property
    def payload(self) -> bytes:
        return self.envelope.payload


def open_envelope(data: bytes, typ: int | str | tuple, signer: int, limit: int = cbor.MAX_BYTES) -> Envelope:
    """The parts of a tagged COSE_Sign1; `signer` is the header that names who signed."""
    value = cbor.decode(data, limit)
    if not isinstance(value, cbor.Tagged):
        raise Refusal("tag-missing")
    parts = value.content
    if not isinstance(parts, list) or len(parts) != 4:
        raise Refusal("structure", "not four parts")
    protected, unprotected, payload, signature = parts
    if not isinstance(protected, bytes) or not isinstance(unprotected, dict):
        raise Refusal("structure", "headers")
    if not isinstance(payload, bytes) or not isinstance(signature, bytes):
        raise Refusal("structure", "payload or signature")
    if unprotected:
        raise Refusal("unprotected-header")
    header = cbor.decode(protected)
    if not isinstance(header, dict):
        raise Refusal("structure", "a protected header that is no map")
    algorithm, found_typ, named = _header(header, typ, signer)
    if len(signature) != 64:
        raise Refusal("signature-length", f"{len(signature)} bytes")
    return Envelope(protected, payload, signature, algorithm, found_typ, named)


def _header(header: dict[Any, Any], typ: int | str | tuple, signer: int) -> tuple[int, int | str, Any]:
    if CRIT in header:
        raise Refusal("critical-header")
    for key in header:
        if key not in (ALG, TYP, signer):
            raise Refusal("unknown-header", repr(key))
    for key in (ALG, TYP, signer):
        if key not in header:
            raise Refusal("missing-header", str(key))
    algorithm, found, named = header[ALG], header[TYP], header[signer]
    if isinstance(algorithm, bool) or not isinstance(algorithm, int):
        raise Refusal("wrong-header-type", "alg")
    if isinstance(found, bool) or not isinstance(found, (int, str)):
        raise Refusal("wrong-header-type", "typ")
    if not isinstance(named, bytes) or (signer == KID and len(named) != 8):
        raise Refusal("wrong-header-type", "the signer")
    if found not in (typ if isinstance(typ, tuple) else (typ,)):
        raise Refusal("wrong-typ", repr(found))
    if algorithm not in ALGORITHMS:
        raise Refusal("unknown-algorithm", str(algorithm))
    return algorithm, found, named


def open_signed(data: bytes, typ: int | str | tuple, limit: int = cbor.MAX_BYTES) -> Signed:
    """An object that carries its signer's certificate, with a signature that verifies.

    A certificate that is of a newer form is told by its own kind of refusal
    [verification-rules.md section 3.10].
    """
    envelope = open_envelope(data, typ, X5CHAIN, limit)
    try:
        signer = certificate.parse(envelope.signer)
    except Refusal as refusal:
        raise CertificateRefusal(refusal) from None
    envelope.demand_signature(signer.key)
    return Signed(envelope, signer)


class CertificateRefusal(Refusal):
    """The carried certificate cannot be read; `newer` where it is of a newer form."""

    def __init__(self, cause: Refusal) -> None:
        super().__init__("certificate", str(cause))
        self.newer = cause.kind in certificate.NEWER


def is_newer(refusal: Refusal) -> bool:
    """Whether a refused object is of a newer form, and not forged [section 3.1, 3.10]."""
    if isinstance(refusal, CertificateRefusal):
        return refusal.newer
    return refusal.kind in ("unknown-algorithm", "unsupported-version")
