# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Findings and the verdict [verification-rules.md section 1]."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class Colour(IntEnum):
    """From the worst to the best."""

    RED = 0
    AMBER = 1
    GREY = 2
    INFO = 3
    GREEN = 4


# The table of verification-rules.md section 1.1, worst first.
COLOURS = {
    "signature-invalid": Colour.RED,
    "digest-mismatch": Colour.RED,
    "clone-suspected": Colour.RED,
    "print-mismatch": Colour.RED,
    "signer-revoked": Colour.RED,
    "annulled": Colour.RED,
    "superseded": Colour.RED,
    "signer-not-entitled": Colour.RED,
    "term-ended": Colour.RED,
    "tax-not-paid": Colour.RED,
    "wrong-region": Colour.AMBER,
    "profession-mismatch": Colour.AMBER,
    "not-yet-valid": Colour.AMBER,
    "suspended": Colour.AMBER,
    "issuer-unknown": Colour.AMBER,
    "status-stale": Colour.AMBER,
    "status-missing": Colour.AMBER,
    "list-invalid": Colour.AMBER,
    "payment-unknown": Colour.AMBER,
    "payment-conflict": Colour.AMBER,
    "read-incomplete": Colour.AMBER,
    "qr-only": Colour.AMBER,
    "clock-doubtful": Colour.AMBER,
    "format-newer": Colour.GREY,
    "expires-soon": Colour.INFO,
    "in-force": Colour.GREEN,
}
_ORDER = {code: place for place, code in enumerate(COLOURS)}


@dataclass(frozen=True)
class Answer:
    """The verdict and the codes of all findings, worst first."""

    verdict: str
    findings: tuple[str, ...]


@dataclass
class Findings:
    """What was found so far; a code counts once, with its worst colour."""

    colours: dict[str, Colour] = field(default_factory=dict)

    def add(self, code: str, colour: Colour | None = None) -> None:
        """Notes a code, in its usual colour where none is named."""
        named = COLOURS[code] if colour is None else colour
        self.colours[code] = min(named, self.colours.get(code, named))

    def has(self, code: str) -> bool:
        return code in self.colours

    def answer(self) -> Answer:
        """Red refuses, amber and grey leave it open, information changes nothing."""
        worst = min(self.colours.values(), default=Colour.INFO)
        verdict = "refused"
        if worst in (Colour.AMBER, Colour.GREY):
            verdict = "undetermined"
        elif worst > Colour.GREY:
            verdict = "in-force"
            self.add("in-force")
        ordered = sorted(self.colours, key=lambda code: (self.colours[code], _ORDER[code]))
        return Answer(verdict, tuple(ordered))
