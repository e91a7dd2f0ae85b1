# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Payment records on the card [status-and-payments.md section 2]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from . import cbor, model
from .refusal import Refusal

MAX_RECORD = 1024


@dataclass(frozen=True)
class Record:
    """One payment, as the office signed it."""

    card_id: bytes
    patent_number: tuple[str, str]
    sequence: int
    previous: bytes
    paid_through: date
    recorded_at: int
    first_day: date | None


def decode(payload: bytes) -> Record:
    """`payment-record`."""
    found = model.fields(
        model.versioned(cbor.decode(payload)),
        {
            1: model.uint,
            2: model.card_id,
            3: model.patent_number,
            4: model.within(1, 65_535),
            5: model.digest,
            6: model.civil_date,
            7: model.unix_time,
            8: model.card_text,
        },
        {9: model.civil_date},
    )
    if 9 in found and found[9] > found[6]:
        raise Refusal("out-of-range", "a period that ends before it begins")
    return Record(found[2], found[3], found[4], found[5], found[6], found[7], found.get(9))


def split(data: bytes) -> list[bytes]:
    """The records of EF.Payments: length (2) and record, one after another."""
    records = []
    while data:
        length = int.from_bytes(data[:2], "big")
        if len(data) < 2 or not 1 <= length <= MAX_RECORD or len(data) < 2 + length:
            raise Refusal("file", "no row of records")
        records.append(data[2 : 2 + length])
        data = data[2 + length :]
    return records
