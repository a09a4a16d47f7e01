"""The words and signs of the expression language, which reading and writing share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Plain = dict[str, Any]  # a condition, or another part of an order, in the format's plain form
Facts = Mapping[str, Mapping[str, Any]]  # an order's facts in plain form

TYPES = {
    "money": "belopp",
    "decimal": "decimaltal",
    "integer": "heltal",
    "boolean": "ja/nej",
    "text": "text",
    "date": "datum",
    "choice": "val",
}
SIGNS = {"is": "=", "is_not": "!=", "at_most": "<=", "below": "<", "at_least": ">=", "above": ">"}
RESERVED = {
    *("och", "eller", "inte", "i", "alla", "någon", "ja", "nej"),
    *("om", "utan", "villkor", "per", "på", "punkt", "sammanlagt", "från", "till"),
}
WORD = re.compile(r"[^\W\d_][\w-]*")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
