"""The start page: what waits for this user, per role (Att göra)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import BoardRole, Role, User
from accounts.requests import UserRequest
from decisions import countersigning, dispatch_section
from decisions.days import day_of
from decisions.models import Decision, Meeting, ReportState
from decisions.states import State
from decisions.views.batch import waiting
from delegation.endings import endings
from delegation.models import Appointment, Board

TOLD = 20  # the latest decisions that a chief is told of


@dataclass(frozen=True)
class Desk:
    """The secretary's work at one board."""

    board: Board
    unreported: list[Decision]
    upcoming: list[Meeting]
    to_write_back: list[Meeting]
    minuted: list[Decision]  # to be recorded in a protocol of their own (KL 7:8)
    without_power: list[Decision]  # found so afterwards, for the board to decide anew
    handed_over: list[Decision]  # for the board itself to decide

    @property
    def has_open_list(self) -> bool:
        return any(meeting.report.state == ReportState.OPEN for meeting in self.upcoming)


@login_required
@require_safe
def start(request: UserRequest) -> HttpResponse:
    user, today = request.user, day_of(timezone.now())
    roles = list(BoardRole.objects.filter(user=user).select_related("board").order_by("board__name"))
    held = {row.role for row in roles}
    mine = Decision.objects.visible_to(user).with_case().with_standing()
    drafts = mine.drafts_of(user).with_returned().order_by("-created_at") if Role.OFFICER in held else []
    to_sign = waiting(request)
    context = {
        "today": today,
        "roles": roles,
        "is_officer": Role.OFFICER in held,
        "is_delegate": Role.DELEGATE in held,
        "is_registrar": Role.REGISTRAR in held,
        "is_auditor": Role.AUDITOR in held,
        "is_order_editor": Role.ORDER_EDITOR in held,
        "may_register": bool(held & {Role.OFFICER, Role.REGISTRAR}),
        "drafts": [row for row in drafts if row.state == State.DRAFT],
        "sent": [row for row in drafts if row.state == State.SUBMITTED],
        "to_sign": to_sign,
        "any_chosen": any(row.shown for row in to_sign),
        "counterparts": [
            (row, countersigning.line_of(row)) for row in mine.awaiting_counterpart(user).with_letter()
        ],
        "told": list(mine.told_to_head(user)[:TOLD]),
        "dispatch_troubles": dispatch_section.troubles(user, timezone.now(), of=user) if roles else [],
        "endings": _endings(roles, today),
        "desks": [_desk(user, row.board, today) for row in roles if row.role == Role.SECRETARY],
    }
    return render(request, "decisions/start.html", context)


def _endings(roles: list[BoardRole], today: date) -> list[tuple[Board, list[Appointment]]]:
    """Appointments that soon run out, at each board where the user keeps them."""
    boards = dict.fromkeys(row.board for row in roles if row.role in (Role.SECRETARY, Role.ORDER_EDITOR))
    found = [(board, endings(board, today)) for board in boards]
    return [(board, rows) for board, rows in found if rows]


def _desk(user: User, board: Board, today: date) -> Desk:
    meetings = Meeting.objects.visible_to(user).filter(board=board).select_related("report")
    coming = meetings.filter(held_on__gte=today).exclude(report__state=ReportState.REPORTED)
    seen = Decision.objects.visible_to(user).with_case().with_standing()
    return Desk(
        board=board,
        unreported=list(seen.to_report(board)),
        upcoming=list(coming.order_by("held_on")[:4]),
        minuted=list(seen.to_minute(board)),
        without_power=list(seen.without_power_in(board)),
        handed_over=list(seen.handed_over_to(board)),
        to_write_back=list(
            meetings.filter(held_on__lte=today, report__state=ReportState.FROZEN).order_by("held_on")
        ),
    )
