# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Deterministic CBOR [security-object.md section 1, RFC 8949 section 4.2.1].

The reader is written here because strictness is the point; `cbor2` reads the same bytes
afterwards, and both must find the same value.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import cbor2

from .refusal import Refusal

MAX_DEPTH = 8
MAX_BYTES = 65_536
SIGN1_TAG = 18


@dataclass(frozen=True)
class Tagged:
    """The content of tag 18; no other tag is ever read."""

    content: Any


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise Refusal("truncated", f"{count} bytes wanted at {self.at}")
        piece = self.data[self.at : self.at + count]
        self.at += count
        return piece

    def head(self) -> tuple[int, int, int]:
        """Major type, additional information and argument, in its shortest form."""
        initial = self.take(1)[0]
        major, info = initial >> 5, initial & 0x1F
        if info == 31:
            # Of an integer or a tag RFC 8949 section 3 makes it no well-formed head at all.
            if major in (0, 1, 6):
                raise Refusal("reserved-initial-byte", f"{initial:02X}")
            raise Refusal("indefinite-length", f"{initial:02X}")
        if info >= 28:
            raise Refusal("reserved-initial-byte", f"{initial:02X}")
        if major == 7:
            return major, info, info
        if info < 24:
            return major, info, info
        size = 1 << (info - 24)
        argument = int.from_bytes(self.take(size), "big")
        least = 24 if size == 1 else 1 << (4 * size)
        if argument < least:
            raise Refusal("not-shortest", f"{argument} in {size} bytes")
        return major, info, argument

    def item(self, depth: int) -> Any:
        start = self.at
        major, info, argument = self.head()
        if major in (4, 5, 6) and depth == MAX_DEPTH:
            raise Refusal("too-deep", f"at {start}")
        if major == 0:
            return argument
        if major == 1:
            return -1 - argument
        if major == 2:
            return self.take(argument)
        if major == 3:
            return self.text(argument)
        if major == 4:
            self.demand(argument)
            return [self.item(depth + 1) for _ in range(argument)]
        if major == 5:
            self.demand(2 * argument)
            return self.map(argument, depth + 1)
        if major == 6:
            if argument != SIGN1_TAG:
                raise Refusal("tag-not-allowed", f"tag {argument}")
            return Tagged(self.item(depth + 1))
        return self.simple(info)

    def demand(self, items: int) -> None:
        """Every item takes a byte at least, so that a count cannot exceed what is left."""
        if items > len(self.data) - self.at:
            raise Refusal("truncated", f"{items} items claimed")

    def text(self, length: int) -> str:
        raw = self.take(length)
        try:
            text = raw.decode("utf-8", "strict")
        except UnicodeDecodeError as error:
            raise Refusal("not-utf8", str(error)) from None
        if unicodedata.normalize("NFC", text) != text:
            raise Refusal("not-nfc", repr(text))
        return text

    def map(self, count: int, depth: int) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        before: bytes | None = None
        for _ in range(count):
            start = self.at
            key = self.item(depth)
            encoded = self.data[start : self.at]
            if before is not None and encoded == before:
                raise Refusal("duplicate-key", repr(key))
            if before is not None and encoded < before:
                raise Refusal("key-order", repr(key))
            before = encoded
            value = self.item(depth)
            if not isinstance(key, (int, str, bytes)) or isinstance(key, bool):
                # No structure of the model has such a key; bytes keep it hashable and apart.
                key = ("other key", encoded)
            result[key] = value
        return result

    def simple(self, info: int) -> bool | None:
        if info in (25, 26, 27):
            raise Refusal("float")
        if info in (20, 21):
            return info == 21
        if info == 22:
            return None
        if info == 24:
            self.take(1)
        raise Refusal("simple-value", str(info))


def decode(data: bytes, limit: int = MAX_BYTES) -> Any:
    """The one item that `data` is; integers, bytes, texts, lists, dicts, bool, None, Tagged."""
    if len(data) > limit:
        raise Refusal("too-long", f"{len(data)} bytes, at most {limit}")
    reader = _Reader(data)
    value = reader.item(0)
    if reader.at != len(data):
        raise Refusal("trailing-bytes", f"from {reader.at}")
    _cross_check(data, value)
    return value


def _cross_check(data: bytes, value: Any) -> None:
    """Compares with what the general library reads; a difference is a bug of this module."""
    if not same(cbor2.loads(data), value):
        raise AssertionError(f"cbor2 reads {data.hex()} otherwise")


def same(theirs: Any, ours: Any) -> bool:
    """Whether two readings are equal, types included (True is not 1)."""
    if isinstance(ours, Tagged):
        return (
            isinstance(theirs, cbor2.CBORTag)
            and theirs.tag == SIGN1_TAG
            and same(theirs.value, ours.content)
        )
    if isinstance(ours, list):
        return (
            isinstance(theirs, (list, tuple))
            and len(theirs) == len(ours)
            and all(same(a, b) for a, b in zip(theirs, ours))
        )
    if isinstance(ours, dict):
        # Both keep the order of the bytes; keys of other types are only counted.
        return len(theirs) == len(ours) and all(
            (isinstance(key, tuple) or same(their_key, key)) and same(their_value, value)
            for (their_key, their_value), (key, value) in zip(theirs.items(), ours.items())
        )
    return type(theirs) is type(ours) and theirs == ours


def head(major: int, argument: int) -> bytes:
    """The shortest head of an item, for the few structures that are built here."""
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * size):
            return bytes([major << 5 | info]) + argument.to_bytes(size, "big")
    raise ValueError(argument)


def byte_string(data: bytes) -> bytes:
    """The encoding of a byte string."""
    return head(2, len(data)) + data


def diagnostic(value: Any) -> str:
    """Diagnostic notation [RFC 8949 section 8]."""
    if isinstance(value, Tagged):
        return f"{SIGN1_TAG}({diagnostic(value.content)})"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    if isinstance(value, str):
        return '"' + "".join(map(_escaped, value)) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(diagnostic(element) for element in value) + "]"
    return "{" + ", ".join(f"{diagnostic(k)}: {diagnostic(v)}" for k, v in value.items()) + "}"


def _escaped(character: str) -> str:
    """A character in a text; what nobody sees is written as its number."""
    if character in ('"', "\\"):
        return "\\" + character
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp"):
        return f"\\u{{{ord(character):x}}}"
    return character
