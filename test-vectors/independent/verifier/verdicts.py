# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Vectors of test-vectors/schema/verdict.json: what is shown and known, and the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from . import bundle, card_file
from .card_check import check_card
from .code_check import check_code
from .device_view import Circumstances, Device, Policy
from .findings import Answer, Colour
from .lab import LAB, PRODUCTION, Keys

_ENVIRONMENTS = {"lab": LAB, "production": PRODUCTION}
_REGION_COLOURS = {"amber": Colour.AMBER, "red": Colour.RED}


def _device(vector: dict[str, Any], keys: Keys) -> Device:
    told = vector["circumstances"]
    trust = keys.trust(
        _ENVIRONMENTS[vector["trust"]["environment"]],
        vector["trust"]["roots"],
        vector["trust"].get("signers", []),
    )
    admitted = None
    if "bundle" in vector:
        admitted = bundle.admit(bytes.fromhex(vector["bundle"]), trust)
        trust = replace(trust, roots=(*trust.roots, *admitted.roots))
    return Device(
        trust=trust,
        bundle=admitted,
        policy=Policy(
            wrong_region=_REGION_COLOURS[vector["policy"]["wrong-region"]],
            status_required=vector["policy"]["status"] == "required",
            payment_required=vector["policy"].get("payment") == "required",
        ),
        lists=tuple(bytes.fromhex(found) for found in vector.get("lists", [])),
        circumstances=Circumstances(
            region=told["region"],
            now=int(datetime.fromisoformat(told["now"]).timestamp()),
            day=date.fromisoformat(told["date"]),
            profession=told.get("profession"),
            printed_number=told.get("printed-number"),
            printed_blank=told.get("printed-blank"),
            printed_code=told.get("printed-code"),
        ),
    )


def answer(vector: dict[str, Any], keys: Keys) -> Answer:
    """Our own answer to what a vector shows."""
    data = bytes.fromhex(vector["hex"])
    device = _device(vector, keys)
    if vector["rule"] == "printed-code":
        return check_code(data, device)
    return check_card(card_file.decode(data), device)


def check(vector: dict[str, Any], keys: Keys) -> str | None:
    """What differs from the answer of a vector, all codes compared; None where nothing does."""
    return _difference(answer(vector, keys), vector, whole=True)


def check_main(vector: dict[str, Any], keys: Keys) -> str | None:
    """The same for the verdict and the main reason alone."""
    return _difference(answer(vector, keys), vector, whole=False)


def _difference(found: Answer, vector: dict[str, Any], whole: bool) -> str | None:
    # A code may stand there once for each part of the card in which it was found.
    wanted = Answer(vector["verdict"], tuple(dict.fromkeys(vector["findings"])))
    length = None if whole else 1
    if found.verdict == wanted.verdict and found.findings[:length] == wanted.findings[:length]:
        return None
    return f"{found.verdict} {list(found.findings)} instead of {wanted.verdict} {list(wanted.findings)}"
