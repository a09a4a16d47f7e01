"""An order as a workbook that a secretary likes to open. The same order gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from delegation.formats import Fault, FormatError
from delegation.sheets.columns import HEAD, HEAD_SHEET, HELP_SHEET, TABLES, Column, Table
from delegation.sheets.help import help_rows
from delegation.sheets.kinds import DAY, EMPTY, NUMBER, OPEN_DAY
from delegation.sheets.rows import flat

MAX_CELL = 32_767  # characters; Excel's own bound
_LAST_ROW = 2000  # as far down as lists of words and formats are laid out for new rows
_HEADING = PatternFill("solid", start_color="1F3A5F")
_TOP = Alignment(vertical="top", wrap_text=True)
_QUIET = Font(color="5A6470")


def write(data: dict[str, Any]) -> bytes:
    """The plain form of an order as a workbook. Raises FormatError when a text is too long for a cell."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _help_sheet(book.create_sheet(HELP_SHEET))
    _head_sheet(book.create_sheet(HEAD_SHEET), data)
    for table in TABLES:
        _table_sheet(book.create_sheet(table.sheet), table, data.get(table.key))
    book.active = 1
    return _same_bytes(book)


def _head_sheet(sheet: Worksheet, data: dict[str, Any]) -> None:
    _headings(sheet, [("Uppgift", 26), ("Värde", 60), ("Förklaring", 70)])
    for row, column in enumerate(HEAD, start=2):
        _put(sheet, row, 1, column.heading).font = Font(bold=True)
        section = column.key.rpartition(".")[0]
        values = data.get(section, {}) if section else data
        _write_value(sheet, row, 2, column, values)
        _put(sheet, row, 3, column.hint + _choices(column)).font = _QUIET
        _offer(sheet, column, f"B{row}")


def _table_sheet(sheet: Worksheet, table: Table, part: Any) -> None:
    _headings(sheet, [(column.heading, column.width) for column in table.columns])
    for number, column in enumerate(table.columns, start=1):
        letter = get_column_letter(number)
        is_text = column.kind not in (DAY, OPEN_DAY, NUMBER)
        # So that what is typed in an empty row stays what it was: 1.10 is no number and no day.
        sheet.column_dimensions[letter].number_format = "@" if is_text else "General"
        sheet.column_dimensions[letter].alignment = _TOP
        _offer(sheet, column, f"{letter}2:{letter}{_LAST_ROW}")
    if part is not None and not part:
        _put(sheet, 2, 1, EMPTY)
    for row, values in enumerate(flat(table, part or ()) if part else [], start=2):
        for number, column in enumerate(table.columns, start=1):
            _write_value(sheet, row, number, column, values)


def _write_value(sheet: Worksheet, row: int, number: int, column: Column, values: dict[str, Any]) -> None:
    key = column.key.rpartition(".")[2]
    # None is a value only where an interval may be open; a draft may lack the rest.
    if key in values and (values[key] is not None or column.kind is OPEN_DAY):
        _put(sheet, row, number, column.kind.write(values[key]))


def _put(sheet: Worksheet, row: int, number: int, value: str | int | date) -> Any:
    if isinstance(value, str) and len(value) > MAX_CELL:
        place = f"bladet {sheet.title}, rad {row}, kolumn {get_column_letter(number)}"
        found = f"innehållet är {len(value)} tecken, och en cell rymmer {MAX_CELL}"
        raise FormatError([Fault(place, (), found, "Hämta ordningen som YAML i stället")])
    cell = sheet.cell(row, number)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # also what begins with = or is called #N/A: a text, never a formula
        cell.number_format = "@"
    else:
        cell.number_format = "#,##0" if isinstance(value, int) else "yyyy-mm-dd"
    cell.alignment = _TOP
    return cell


def _headings(sheet: Worksheet, columns: list[tuple[str, int]]) -> None:
    for number, (heading, width) in enumerate(columns, start=1):
        cell = _put(sheet, 1, number, heading)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEADING
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "C2" if sheet.title == "Punkter" else "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _offer(sheet: Worksheet, column: Column, cells: str) -> None:
    """The words that may stand there, as a list to choose from."""
    if not column.kind.words:
        return
    rule = DataValidation("list", formula1=f'"{",".join(column.kind.words)}"', allow_blank=True)
    rule.showErrorMessage = True
    rule.errorTitle, rule.error = column.heading, "Välj ett av orden i listan."
    rule.add(cells)
    sheet.add_data_validation(rule)


def _choices(column: Column) -> str:
    return f" ({', '.join(column.kind.words)})" if column.kind.words else ""


def _help_sheet(sheet: Worksheet) -> None:
    _headings(sheet, [("Så fylls arbetsboken i", 34), ("", 62), ("", 62)])
    for row, (is_heading, texts) in enumerate(help_rows(), start=2):
        for number, text in enumerate(texts, start=1):
            cell = _put(sheet, row, number, text)
            cell.font = Font(bold=is_heading, size=13 if is_heading else 11)


def _same_bytes(book: Workbook) -> bytes:
    """The saved workbook without the hour it was saved, in its properties and in its package."""
    saved, kept = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(part.filename), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()
