# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""The payload of a security object [data-model.cddl, security-object-payload]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from . import cbor, cose, model
from .keys import P256Key
from .refusal import Refusal


@dataclass(frozen=True)
class SecurityObject:
    """What the office signed of one card."""

    environment: int
    card_id: bytes
    replacement_index: int
    digests: dict[int, bytes]
    signed_at: int
    in_force_from: date
    latest_end: date
    status_reference: tuple[int, int]
    chip_key: P256Key
    card_access: bytes
    region: str


def _digests(value: Any) -> dict[int, bytes]:
    found = model.mapping(value)
    if not found:
        raise Refusal("out-of-range", "no group")
    for key in found:
        if isinstance(key, bool) or not isinstance(key, int) or not 1 <= key <= 16:
            raise Refusal("unknown-field", f"group {key!r}")
    return {key: model.digest(item) for key, item in found.items()}


def _only(number: int) -> model.Reader:
    def read(value: Any) -> int:
        if model.integer(value) != number:
            raise Refusal("out-of-range", f"{value} instead of {number}")
        return number

    return read


def _chip_key(value: Any) -> P256Key:
    """`chip-key`: a COSE_Key on P-256, a point of the curve [EPC-OBJ-06]."""
    coordinate = model.sized(32)
    found = model.fields(value, {1: _only(2), -1: _only(1), -2: coordinate, -3: coordinate})
    key = P256Key(b"\x04" + found[-2] + found[-3])
    try:
        key.demand()
    except Refusal as refusal:
        raise Refusal("out-of-range", str(refusal)) from None
    return key


def decode(payload: bytes) -> SecurityObject:
    """Reads a payload; the version is told before anything else."""
    found = model.fields(
        model.versioned(cbor.decode(payload)),
        {
            1: model.uint,
            2: model.environment,
            3: model.card_id,
            4: model.within(0, 255),
            5: _digests,
            6: model.unix_time,
            7: model.civil_date,
            8: model.civil_date,
            9: model.status_reference,
            10: _chip_key,
            11: model.digest,
            12: _only(1),
            13: model.region,
        },
    )
    return SecurityObject(
        environment=found[2],
        card_id=found[3],
        replacement_index=found[4],
        digests=found[5],
        signed_at=found[6],
        in_force_from=found[7],
        latest_end=found[8],
        status_reference=found[9],
        chip_key=found[10],
        card_access=found[11],
        region=found[13],
    )


def open_object(data: bytes) -> tuple[cose.Signed, SecurityObject]:
    """EF.SO, verified under the certificate that it carries, which nobody has vouched for yet."""
    signed = cose.open_signed(data, cose.SECURITY_OBJECT)
    return signed, decode(signed.payload)
