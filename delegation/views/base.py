"""What the pages share: what the user may see of a board, one page of a long list, a refusal's status."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from accounts.permissions import NotAllowed, Refused
from accounts.requests import UserRequest
from delegation.models import Board, DelegationOrder, RulePoint

PAGE_SIZE = 50


def boards_seen(request: UserRequest) -> QuerySet[Board]:
    """The boards where the user has a role."""
    return Board.objects.filter(roles__user=request.user).select_related("organisation").distinct()


def seen_board(request: UserRequest, code: str) -> Board:
    """The board, or 404 when there is none where the user has a role."""
    row: Board = get_object_or_404(boards_seen(request), code=code)
    return row


def seen_order(request: UserRequest, **which: Any) -> DelegationOrder:
    """The version with its points, or 404 when it is of no board where the user has a role."""
    rows = DelegationOrder.objects.filter(board__roles__user=request.user).distinct()
    with_points = rows.select_related("board__organisation").prefetch_related(
        Prefetch("points", RulePoint.objects.order_by("place"))
    )
    row: DelegationOrder = get_object_or_404(with_points, **which)
    return row


def page_of(request: HttpRequest, rows: Any, name: str = "sida", size: int | None = None) -> Page[Any]:
    """The asked page of a long list, the nearest when there is none; `name` is what the address calls it."""
    return Paginator(rows, size or PAGE_SIZE).get_page(request.GET.get(name))


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: everything posted, even nothing; None when the page is only read."""
    return request.POST if request.method == "POST" else None


def status_of(refusal: Refused) -> int:
    return 403 if isinstance(refusal, NotAllowed) else 409
