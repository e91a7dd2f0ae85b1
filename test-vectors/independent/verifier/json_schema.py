# SPDX-License-Identifier: MIT OR Apache-2.0
# Copyright the electronic patent card toolkit authors

"""The part of JSON Schema (2020-12) that test-vectors/schema uses; another keyword is an error."""

from __future__ import annotations

import re
from typing import Any

_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
_NOTES = ("$schema", "title", "description", "then", "else")


def faults(schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """Where `value` is not as the schema has it."""
    found: list[str] = []
    for keyword, wanted in schema.items():
        if keyword in _NOTES:
            continue
        if keyword not in _KEYWORDS:
            raise NotImplementedError(f"{keyword} in a schema")
        found += _KEYWORDS[keyword](schema, wanted, value, at)
    return found


def _fault(holds: bool, at: str, keyword: str) -> list[str]:
    return [] if holds else [f"{at or 'the vector'}: {keyword}"]


def _properties(schema: dict, wanted: dict, value: Any, at: str) -> list[str]:
    return [
        fault
        for name, inner in wanted.items()
        if isinstance(value, dict) and name in value
        for fault in faults(inner, value[name], f"{at}/{name}")
    ]


def _additional(schema: dict, wanted: bool, value: Any, at: str) -> list[str]:
    known = schema.get("properties", {})
    holds = wanted or not isinstance(value, dict) or all(name in known for name in value)
    return _fault(holds, at, "additionalProperties")


def _required(schema: dict, wanted: list, value: Any, at: str) -> list[str]:
    missing = [name for name in wanted if isinstance(value, dict) and name not in value]
    return _fault(not missing, at, f"required {missing}")


def _items(schema: dict, wanted: dict, value: Any, at: str) -> list[str]:
    if not isinstance(value, list):
        return []
    return [
        fault
        for place, item in enumerate(value)
        for fault in faults(wanted, item, f"{at}/{place}")
    ]


def _if(schema: dict, wanted: dict, value: Any, at: str) -> list[str]:
    branch = "else" if faults(wanted, value, at) else "then"
    return faults(schema.get(branch, {}), value, at)


def _type(schema: dict, wanted: str, value: Any, at: str) -> list[str]:
    return _fault(isinstance(value, _TYPES[wanted]), at, "type")


def _pattern(schema: dict, wanted: str, value: Any, at: str) -> list[str]:
    return _fault(not isinstance(value, str) or re.search(wanted, value) is not None, at, "pattern")


def _least(schema: dict, wanted: int, value: Any, at: str) -> list[str]:
    return _fault(len(value) >= wanted, at, f"at least {wanted}")


_KEYWORDS = {
    "type": _type,
    "pattern": _pattern,
    "minLength": _least,
    "minItems": _least,
    "const": lambda schema, wanted, value, at: _fault(value == wanted, at, "const"),
    "enum": lambda schema, wanted, value, at: _fault(value in wanted, at, "enum"),
    "not": lambda schema, wanted, value, at: _fault(bool(faults(wanted, value)), at, "not"),
    "properties": _properties,
    "additionalProperties": _additional,
    "required": _required,
    "items": _items,
    "if": _if,
}
