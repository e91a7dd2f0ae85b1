# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""What the plastic says, and what the officer saw [qr-evidence-report.md section 1; rule 12]."""

from __future__ import annotations

import hashlib
import unicodedata

from . import printed_code
from .certificate import Certificate
from .device_view import Device
from .findings import Findings
from .groups import Patent, Permission
from .model import LOOK_ALIKES
from .refusal import Refusal
from .security_object import SecurityObject


def folded(text: str) -> str:
    """A profession without regard to case, to е or ё, and to the kind of space."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return spaced.lower().replace("ё", "е")


def judge_profession(device: Device, permission: Permission | None, found: Findings) -> None:
    """The check *profession*: made when an officer said a word and the patent lists some."""
    word = device.circumstances.profession
    if word is None or permission is None or permission.professions is None:
        return
    if folded(word) not in map(folded, permission.professions):
        found.add("profession-mismatch")


def judge_professions_of_code(device: Device, listed: str | None, found: Findings) -> None:
    """The same by a code: what was cut and is not found is not checked [EPC-QR-07]."""
    word = device.circumstances.profession
    if word is None or listed is None:
        return
    if folded(word) in map(folded, listed.split("; ")):
        return
    if not listed.endswith(printed_code.ELLIPSIS):
        found.add("profession-mismatch")


def _typed(text: str) -> str:
    """A number as it may be typed: spaces, case and Latin look-alikes do not count."""
    return "".join(text.split()).upper().translate(LOOK_ALIKES)


def judge_typed(device: Device, number: tuple[str, str], blank: str, found: Findings) -> None:
    """Typed numbers against authentic ones [EPC-QR-12]."""
    circumstances = device.circumstances
    if circumstances.printed_number is not None:
        if _typed(circumstances.printed_number) != _typed("".join(number)):
            found.add("print-mismatch")
    if circumstances.printed_blank is not None and _typed(circumstances.printed_blank) != blank:
        found.add("print-mismatch")


def judge_printed(
    device: Device,
    signer: Certificate,
    object_bytes: bytes,
    card_object: SecurityObject,
    patent: Patent | None,
    found: Findings,
) -> None:
    """The check *printed*: numbers and code of the plastic against an authentic card."""
    if patent is not None:
        judge_typed(device, (patent.series, patent.number), patent.blank, found)
    text = device.circumstances.printed_code
    if text is None:
        return
    try:
        _, code = printed_code.open_code(printed_code.bytes_of_text(text), [signer])
    except printed_code.Unreadable:
        found.add("read-incomplete")
        return
    except Refusal:
        found.add("print-mismatch")
        return
    same = (
        code.object_digest == hashlib.sha256(object_bytes).digest()
        and code.environment == card_object.environment
        and code.region == card_object.region
        and code.in_force_from == card_object.in_force_from
        and code.latest_end == card_object.latest_end
        and code.status_reference == card_object.status_reference
        and code.replacement_index == card_object.replacement_index
    )
    if patent is not None:
        same = same and (code.patent_number, code.blank) == (
            (patent.series, patent.number),
            patent.blank,
        )
    if not same:
        found.add("print-mismatch")
