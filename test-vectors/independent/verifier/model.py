# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Reading the maps and simple types of data-model.cddl.

Which kind of refusal a value outside its rule gets: test-vectors/README.md, "Out of range or invalid".
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, Callable

from .refusal import Refusal

Reader = Callable[[Any], Any]

# security-object.md section 1: the characters that nobody sees.
_INVISIBLE = [
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xE0000, 0xE0FFF),
]
# Latin capitals of which a Cyrillic one looks the same [data-model.cddl, blank-number].
LOOK_ALIKES = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")


def uint(value: Any) -> int:
    """An unsigned integer."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Refusal("wrong-type", "an unsigned integer is wanted")
    return value


def integer(value: Any) -> int:
    """An integer of either sign."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refusal("wrong-type", "an integer is wanted")
    return value


def text(value: Any) -> str:
    """Any text."""
    if not isinstance(value, str):
        raise Refusal("wrong-type", "a text is wanted")
    return value


def raw(value: Any) -> bytes:
    """Any byte string."""
    if not isinstance(value, bytes):
        raise Refusal("wrong-type", "a byte string is wanted")
    return value


def array(value: Any) -> list[Any]:
    """Any array."""
    if not isinstance(value, list):
        raise Refusal("wrong-type", "an array is wanted")
    return value


def mapping(value: Any) -> dict[Any, Any]:
    """Any map."""
    if not isinstance(value, dict):
        raise Refusal("wrong-type", "a map is wanted")
    return value


def within(least: int, most: int) -> Reader:
    """An unsigned integer between two bounds, both inclusive."""

    def read(value: Any) -> int:
        number = uint(value)
        if not least <= number <= most:
            raise Refusal("out-of-range", f"{number}")
        return number

    return read


def sized(least: int, most: int | None = None) -> Reader:
    """A byte string of a length, or of one between two."""

    def read(value: Any) -> bytes:
        data = raw(value)
        if not least <= len(data) <= (least if most is None else most):
            raise Refusal("out-of-range", f"{len(data)} bytes")
        return data

    return read


def array_of(element: Reader, least: int, most: int, rising: bool = False) -> Reader:
    """An array of `least` to `most` elements, perhaps each greater than the one before it."""

    def read(value: Any) -> list[Any]:
        values = array(value)
        if not least <= len(values) <= most:
            raise Refusal("out-of-range", f"{len(values)} elements")
        values = [element(item) for item in values]
        if rising and any(a >= b for a, b in zip(values, values[1:])):
            raise Refusal("out-of-range", "the elements do not rise")
        return values

    return read


def pair_of(first: Reader, second: Reader) -> Reader:
    """An array of two."""

    def read(value: Any) -> tuple[Any, Any]:
        values = array(value)
        if len(values) != 2:
            raise Refusal("out-of-range", f"{len(values)} elements in a pair")
        return first(values[0]), second(values[1])

    return read


def matching(pattern: str, kind: str = "invalid-value") -> Reader:
    """A text of a format of its own."""
    compiled = re.compile(pattern)

    def read(value: Any) -> str:
        found = text(value)
        if not compiled.fullmatch(found):
            raise Refusal(kind, repr(found))
        return found

    return read


def fields(value: Any, required: dict[Any, Reader], optional: dict[Any, Reader] | None = None) -> dict[Any, Any]:
    """A map with exactly these fields, each read by its reader."""
    found = mapping(value)
    readers = {**required, **(optional or {})}
    for key in found:
        if key not in readers:
            raise Refusal("unknown-field", repr(key))
    for key in required:
        if key not in found:
            raise Refusal("missing-field", repr(key))
    return {key: readers[key](found[key]) for key in found}


def versioned(value: Any, key: int = 1) -> dict[Any, Any]:
    """A map whose version is 1; another one is told before anything else is looked at."""
    found = mapping(value)
    if key not in found:
        raise Refusal("missing-field", "version")
    if uint(found[key]) != 1:
        raise Refusal("unsupported-version", str(found[key]))
    return found


def card_text(value: Any) -> str:
    """`card-text`: 1 to 200 visible characters, no white space at the ends [EPC-ENC-06]."""
    found = text(value)
    if not 1 <= len(found) <= 200:
        raise Refusal("invalid-value", f"{len(found)} characters")
    for character in found:
        code = ord(character)
        if code < 0x20 or 0x7F <= code <= 0x9F:
            raise Refusal("invalid-value", f"control character U+{code:04X}")
        if any(first <= code <= last for first, last in _INVISIBLE):
            raise Refusal("invalid-value", f"invisible character U+{code:04X}")
    if found[0].isspace() or found[-1].isspace():
        raise Refusal("invalid-value", "white space at an end")
    return found


def civil_date(value: Any) -> date:
    """`civil-date`: YYYYMMDD as a number, of the calendar [EPC-ENC-09]."""
    number = uint(value)
    if not 19000101 <= number <= 22001231:
        raise Refusal("invalid-value", str(number))
    try:
        return date(number // 10000, number // 100 % 100, number % 100)
    except ValueError:
        raise Refusal("invalid-value", str(number)) from None


def unix_time(value: Any) -> int:
    """`unix-time`: seconds since 1970-01-01T00:00:00Z, at most ten digits."""
    number = uint(value)
    if number > 9_999_999_999:
        raise Refusal("invalid-value", str(number))
    return number


def days_after(base: date, days: int) -> date:
    """The day so many days after `base`; beyond civil-date it is refused."""
    day = base + timedelta(days=days)
    if day > date(2200, 12, 31):
        raise Refusal("out-of-range", str(day))
    return day


def blank_number(value: Any) -> str:
    """`blank-number`: nine characters, look-alikes in Cyrillic [EPC-ENC-03]."""
    found = text(value)
    if not re.fullmatch(r"[0-9А-ЯЁA-Z]{9}", found):
        raise Refusal("invalid-value", repr(found))
    if found.translate(LOOK_ALIKES) != found:
        raise Refusal("out-of-range", f"{found!r} is not in its normal form")
    return found


region = matching("[0-9]{2}")
country = matching("[A-Z]{3}")
number_part = matching("[0-9A-Za-zА-Яа-яЁё-]{1,20}")
access_number = matching("[0-9]{6}", "out-of-range")
digest = sized(32)
card_id = sized(16)
environment = within(1, 2)
patent_number = pair_of(number_part, number_part)
status_reference = pair_of(uint, uint)
