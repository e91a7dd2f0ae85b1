# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Card files: what was read from a card [data-model.cddl, card-file; qr-evidence-report.md section 2]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import cbor, model
from .refusal import Refusal

# A card file holds up to 19 files of 32767 bytes each.
MAX_BYTES = 1 << 20
_card_bytes = model.sized(0, 32_767)


@dataclass(frozen=True)
class ChipProof:
    """What a terminal sent and what the chip signed."""

    nonce: bytes
    statement: bytes
    # None where the statement does not decode: the signature over its bytes may still be the chip's.
    asked_at: int | None
    channel_binding: bytes
    payment_head: bytes
    signature: bytes


@dataclass(frozen=True)
class CardFile:
    """Everything that was read; nothing of it is believed."""

    security_object: bytes
    groups: dict[int, bytes]
    card_access: bytes
    proof: ChipProof | None
    payments: bytes | None
    denied: tuple[int, ...]


def kind(name: str) -> model.Reader:
    """The text in field 0 that says what a file is."""

    def read(value: Any) -> str:
        if model.text(value) != name:
            raise Refusal("out-of-range", f"a file of {value!r}")
        return name

    return read


def typed_file(value: Any, name: str) -> dict[Any, Any]:
    """A map with the right text in field 0 and version 1 in field 1, both told first."""
    found = model.mapping(value)
    if 0 not in found:
        raise Refusal("missing-field", "kind of file")
    kind(name)(found[0])
    return model.versioned(found)


def terminal_statement(data: bytes) -> int:
    """`terminal-statement`; returns when the proof was asked for."""
    if len(data) > 1024:
        raise Refusal("out-of-range", f"{len(data)} bytes [EPC-ENC-10]")
    found = model.fields(
        model.versioned(cbor.decode(data)),
        {1: model.uint, 2: model.unix_time, 3: model.region, 4: model.card_text},
    )
    return found[2]


def _proof(value: Any) -> ChipProof:
    found = model.fields(
        value,
        {1: model.digest, 2: model.raw, 3: model.digest, 4: model.digest, 5: model.sized(0, 72)},
    )
    try:
        asked_at = terminal_statement(found[2])
    except Refusal:
        asked_at = None
    return ChipProof(found[1], found[2], asked_at, found[3], found[4], found[5])


def _groups(value: Any) -> dict[int, bytes]:
    found = model.mapping(value)
    for key in found:
        if isinstance(key, bool) or not isinstance(key, int) or not 1 <= key <= 16:
            raise Refusal("unknown-field", f"group {key!r}")
    return {key: _card_bytes(item) for key, item in found.items()}


def decode(data: bytes) -> CardFile:
    """Reads a card file."""
    found = model.fields(
        typed_file(cbor.decode(data, MAX_BYTES), "epatent-card"),
        {0: model.text, 1: model.uint, 2: _card_bytes, 3: _groups, 4: _card_bytes},
        {
            5: _proof,
            6: model.access_number,
            7: _card_bytes,
            8: model.array_of(model.within(1, 16), 1, 16, rising=True),
        },
    )
    return CardFile(
        security_object=found[2],
        groups=found[3],
        card_access=found[4],
        proof=found.get(5),
        payments=found.get(7),
        denied=tuple(found.get(8, ())),
    )
