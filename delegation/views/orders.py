"""The delegation order as its users read it: versions, points in plain Swedish, and who holds what today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from delegation import authority
from delegation.models import Appointment, Board, DelegationOrder, OrderState, Position
from delegation.plain import PlainPoint, chapters
from delegation.swedish import swedish


@dataclass(frozen=True)
class Seat:
    """A position with those who hold it today; `away` are the ids of those who are absent."""

    position: Position
    holders: list[Appointment]


@dataclass(frozen=True)
class BoardPage:
    """What the list says of one board."""

    board: Board
    versions: list[tuple[DelegationOrder, date | None]]  # with its last day, None until further notice
    in_force: DelegationOrder | None
    seats: list[Seat]
    away: set[int]


@login_required
@require_safe
def order_list(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    boards = Board.objects.filter(roles__user=request.user).distinct().order_by(swedish("name"))
    context = {"today": today, "boards": [_board_page(board, today) for board in boards]}
    return render(request, "delegation/order_list.html", context)


def _board_page(board: Board, today: date) -> BoardPage:
    current, rows = authority.in_force(board, today), authority.holders(board, today)
    seats = [
        Seat(position, [row for row in rows if row.position_id == position.pk])
        for position in board.positions.order_by(swedish("title"))
    ]
    return BoardPage(
        board=board,
        versions=_with_last_day(list(board.orders.order_by("-valid_from"))),
        in_force=current.row if current else None,
        seats=seats,
        away=authority.away([row.person_id for row in rows], today),
    )


def _with_last_day(rows: list[DelegationOrder]) -> list[tuple[DelegationOrder, date | None]]:
    """Latest first. A version without a last day of its own ends the day before the next adopted one."""
    found: list[tuple[DelegationOrder, date | None]] = []
    following: date | None = None
    for row in rows:
        day_before = following - timedelta(days=1) if following else None
        found.append((row, row.valid_to or day_before))
        if row.state == OrderState.ADOPTED:
            following = row.valid_from
    return found


@login_required
@require_safe
def order(request: UserRequest, board: str, version: str) -> HttpResponse:
    """One version, point by point."""
    rows = DelegationOrder.objects.filter(board__roles__user=request.user).select_related("board")
    row: DelegationOrder = get_object_or_404(rows.distinct(), board__code=board, version=version)
    read = authority.read(row)
    found: list[tuple[str, list[PlainPoint]]] = chapters(read)
    context = {"row": row, "order": read, "chapters": found, "today": timezone.localdate()}
    return render(request, "delegation/order.html", context)
