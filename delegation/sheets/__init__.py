"""A delegation order as a workbook (XLSX), both ways.

What a cell may hold is in docs/delegationsordning-i-kalkylblad.md. Read it like a YAML file:
`orders.build(sheets.read(content, name))`. What goes out comes back the same.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from delegation import formats, orders
from delegation.sheets.reading import read
from delegation.sheets.writing import write

__all__ = ["read", "template", "write"]

_EXAMPLE = Path(__file__).parent / "example.yaml"


@cache
def template() -> bytes:
    """A workbook to begin from: every sheet with its headings, help, and one invented point."""
    return write(orders.plain(formats.read_yaml(_EXAMPLE)))
