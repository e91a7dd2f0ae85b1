# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Whether a signer may sign something [verification-rules.md section 2, chain to listed; trust.md section 2]."""

from __future__ import annotations

from dataclasses import dataclass

from .bundle import Bundle, key_digest
from .certificate import Certificate
from .findings import Colour, Findings
from .refusal import Refusal
from .trust import Root, Trust, check_chain, signing_roots

_CHAIN = {
    "issuer-unknown": "issuer-unknown",
    "signature": "signature-invalid",
    "term": "signer-not-entitled",
    "role": "signer-not-entitled",
}
# trust.md section 2: what becomes of what a withdrawn signer signed earlier.
_STAYS_GOOD, _FALLS = 1, 2


@dataclass(frozen=True)
class Judgement:
    """What speaks against a signature: by certificate and trust store, and by the bundle."""

    by_certificate: Findings
    by_bundle: Findings

    def findings(self) -> Findings:
        """All of it."""
        found = Findings()
        for part in (self.by_certificate, self.by_bundle):
            for code, colour in part.colours.items():
                found.add(code, colour)
        return found


def judge(
    trust: Trust,
    bundle: Bundle | None,
    now: int,
    signer: Certificate,
    role: int,
    region: str,
    environment: int,
    signed_at: int,
    digest: bytes,
) -> Judgement:
    """The findings of chain, role, region, environment and bundle; none where all are good.

    For cards, codes, lists and payment records alike [EPC-BUNDLE-17]. `digest` names what was
    signed, for a withdrawal that lets named objects stay good. Everything is looked at wherever a
    trusted root signed the certificate, whatever else the chain lacks.
    """
    found, listed = Findings(), Findings()
    try:
        roots = signing_roots(trust, signer)
    except Refusal as refusal:
        found.add(_CHAIN[refusal.kind])
        return Judgement(found, listed)
    try:
        check_chain(roots, signer, signed_at, now)
    except Refusal as refusal:
        found.add(_CHAIN[refusal.kind])
    environments = {trust.environment, roots[0].environment, signer.environment, environment}
    if role not in signer.roles or region not in signer.regions or len(environments) != 1:
        found.add("signer-not-entitled")
    if bundle is not None:
        _by_bundle(bundle, roots[0], signer, role, region, signed_at, digest, listed)
    return Judgement(found, listed)


def _by_bundle(
    bundle: Bundle,
    root: Root,
    signer: Certificate,
    role: int,
    region: str,
    signed_at: int,
    digest: bytes,
    found: Findings,
) -> None:
    if signed_at >= bundle.retired.get(key_digest(root), signed_at + 1):
        found.add("signer-revoked")
    entry = bundle.signers.get(signer.digest)
    if entry is None:
        found.add("issuer-unknown")
        return
    if not entry.permits(role, region):
        found.add("signer-not-entitled")
    withdrawal = entry.withdrawal
    if withdrawal is None:
        return
    stays = signed_at < withdrawal.since and (
        withdrawal.earlier == _STAYS_GOOD
        or (withdrawal.earlier != _FALLS and digest in withdrawal.named)
    )
    found.add("signer-revoked", Colour.INFO if stays else Colour.RED)


def is_good(found: Findings) -> bool:
    """Whether nothing but information was found."""
    return all(colour >= Colour.INFO for colour in found.colours.values())
