"""Conditions as one line of text, both ways: what stands in a cell of a spreadsheet or a field of a form.

    commits_funds = nej "Gäller utan åtagande" och (amount <= 500 000 eller inte kind i (gift, loan))

`inte` binds tightest, then `och`, then `eller`; parentheses group. `alla (x)` and `någon (x)` are an `all`
and an `any` with one part. Names are keys of facts and parameters; `[any name]` when it is no single word.
The whole language, with every way to write a value: docs/delegationsordning-i-kalkylblad.md.
"""

from __future__ import annotations

from delegation.expressions.language import TYPES, Facts, Plain
from delegation.expressions.reading import ExpressionError, LostError, Parser, Slip, parse
from delegation.expressions.writing import named, quoted, write, write_limit, write_number

__all__ = [
    "TYPES",
    "ExpressionError",
    "Facts",
    "LostError",
    "Parser",
    "Plain",
    "Slip",
    "named",
    "parse",
    "quoted",
    "write",
    "write_limit",
    "write_number",
]
