# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""That the second verifier can disagree, and misses no file.

    python -m unittest discover -s test-vectors/independent
"""

from __future__ import annotations

import json
import shutil
import tempfile
import unittest
from pathlib import Path

from verifier import cbor
from verifier.keys import Ed25519Key
from verifier.refusal import Refusal
from verifier.suite import FOLDERS, Suite

ROOT = Path(__file__).resolve().parent.parent


class InAFolder(unittest.TestCase):
    """A copy of keys and schemas, to which a test adds files."""

    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.root = Path(self._folder.name)
        for name in ("keys", "schema"):
            shutil.copytree(ROOT / name, self.root / name)

    def disagreements(self) -> list[str]:
        suite = Suite(self.root)
        suite.folder()
        return suite.report.disagreed

    def put(self, path: str, content: str) -> None:
        target = self.root / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(content, "utf-8")

    def test_a_file_of_no_known_kind_fails(self) -> None:
        for path in ("new/new_vector.json", "verdict/notes.txt", "loose.json", "keys/notes.txt"):
            self.put(path, "{}")
        self.assertEqual(len(self.disagreements()), 4)

    def test_a_wrong_expectation_fails_in_every_folder(self) -> None:
        for folder, schema in FOLDERS.items():
            path = sorted((ROOT / folder).glob("*.json"))[0]
            vector = json.loads(path.read_text("utf-8"))
            if schema == "verdict":
                vector["verdict"] = "in-force" if vector["verdict"] == "refused" else "refused"
            elif vector["result"] == "valid":
                vector.update(result="invalid", refusal="float")
            else:
                vector["result"] = "valid"
                del vector["refusal"]
            self.put(f"{folder}/{path.name}", json.dumps(vector))
        self.assertEqual(len(self.disagreements()), len(FOLDERS))

    def test_a_vector_against_its_schema_fails(self) -> None:
        path = ROOT / "encoding" / "encoding_map_empty.json"
        vector = json.loads(path.read_text("utf-8"))
        self.put("encoding/encoding_map_empty.json", json.dumps({**vector, "surprise": 1}))
        self.assertEqual(len(self.disagreements()), 1)

    def test_a_line_outside_the_table_of_transcripts_fails(self) -> None:
        self.put("apdu/apdu_wrong.txt", "> 00 A4\n< {nobody}\n")
        self.assertEqual(len(self.disagreements()), 1)

    def test_verdict_vectors_are_read_from_lines(self) -> None:
        paths = [path for name in ("verdict", "print") for path in sorted((ROOT / name).glob("*.json"))]
        vectors = [json.loads(path.read_text("utf-8")) for path in paths]
        self.put("cards.jsonl", "".join(json.dumps(vector) + "\n" for vector in vectors))
        suite = Suite(ROOT)
        suite.lines(self.root / "cards.jsonl")
        self.assertEqual(suite.report.disagreed, [])
        self.assertEqual(sum(suite.report.agreed.values()), len(vectors))


class Parts(unittest.TestCase):
    """What no vector can show."""

    def test_every_small_order_key_is_refused(self) -> None:
        # The eight points of small order in their canonical encodings.
        for encoded in (
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        ):
            with self.assertRaises(Refusal, msg=encoded):
                Ed25519Key(bytes.fromhex(encoded)).demand()

    def test_numbers_are_read_at_every_length(self) -> None:
        for number in (0, 23, 24, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32, 2**64 - 1):
            self.assertEqual(cbor.decode(cbor.head(0, number)), number)
            self.assertEqual(cbor.decode(cbor.head(1, number)), -1 - number)


if __name__ == "__main__":
    unittest.main()
