# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Trust bundles [trust.md; data-model.cddl, trust-bundle-payload]."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from . import cbor, certificate, cose, model
from .certificate import BUNDLE, DOCUMENT, Certificate
from .refusal import Refusal
from .trust import Root, Trust, issuer

_certificate_bytes = model.sized(1, 8192)


@dataclass(frozen=True)
class Withdrawal:
    """Since when nothing is good, and what becomes of what was signed before."""

    since: int
    earlier: int
    named: frozenset[bytes]


@dataclass(frozen=True)
class ListedSigner:
    """What the bundle lets a signer do, beside its certificate."""

    roles: tuple[int, ...]
    regions: tuple[str, ...]
    withdrawal: Withdrawal | None

    def permits(self, role: int, region: str) -> bool:
        """An entry without regions names none to leave out."""
        return role in self.roles and (not self.regions or region in self.regions)


@dataclass(frozen=True)
class Bundle:
    """A bundle that was admitted."""

    environment: int
    version: int
    issued: int
    next_update: int
    expires: int
    signers: dict[bytes, ListedSigner]
    sequences: dict[tuple[int, str, int], int]
    roots: tuple[Root, ...]
    retired: dict[bytes, int]


def _withdrawal(value: Any) -> Withdrawal:
    names = model.array_of(model.digest, 1, 1024, rising=True)
    found = model.fields(value, {1: model.unix_time, 2: model.within(1, 3)}, {3: names})
    if found[2] == 3 and 3 not in found:
        raise Refusal("missing-field", "the objects that stay good")
    if found[2] != 3 and 3 in found:
        raise Refusal("unknown-field", "objects named for nothing")
    return Withdrawal(found[1], found[2], frozenset(found.get(3, ())))


def _signer(value: Any) -> tuple[bytes, ListedSigner]:
    found = model.fields(
        value,
        {1: model.digest, 2: model.array_of(model.within(1, 4), 1, 4, rising=True)},
        {3: model.array_of(model.region, 1, 128, rising=True), 4: _withdrawal},
    )
    if DOCUMENT in found[2] and 3 not in found:
        raise Refusal("missing-field", "regions of a document signer")
    return found[1], ListedSigner(tuple(found[2]), tuple(found.get(3, ())), found.get(4))


def _list_reference(value: Any) -> tuple[tuple[int, str, int], int]:
    """Kind, region and number of a list, and the sequence of the newest one."""
    found = model.fields(
        value,
        {
            1: model.within(1, 2),
            2: model.region,
            3: model.uint,
            4: model.matching("[a-z0-9][a-z0-9._-]{0,63}", "out-of-range"),
            5: model.uint,
        },
    )
    return (found[1], found[2], found[3]), found[5]


def _policy(value: Any) -> dict[Any, Any]:
    def max_age(pair: Any) -> tuple[int, int]:
        seconds = model.within(1, 31_622_400)
        stale, expired = model.pair_of(seconds, seconds)(pair)
        if stale > expired:
            raise Refusal("out-of-range", "expired before stale")
        return stale, expired

    return model.fields(
        value,
        {},
        {
            1: model.within(1, 2),
            2: max_age,
            3: max_age,
            4: max_age,
            5: model.within(0, 31),
            6: model.within(0, 366),
            7: model.within(0, 86_400),
            8: model.array_of(model.within(1, 2), 0, 2, rising=True),
        },
    )


def _retired(value: Any) -> tuple[bytes, int]:
    found = model.fields(value, {1: model.digest, 2: model.unix_time})
    return found[1], found[2]


def _rises(keys: list[Any], what: str) -> None:
    if any(a >= b for a, b in zip(keys, keys[1:])):
        raise Refusal("out-of-range", f"{what} do not rise")


def decode(payload: bytes) -> dict[Any, Any]:
    """The fields of a bundle's payload."""
    found = model.fields(
        model.versioned(cbor.decode(payload)),
        {
            1: model.uint,
            2: model.environment,
            3: model.within(1, 4_294_967_295),
            4: model.unix_time,
            5: model.unix_time,
            6: model.unix_time,
            8: model.array_of(_signer, 0, 1024),
            9: model.array_of(_list_reference, 0, 1024),
            10: _policy,
        },
        {
            7: model.digest,
            11: model.array_of(_certificate_bytes, 1, 8),
            12: model.array_of(_retired, 1, 8),
        },
    )
    if not found[4] < found[5] <= found[6]:
        raise Refusal("out-of-range", "times in disorder")
    if (found[3] == 1) == (7 in found):
        raise Refusal("out-of-range", "the bundle before it")
    _rises([digest for digest, _ in found[8]], "signers")
    _rises([name for name, _ in found[9]], "lists")
    _rises([digest for digest, _ in found.get(12, [])], "retired roots")
    return found


def key_digest(root: Root) -> bytes:
    """How a retired root is named: SHA-256 of its key."""
    return hashlib.sha256(root.key.encoded).digest()


def admit(data: bytes, trust: Trust) -> Bundle:
    """A bundle, in the order of EPC-BUNDLE-01; refuses what a device must not take for one."""
    signed = cose.open_signed(data, cose.TRUST_BUNDLE)
    signer = signed.certificate
    issuer(trust, signer, None, None)
    if BUNDLE not in signer.roles:
        raise Refusal("role", "not a bundle signer")
    found = decode(signed.payload)
    root = issuer(trust, signer, found[4], None)
    if not trust.environment == root.environment == signer.environment == found[2]:
        raise Refusal("environment")
    signers = dict(found[8])
    retired = dict(found.get(12, []))
    own = signers.get(signer.digest)
    if own is not None and own.withdrawal is not None and found[4] >= own.withdrawal.since:
        raise Refusal("contradiction", "its own signer is withdrawn")
    if retired.get(key_digest(root), found[4] + 1) <= found[4]:
        raise Refusal("contradiction", "its own root is retired")
    return Bundle(
        environment=found[2],
        version=found[3],
        issued=found[4],
        next_update=found[5],
        expires=found[6],
        signers=signers,
        sequences=dict(found[9]),
        roots=_next_roots(found.get(11, []), trust),
        retired=retired,
    )


def _next_roots(certificates: list[bytes], trust: Trust) -> tuple[Root, ...]:
    """Roots that a root which is there already has signed, one after another [EPC-BUNDLE-13]."""
    added: list[Root] = []
    for data in certificates:
        cross = _parse(data)
        root = Root.of(cross)
        known = [
            old
            for old in (*trust.roots, *added)
            if (old.subject, old.subject_key) == (cross.issuer, cross.authority_key)
            and cross.signed_by(old.key)
        ]
        if not known or root.environment != trust.environment:
            raise Refusal("issuer-unknown", "a cross certificate of nobody")
        added.append(root)
    return tuple(added)


def _parse(data: bytes) -> Certificate:
    try:
        return certificate.parse(data)
    except Refusal as refusal:
        raise cose.CertificateRefusal(refusal) from None
