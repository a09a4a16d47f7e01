"""The list of delegated decisions for a meeting: what is on it, and its PDF, XLSX and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import groupby

from openpyxl import Workbook
from openpyxl.styles import Font

from decisions import codes, store
from decisions.documents import ReportDocument, ReportRow, profile
from decisions.models import BoardReport, Decision, DocumentKind, ReportState
from decisions.richtext import to_text
from decisions.standing import standing
from delegation.models import RulePoint
from delegation.texts import one_line

HEADINGS = (
    "Rad",
    "Beslutsdag",
    "Diarienummer",
    "Ärende",
    "Beslut",
    "Beslutsfattare",
    "Befattning",
    "Punkt",
    "Delegationsordning",
    "Enhet",
    "Anmärkning",
)
SHORT = 240  # letters of the decision's text that the list repeats
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def decisions_on(report: BoardReport) -> list[Decision]:
    """The decisions on the list in the order of its lines; for an open list, those it proposes.

    Proposed is every signed decision that is to be reported and is on no list, however old (KL 6:40): an
    interval of dates would lose what was signed late. Only what is made after the meeting waits for the next.
    """
    rows = Decision.objects.select_related("case", "signed_by", "order").with_standing()
    if report.state == ReportState.OPEN:
        held_on = report.meeting.held_on
        return sorted(rows.to_report(report.meeting.board).filter(decided_on__lte=held_on), key=_place)
    return list(rows.filter(report_line__report=report).order_by("report_line__line"))


def rows_of(report: BoardReport) -> list[ReportRow]:
    """The rows of the list; those of a frozen one as they were frozen, whatever has been renamed since."""
    if report.state == ReportState.OPEN:
        return rows(decisions_on(report))
    return [ReportRow.from_plain(line.row) for line in report.lines.all()]


def fingerprint(decisions: Sequence[Decision]) -> str:
    """What the freeze form carries back, so that what is frozen is what was shown."""
    return store.digest("\n".join(f"{row.pk} {standing(row)}" for row in decisions).encode())


def document(report: BoardReport, decisions: Sequence[Decision], number: str) -> ReportDocument:
    """The list as a document, grouped by point."""
    titles = _titles(decisions)
    paired = zip(decisions, rows(decisions), strict=True)
    lines = [(_heading(decision, titles), row) for decision, row in paired]
    groups = groupby(lines, key=lambda line: line[0])
    board = report.meeting.board
    return ReportDocument(
        organisation=board.organisation.name,
        board=board.name,
        meeting_on=report.meeting.held_on,
        number=number,
        groups=tuple((heading, tuple(row for _, row in group)) for heading, group in groups),
        is_draft=not number,
        verification_code=codes.code(report.code_seed, DocumentKind.BOARD_REPORT) if number else "",
        profile=profile.of(board.organisation),
    )


def rows(decisions: Sequence[Decision]) -> list[ReportRow]:
    """One row a decision, numbered from 1."""
    return [_row(line, decision) for line, decision in enumerate(decisions, start=1)]


def as_csv(report_rows: Sequence[ReportRow]) -> bytes:
    """Semicolons and UTF-8 with BOM, as Swedish Excel opens it; no cell is read as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([harmless(cell) for cell in _cells(row)] for row in report_rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(report_rows: Sequence[ReportRow]) -> bytes:
    """A workbook with one sheet; texts are texts and days are days."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Anmälan")
    sheet.append(HEADINGS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in report_rows:
        sheet.append(_cells(row))
        for cell in sheet[sheet.max_row]:
            if cell.data_type == "f":  # openpyxl takes a text that begins with = for a formula
                cell.data_type = "s"
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHIJK", (6, 12, 16, 50, 70, 24, 40, 8, 20, 20, 40), strict=True):
        sheet.column_dimensions[column].width = width
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def harmless(cell: object) -> str:
    """The cell as text that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _cells(row: ReportRow) -> list[object]:
    return [
        row.line,
        row.decided_on,
        row.dnr,
        row.title,
        row.decision,
        row.decider,
        row.decided_as,
        row.point,
        row.order_version,
        row.unit,
        row.remark,
    ]


def _row(line: int, decision: Decision) -> ReportRow:
    order = decision.order
    if order is None or decision.decided_on is None or decision.signed_by is None:
        raise ValueError(f"decision {decision.pk} is not signed")
    return ReportRow(
        line=line,
        decided_on=decision.decided_on,
        dnr=decision.case.dnr,
        title=decision.title,
        decision=_in_short(decision.decision_text),
        decider=decision.signed_by.name,
        decided_as=decision.decided_as,
        point=decision.point or "KL 6:39",
        order_version=order.version,
        unit=decision.case.unit,
        remark=str(standing(decision)),
    )


def _in_short(text: str) -> str:
    """The decision's words on one line, cut where a reader of the list has seen enough."""
    words = one_line(to_text(text))
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + " …"


def _place(decision: Decision) -> tuple[list[int], str, str]:
    """By point as in the order (2 before 10), then by day."""
    parts = [int(part) if part.isdigit() else 0 for part in decision.point.split(".")]
    return parts, str(decision.decided_on), str(decision.pk)


def _titles(decisions: Sequence[Decision]) -> dict[tuple[int | None, str], str]:
    """The titles of the points, by order and number, in one query for the whole list."""
    points = RulePoint.objects.filter(order__in={decision.order_id for decision in decisions})
    return {(order, number): title for order, number, title in points.values_list("order", "number", "title")}


def _heading(decision: Decision, titles: dict[tuple[int | None, str], str]) -> str:
    if not decision.point:
        return "Brådskande ärenden, 6 kap. 39 § kommunallagen"
    title = titles.get((decision.order_id, decision.point))
    return f"{decision.point} {title}" if title else decision.point
