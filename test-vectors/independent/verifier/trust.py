# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Which certificates a device believes [security-object.md section 4, verification-rules.md section 3]."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .certificate import Certificate
from .keys import PublicKey
from .refusal import Refusal


@dataclass(frozen=True)
class Root:
    """A root, pinned or introduced by a cross certificate, for a term."""

    subject: bytes
    subject_key: bytes
    key: PublicKey
    not_before: int
    not_after: int
    environment: int

    @classmethod
    def of(cls, certificate: Certificate) -> "Root":
        """The root that a certificate introduces; a certificate of another profile is refused."""
        if not certificate.has_root_profile():
            raise Refusal("certificate", "not of the profile of a root")
        assert certificate.subject_key is not None and certificate.environment is not None
        return cls(
            certificate.subject,
            certificate.subject_key,
            certificate.key,
            certificate.not_before,
            certificate.not_after,
            certificate.environment,
        )


@dataclass(frozen=True)
class Trust:
    """The trust store: one environment, its roots, and signers at hand for printed codes."""

    environment: int
    roots: tuple[Root, ...]
    signers: tuple[Certificate, ...] = ()

    def with_root(self, root: Root) -> "Trust":
        return replace(self, roots=(*self.roots, root))


# Rule 4: where no root fits, the mildest of the reasons is told.
_MILDEST = ("issuer-unknown", "term", "signature")


def issuer(trust: Trust, signer: Certificate, signed_at: int | None, now: int | None) -> Root:
    """The root behind a signer, for something signed at a moment and judged at another.

    Kinds of refusal: `issuer-unknown`, `term`, `role` (not the profile of a signer), and
    `signature` where a root that is named did not sign [rule 5].
    """
    reasons = []
    for root in trust.roots:
        if (root.subject, root.subject_key) != (signer.issuer, signer.authority_key):
            continue
        reason = _reason(root, signer, signed_at, now)
        if reason is None:
            if not signer.has_signer_profile():
                raise Refusal("role", "not the profile of a signer [rule 11]")
            return root
        reasons.append(reason)
    raise Refusal(min(reasons, key=_MILDEST.index, default="issuer-unknown"), "no root fits")


def _reason(root: Root, signer: Certificate, signed_at: int | None, now: int | None) -> str | None:
    """Why this root does not vouch for the signer."""
    if not signer.signed_by(root.key):
        return "signature"
    if now is not None and now > root.not_after:
        return "issuer-unknown"
    if signed_at is not None:
        if not signer.in_term(signed_at):
            return "term"
        if not root.not_before <= signed_at <= root.not_after:
            return "term"
    return None
