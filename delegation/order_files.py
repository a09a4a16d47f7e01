"""An order's file on disk: a workbook when its name ends in .xlsx, else YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from delegation import formats, orders, sheets
from delegation.formats import Source
from delegation.sheets import opening

SUFFIXES = (".yaml", ".yml", ".xlsx")


def read(path: Path) -> Source:
    """The file's content, not yet held against the format. Raises FormatError."""
    if path.suffix.lower() != ".xlsx":
        return formats.read_yaml(path)
    return sheets.read(formats.read_bytes(path, str(path), opening.MAX_BYTES), path.name)


def content(data: dict[str, Any], suffix: str) -> bytes:
    """The plain form of an order as the bytes of such a file. Raises FormatError when it has no room."""
    return sheets.write(data) if suffix.lower() == ".xlsx" else orders.to_yaml(data).encode()


def save(path: Path, written: bytes) -> None:
    """A new file, whole or not at all. Raises OSError, FileExistsError when there already is one."""
    with path.open("xb") as file:
        try:
            file.write(written)
        except OSError:
            path.unlink()
            raise
