"""The grid of an HTML table: where each cell stands, and which headings it belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, product
from xml.etree.ElementTree import Element

SECTIONS = ("thead", "tbody", "tfoot")
_SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}


@dataclass(frozen=True, eq=False, slots=True)
class Cell:
    """A cell with its place, counted from 0; `element` is None where the HTML has none."""

    element: Element | None
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    scope: str = ""  # of a heading: Row or Column

    @property
    def spots(self) -> list[tuple[int, int]]:
        """Each row and column that it covers."""
        return list(
            product(range(self.row, self.row + self.rows), range(self.column, self.column + self.columns))
        )


@dataclass(frozen=True, slots=True)
class Row:
    section: Element  # the thead, tbody or tfoot
    element: Element
    cells: tuple[Cell, ...]


def rows_of(table: Element) -> list[Row]:
    """The rows, all of the same number of columns: one that is too short is filled up with empty cells.

    No cell reaches out of its section or over another cell (ISO 14289-1, 7.5).
    """
    found = [(part, row) for part in table if part.tag in SECTIONS for row in part if row.tag == "tr"]
    left = Counter(part for part, _ in found)
    taken: dict[tuple[int, int], Cell] = {}
    for number, (part, row) in enumerate(found):
        _place(row, number, left[part], part.tag == "thead", taken)
        left[part] -= 1
    width = max((column + 1 for _, column in taken), default=0)
    rows = []
    for number, (part, row) in enumerate(found):
        spots = [(number, column) for column in range(width)]
        cells = dict.fromkeys(taken.get(spot) or Cell(None, *spot) for spot in spots)
        rows.append(Row(part, row, tuple(cell for cell in cells if cell.row == number)))
    return rows


def _place(row: Element, number: int, left: int, in_head: bool, taken: dict[tuple[int, int], Cell]) -> None:
    """Put the cells of a row into the grid; `left` is how many rows its section has from here on."""
    elements = [cell for cell in row if cell.tag in ("td", "th")]
    is_head = in_head or all(cell.tag == "th" for cell in elements)
    for element in elements:
        column = next(place for place in count() if (number, place) not in taken)
        room = next(place for place in count(1) if (number, column + place) in taken or place > 99)
        columns, rows = min(_span(element, "colspan"), room), min(_span(element, "rowspan"), left)
        scope = ""
        if element.tag == "th":
            scope = _SCOPES.get(element.get("scope", ""), "Column" if is_head else "Row")
        cell = Cell(element, number, column, rows, columns, scope)
        taken.update(dict.fromkeys(cell.spots, cell))


def _span(element: Element, name: str) -> int:
    value = element.get(name, "")
    return max(1, int(value)) if value.isdecimal() else 1


def headings_of(rows: Iterable[Row]) -> dict[Cell, list[Cell]]:
    """The headings of each cell, from above first; a heading of a row has those of its columns."""
    above: defaultdict[int, list[Cell]] = defaultdict(list)  # by column
    beside: defaultdict[int, list[Cell]] = defaultdict(list)  # by row
    cells = [cell for row in rows for cell in row.cells]
    for cell in cells:
        for row, column in cell.spots:
            if cell.scope:
                (above[column] if cell.scope == "Column" else beside[row]).append(cell)
    found: dict[Cell, list[Cell]] = {}
    for cell in cells:
        near = [heading for row, column in cell.spots for heading in above[column] + beside[row]]
        found[cell] = [
            heading
            for heading in dict.fromkeys(near)
            if heading is not cell and (heading.scope == "Row" or heading.row < cell.row)
        ]
    return found
