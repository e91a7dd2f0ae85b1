# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""Why bytes are refused: the kinds of the table in test-vectors/README.md."""


class Refusal(Exception):
    """Bytes are not what they are meant to be.

    `kind` is a word of the table "Kinds of refusal"; the text is for people.
    """

    def __init__(self, kind: str, text: str = "") -> None:
        super().__init__(f"{kind}: {text}" if text else kind)
        self.kind = kind
