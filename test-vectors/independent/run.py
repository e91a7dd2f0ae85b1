# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""The second verifier: reads all vectors, or the files of verdict vectors that are named.

    python run.py                     every file of test-vectors/
    python run.py cards.jsonl ...     verdict vectors, one a line

Ends with 1 where it disagrees, or where there was nothing to agree with.
"""

from __future__ import annotations

import sys
from pathlib import Path

from verifier.suite import Suite


def main(arguments: list[str]) -> int:
    """Runs and prints the table."""
    suite = Suite(Path(__file__).resolve().parent.parent)
    if not arguments:
        suite.folder()
    for argument in arguments:
        suite.lines(Path(argument))
    for line in suite.report.lines():
        print(line)
    return 1 if suite.report.disagreed or not suite.report.agreed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
