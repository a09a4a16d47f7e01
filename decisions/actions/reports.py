"""The secretary's buttons: a meeting with its list, freezing the list, writing back the board's section."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Refused
from decisions import codes, reporting, store
from decisions.actions.base import ChangedSinceShown, require, role_of, save
from decisions.actions.sealing import ready, sealed
from decisions.days import day_of
from decisions.documents import Pdf, ReportDocument
from decisions.events import record
from decisions.models import (
    BoardReport,
    Decision,
    Document,
    DocumentKind,
    Meeting,
    ReportLine,
    ReportState,
    Verb,
)
from decisions.states import MOVES
from delegation.models import Board

_OTHER_LIST = "Förslaget har ändrats sedan du öppnade det. Inget är fryst. Läs den nya listan och frys den."
_FIRST_YEAR, _YEARS_AHEAD = 1900, 10
_SECTION = re.compile(r"(§\s*)?(?P<number>[0-9]{1,4})")


@transaction.atomic
def create_meeting(*, by: User, board: Board, held_on: date, now: datetime) -> Meeting:
    """Put a meeting in the calendar, with its list, open."""
    require(by, "create_meeting", board)
    _require_likely(held_on, now)
    _calendar(board)
    if Meeting.objects.filter(board=board, held_on=held_on).exists():
        raise Refused(f"{board} har redan ett sammanträde {held_on.isoformat()}. Öppna det i stället.")
    meeting = Meeting(board=board, held_on=held_on)
    save(meeting, by)
    save(BoardReport(meeting=meeting), by)
    _log(Verb.MEETING_CREATED, meeting, by, now, {"held_on": held_on.isoformat()})
    return meeting


@transaction.atomic
def move_meeting(*, by: User, meeting: Meeting, held_on: date, now: datetime) -> Meeting:
    """Give a meeting another day, as long as its list is open."""
    report = _locked(BoardReport.objects.get(meeting=meeting))
    require(by, "move_meeting", report)
    _require_likely(held_on, now)
    meeting = report.meeting
    _calendar(meeting.board)
    if Meeting.objects.filter(board=meeting.board, held_on=held_on).exclude(pk=meeting.pk).exists():
        raise Refused(
            f"{meeting.board} har redan ett sammanträde {held_on.isoformat()}. Dagen är inte ändrad."
        )
    before, meeting.held_on = meeting.held_on, held_on
    save(meeting, by, ["held_on"])
    _log(Verb.MEETING_MOVED, meeting, by, now, {"from": before.isoformat(), "to_day": held_on.isoformat()})
    return meeting


@dataclass(frozen=True)
class _Sealed:
    """A list as it would be frozen, with its sealed PDF."""

    document: ReportDocument
    pdf: Pdf


def freeze(*, by: User, report: BoardReport, shown: str, now: datetime) -> BoardReport:
    """Freeze the list for the notice (kallelse): its rows, its number and its PDF are settled together.

    The list is rendered and sealed first, without a lock. Then the board's row is locked, so that two lists
    of one board are frozen one after the other, and a list that has become another is not frozen.
    """
    fresh = _rows().get(pk=report.pk)
    require(by, "freeze", fresh)
    found = _proposed(fresh, shown, now)
    document = reporting.document(fresh, found, _next_number(fresh))
    pdf = sealed(
        ready(document, for_person=False),
        organisation=document.organisation,
        message=f"{document.title} {document.number}",
        now=now,
    )
    return _freeze(by, fresh, _Sealed(document, pdf), shown, now)


@transaction.atomic
def _freeze(by: User, report: BoardReport, ready_list: _Sealed, shown: str, now: datetime) -> BoardReport:
    report = _locked(report)
    require(by, "freeze", report)
    _calendar(report.meeting.board)
    found, number = _proposed(report, shown, now), _next_number(report)
    if reporting.document(report, found, number) != ready_list.document:
        raise ChangedSinceShown(_OTHER_LIST)
    for decision, row in zip(found, reporting.rows(found), strict=True):
        ReportLine.objects.create(report=report, decision=decision, line=row.line, row=row.as_plain())
    sha256 = _store(report, ready_list.pdf, number, now)
    report.state, report.number = ReportState.FROZEN, number
    report.frozen_at, report.frozen_by = now, by
    save(report, by, ["state", "number", "frozen_at", "frozen_by"])
    data = {"number": number, "lines": len(found), "document": sha256}
    _log(Verb.LIST_FROZEN, report.meeting, by, now, data)
    return report


def _proposed(report: BoardReport, shown: str, now: datetime) -> list[Decision]:
    """The decisions to freeze, which are those that were shown. Raises Refused."""
    if earlier := _open_before(report, day_of(now)):
        raise Refused(
            f"Sammanträdet {earlier.held_on.isoformat()} hålls tidigare och har en öppen lista; besluten ska "
            "anmälas där. Inget är fryst. Frys den listan först, eller ändra dagen om det är flyttat."
        )
    found = reporting.decisions_on(report)
    if not found:
        raise Refused("Det finns inga beslut att anmäla, så listan kan inte frysas. Inget har ändrats.")
    if reporting.fingerprint(found) != shown:
        raise ChangedSinceShown(_OTHER_LIST)
    return found


@transaction.atomic
def write_back(*, by: User, report: BoardReport, section: str, now: datetime) -> BoardReport:
    """Write back the section (§) of the minutes under which the list was reported; its decisions are done."""
    report = _locked(report)
    require(by, "report", report)
    match = _SECTION.fullmatch(section.strip())
    if match is None:
        raise Refused(f"”{section[:40]}” är ingen paragraf. Skriv den som i protokollet, till exempel § 87.")
    if day_of(now) < report.meeting.held_on:
        raise Refused(
            f"Sammanträdet hålls {report.meeting.held_on.isoformat()}. Skriv in paragrafen efter det."
        )
    report.state, report.minutes_section = ReportState.REPORTED, f"§ {match['number']}"
    report.reported_at = now
    save(report, by, ["state", "minutes_section", "reported_at"])
    rows = Decision.objects.select_for_update(of=("self",), no_key=True).filter(report_line__report=report)
    for decision in rows.select_related("case__board").order_by("pk"):
        decision.state = MOVES["report"].target
        save(decision, by, ["state"])
        _log(Verb.REPORTED, report.meeting, by, now, {"section": report.minutes_section}, decision)
    _log(Verb.LIST_REPORTED, report.meeting, by, now, {"section": report.minutes_section})
    return report


def _require_likely(held_on: date, now: datetime) -> None:
    """A meeting in another century or far ahead is a slip of the hand."""
    last = day_of(now).year + _YEARS_AHEAD
    if not _FIRST_YEAR <= held_on.year <= last:
        raise Refused(f"Sammanträdesdagen {held_on} är inte mellan år {_FIRST_YEAR} och {last}. Rätta dagen.")


def _calendar(board: Board) -> Board:
    """The board's row, locked: its meetings and lists are changed one after the other."""
    row: Board = Board.objects.select_for_update(no_key=True).get(pk=board.pk)
    return row


def _open_before(report: BoardReport, today: date) -> Meeting | None:
    """The board's next meeting before this one whose list is still open; a decision belongs on the first."""
    meeting = report.meeting
    rows = Meeting.objects.filter(board=meeting.board, report__state=ReportState.OPEN)
    return rows.filter(held_on__gte=today, held_on__lt=meeting.held_on).order_by("held_on").first()


def _rows() -> QuerySet[BoardReport]:
    return BoardReport.objects.select_related("meeting__board__organisation")


def _locked(report: BoardReport) -> BoardReport:
    row: BoardReport = _rows().select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    return row


def _next_number(report: BoardReport) -> str:
    """2020:1, 2020:2 …: the board's frozen lists of the meeting's year, held to under the board's lock."""
    board, year = report.meeting.board, report.meeting.held_on.year
    of_year = BoardReport.objects.filter(meeting__board=board, meeting__held_on__year=year)
    return f"{year}:{of_year.exclude(state=ReportState.OPEN).count() + 1}"


def _store(report: BoardReport, pdf: Pdf, number: str, now: datetime) -> str:
    sha256 = store.put(pdf.content)
    Document.objects.create(
        report=report,
        kind=DocumentKind.BOARD_REPORT,
        sha256=sha256,
        size=len(pdf.content),
        pages=pdf.pages,
        code=codes.code(report.code_seed, DocumentKind.BOARD_REPORT),
        file_name=f"anmalan-{number.replace(':', '-')}.pdf",
        created_at=now,
    )
    return sha256


def _log(
    verb: Verb,
    meeting: Meeting,
    by: User,
    now: datetime,
    data: dict[str, object],
    decision: Decision | None = None,
) -> None:
    record(
        verb,
        board=meeting.board,
        actor=by,
        capacity=role_of(by, meeting.board),
        at=now,
        meeting=meeting,
        decision=decision,
        data=data,
    )
