# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""DER (ITU-T X.690), as much of it as certificates and ECDSA signatures need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timezone

from .refusal import Refusal

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING = 0x01, 0x02, 0x03, 0x04
OBJECT_IDENTIFIER, ENUMERATED, UTF8_STRING = 0x06, 0x0A, 0x0C
PRINTABLE_STRING, IA5_STRING, UTC_TIME, GENERALIZED_TIME = 0x13, 0x16, 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31
# The last second of a unix-time of ten digits [security-object.md section 4].
LAST_SECOND = 9_999_999_999


@dataclass(frozen=True)
class Element:
    """Tag, content and all bytes of one element."""

    tag: int
    content: bytes
    encoded: bytes


class Reader:
    """Reads elements one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def done(self) -> bool:
        return self.at == len(self.data)

    def peek(self) -> int | None:
        return None if self.done() else self.data[self.at]

    def _take(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise Refusal("der", "ends inside an element")
        piece = self.data[self.at : self.at + count]
        self.at += count
        return piece

    def next(self, tag: int | None = None) -> Element:
        """The next element, of this tag where one is named."""
        start = self.at
        found = self._take(1)[0]
        if found & 0x1F == 0x1F:
            raise Refusal("der", "a tag of several bytes")
        length = self._take(1)[0]
        if length == 0x80:
            raise Refusal("der", "indefinite length")
        if length > 0x80:
            octets = self._take(length & 0x7F)
            length = int.from_bytes(octets, "big")
            if octets[0] == 0 or length < 0x80:
                raise Refusal("der", "a length in a longer form")
        content = self._take(length)
        if tag is not None and found != tag:
            raise Refusal("der", f"tag {found:02X} instead of {tag:02X}")
        return Element(found, content, self.data[start : self.at])

    def end(self) -> None:
        if not self.done():
            raise Refusal("der", "more than is expected")


def inside(element: Element) -> Reader:
    """A reader of the content of a constructed element."""
    return Reader(element.content)


def integer(content: bytes) -> int:
    """The number of an INTEGER or ENUMERATED, in its shortest form."""
    if not content:
        raise Refusal("der", "an integer of no byte")
    if len(content) > 1 and (content[0], content[1] >> 7) in ((0x00, 0), (0xFF, 1)):
        raise Refusal("der", "an integer in a longer form")
    return int.from_bytes(content, "big", signed=True)


def boolean(content: bytes) -> bool:
    """FF or 00 and nothing else."""
    if content not in (b"\x00", b"\xff"):
        raise Refusal("der", "a boolean other than FF and 00")
    return content == b"\xff"


def object_identifier(content: bytes) -> str:
    """Dotted notation."""
    if not content or content[-1] & 0x80:
        raise Refusal("der", "an object identifier that does not end")
    arcs: list[int] = []
    value, fresh = 0, True
    for octet in content:
        if fresh and octet == 0x80:
            raise Refusal("der", "an arc in a longer form")
        value, fresh = value << 7 | octet & 0x7F, False
        if not octet & 0x80:
            arcs.append(value)
            value, fresh = 0, True
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


def whole_bit_string(content: bytes) -> bytes:
    """A bit string of whole bytes: keys and signatures."""
    if not content or content[0] != 0:
        raise Refusal("der", "a bit string with unused bits")
    return content[1:]


def named_bits(content: bytes) -> set[int]:
    """The numbers of the bits that are set; zero bits at the end are not DER (X.690 11.2.2)."""
    if not content or content[0] > 7 or (content[0] and len(content) == 1):
        raise Refusal("der", "unused bits")
    bits = content[1:]
    unused = content[0]
    if bits:
        if bits[-1] & ((1 << unused) - 1) or not bits[-1] >> unused & 1:
            raise Refusal("der", "zero bits at the end")
    return {
        8 * place + bit
        for place, octet in enumerate(bits)
        for bit in range(8)
        if octet & (0x80 >> bit)
    }


def time(element: Element) -> int:
    """Unix seconds of a UTCTime or GeneralizedTime in the form of RFC 5280 section 4.1.2.5."""
    text = element.content.decode("latin-1")
    if element.tag == UTC_TIME and re.fullmatch("[0-9]{12}Z", text):
        text = ("19" if text >= "5" else "20") + text
    elif element.tag != GENERALIZED_TIME or not re.fullmatch("[0-9]{14}Z", text):
        raise Refusal("der", "a time")
    elif 1950 <= int(text[:4]) < 2050:
        raise Refusal("der", "a GeneralizedTime of a year before 2050")
    try:
        moment = datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        raise Refusal("der", "a time that no calendar has") from None
    return min(int(moment.timestamp()), LAST_SECOND)


def ecdsa_signature(data: bytes) -> bytes | None:
    """r and s, 32 bytes each, of an ECDSA-Sig-Value [card-profile.md, EPC-PROOF-07]."""
    try:
        reader = Reader(data)
        numbers = inside(reader.next(SEQUENCE))
        reader.end()
        r = integer(numbers.next(INTEGER).content)
        s = integer(numbers.next(INTEGER).content)
        numbers.end()
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    except (Refusal, OverflowError):
        return None
