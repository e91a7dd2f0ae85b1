# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""The printed code [qr-evidence-report.md section 1]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Iterable

from . import cbor, cose, model
from .certificate import Certificate
from .refusal import Refusal

MAX_BYTES = 450
PREFIX = "EPC1:"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
ELLIPSIS = "\u2026"


@dataclass(frozen=True)
class Code:
    """`printed-code-payload`."""

    environment: int
    object_digest: bytes
    patent_number: tuple[str, str]
    blank: str
    region: str
    signed_at: int
    in_force_from: date
    latest_end: date
    status_reference: tuple[int, int]
    replacement_index: int
    professions: str | None


def bytes_of_text(text: str) -> bytes:
    """The signed code in the text of a QR code [EPC-QR-02; RFC 9285]."""
    if not text.startswith(PREFIX):
        raise Unreadable("other-kind", text[:8])
    digits = []
    for character in text[len(PREFIX) :]:
        if character not in _ALPHABET:
            raise Unreadable("base45", f"{character!r}")
        digits.append(_ALPHABET.index(character))
    data = bytearray()
    for at in range(0, len(digits), 3):
        group = digits[at : at + 3]
        if len(group) == 1:
            raise Unreadable("base45", "a character is left over")
        value = sum(digit * 45**place for place, digit in enumerate(group))
        size = len(group) - 1
        if value >= 256**size:
            raise Unreadable("base45", f"{value} in {size} bytes")
        data += value.to_bytes(size, "big")
    if len(data) > MAX_BYTES:
        raise Unreadable("too-long", f"{len(data)} bytes")
    return bytes(data)


def _short(most: int) -> model.Reader:
    """A card-text of so many bytes in UTF-8."""

    def read(value: Any) -> str:
        length = len(model.text(value).encode("utf-8"))
        if not 1 <= length <= most:
            raise Refusal("out-of-range", f"{length} bytes")
        return model.card_text(value)

    return read


def decode(payload: bytes) -> Code:
    """Reads the payload of a code whose signature was found good."""
    found = model.fields(
        model.versioned(cbor.decode(payload)),
        {
            1: model.uint,
            2: model.environment,
            3: model.digest,
            4: model.access_number,
            5: model.patent_number,
            6: model.blank_number,
            7: model.region,
            8: _short(96),
            9: model.unix_time,
            10: model.civil_date,
            11: model.civil_date,
            12: model.status_reference,
            13: model.within(0, 255),
        },
        {14: _short(56)},
    )
    return Code(
        environment=found[2],
        object_digest=found[3],
        patent_number=found[5],
        blank=found[6],
        region=found[7],
        signed_at=found[9],
        in_force_from=found[10],
        latest_end=found[11],
        status_reference=found[12],
        replacement_index=found[13],
        professions=found.get(14),
    )


# What a well-formed COSE_Sign1 can have wrong in its headers; before that there is none to read.
_OF_HEADERS = (
    "unprotected-header",
    "critical-header",
    "unknown-header",
    "missing-header",
    "wrong-header-type",
    "wrong-typ",
    "unknown-algorithm",
    "signature-length",
)


class Unreadable(Refusal):
    """A text or bytes that are no code at all: no word about card or maker [EPC-QR-15]."""


def _envelope(data: bytes) -> cose.Envelope:
    try:
        envelope = cose.open_envelope(data, cose.PRINTED_CODE, cose.KID)
    except Refusal as refusal:
        if refusal.kind in _OF_HEADERS:
            raise
        raise Unreadable(refusal.kind, str(refusal)) from None
    if len(data) > MAX_BYTES:
        raise Unreadable("too-long", f"{len(data)} bytes [EPC-QR-01]")
    return envelope


def open_code(data: bytes, candidates: Iterable[Certificate]) -> tuple[Certificate, Code]:
    """A code and which of the certificates at hand signed it [EPC-QR-04]."""
    envelope = _envelope(data)
    named = [signer for signer in candidates if signer.digest[:8] == envelope.signer]
    if not named:
        raise Refusal("signer-unknown", envelope.signer.hex())
    last: Refusal | None = None
    for signer in named:
        try:
            envelope.demand_signature(signer.key)
            return signer, decode(envelope.payload)
        except Refusal as refusal:
            last = refusal
            if refusal.kind not in ("algorithm-mismatch", "signature", "key"):
                raise
    assert last is not None
    raise last
