# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Data groups [data-model.cddl, data-group]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Callable

from . import cbor, model
from .refusal import Refusal

MAX_BYTES = 32_767
# Groups that a card must list [verification-rules.md section 3.2].
MANDATORY = (1, 2, 3, 4, 5)
# Reserved groups that limit nothing: neither made nor read by edition 1.
WITHOUT_LIMITS = (7, 9)


@dataclass(frozen=True)
class Patent:
    """Group 3: what is printed as the number of the patent, and the form it is printed on."""

    series: str
    number: str
    blank: str


@dataclass(frozen=True)
class Permission:
    """Group 4: where, and as what; no professions means any."""

    region: str
    professions: tuple[str, ...] | None


@dataclass(frozen=True)
class Remarks:
    """Group 5."""

    replacement_index: int


def _birth_date(value: Any) -> tuple[int, ...]:
    """`birth-date`: a year, a month where known, a day where known [EPC-ENC-08]."""
    parts = model.array(value)
    if not 1 <= len(parts) <= 3:
        raise Refusal("out-of-range", f"a date of {len(parts)} parts")
    numbers = [model.uint(part) for part in parts]
    year, month, day = numbers + [1] * (3 - len(numbers))
    if not 1850 <= year <= 2200:
        raise Refusal("invalid-value", f"born in {year}")
    try:
        date(year, month, day)
    except (ValueError, OverflowError):
        raise Refusal("invalid-value", str(numbers)) from None
    return tuple(numbers)


def _sex(value: Any) -> int:
    number = model.uint(value)
    if number > 2:
        raise Refusal("invalid-value", f"sex {number}")
    return number


def _document(value: Any) -> dict[Any, Any]:
    return model.fields(
        value,
        {1: model.card_text},
        {2: model.country, 3: model.civil_date},
    )


def _holder(value: Any) -> dict[Any, Any]:
    names = {key: model.card_text for key in (1, 2, 3, 4, 5)}
    holder = model.fields(
        value,
        {6: _birth_date, 7: _sex, 8: model.country, 9: _document},
        {**names, 10: model.matching("[0-9]{1,20}")},
    )
    if not any(key in holder for key in (1, 2, 4, 5)):
        raise Refusal("missing-field", "a name [EPC-ENC-07]")
    return holder


def _portrait(value: Any) -> dict[Any, Any]:
    return model.fields(value, {1: model.within(1, 2), 2: model.sized(1, 32_000)})


def _patent(value: Any) -> Patent:
    found = model.fields(
        value,
        {
            1: model.number_part,
            2: model.number_part,
            3: model.blank_number,
            4: model.civil_date,
            5: model.card_text,
        },
    )
    return Patent(found[1], found[2], found[3])


def _permission(value: Any) -> Permission:
    found = model.fields(
        value,
        {1: model.region},
        {2: model.card_text, 3: model.array_of(model.card_text, 1, 16)},
    )
    return Permission(found[1], tuple(found[3]) if 3 in found else None)


def _remarks(value: Any) -> Remarks:
    found = model.fields(
        value,
        {1: model.within(0, 255)},
        {2: model.card_id, 3: model.array_of(model.card_text, 1, 16)},
    )
    return Remarks(found[1])


_CONTENT: dict[int, Callable[[Any], Any]] = {
    1: _holder,
    2: _portrait,
    3: _patent,
    4: _permission,
    5: _remarks,
}


def decode(number: int, data: bytes) -> Any:
    """The content of the group `number`, one of 1 to 5, from the bytes of its file."""
    if len(data) > MAX_BYTES:
        raise Refusal("too-long", f"{len(data)} bytes [EPC-ENC-04]")
    value = model.mapping(cbor.decode(data))
    if 0 not in value:
        raise Refusal("missing-field", "group number")
    if model.uint(value[0]) != number:
        raise Refusal("wrong-group", f"{value[0]} instead of {number}")
    found = model.fields(
        value,
        {0: model.uint, 1: model.sized(16), 2: _CONTENT[number]},
    )
    return found[2]
