# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""X.509 certificates of the profile [security-object.md section 4]."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from . import der
from .keys import Ed25519Key, P256Key, PublicKey
from .refusal import Refusal

MAX_BYTES = 8192
_ED25519, _EC_KEY, _P256 = "1.3.101.112", "1.2.840.10045.2.1", "1.2.840.10045.3.1.7"
_ECDSA_SHA256 = "1.2.840.10045.4.3.2"
_BASIC, _KEY_USAGE, _EXTENDED = "2.5.29.19", "2.5.29.15", "2.5.29.37"
_SUBJECT_KEY, _AUTHORITY_KEY = "2.5.29.14", "2.5.29.35"
_REGIONS, _ENVIRONMENT = "2.999.643.2.1", "2.999.643.2.2"
_ROLE_ARC = "2.999.643.1."
DIGITAL_SIGNATURE, KEY_CERT_SIGN, CRL_SIGN = 0, 5, 6
DOCUMENT, PAYMENT, STATUS, BUNDLE = 1, 2, 3, 4
# verification-rules.md section 3.10: a newer format and no forgery.
NEWER = ("unknown-algorithm", "unknown-key-type", "unknown-critical-extension")


@dataclass(frozen=True)
class Extension:
    """The content of one extension."""

    critical: bool
    value: bytes


@dataclass(frozen=True)
class Certificate:
    """What a verifier needs of a certificate, with the bytes as received."""

    encoded: bytes
    signed_part: bytes
    algorithm: str
    signature: bytes
    issuer: bytes
    subject: bytes
    not_before: int
    not_after: int
    key: PublicKey
    critical: frozenset[str]
    is_authority: bool | None = None
    path_length: int | None = None
    key_usage: frozenset[int] | None = None
    extended_usage: tuple[str, ...] | None = None
    subject_key: bytes | None = None
    authority_key: bytes | None = None
    regions: tuple[str, ...] = ()
    environment: int | None = None

    @property
    def digest(self) -> bytes:
        """SHA-256 of the whole certificate."""
        return hashlib.sha256(self.encoded).digest()

    @property
    def roles(self) -> set[int]:
        """Roles of signers: 1 document, 2 payment, 3 status, 4 bundle."""
        return {
            role
            for role in (DOCUMENT, PAYMENT, STATUS, BUNDLE)
            if f"{_ROLE_ARC}{role}" in (self.extended_usage or ())
        }

    def in_term(self, seconds: int) -> bool:
        """Whether a moment is in the term, both ends included."""
        return self.not_before <= seconds <= self.not_after

    def has_signer_profile(self) -> bool:
        """verification-rules.md section 3.11."""
        return (
            {_BASIC, _KEY_USAGE, _EXTENDED} <= self.critical
            and self.is_authority is False
            and self.key_usage == frozenset({DIGITAL_SIGNATURE})
            and self.extended_usage is not None
            and self.subject_key is not None
        )

    def has_root_profile(self) -> bool:
        """The root's column of the table in security-object.md section 4."""
        return (
            {_BASIC, _KEY_USAGE} <= self.critical
            and self.is_authority is True
            and self.path_length == 0
            and self.key_usage == frozenset({KEY_CERT_SIGN, CRL_SIGN})
            and self.extended_usage is None
            and self.subject_key is not None
            and not self.regions
            and self.environment is not None
        )

    def signed_by(self, key: PublicKey) -> bool:
        """Whether this key made the signature, with the algorithm that fits it."""
        if isinstance(key, Ed25519Key):
            return self.algorithm == _ED25519 and key.verify(self.signature, self.signed_part)
        if self.algorithm != _ECDSA_SHA256:
            return False
        pair = der.ecdsa_signature(self.signature)
        return pair is not None and key.verify(pair, self.signed_part)


def parse(data: bytes) -> Certificate:
    """Reads a certificate, DER to the last bit [EPC-CERT-02]."""
    if len(data) > MAX_BYTES:
        raise Refusal("too-long", f"{len(data)} bytes")
    reader = der.Reader(data)
    outer = der.inside(reader.next(der.SEQUENCE))
    if not reader.done():
        raise Refusal("trailing-bytes", f"from {reader.at}")
    signed = outer.next(der.SEQUENCE)
    outer_algorithm = outer.next(der.SEQUENCE)
    signature = der.whole_bit_string(outer.next(der.BIT_STRING).content)
    outer.end()

    body = der.inside(signed)
    _version(body)
    _serial(body.next(der.INTEGER).content)
    inner_algorithm = body.next(der.SEQUENCE)
    if inner_algorithm.encoded != outer_algorithm.encoded:
        raise Refusal("algorithm-mismatch", "outside and inside differ")
    algorithm = _signature_algorithm(inner_algorithm)
    issuer = _name(body.next(der.SEQUENCE))
    term = der.inside(body.next(der.SEQUENCE))
    not_before, not_after = der.time(term.next()), der.time(term.next())
    term.end()
    if not_after < not_before:
        raise Refusal("validity", "ends before it begins")
    subject = _name(body.next(der.SEQUENCE))
    key = _key(body.next(der.SEQUENCE))
    extensions: dict[str, Extension] = {}
    if body.peek() == 0xA3:
        extensions = _extensions(body.next(0xA3))
    body.end()
    return Certificate(
        encoded=data,
        signed_part=signed.encoded,
        algorithm=algorithm,
        signature=signature,
        issuer=issuer,
        subject=subject,
        not_before=not_before,
        not_after=not_after,
        key=key,
        critical=frozenset(name for name, found in extensions.items() if found.critical),
        **_known(extensions),
    )


def _version(body: der.Reader) -> None:
    if body.peek() != 0xA0:
        raise Refusal("version", "1, the default")
    wrapped = der.inside(body.next())
    number = der.integer(wrapped.next(der.INTEGER).content)
    wrapped.end()
    if number != 2:
        raise Refusal("version", str(number + 1))


def _serial(content: bytes) -> None:
    if der.integer(content) <= 0 or len(content) > 20:
        raise Refusal("serial-number")


def _signature_algorithm(element: der.Element) -> str:
    content = der.inside(element)
    name = der.object_identifier(content.next(der.OBJECT_IDENTIFIER).content)
    if name not in (_ED25519, _ECDSA_SHA256):
        raise Refusal("unknown-algorithm", name)
    # RFC 8410 section 3 and RFC 5758 section 3.2: no parameters, not even NULL.
    content.end()
    return name


def _name(element: der.Element) -> bytes:
    """The bytes of a Name, whose form is looked at and whose words are not."""
    sets = der.inside(element)
    while not sets.done():
        attributes = der.inside(sets.next(der.SET))
        if attributes.done():
            raise Refusal("der", "an empty set in a name")
        while not attributes.done():
            attribute = der.inside(attributes.next(der.SEQUENCE))
            der.object_identifier(attribute.next(der.OBJECT_IDENTIFIER).content)
            attribute.next()
            attribute.end()
    return element.encoded


def _key(element: der.Element) -> PublicKey:
    content = der.inside(element)
    algorithm = der.inside(content.next(der.SEQUENCE))
    encoded = der.whole_bit_string(content.next(der.BIT_STRING).content)
    content.end()
    name = der.object_identifier(algorithm.next(der.OBJECT_IDENTIFIER).content)
    if name == _ED25519:
        algorithm.end()
        ed25519 = Ed25519Key(encoded)
        if len(encoded) != 32:
            raise Refusal("der", "a key of another length")
        if not ed25519.canonical():
            raise Refusal("key", "not canonical [EPC-CERT-03]")
        return ed25519
    if name == _EC_KEY:
        parameters = algorithm.next()
        if (
            parameters.tag != der.OBJECT_IDENTIFIER
            or der.object_identifier(parameters.content) != _P256
        ):
            raise Refusal("unknown-key-type", "another curve")
        algorithm.end()
        p256 = P256Key(encoded)
        p256.demand()
        return p256
    raise Refusal("unknown-key-type", name)


def _extensions(element: der.Element) -> dict[str, Extension]:
    wrapper = der.inside(element)
    rows = der.inside(wrapper.next(der.SEQUENCE))
    wrapper.end()
    if rows.done():
        raise Refusal("der", "no extension in the list of extensions")
    found: dict[str, Extension] = {}
    while not rows.done():
        row = der.inside(rows.next(der.SEQUENCE))
        name = der.object_identifier(row.next(der.OBJECT_IDENTIFIER).content)
        critical = False
        if row.peek() == der.BOOLEAN:
            critical = der.boolean(row.next().content)
            if not critical:
                raise Refusal("der", "a default that is written")
        value = row.next(der.OCTET_STRING).content
        row.end()
        if name in found:
            raise Refusal("duplicate-extension", name)
        if critical and name not in _READERS:
            raise Refusal("unknown-critical-extension", name)
        found[name] = Extension(critical, value)
    return found


def _known(extensions: dict[str, Extension]) -> dict[str, object]:
    """The content of the extensions of the profile, as fields of `Certificate`."""
    known: dict[str, object] = {}
    for name, extension in extensions.items():
        if name not in _READERS:
            continue
        try:
            known.update(_READERS[name](der.Reader(extension.value)))
        except Refusal as refusal:
            raise Refusal("malformed-extension", f"{name}: {refusal}") from None
    return known


def _basic(reader: der.Reader) -> dict[str, object]:
    content = der.inside(reader.next(der.SEQUENCE))
    reader.end()
    authority, length = False, None
    if content.peek() == der.BOOLEAN:
        authority = der.boolean(content.next().content)
        if not authority:
            raise Refusal("der", "a default that is written")
    if content.peek() == der.INTEGER:
        length = der.integer(content.next().content)
        if not authority or length < 0:
            raise Refusal("der", "a path length of none")
    content.end()
    return {"is_authority": authority, "path_length": length}


def _usage(reader: der.Reader) -> dict[str, object]:
    bits = der.named_bits(reader.next(der.BIT_STRING).content)
    reader.end()
    return {"key_usage": frozenset(bits)}


def _extended_usage(reader: der.Reader) -> dict[str, object]:
    content = der.inside(reader.next(der.SEQUENCE))
    reader.end()
    names = []
    while not content.done():
        names.append(der.object_identifier(content.next(der.OBJECT_IDENTIFIER).content))
    if not names:
        raise Refusal("der", "no usage in the list of usages")
    return {"extended_usage": tuple(names)}


def _subject_key(reader: der.Reader) -> dict[str, object]:
    identifier = reader.next(der.OCTET_STRING).content
    reader.end()
    return {"subject_key": identifier}


def _authority_key(reader: der.Reader) -> dict[str, object]:
    content = der.inside(reader.next(der.SEQUENCE))
    reader.end()
    identifier = content.next().content if content.peek() == 0x80 else None
    while not content.done():
        content.next()
    return {"authority_key": identifier}


def _region_list(reader: der.Reader) -> dict[str, object]:
    content = der.inside(reader.next(der.SEQUENCE))
    reader.end()
    regions = []
    while not content.done():
        region = content.next(der.PRINTABLE_STRING).content.decode("latin-1")
        if not re.fullmatch("[0-9]{2}", region):
            raise Refusal("der", f"region {region!r}")
        regions.append(region)
    if not regions:
        raise Refusal("der", "no region in the list of regions")
    return {"regions": tuple(regions)}


def _environment(reader: der.Reader) -> dict[str, object]:
    number = der.integer(reader.next(der.ENUMERATED).content)
    reader.end()
    if number not in (1, 2):
        raise Refusal("der", f"environment {number}")
    return {"environment": number}


_READERS = {
    _BASIC: _basic,
    _KEY_USAGE: _usage,
    _EXTENDED: _extended_usage,
    _SUBJECT_KEY: _subject_key,
    _AUTHORITY_KEY: _authority_key,
    _REGIONS: _region_list,
    _ENVIRONMENT: _environment,
}
