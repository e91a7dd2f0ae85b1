# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""The certificates of test-vectors/keys."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path

from . import certificate
from .certificate import Certificate
from .trust import Root, Trust

LAB, PRODUCTION = 1, 2


@dataclass(frozen=True)
class Keys:
    """Certificates by the name of their file."""

    certificates: dict[str, Certificate]

    @classmethod
    def load(cls, folder: Path) -> "Keys":
        ending = ".certificate.pem"
        return cls(
            {
                path.name.removesuffix(ending): certificate.parse(pem(path.read_text("ascii")))
                for path in sorted(folder.glob(f"*{ending}"))
            }
        )

    def trust(self, environment: int, roots: list[str], signers: list[str]) -> Trust:
        """A trust store of named certificates."""
        return Trust(
            environment,
            tuple(Root.of(self.certificates[name]) for name in roots),
            tuple(self.certificates[name] for name in signers),
        )

    def lab(self) -> Trust:
        """The store of test-vectors/README.md: `lab-root`, and all signers at hand."""
        return self.trust(LAB, ["lab-root"], [name for name in self.certificates if name != "lab-root"])


def pem(text: str) -> bytes:
    """The DER of the first certificate of a PEM file."""
    found = re.search("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", text, re.DOTALL)
    if not found:
        raise ValueError("no certificate in the file")
    return base64.b64decode("".join(found[1].split()), validate=True)
