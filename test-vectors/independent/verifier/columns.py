# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Compressed columns of lists [status-and-payments.md section 1; data-model.cddl, sparse-table]."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import model
from .refusal import Refusal

MAX_SIZE = 10_000_000
DAYS_IN_ROW = 32


@dataclass(frozen=True)
class Entry:
    """The day of an index, and its code where the table has codes."""

    day: date
    code: int | None


def inflate(data: bytes, length: int) -> bytes:
    """Exactly so many bytes, and nothing after the stream [EPC-LIST-05, 11, 12]."""
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(data, length + 1)
    except zlib.error as error:
        raise Refusal("compressed", str(error)) from None
    if len(content) != length or not stream.eof or stream.unused_data:
        raise Refusal("compressed", f"not {length} bytes and nothing else")
    return content


def table(value: Any, size: int, codes: bool) -> dict[int, Entry]:
    """A sparse table: a day, perhaps with a code, of some of `size` indices."""
    parts = model.array(value)
    if len(parts) != 4:
        raise Refusal("out-of-range", f"a table of {len(parts)} parts")
    count = model.within(1, MAX_SIZE)(parts[0])
    base = model.civil_date(parts[1])
    length = model.uint(parts[2])
    data = model.raw(parts[3])
    # A gap has 4 groups of 7 bits at most, as 10,000,000 is less than 2 to the 28th.
    if count > size or length > count * (7 if codes else 6):
        raise Refusal("out-of-range", f"{count} entries in {length} bytes")
    columns = inflate(data, length)
    indices, at = _indices(columns, count, size)
    rest = columns[at:]
    if len(rest) != count * (3 if codes else 2):
        raise Refusal("out-of-range", "columns of another length")
    days = [_day(row, day) for row, day in zip(rest[:count], rest[count : 2 * count])]
    if min(days) != 0:
        raise Refusal("out-of-range", "the base is not the earliest day")
    return {
        index: Entry(
            model.days_after(base, days[place]),
            rest[2 * count + place] if codes else None,
        )
        for place, index in enumerate(indices)
    }


def _indices(columns: bytes, count: int, size: int) -> tuple[list[int], int]:
    """The indices of a table and where its gaps end."""
    indices: list[int] = []
    index, at = -1, 0
    for _ in range(count):
        gap, shift = 0, 0
        while True:
            if at == len(columns):
                raise Refusal("out-of-range", "fewer gaps than are counted")
            octet = columns[at]
            at += 1
            gap |= (octet & 0x7F) << shift
            if not octet & 0x80:
                break
            shift += 7
        if octet == 0 and shift:
            raise Refusal("out-of-range", "a gap in a longer form")
        index += gap + 1
        if index >= size:
            raise Refusal("out-of-range", f"index {index} of {size}")
        indices.append(index)
    return indices, at


def _day(row: int, day: int) -> int:
    if day >= DAYS_IN_ROW:
        raise Refusal("out-of-range", f"day {day} of a row")
    return DAYS_IN_ROW * row + day


def dense(data: bytes, base: date, size: int) -> dict[int, date]:
    """The two columns of a snapshot: the days of the indices that have one [EPC-PAID-02]."""
    columns = inflate(data, 2 * size)
    days: dict[int, date] = {}
    for index, (row, day) in enumerate(zip(columns[:size], columns[size:])):
        stored = _day(row, day)
        if stored:
            days[index] = model.days_after(base, stored - 1)
    return days
