"""Values of conditions and caps as an editor writes them in a field: 500 000, 2 × prisbasbelopp, ja, a; b."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from delegation.expressions import Parser, write_limit, write_number
from delegation.terms import ORDERED_TESTS

_MANY = ("in", "not_in")
_PLAIN_TEXT = ("text", "choice")


def read(text: str, test: str, fact: Mapping[str, Any], parameters: Collection[str]) -> Any:
    """The value in JSON types, held against the fact. Raises ExpressionError."""
    if test in _MANY:
        parts = [part.strip() for part in text.split(";")]
        return [_single(part, fact) for part in parts if part]
    return limit(text, fact, parameters) if test in ORDERED_TESTS else _single(text, fact)


def limit(text: str, fact: Mapping[str, Any], parameters: Collection[str]) -> Any:
    """A number, a day, or a parameter with how many times it counts. Raises ExpressionError."""
    return Parser(text, {}, parameters).whole(lambda parser: parser.mended(lambda: parser.limit(fact)))


def _single(text: str, fact: Mapping[str, Any]) -> Any:
    if fact["type"] in _PLAIN_TEXT:
        text = '"' + text.replace('"', '""') + '"'
    return Parser(text, {}, ()).whole(lambda parser: parser.mended(lambda: parser.single(fact)))


def shown(value: Any, fact: Mapping[str, Any]) -> str:
    """The value as it would be written."""
    if isinstance(value, list):
        return "; ".join(shown(item, fact) for item in value)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dict):
        return write_limit(value).replace("*", "×")
    return str(value) if fact["type"] in (*_PLAIN_TEXT, "date") else write_number(value)
