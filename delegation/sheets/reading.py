"""A workbook's cells as the plain form of an order, and every fault with its sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from delegation.formats import MAX_DEPTH, Fault, FormatError, KeyPath, Source
from delegation.sheets import opening
from delegation.sheets.columns import (
    HEAD,
    HEAD_SHEET,
    HELP_SHEET,
    LIMIT_KEY,
    NAME,
    TABLES,
    Column,
    Shape,
    Table,
)
from delegation.sheets.kinds import EMPTY, UnreadableError, Vocabulary
from delegation.sheets.opening import Cell
from delegation.sheets.rows import Row, gathered

# The keys of an order in the order that a reader of the file wants them.
_ORDER = (
    *("format", "board", "order", "preamble", "general_provisions", "chapters", "decision_types", "includes"),
    *("positions", "urgent_decisions", "ranked", "superiors", "facts", "parameters", "points"),
)
# The words of the format in a fault, and what they are called in a workbook.
_SAID = {
    "under positions": "i bladet Befattningar",
    "under facts": "i bladet Frågor",
    "under parameters": "i bladet Parametrar",
    "under decision_types": "i bladet Beslutstyper",
    "(elected)": "i bladet Befattningar",
    "före valid_from": "före Gäller från",
    "före from": "före den första dagen",
    "none får bara stå med appeal_route: none": "Anmäls inte får bara stå med kan inte överklagas",
    "choices saknas": "svarsalternativen saknas",
    "av typen choice": "av typen val",
    "är boolean": "är ja/nej",
    "är choice": "är val",
    "är date": "är datum",
    "är money": "är belopp",
    "är integer": "är heltal",
    "är decimal": "är decimaltal",
}


@dataclass(frozen=True)
class SheetSource(Source):
    """The plain form, and in which cell each path of it stands."""

    places: dict[KeyPath, str] = field(default_factory=dict)

    def fault(self, path: KeyPath, found: str, allowed: str) -> Fault:
        known = path
        while known and known not in self.places:
            known = known[:-1]
        place = self.places.get(known, "")
        for word, said in _SAID.items():
            found, allowed = found.replace(word, said), allowed.replace(word, said)
        return Fault(f"{self.name}, {place}" if place else self.name, (), found, allowed)


def read(content: bytes, name: str) -> SheetSource:
    """The order in a workbook. Raises FormatError with every fault that its cells have."""
    return _Reading(opening.cells(content, name), name).source()


@dataclass(frozen=True)
class _Filled:
    """One row as read: its values by key, and where each of them stands."""

    values: Row
    places: dict[str, str]
    place: str


class _Reading:
    def __init__(self, sheets: dict[str, list[list[Cell]]], name: str) -> None:
        self.sheets, self.name = sheets, name
        self.faults: list[Fault] = []
        self.places: dict[KeyPath, str] = {}
        self.vocabulary = Vocabulary()

    def source(self) -> SheetSource:
        self.known_sheets()
        data = {"format": "delegation-order/1", **self.head()}
        # Conditions name facts and parameters, so those sheets come first.
        for table in sorted(TABLES, key=lambda table: table.key not in ("facts", "parameters")):
            part = self.part(table)
            if part is not None:
                data[table.key] = part
            facts, parameters = data.get("facts", {}), data.get("parameters", {})
            self.vocabulary = Vocabulary(facts, frozenset(parameters))
        if self.faults:
            raise FormatError(self.faults)
        ordered = {key: data[key] for key in _ORDER if key in data}
        return SheetSource(self.name, ordered, places=self.places)

    def fault(self, place: str, found: str, allowed: str) -> None:
        self.faults.append(Fault(f"{self.name}, {place}", (), found, allowed))

    def known_sheets(self) -> None:
        known = [HEAD_SHEET, *(table.sheet for table in TABLES), HELP_SHEET]
        for sheet in self.sheets:
            if sheet not in known:
                allowed = f"Tillåtna är {', '.join(known)}. Egna anteckningar kan stå i {HELP_SHEET}"
                self.fault(f"bladet {sheet}", "bladet hör inte till en delegationsordning", allowed)
        for sheet in (HEAD_SHEET, *(table.sheet for table in TABLES if table.required)):
            if sheet not in self.sheets:
                self.fault(f"bladet {sheet}", "bladet saknas", "Utgå från mallen, som har alla blad")

    # --- the sheet Ordning: one row for each thing

    def head(self) -> Row:
        found: Row = {}
        cells = {}
        for row in self.sheets.get(HEAD_SHEET, [])[1:]:
            by_letter = {cell.column: cell for cell in row}
            label = str(by_letter["A"].value).strip() if "A" in by_letter else ""
            place = f"bladet {HEAD_SHEET}, rad {row[0].row}"
            if label not in [column.heading for column in HEAD]:
                allowed = "Tillåtna är " + ", ".join(column.heading for column in HEAD)
                self.fault(place, f"okänd uppgift ”{label}”", allowed)
            elif label in cells:
                self.fault(place, f"”{label}” står två gånger", "Ta bort den ena raden")
            cells[label] = (place, by_letter.get("B"))
        for column in HEAD:
            place, cell = cells.get(column.heading, (f"bladet {HEAD_SHEET}", None))
            section, _, key = column.key.rpartition(".")
            self.places[(section, key) if section else (key,)] = f"{place} ({column.heading})"
            value = self.value(column, cell, f"{place} ({column.heading})")
            if value is not _NOTHING:
                (found.setdefault(section, {}) if section else found)[key] = value
        return found

    # --- the other sheets: one row for each entry

    def part(self, table: Table) -> Any:
        """What the sheet says, in the format's shape; None when it says nothing."""
        lines = self.sheets.get(table.sheet, [])
        columns = self.headings(table, lines[0] if lines else [])
        body = lines[1:]
        if [cell.value for row in body for cell in row] == [EMPTY]:
            return gathered(table, [])[0]
        filled = [self.row(table, columns, row) for row in body]
        self.unique(table, filled)
        if not filled or self.faults:
            return None if not filled else self.as_far_as_read(table, filled)
        part, paths = gathered(table, [row.values for row in filled])
        for path, row in zip(paths, filled, strict=True):
            self.remember((table.key, *path), row, table)
        if table.key == "points":
            self.shallow(part, filled)
        return part

    def as_far_as_read(self, table: Table, filled: list[_Filled]) -> Any:
        """With faults no order is made; but the names that were read are known to the sheets after."""
        named = [row.values for row in filled if NAME in row.values]
        return gathered(table, named)[0] if table.shape in (Shape.MAPPING, Shape.SERIES) else None

    def headings(self, table: Table, row: list[Cell]) -> dict[str, Column]:
        """Which column each letter is."""
        known = {column.heading.casefold(): column for column in table.columns}
        found: dict[str, Column] = {}
        for cell in row:
            place = f"bladet {table.sheet}, rad {cell.row}, kolumn {cell.column}"
            column = known.get(str(cell.value).strip().casefold())
            if column is None:
                allowed = "Tillåtna är " + ", ".join(column.heading for column in table.columns)
                self.fault(place, f"okänd rubrik ”{cell.value}”", allowed)
            elif column in found.values():
                self.fault(place, f"rubriken ”{cell.value}” står två gånger", "Ta bort den ena kolumnen")
            else:
                found[cell.column] = column
        missing = [c.heading for c in table.columns if c.required and c not in found.values()]
        if missing and table.sheet in self.sheets:
            place = f"bladet {table.sheet}, första raden"
            self.fault(place, f"rubriker saknas: {', '.join(missing)}", "Utgå från mallen")
        return found

    def row(self, table: Table, columns: dict[str, Column], cells: list[Cell]) -> _Filled:
        by_letter = {cell.column: cell for cell in cells}
        line = f"bladet {table.sheet}, rad {cells[0].row}"
        filled = _Filled({}, {}, line)
        for letter in by_letter.keys() - columns.keys():
            self.fault(
                f"{line}, kolumn {letter}", "kolumnen har ingen rubrik", "Flytta eller ta bort innehållet"
            )
        for letter, column in columns.items():
            place = f"{line}, kolumn {letter} ({column.heading})"
            filled.places[column.key] = place
            value = self.value(column, by_letter.get(letter), place)
            if value is not _NOTHING:
                filled.values[column.key] = value
        return filled

    def value(self, column: Column, cell: Cell | None, place: str) -> Any:
        if cell is None or (isinstance(cell.value, str) and not cell.value.strip() and not cell.problem):
            if column.required:
                self.fault(place, f"{column.heading} saknas", f"Skriv {column.hint}")
            return _NOTHING
        if cell.problem:
            self.fault(place, *cell.problem)
            return _NOTHING
        try:
            return column.kind.read(cell.value, self.vocabulary)
        except UnreadableError as error:
            for found, allowed in error.faults:
                self.fault(place, found, allowed)
            return _NOTHING

    def unique(self, table: Table, filled: Iterable[_Filled]) -> None:
        if table.shape is not Shape.MAPPING:
            return
        seen: set[str] = set()
        for row in filled:
            name = row.values.get(NAME)
            if name in seen:
                self.fault(row.places[NAME], f"”{name}” står redan i bladet", "Ge raden en egen nyckel")
            seen.add(name or "")

    def remember(self, path: KeyPath, row: _Filled, table: Table) -> None:
        self.places[path] = row.place
        if table.shape is Shape.TEXTS:
            self.places[path] = row.places["text"]
        for key, place in row.places.items():
            self.places[(*path, key)] = place
        if "when" not in row.values and LIMIT_KEY in row.values:
            self.places[(*path, "when")] = row.places[LIMIT_KEY]

    def shallow(self, points: list[Row], filled: list[_Filled]) -> None:
        """A point lies two levels down in the file, which may have no more than MAX_DEPTH."""
        for point, row in zip(points, filled, strict=True):
            if 2 + _levels(point) > MAX_DEPTH:
                self.fault(row.place, "villkoret har för många nivåer i varandra", "Förenkla det")


_NOTHING = object()


def _levels(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max((_levels(item) for item in inner), default=0)
