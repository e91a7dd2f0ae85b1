# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Civil time of the regions [status-and-payments.md section 4]."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

# Hours ahead of UTC of the capital of each region; of those not named here, 3.
_HOURS = {
    2: "39",
    4: "18 30 63 64 73",
    5: "02 45 56 59 66 72 74 86 89",
    6: "55",
    7: "04 17 19 22 24 42 54 70",
    8: "03 38",
    9: "14 28 75",
    10: "25 27 79",
    11: "49 65",
    12: "41 87",
}
_OFFSETS = {region: hours for hours, regions in _HOURS.items() for region in regions.split()}


def civil_day(seconds: int, region: str) -> date:
    """The civil day of a region at a moment."""
    zone = timezone(timedelta(hours=_OFFSETS.get(region, 3)))
    return datetime.fromtimestamp(seconds, zone).date()
