# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Vectors of test-vectors/schema/vector.json: bytes that are accepted, or refused for one reason."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Callable

from . import (
    bundle,
    card_file,
    cbor,
    certificate,
    device,
    groups,
    lists,
    payments,
    printed_code,
    security_object,
    trust,
)
from .lab import Keys
from .refusal import Refusal

# test-vectors/README.md: the devices of the vectors live on 20 November 2026.
_NOW = int(datetime(2026, 11, 20, tzinfo=timezone.utc).timestamp())
_GROUPS = {
    "holder-group": 1,
    "portrait-group": 2,
    "patent-group": 3,
    "permission-group": 4,
    "remarks-group": 5,
}


def _certificate(data: bytes, keys: Keys) -> None:
    if not certificate.parse(data).signed_by(keys.certificates["lab-root"].key):
        raise Refusal("signature", "not by lab-root")


def _security_object(data: bytes, keys: Keys) -> None:
    signed, found = security_object.open_object(data)
    trust.issuer(keys.lab(), signed.certificate, found.signed_at, _NOW)


def _code(data: bytes, keys: Keys) -> None:
    signer, code = printed_code.open_code(data, keys.lab().signers)
    try:
        trust.issuer(keys.lab(), signer, code.signed_at, _NOW)
    except Refusal as refusal:
        raise Refusal("not-entitled", str(refusal)) from None
    entitled = certificate.DOCUMENT in signer.roles and code.region in signer.regions
    if not entitled or not signer.environment == code.environment == keys.lab().environment:
        raise Refusal("not-entitled", "role, region or environment")


_READERS: dict[str, Callable[[bytes, Keys], Any]] = {
    "any": lambda data, keys: cbor.decode(data),
    "certificate": _certificate,
    "security-object": _security_object,
    "trust-bundle": lambda data, keys: bundle.admit(data, keys.lab()),
    "card-file": lambda data, keys: card_file.decode(data),
    "terminal-statement": lambda data, keys: card_file.terminal_statement(data),
    "device-state-file": lambda data, keys: device.decode(data),
    "signed-list": lambda data, keys: lists.admit(data, keys.lab(), None, _NOW),
    "status-list-claims": lambda data, keys: lists.status_list(data),
    "paid-through-snapshot": lambda data, keys: lists.snapshot(data),
    "paid-through-delta": lambda data, keys: lists.delta(data),
    "payment-record": lambda data, keys: payments.decode(data),
    "payments-file": lambda data, keys: payments.split(data),
    "printed-code": _code,
    "printed-code-text": lambda data, keys: _code(
        printed_code.bytes_of_text(data.decode("utf-8")), keys
    ),
}
RULES = {*_READERS, *_GROUPS}
# Rules whose bytes are no CBOR and have no diagnostic notation.
_NO_CBOR = ("certificate", "payments-file", "printed-code-text")


def outcome(rule: str, data: bytes, keys: Keys) -> str:
    """`valid`, or the kind of refusal."""
    try:
        if rule in _GROUPS:
            groups.decode(_GROUPS[rule], data)
        else:
            _READERS[rule](data, keys)
    except Refusal as refusal:
        return refusal.kind
    return "valid"


def check(vector: dict[str, Any], keys: Keys) -> str | None:
    """What differs from the vector's own words; None where nothing does."""
    data = bytes.fromhex(vector["hex"])
    found = outcome(vector["rule"], data, keys)
    wanted = vector.get("refusal", "valid")
    if found != wanted:
        return f"{found} instead of {wanted}"
    if "diagnostic" in vector and vector["rule"] not in _NO_CBOR:
        notation = cbor.diagnostic(cbor.decode(data, lists.MAX_BYTES))
        if notation != vector["diagnostic"]:
            return "another diagnostic notation"
    return None
