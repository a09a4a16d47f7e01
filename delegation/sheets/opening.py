"""Opening an uploaded workbook without trusting it: bounds and bans first, then the cells as plain values."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from delegation.formats import ILLEGIBLE, Fault, FormatError

MAX_BYTES = 5 * 1024 * 1024
# Room for 5 000 points in 30 columns, in all the parts of the file together.
MAX_UNPACKED = 20 * 1024 * 1024
MAX_PARTS, MAX_CELLS, MAX_ELEMENTS = 300, 150_000, 600_000
MAX_ROWS, MAX_COLUMNS = 20_000, 100
# Kinds of parts that run, fetch or connect; an order needs none of them.
_BANNED = {
    "xl/externalLinks/": "länkar till andra arbetsböcker",
    "xl/vbaProject.bin": "makron",
    "xl/macrosheets/": "makron",
    "xl/embeddings/": "inbäddade filer",
    "xl/activeX/": "programobjekt",
    "xl/connections.xml": "dataanslutningar",
    "xl/queryTables/": "frågor mot andra källor",
}
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password

Value = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a content. `problem` says what it is when it is nothing that can be read."""

    row: int
    column: str
    value: Value
    problem: tuple[str, str] | None = None


class _RefusedError(Exception):
    """What was found and what to do; about the file as a whole."""


def cells(content: bytes, name: str) -> dict[str, list[list[Cell]]]:
    """The filled cells of each sheet, row by row, without empty rows. Raises FormatError."""
    try:
        _inspect(content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        found: list[Any] = book.worksheets
        if len({sheet._worksheet_path for sheet in found}) < len(found):
            # Each would be read anew: a small file could be a thousand large sheets.
            raise _RefusedError("två blad har samma innehåll", "Spara om filen med varje blad en gång")
        return {sheet.title: _rows(sheet) for sheet in found}
    except _RefusedError as error:
        raise FormatError([Fault(name, (), *error.args)]) from error
    except Exception as error:  # a broken workbook makes the readers raise whatever its broken part runs into
        fault = Fault(name, (), "filen är inget helt kalkylblad", "Spara den som .xlsx och försök igen")
        raise FormatError([fault]) from error


def _inspect(content: bytes) -> None:
    """Refuse what is too large, what is no workbook, and what could reach outside itself."""
    if len(content) > MAX_BYTES:
        raise _RefusedError("filen är större än 5 MB", "Ta bort bilder och tomma rader, eller dela upp den")
    if content.startswith(_OLD_OR_LOCKED):
        found = "filen är i det gamla formatet .xls eller har lösenord"
        raise _RefusedError(found, "Spara den som .xlsx utan lösenord")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise _RefusedError("filen packas upp till mer än den får", "Spara om den utan bilder")
        inspector = _Inspector()
        for part in parts:
            _inspect_part(part.filename, package.read(part), inspector)


def _inspect_part(name: str, content: bytes, inspector: _Inspector) -> None:
    for prefix, what in _BANNED.items():
        if name.lower().startswith(prefix.lower()):
            raise _RefusedError(f"filen har {what}", "Ta bort dem och spara den igen")
    try:
        inspector.walk(content)
    except expat.ExpatError as error:
        if name.lower().endswith((".xml", ".rels")):
            raise _RefusedError(f"delen {name[:80]} är skadad", "Spara filen som .xlsx igen") from error


class _Inspector:
    """A walk over each part: no document type, hence no entities (XXE, billion laughs), and bounded content.

    openpyxl's own reader would follow both, and pads a row to its last column.
    """

    def __init__(self) -> None:
        self.elements, self.cells, self.row, self.column = 0, 0, 0, 0

    def walk(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.element
        self.row, self.column = 0, 0
        parser.Parse(content, True)

    def doctype(self, *_: Any) -> None:
        raise _RefusedError(
            "filen har en dokumenttyp, som ett kalkylblad aldrig har", "Spara den som .xlsx igen"
        )

    def element(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise _RefusedError("filen har för många delar", "Ta bort tomma rader och formatering")
        match name.rpartition(" ")[2]:
            case "row":
                self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            case "c":
                self.cells += 1
                self.column += 1
                if "r" in attributes:
                    self.row, self.column = coordinate_to_tuple(attributes["r"])
                if self.cells > MAX_CELLS:
                    raise _RefusedError("filen har för många celler", "Ta bort tomma rader och kolumner")
            case "v" | "is" | "f" if self.cells and (self.row > MAX_ROWS or self.column > MAX_COLUMNS):
                where = f"{get_column_letter(self.column)}{self.row}"
                bound = f"Högst {MAX_ROWS} rader och {MAX_COLUMNS} kolumner får ha innehåll"
                raise _RefusedError(f"cellen {where} ligger för långt ut", bound)


def _rows(sheet: Any) -> list[list[Cell]]:
    sheet.reset_dimensions()  # what the file claims of its size is not to be trusted
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS)
    found = ([_cell(cell) for cell in row if cell.value not in (None, "")] for row in rows)
    return [row for row in found if row]


def _cell(cell: Any) -> Cell:
    value, problem = cell.value, None
    if cell.data_type == "f":
        value, problem = "", ("cellen har en formel", "Klistra in värdet i stället för formeln")
    elif cell.data_type == "e":
        problem = (f"cellen har felet {value}", "Skriv in värdet")
    elif isinstance(value, str):
        value = value.replace("\r\n", "\n")
        if odd := ILLEGIBLE.search(value):
            problem = (f"texten har styrtecknet U+{ord(odd[0]):04X}", "Ta bort det")
    return Cell(cell.row, get_column_letter(cell.column), value, problem)
