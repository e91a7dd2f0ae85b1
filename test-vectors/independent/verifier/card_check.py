# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""The answer to a card [verification-rules.md sections 2 and 3]."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from . import cose, groups, list_words, payments, plastic, security_object
from .card_file import CardFile, ChipProof
from .certificate import DOCUMENT, PAYMENT
from .cose import Signed
from .der import ecdsa_signature
from .device_view import Device
from .entitlement import is_good, judge
from .findings import Answer, Colour, Findings
from .payments import Record
from .refusal import Refusal
from .security_object import SecurityObject

# Listed groups that might limit the permit and that this edition cannot read [section 3.2].
_MIGHT_LIMIT = (6, 8, *range(10, 17))
_NO_HEAD = bytes(32)


def check_card(card: CardFile, device: Device) -> Answer:
    """All checks in their order; none whose basis failed is made [EPC-VER-03]."""
    found = Findings()
    authentic = _authentic_object(card, device, found)
    if authentic is None:
        return found.answer()
    judge_bundle(device, found)
    signed, card_object = authentic
    if hashlib.sha256(card.card_access).digest() != card_object.card_access:
        found.add("digest-mismatch")
    chip_is_there = _chip_proof(card, card_object, device, found)
    content = _groups(card, card_object, found)
    record = None
    if chip_is_there and card.proof is not None:
        record = _payment_log(card, card.proof, card_object, content.get(3), device, found)
    judge_term(
        device,
        card_object.region,
        (card_object.in_force_from, card_object.latest_end),
        card_object.signed_at,
        found,
    )
    plastic.judge_profession(device, content.get(4), found)
    plastic.judge_printed(device, signed.certificate, card.security_object, card_object, content.get(3), found)
    judge_lists(device, card_object.region, card_object.status_reference, record, found)
    return found.answer()


def judge_bundle(device: Device, found: Findings) -> None:
    """The check *bundle*: its age, and that a production device has one [trust.md section 3]."""
    if device.bundle is None:
        if device.trust.environment != 1:
            found.add("status-missing")
        return
    if device.circumstances.now > device.bundle.next_update:
        found.add("status-stale")


def refused_object(refusal: Refusal, found: Findings) -> None:
    """The finding for an object whose form or signature is not good."""
    found.add("format-newer" if cose.is_newer(refusal) else "signature-invalid")


def _authentic_object(
    card: CardFile, device: Device, found: Findings
) -> tuple[Signed, SecurityObject] | None:
    if not card.security_object:
        found.add("read-incomplete")
        return None
    try:
        signed, card_object = security_object.open_object(card.security_object)
    except Refusal as refusal:
        refused_object(refusal, found)
        return None
    entitled = judge(
        device.trust,
        device.bundle,
        device.circumstances.now,
        signed.certificate,
        DOCUMENT,
        card_object.region,
        card_object.environment,
        card_object.signed_at,
        hashlib.sha256(card.security_object).digest(),
    ).findings()
    for code, colour in entitled.colours.items():
        found.add(code, colour)
    return (signed, card_object) if is_good(entitled) else None


def chip_statement(proof: ChipProof, object_digest: bytes) -> bytes:
    """The 192 bytes that a chip signs [card-profile.md section 4.3]."""
    return (
        b"EPATENT-CHIP-PROOF-1".ljust(32, b"\0")
        + proof.nonce
        + hashlib.sha256(proof.statement).digest()
        + proof.channel_binding
        + object_digest
        + proof.payment_head
    )


def _chip_proof(card: CardFile, card_object: SecurityObject, device: Device, found: Findings) -> bool:
    """Whether the chip proved the key in the object; rule 7 for the times of the proof."""
    proof = card.proof
    if proof is None:
        found.add("read-incomplete")
        return False
    signature = ecdsa_signature(proof.signature)
    statement = chip_statement(proof, hashlib.sha256(card.security_object).digest())
    if signature is None or not card_object.chip_key.verify(signature, statement):
        found.add("clone-suspected")
        return False
    if proof.asked_at is None:
        found.add("format-newer")
        return False
    tolerance = device.policy.tolerance
    if proof.asked_at > device.circumstances.now + tolerance:
        found.add("clock-doubtful")
    if card_object.signed_at > proof.asked_at + tolerance:
        found.add("clock-doubtful")
    return True


def _groups(card: CardFile, card_object: SecurityObject, found: Findings) -> dict[int, Any]:
    """The content of the groups that are authentic, decode and agree with the object."""
    listed = card_object.digests
    if any(number not in listed for number in card.groups):
        found.add("digest-mismatch")
    if any(number not in listed for number in groups.MANDATORY):
        found.add("format-newer")
    content: dict[int, Any] = {}
    for number, digest in listed.items():
        if number in card.denied:
            found.add("digest-mismatch")
        if number in _MIGHT_LIMIT:
            found.add("format-newer")
        data = card.groups.get(number)
        if data is None:
            if number not in card.denied:
                found.add("read-incomplete")
        elif hashlib.sha256(data).digest() != digest:
            found.add("digest-mismatch")
        elif number in groups.MANDATORY:
            value = _content(number, data, card_object, found)
            if value is not None:
                content[number] = value
    return content


def _content(number: int, data: bytes, card_object: SecurityObject, found: Findings) -> Any:
    try:
        value = groups.decode(number, data)
    except Refusal as refusal:
        found.add("digest-mismatch" if refusal.kind == "wrong-group" else "format-newer")
        return None
    if isinstance(value, groups.Permission) and value.region != card_object.region:
        found.add("digest-mismatch")
        return None
    if isinstance(value, groups.Remarks) and value.replacement_index != card_object.replacement_index:
        found.add("digest-mismatch")
        return None
    return value


def _payment_log(
    card: CardFile,
    proof: ChipProof,
    card_object: SecurityObject,
    patent: groups.Patent | None,
    device: Device,
    found: Findings,
) -> Record | None:
    """The newest payment record, where every one is good and it counts [status-and-payments.md section 2]."""
    if card.payments is None:
        if proof.payment_head != _NO_HEAD:
            found.add("read-incomplete")
        return None
    try:
        records = payments.split(card.payments)
    except Refusal:
        found.add("digest-mismatch")
        return None
    head = hashlib.sha256(records[-1]).digest() if records else _NO_HEAD
    if head != proof.payment_head:
        found.add("digest-mismatch")
        return None
    before: Record | None = None
    previous = _NO_HEAD
    any_fell = newest_fell = False
    for place, data in enumerate(records, 1):
        shown = _record(data, card_object, device, found)
        if shown is None:
            return None
        record, newest_fell = shown
        any_fell |= newest_fell
        fits = (
            record.card_id == card_object.card_id
            and (patent is None or record.patent_number == (patent.series, patent.number))
            and record.sequence == place
            and record.previous == previous
            and (before is None or record.recorded_at >= before.recorded_at)
        )
        if not fits:
            found.add("digest-mismatch")
            return None
        before, previous = record, hashlib.sha256(data).digest()
    if any_fell:
        # A withdrawn key takes the word from its records and nothing from the card [EPC-PAID-14].
        found.add("signer-revoked", Colour.INFO)
    if before is None or newest_fell:
        return None
    # None is newer than this one.
    if before.recorded_at > device.circumstances.now + device.policy.tolerance:
        found.add("clock-doubtful")
    return before


def _record(
    data: bytes, card_object: SecurityObject, device: Device, found: Findings
) -> tuple[Record, bool] | None:
    """One record under an entitled signer and whether a withdrawal took its word, or a finding [EPC-PAID-08]."""
    try:
        signed = cose.open_signed(data, cose.PAYMENT_RECORD, payments.MAX_RECORD)
        record = payments.decode(signed.payload)
    except Refusal as refusal:
        found.add("format-newer" if cose.is_newer(refusal) else "digest-mismatch")
        return None
    # A record names no environment: it is bound to its card, which does.
    entitled = judge(
        device.trust,
        device.bundle,
        device.circumstances.now,
        signed.certificate,
        PAYMENT,
        card_object.region,
        card_object.environment,
        record.recorded_at,
        hashlib.sha256(data).digest(),
    )
    if not is_good(entitled.by_certificate):
        # The certificate's word alone is told, and of that the worst.
        if entitled.by_certificate.has("signer-not-entitled"):
            found.add("signer-not-entitled")
            return None
        for code in entitled.by_certificate.colours:
            found.add("digest-mismatch" if code == "signature-invalid" else code)
        return None
    for code in ("issuer-unknown", "signer-not-entitled"):
        if entitled.by_bundle.has(code):
            found.add(code)
            return None
    return record, entitled.by_bundle.colours.get("signer-revoked") == Colour.RED


def judge_term(
    device: Device, region: str, term: tuple[Any, Any], signed_at: int, found: Findings
) -> None:
    """The checks *dates* and *place*, for a card and for a code alone."""
    day, policy = device.circumstances.day, device.policy
    first, last = term
    if signed_at > device.circumstances.now + policy.tolerance:
        found.add("clock-doubtful")
    if day > last:
        found.add("term-ended")
    elif day < first:
        found.add("not-yet-valid")
    elif last - day <= timedelta(days=policy.announced_days):
        found.add("expires-soon")
    if device.circumstances.region != region:
        found.add("wrong-region", policy.wrong_region)


def judge_lists(
    device: Device, region: str, reference: tuple[int, int], record: Record | None, found: Findings
) -> None:
    """The checks *status* and *payment*."""
    known = list_words.read(device)
    number, index = reference
    list_words.judge_status(device, known, (region, number), index, found)
    list_words.judge_payment(device, known, (region, number), index, record, found)
