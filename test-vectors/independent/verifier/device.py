# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""What a device keeps [trust.md section 8; data-model.cddl, device-state-file]."""

from __future__ import annotations

import hashlib
from typing import Any

from . import cbor, model
from .card_file import typed_file
from .refusal import Refusal


def _seen_list(value: Any) -> tuple[int, str, int]:
    parts = model.array(value)
    if len(parts) != 6:
        raise Refusal("out-of-range", f"{len(parts)} parts")
    kind, region, number = model.within(1, 2)(parts[0]), model.region(parts[1]), model.uint(parts[2])
    model.uint(parts[3])
    model.digest(parts[4])
    model.array_of(model.digest, 1, 400)(parts[5])
    return kind, region, number


def decode(data: bytes) -> dict[Any, Any]:
    """One copy of the state; a copy whose digest is another one's does not count."""
    # 1024 lists, each with up to 400 digests, stand in one copy.
    limit = 1 << 24
    parts = model.array(cbor.decode(data, limit))
    if len(parts) != 2:
        raise Refusal("out-of-range", f"{len(parts)} parts")
    state, digest = model.raw(parts[0]), model.digest(parts[1])
    if hashlib.sha256(state).digest() != digest:
        raise Refusal("out-of-range", "the digest of other bytes")
    found = model.fields(
        typed_file(cbor.decode(state, limit), "epatent-device"),
        {0: model.text, 1: model.uint, 2: model.uint, 5: model.array_of(_seen_list, 0, 1024, rising=True)},
        {
            3: model.unix_time,
            4: model.pair_of(model.uint, model.digest),
            6: model.array_of(model.sized(1, 8192), 1, 8),
        },
    )
    return found
