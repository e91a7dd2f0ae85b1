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
_MILDEST = ("issuer-unknown", "term")


def signing_roots(trust: Trust, signer: Certificate) -> tuple[Root, ...]:
    """The trusted roots whose key signed the certificate of a signer; at least one.

    Kinds of refusal: `issuer-unknown`, and `signature` where a root that is named did not sign [rule 5].
    """
    named = [
        root
        for root in trust.roots
        if (root.subject, root.subject_key) == (signer.issuer, signer.authority_key)
    ]
    signed = tuple(root for root in named if signer.signed_by(root.key))
    if not signed:
        raise Refusal("signature" if named else "issuer-unknown", "no root signed it")
    return signed


def check_chain(
    roots: tuple[Root, ...], signer: Certificate, signed_at: int | None, now: int | None
) -> None:
    """The check *chain* of a signer behind whom these roots stand.

    Kinds of refusal: `role` (not the profile of a signer), `term`, and `issuer-unknown` where the
    root itself is over. What the certificate lacks by itself comes before its roots.
    """
    if not signer.has_signer_profile():
        raise Refusal("role", "not the profile of a signer [rule 11]")
    if signed_at is not None and not signer.in_term(signed_at):
        raise Refusal("term", "signed outside the term of the signer")
    reasons = [_reason(root, signed_at, now) for root in roots]
    if None not in reasons:
        told = [reason for reason in reasons if reason is not None]
        raise Refusal(min(told, key=_MILDEST.index), "no root fits")


def issuer(trust: Trust, signer: Certificate, signed_at: int | None, now: int | None) -> Root:
    """The root behind a signer, for something signed at a moment and judged at another.

    Refusals are those of `signing_roots` and `check_chain`.
    """
    roots = signing_roots(trust, signer)
    check_chain(roots, signer, signed_at, now)
    return roots[0]


def _reason(root: Root, signed_at: int | None, now: int | None) -> str | None:
    """Why this root does not vouch for what its signer signed."""
    if now is not None and now > root.not_after:
        return "issuer-unknown"
    if signed_at is not None and not root.not_before <= signed_at <= root.not_after:
        return "term"
    return None
