# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Status lists and paid-through lists [status-and-payments.md section 1]."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from . import cbor, columns, cose, model
from .bundle import Bundle
from .certificate import PAYMENT, STATUS
from .entitlement import is_good, judge
from .refusal import Refusal
from .trust import Trust, issuer

MAX_BYTES = 16 << 20
VALID, ANNULLED, SUSPENDED, SUPERSEDED = 0, 1, 2, 3


@dataclass(frozen=True)
class Head:
    """`list-head`: which list, of which state."""

    environment: int
    number: int
    region: str
    sequence: int
    size: int

    @property
    def name(self) -> tuple[str, int]:
        """A list is named by region and number [EPC-LIST-01]."""
        return self.region, self.number


@dataclass(frozen=True)
class Times:
    """Fresh until the second, stale until the third, to the second [section 1.1]."""

    issued: int
    next_update: int
    expires: int

    def fresh(self, now: int) -> bool:
        return now <= self.next_update


@dataclass(frozen=True)
class StatusList:
    """Two bits an index."""

    head: Head
    times: Times
    bits: bytes

    def status(self, index: int) -> int:
        """The status of an index that the list covers; the low bits of a byte come first."""
        return self.bits[index // 4] >> (2 * (index % 4)) & 3


@dataclass(frozen=True)
class PaidThrough:
    """A snapshot, perhaps with deltas applied: the last paid days, and first days of new periods."""

    head: Head
    times: Times
    days: dict[int, date]
    restorations: dict[int, date]

    def digest(self) -> bytes:
        """The digest of the state [EPC-PAID-03]."""
        start = date(1999, 12, 31)
        state = hashlib.sha256()
        state.update(b"EPATENT-PAID-THROUGH-1".ljust(32, b"\0"))
        state.update(bytes([self.head.environment]) + self.head.region.encode("ascii"))
        state.update(self.head.number.to_bytes(8, "big") + self.head.sequence.to_bytes(8, "big"))
        state.update(self.head.size.to_bytes(4, "big"))
        for index in range(self.head.size):
            day = self.days.get(index)
            state.update(((day - start).days if day else 0).to_bytes(2, "big"))
        state.update(len(self.restorations).to_bytes(4, "big"))
        for index, day in sorted(self.restorations.items()):
            state.update(index.to_bytes(4, "big") + (day - start).days.to_bytes(2, "big"))
        return state.digest()

    def apply(self, delta: "Delta") -> "PaidThrough":
        """The state after one step [EPC-PAID-04]; a new day ends the restoration before it."""
        same = (self.head.name, self.head.environment) == (delta.head.name, delta.head.environment)
        if not same or delta.head.sequence != self.head.sequence + 1:
            raise Refusal("out-of-range", "not the next step of this list")
        if delta.head.size < self.head.size or delta.times.issued < self.times.issued:
            raise Refusal("out-of-range", "a step back")
        if delta.previous != self.digest():
            raise Refusal("out-of-range", "a step from another state")
        return replace(
            self,
            head=delta.head,
            times=delta.times,
            days={**self.days, **delta.days},
            restorations={**self.restorations, **delta.restorations},
        )


@dataclass(frozen=True)
class Delta:
    """The changes of one step."""

    head: Head
    times: Times
    previous: bytes
    days: dict[int, date]
    restorations: dict[int, date]


_HEAD: dict[Any, model.Reader] = {
    1: model.uint,
    2: model.environment,
    3: model.uint,
    4: model.region,
    5: model.within(1, 2**64 - 1),
    6: model.within(1, columns.MAX_SIZE),
}
_TIMES: dict[Any, model.Reader] = {7: model.unix_time, 8: model.unix_time, 9: model.unix_time}


def _head(found: dict[Any, Any]) -> Head:
    return Head(found[2], found[3], found[4], found[5], found[6])


def _times(issued: int, next_update: int, expires: int) -> Times:
    if not issued < next_update <= expires:
        raise Refusal("out-of-range", "times in disorder")
    return Times(issued, next_update, expires)


def _any(value: Any) -> Any:
    """Read later, when the size of the list is known."""
    return value


def _days(value: Any, size: int) -> dict[int, date]:
    if value is None:
        return {}
    return {index: entry.day for index, entry in columns.table(value, size, codes=False).items()}


def _restorations(value: Any, size: int, ends: dict[int, date]) -> dict[int, date]:
    found = _days(value, size)
    for index, first in found.items():
        if index not in ends or first > ends[index]:
            raise Refusal("out-of-range", f"a period of index {index} without a last day")
    return found


def status_list(payload: bytes) -> StatusList:
    """`status-list-claims` [section 1.2]."""
    claims = model.mapping(cbor.decode(payload, MAX_BYTES))
    if -65537 not in claims:
        raise Refusal("missing-field", "the claim of this project")
    model.versioned(claims[-65537])
    found = model.fields(
        claims,
        {
            2: model.text,
            4: model.unix_time,
            6: model.unix_time,
            65533: _token_list,
            65534: model.within(1, 4_294_967_295),
            -65537: lambda value: model.fields(value, _HEAD, {7: _any}),
        },
    )
    own = found[-65537]
    head = _head(own)
    if found[2] != f"tag:epatent.example,2026:status/{head.region}/{head.number}":
        raise Refusal("out-of-range", "the name of another list")
    times = _times(found[6], found[6] + found[65534], found[4])
    bits = columns.inflate(found[65533], (head.size + 3) // 4)
    result = StatusList(head, times, bits)
    annulments = columns.table(own[7], head.size, codes=True) if 7 in own else {}
    annulled = {index for index in range(head.size) if result.status(index) == ANNULLED}
    if annulled != set(annulments):
        raise Refusal("out-of-range", "annulments of other indices [EPC-LIST-10]")
    return result


def _token_list(value: Any) -> bytes:
    found = model.mapping(value)
    for key in found:
        if key not in ("lst", "bits"):
            # Known to the draft and without use here: not a field that nobody knows.
            raise Refusal("out-of-range", f"{key!r} in the token status list")
    found = model.fields(found, {"lst": model.raw, "bits": model.uint})
    if found["bits"] != 2:
        raise Refusal("out-of-range", f"{found['bits']} bits")
    return found["lst"]


def snapshot(payload: bytes) -> PaidThrough:
    """`paid-through-snapshot` [section 1.3]."""
    found = model.fields(
        model.versioned(cbor.decode(payload, MAX_BYTES)),
        {**_HEAD, **_TIMES, 10: model.civil_date, 11: model.raw},
        {12: _any},
    )
    head, times = _head(found), _times(found[7], found[8], found[9])
    days = columns.dense(found[11], found[10], head.size)
    return PaidThrough(head, times, days, _restorations(found.get(12), head.size, days))


def delta(payload: bytes) -> Delta:
    """`paid-through-delta` [section 1.3]."""
    found = model.fields(
        model.versioned(cbor.decode(payload, MAX_BYTES)),
        {**_HEAD, **_TIMES, 10: model.digest},
        {11: _any, 12: _any},
    )
    head, times = _head(found), _times(found[7], found[8], found[9])
    days = _days(found.get(11), head.size)
    return Delta(head, times, found[10], days, _restorations(found.get(12), head.size, days))


_READERS = {cose.STATUS_LIST: status_list, cose.SNAPSHOT: snapshot, cose.DELTA: delta}


def kind_of(data: bytes) -> int | str | None:
    """The kind that bytes claim to be; None where they do not even say that."""
    try:
        return cose.open_envelope(data, tuple(_READERS), cose.X5CHAIN, MAX_BYTES).typ
    except Refusal:
        return None


def admit(
    data: bytes, trust: Trust, bundle: Bundle | None, now: int
) -> StatusList | PaidThrough | Delta:
    """A signed list of an entitled signer [EPC-LIST-03, EPC-LIST-04, EPC-BUNDLE-17, EPC-BUNDLE-18]."""
    signed = cose.open_signed(data, tuple(_READERS), MAX_BYTES)
    typ, signer = signed.envelope.typ, signed.certificate
    issuer(trust, signer, None, now)
    found = _READERS[typ](signed.payload)
    is_status = typ == cose.STATUS_LIST
    entitled = judge(
        trust,
        bundle,
        now,
        signer,
        STATUS if is_status else PAYMENT,
        found.head.region,
        found.head.environment,
        found.times.issued,
        hashlib.sha256(data).digest(),
    ).findings()
    if not is_good(entitled):
        raise Refusal("not-entitled", ", ".join(entitled.colours))
    known = bundle.sequences if bundle else {}
    if found.head.sequence < known.get((1 if is_status else 2, *found.head.name), 0):
        raise Refusal("not-entitled", "the bundle knows a newer one")
    return found
