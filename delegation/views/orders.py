"""The boards' versions of their orders, and who holds what today. One version is read in decisions/views."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Answer
from accounts.requests import UserRequest
from delegation import authority, periods, review
from delegation.abilities import may
from delegation.models import Appointment, Board, DelegationOrder, OrderState, Position
from delegation.periods import Days
from delegation.swedish import swedish
from delegation.views.base import boards_seen

IN_FORCE = "gäller i dag"


@dataclass(frozen=True)
class Seat:
    """A position with those who hold it today; `away` are the ids of those who are absent."""

    position: Position
    holders: list[Appointment]


@dataclass(frozen=True)
class Line:
    """A version with its last day (None: until further notice) and its state on the day of the page."""

    row: DelegationOrder
    ends: date | None
    state: str


@dataclass(frozen=True)
class BoardPage:
    """What the list says of one board."""

    board: Board
    versions: list[Line]
    gaps: list[Days]
    seats: list[Seat]
    away: set[int]
    start: Answer
    profile: Answer


@login_required
@require_safe
def order_list(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    boards = boards_seen(request).order_by(swedish("name"))
    pages = [_board_page(request.user, board, today) for board in boards]
    return render(request, "delegation/order_list.html", {"today": today, "boards": pages})


def _board_page(user: User, board: Board, today: date) -> BoardPage:
    rows = authority.holders(board, today)
    seats = [
        Seat(position, [row for row in rows if row.position_id == position.pk])
        for position in board.positions.order_by(swedish("title"))
    ]
    return BoardPage(
        board=board,
        versions=lines(board, today),
        gaps=review.gaps(board),
        seats=seats,
        away=authority.away([row.person_id for row in rows], today),
        start=may(user, "start_order", board),
        profile=may(user, "edit_profile", board),
    )


def lines(board: Board, today: date) -> list[Line]:
    """The board's versions, the latest first. A draft stands for itself and ends no other version."""
    rows = list(board.orders.order_by("-valid_from"))
    adopted = [row for row in rows if row.state == OrderState.ADOPTED]
    ends = dict(periods.in_force((row.valid_from, row.valid_to) for row in adopted))
    return [_line(row, ends, today) for row in rows]


def _line(row: DelegationOrder, ends: dict[date, date | None], today: date) -> Line:
    if row.state == OrderState.DRAFT:
        return Line(row, row.valid_to, "utkast")
    last = ends[row.valid_from]
    if last is not None and last < today:
        is_replaced = any(first > row.valid_from for first in ends if first <= today)
        return Line(row, last, "ersatt" if is_replaced else "har upphört")
    begun = row.valid_from <= today and row.adopted_on is not None and row.adopted_on <= today
    return Line(row, last, IN_FORCE if begun else "antagen")


def refused(request: UserRequest, row: DelegationOrder, *, status: int, refusal: str) -> HttpResponse:
    """Why an act on the version was not done, and the way back to it."""
    context = {"row": row, "refusal": refusal}
    return render(request, "delegation/order_refused.html", context, status=status)
