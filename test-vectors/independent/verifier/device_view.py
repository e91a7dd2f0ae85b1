# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""What a check is given beside the card [verification-rules.md, introduction]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .bundle import Bundle
from .findings import Colour
from .trust import Trust


@dataclass(frozen=True)
class Policy:
    """What the authority decided; `trust.md` section 4 names the defaults."""

    wrong_region: Colour
    status_required: bool
    payment_required: bool
    announced_days: int = 3
    tolerance: int = 300


@dataclass(frozen=True)
class Circumstances:
    """Place, time, and what the officer saw and typed."""

    region: str
    now: int
    day: date
    profession: str | None = None
    printed_number: str | None = None
    printed_blank: str | None = None
    printed_code: str | None = None


@dataclass(frozen=True)
class Device:
    """What the device that checks believes and knows."""

    trust: Trust
    bundle: Bundle | None
    policy: Policy
    lists: tuple[bytes, ...]
    circumstances: Circumstances
