# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""The form of golden transcripts [test-vectors/README.md, Transcripts].

A verifier talks to no card: that the lines are what the table of that page allows, and that what is
named was named before, is all that is looked at here.
"""

from __future__ import annotations

import re

_BYTES = re.compile(r"(?:[0-9A-Fa-f]{2}(?:\*[0-9]+)?|\.\.\*[0-9]+|\{[a-z0-9 _-]+(?::[0-9]+)?\}|\.\.\.|\.\.)")
_NAME = re.compile(r"\{([a-z0-9 _-]+)(:[0-9]+)?\}")
_PREFIXES = (">> ", "<< ", "> ", "< ")


def _tokens(text: str) -> list[str]:
    """Bytes may stand together; names, repetitions and wildcards are tokens of their own."""
    rest, found = text, []
    while rest := rest.lstrip():
        match = _BYTES.match(rest)
        if not match:
            raise ValueError(f"{rest!r} is no byte")
        found.append(match[0])
        rest = rest[match.end() :]
    if not found:
        raise ValueError("a line without a byte")
    return found


def _line(line: str, names: set[str]) -> None:
    for prefix in _PREFIXES:
        if line.startswith(prefix):
            is_response = prefix.startswith("<")
            for token in _tokens(line[len(prefix) :]):
                _token(token, is_response, names)
            return
    if match := re.fullmatch(r"= ([a-z0-9 _-]+?) sha256 (.+)", line):
        for token in _tokens(match[2]):
            _token(token, False, names)
        names.add(match[1])
    elif not re.fullmatch(r"reset|scp03 [0-9A-F]{2}|pace [0-9]{6}( [0-9A-F]{4})?", line):
        raise ValueError("no line of the table")


def _token(token: str, is_response: bool, names: set[str]) -> None:
    if token.startswith(".") and not is_response:
        raise ValueError("any byte, in a command")
    if match := _NAME.fullmatch(token):
        if match[2]:
            names.add(match[1])
        elif match[1] not in names:
            raise ValueError(f"{match[1]!r} has no value yet")


def check(text: str) -> str | None:
    """The first line that is not of the table; None where all are."""
    names: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            _line(line.rstrip(), names)
        except ValueError as error:
            return f"line {number}: {error}"
    return None
