"""A condition as text."""

from __future__ import annotations

import re
from typing import Any

from delegation.expressions.language import DAY, RESERVED, SIGNS, WORD, Plain
from delegation.terms import EQUAL_TESTS, ORDERED_TESTS

# How all and any join their parts, how they say that there is one part, and how tightly they bind.
_CHAINS = {"all": (" och ", "alla", 2), "any": (" eller ", "någon", 1)}
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")


def write(condition: Plain) -> str:
    """The text that parses back to exactly `condition`, which must be one that fits the format."""
    return _write(condition, 1)


def _write(node: Plain, least: int) -> str:
    """`least` is how tightly the surroundings bind: 1 nothing, 2 a part of any, 3 a part of all or not."""
    if "fact" in node:
        return _write_test(node)
    if "not" in node:
        return f"inte {_write(node['not'], 3)}"
    operator = "all" if "all" in node else "any"
    word, alone, own = _CHAINS[operator]
    parts = node[operator]
    if len(parts) == 1:
        return f"{alone} ({_write(parts[0], 1)})"
    text = word.join(_write(part, own + 1) for part in parts)
    return f"({text})" if own < least else text


def _write_test(node: Plain) -> str:
    test = next(key for key in (*EQUAL_TESTS, *ORDERED_TESTS) if key in node)
    value = node[test]
    if test in ("in", "not_in"):
        word = "i" if test == "in" else "inte i"
        text = f"{word} ({', '.join(_write_item(item) for item in value)})"
    else:
        text = f"{SIGNS[test]} {write_limit(value) if test in ORDERED_TESTS else _write_value(value)}"
    reason = f" {quoted(node['because'])}" if "because" in node else ""
    return f"{named(node['fact'])} {text}{reason}"


def named(name: str) -> str:
    """A key as it stands in the text: bare when it is a word of its own, else in brackets."""
    if WORD.fullmatch(name) and name.casefold() not in RESERVED:
        return name
    return f"[{name.replace(']', ']]')}]"


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def write_number(value: Any) -> str:
    """500000 → 500 000 and the text 99.50 → 99,50; a number that is text in another way keeps its quotes."""
    if isinstance(value, int):
        return f"{value:,}".replace(",", " ")
    text = str(value)
    return text.replace(".", ",") if _DECIMAL.fullmatch(text) else quoted(text)


def write_limit(value: Any) -> str:
    """A number, a day, or a parameter and how many times it counts."""
    if not isinstance(value, dict):
        return value if isinstance(value, str) and DAY.fullmatch(value) else write_number(value)
    times = f"{write_number(value['times'])} * " if "times" in value else ""
    return f"{times}{named(value['parameter'])}"


def _write_value(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int) or _DECIMAL.fullmatch(value):
        return write_number(value)
    bare = DAY.fullmatch(value) or named(value) == value
    return str(value) if bare else quoted(value)


def _write_item(value: Any) -> str:
    """As a value, but a decimal comma would look like two values."""
    return quoted(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else _write_value(value)
