# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""What the lists on a device say of one card [status-and-payments.md sections 1 and 3]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from . import cose
from .device_view import Device
from .findings import Findings
from .lists import (
    ANNULLED,
    SUPERSEDED,
    SUSPENDED,
    Delta,
    PaidThrough,
    StatusList,
    Times,
    admit,
    kind_of,
)
from .payments import Record
from .refusal import Refusal
from .regions import civil_day

_AGAINST = {ANNULLED: "annulled", SUSPENDED: "suspended", SUPERSEDED: "superseded"}


@dataclass(frozen=True)
class Known:
    """The lists that were admitted, by region and number, and what was refused.

    What a list that was refused says of its name counts for nothing: it stands for its kind. One that
    only the bundle refuses is authentic and stands for its own name.
    """

    status: dict[tuple[str, int], StatusList]
    paid: dict[tuple[str, int], PaidThrough]
    status_refused: bool
    paid_refused: bool
    held_back: frozenset[tuple[bool, tuple[str, int]]]

    def refused(self, is_status: bool, name: tuple[str, int]) -> bool:
        """Whether a list that may be the one of this name was refused."""
        of_kind = self.status_refused if is_status else self.paid_refused
        return of_kind or (is_status, name) in self.held_back


def read(device: Device) -> Known:
    """Admits the lists of a device; what is refused is ignored and remembered [EPC-LIST-06]."""
    status: dict[tuple[str, int], StatusList] = {}
    paid: dict[tuple[str, int], PaidThrough] = {}
    deltas: list[Delta] = []
    refused = {"status": False, "paid": False}
    held_back: set[tuple[bool, tuple[str, int]]] = set()
    now = device.circumstances.now
    for data in device.lists:
        try:
            found = admit(data, device.trust, None, now)
        except Refusal:
            kind = kind_of(data)
            refused["status"] |= kind in (cose.STATUS_LIST, None)
            refused["paid"] |= kind != cose.STATUS_LIST
            continue
        try:
            admit(data, device.trust, device.bundle, now)
        except Refusal:
            held_back.add((isinstance(found, StatusList), found.head.name))
            continue
        if isinstance(found, Delta):
            deltas.append(found)
            continue
        newest = status if isinstance(found, StatusList) else paid
        before = newest.get(found.head.name)
        if before is None or before.head.sequence < found.head.sequence:
            newest[found.head.name] = found  # type: ignore[assignment]
    for delta in sorted(deltas, key=lambda one: one.head.sequence):
        state = paid.get(delta.head.name)
        try:
            if state is None:
                raise Refusal("out-of-range", "a delta of no snapshot")
            if delta.head.sequence > state.head.sequence:
                paid[delta.head.name] = state.apply(delta)
        except Refusal:
            refused["paid"] = True
    return Known(status, paid, refused["status"], refused["paid"], frozenset(held_back))


def _age(device: Device, times: Times, found: Findings) -> None:
    """How old a list is, is told whatever it says [EPC-LIST-07, EPC-LIST-09]."""
    if times.issued > device.circumstances.now + device.policy.tolerance:
        found.add("clock-doubtful")
    if not times.fresh(device.circumstances.now):
        found.add("status-stale")


def _missing(refused: bool, required: bool, code: str, found: Findings) -> None:
    """There is no list; one that was refused is told also where none is required [section 4]."""
    if refused:
        found.add("list-invalid")
    elif required:
        found.add(code)


def judge_status(device: Device, known: Known, name: tuple[str, int], index: int, found: Findings) -> None:
    """The check *status*."""
    policy = device.policy
    listed = known.status.get(name)
    if listed is None:
        _missing(known.refused(True, name), policy.status_required, "status-missing", found)
        return
    _age(device, listed.times, found)
    if index >= listed.head.size:
        found.add("status-missing")
        return
    status = listed.status(index)
    if status in _AGAINST:
        found.add(_AGAINST[status])


@dataclass(frozen=True)
class Word:
    """The word that counts: the last paid day, the first of its period, and when it was signed."""

    last: date
    first: date | None
    signed_at: int


def _word_that_counts(
    paid: PaidThrough, index: int, record: Record | None, found: Findings
) -> Word | None:
    """EPC-PAID-09 and EPC-PAID-10."""
    region, issued = paid.head.region, paid.times.issued
    last = paid.days.get(index)
    listed = None if last is None else Word(last, paid.restorations.get(index), issued)
    if record is None:
        return listed
    recorded = Word(record.paid_through, record.first_day, record.recorded_at)
    if record.recorded_at <= issued:
        if last is None or record.paid_through > last:
            found.add("payment-conflict")
        return listed
    if listed is None or last is None or record.first_day is not None:
        return recorded
    if record.paid_through == last:
        return listed
    if record.paid_through < last:
        found.add("payment-conflict")
        return recorded
    if civil_day(record.recorded_at, region) > last:
        found.add("payment-conflict")
        return listed
    return Word(record.paid_through, listed.first, record.recorded_at)


def judge_payment(
    device: Device,
    known: Known,
    name: tuple[str, int],
    index: int,
    record: Record | None,
    found: Findings,
) -> None:
    """The check *payment*; `record` is the newest one of the card, where all of them are good."""
    day = device.circumstances.day
    paid = known.paid.get(name)
    if paid is None:
        _missing(known.refused(False, name), device.policy.payment_required, "payment-unknown", found)
        return
    _age(device, paid.times, found)
    if index >= paid.head.size:
        found.add("payment-unknown")
        return
    word = _word_that_counts(paid, index, record, found)
    if word is None:
        found.add("payment-unknown")
    elif word.first is not None and day < word.first:
        found.add("not-yet-valid")
    elif day > word.last:
        against = civil_day(word.signed_at, paid.head.region) > word.last
        found.add("tax-not-paid" if against else "payment-unknown")
    elif word.last - day <= timedelta(days=device.policy.announced_days) and not found.has("term-ended"):
        found.add("expires-soon")
