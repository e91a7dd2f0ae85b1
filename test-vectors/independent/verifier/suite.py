# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Runs the second verifier over files of vectors and counts where it agrees."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator

from cryptography.hazmat.primitives import serialization

from . import json_schema, transcripts, vectors, verdicts
from .lab import Keys

# Folders of test-vectors/README.md that hold JSON, with their schema.
FOLDERS = {
    "encoding": "vector",
    "object": "vector",
    "certificate": "vector",
    "bundle": "vector",
    "list": "vector",
    "payment": "vector",
    "qr": "vector",
    "verdict": "verdict",
    "print": "verdict",
}
# As many disagreements as somebody reads.
MAX_SHOWN = 40
_CHECKS = {"vector": vectors.check, "verdict": verdicts.check, "main": verdicts.check_main}
# What is not a vector: the page that describes them, and this program.
_NO_VECTORS = ("README.md", "independent/")


@dataclass
class Report:
    """How many of each kind agreed, and what did not."""

    agreed: Counter[tuple[str, str]] = field(default_factory=Counter)
    disagreed: list[str] = field(default_factory=list)

    def note(self, kind: str, expected: str, name: str, fault: str | None) -> None:
        if fault is None:
            self.agreed[kind, expected] += 1
        else:
            self.disagreed.append(f"{kind} {name}: {fault}")

    def lines(self) -> Iterator[str]:
        """The table for people."""
        for kind in sorted({kind for kind, _ in self.agreed}):
            parts = [
                f"{count} {expected}"
                for (of, expected), count in sorted(self.agreed.items())
                if of == kind
            ]
            total = sum(count for (of, _), count in self.agreed.items() if of == kind)
            yield f"{kind:12} {total:6} agree: {', '.join(parts)}"
        total = sum(self.agreed.values())
        yield f"second verifier: {total} agreements, {len(self.disagreed)} disagreements"
        yield from self.disagreed[:MAX_SHOWN]


class Suite:
    """The folder test-vectors and what is read in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.keys = Keys.load(root / "keys")
        self.schemas = {
            name: json.loads((root / "schema" / f"{name}.json").read_text("utf-8"))
            for name in ("vector", "verdict")
        }
        self.report = Report()

    def vector(self, kind: str, schema: str, vector: Any, name: str | None = None) -> None:
        """One vector, against its schema and then against ours; a line of a file has no name."""
        faults = json_schema.faults(self.schemas[schema], vector)
        called = name or str(vector.get("name"))
        if name is not None and vector.get("name") != name:
            faults.append("the name is not that of the file")
        expected = str(vector.get("verdict", vector.get("result")))
        fault = "; ".join(faults) or self._compare(schema if name else "main", vector)
        self.report.note(kind, expected, called, fault)

    def _compare(self, schema: str, vector: Any) -> str | None:
        try:
            return _CHECKS[schema](vector, self.keys)
        except Exception as error:  # whatever it is, the other vectors are still to be told
            return f"our verifier failed: {error!r}"

    def lines(self, path: Path) -> None:
        """A file of verdict vectors, one a line."""
        with path.open(encoding="utf-8") as file:
            for line in file:
                if line.strip():
                    self.vector(path.name, "verdict", json.loads(line))

    def folder(self) -> None:
        """Every file below test-vectors; one of no known kind is a disagreement."""
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if path.is_file() and not name.startswith(_NO_VECTORS):
                self._file(path, name)

    def _file(self, path: Path, name: str) -> None:
        folder = name.split("/", 1)[0]
        if name.count("/") != 1:
            self.report.note("files", "", name, "a file of no known kind")
        elif folder in FOLDERS and path.suffix == ".json":
            content = json.loads(path.read_text("utf-8"))
            self.vector(folder, FOLDERS[folder], content, path.stem)
        elif folder == "apdu" and path.suffix == ".txt":
            fault = transcripts.check(path.read_text("utf-8"))
            self.report.note(folder, "of the right form", name, fault)
        elif folder == "schema" and path.stem in self.schemas and path.suffix == ".json":
            self.report.note(folder, "used", name, None)
        elif folder == "keys" and path.name.endswith((".certificate.pem", ".key.pem")):
            self.report.note(folder, "good", name, self._key_fault(path))
        else:
            self.report.note("files", "", name, "a file of no known kind")

    def _key_fault(self, path: Path) -> str | None:
        """A certificate under `lab-root`; a private key that is the one of its certificate."""
        name = re.sub(r"\.(certificate|key)\.pem$", "", path.name)
        certificate = self.keys.certificates.get(name)
        if certificate is None:
            return "a key without a certificate"
        if path.name.endswith(".certificate.pem"):
            root = self.keys.certificates["lab-root"]
            return None if certificate.signed_by(root.key) else "not under lab-root"
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        public = private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return None if public.endswith(certificate.key.encoded) else "the key of another certificate"
