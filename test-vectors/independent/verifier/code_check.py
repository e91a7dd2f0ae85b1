# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""The answer to a printed code without its chip [qr-evidence-report.md section 1, EPC-QR-07]."""

from __future__ import annotations

from . import plastic, printed_code
from .card_check import judge_bundle, judge_lists, judge_term, refused_object
from .certificate import DOCUMENT
from .device_view import Device
from .entitlement import is_good, judge
from .findings import Answer, Findings
from .refusal import Refusal


def check_code(data: bytes, device: Device) -> Answer:
    """What a code is worth alone: amber at best."""
    found = Findings()
    try:
        signer, code = printed_code.open_code(data, device.trust.signers)
    except printed_code.Unreadable:
        found.add("read-incomplete")
        return found.answer()
    except Refusal as refusal:
        if refusal.kind == "signer-unknown":
            found.add("issuer-unknown")
        else:
            refused_object(refusal, found)
        return found.answer()
    entitled = judge(
        device.trust,
        device.bundle,
        device.circumstances.now,
        signer,
        DOCUMENT,
        code.region,
        code.environment,
        code.signed_at,
        code.object_digest,
    ).findings()
    for name, colour in entitled.colours.items():
        found.add(name, colour)
    if not is_good(entitled):
        return found.answer()
    judge_bundle(device, found)
    found.add("qr-only")
    judge_term(
        device, code.region, (code.in_force_from, code.latest_end), code.signed_at, found
    )
    plastic.judge_typed(device, code.patent_number, code.blank, found)
    plastic.judge_professions_of_code(device, code.professions, found)
    judge_lists(device, code.region, code.status_reference, None, found)
    return found.answer()
