"""One version of the order to read and to search: its points, what is decided under them, and its PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import UserRequest
from decisions import abilities, documents, usage
from decisions.documents import orders as order_document
from decisions.models import Decision
from decisions.uploads import PDF, as_download
from decisions.usage import Decided, Usage
from delegation import authority, plain
from delegation.abilities import may
from delegation.models import DelegationOrder, OrderState
from delegation.order_log import changes
from delegation.plain import Chapters, PlainPoint
from delegation.terms import Order
from delegation.versions import compiled
from delegation.views.base import page_of, seen_order
from delegation.views.orders import IN_FORCE, Line, lines

_LOGGED = 20
_NOTHING_DECIDED = Decided(0, 0)


@dataclass(frozen=True)
class Shown:
    """A point with its caps in words, each with what is used of it when the version is in force today."""

    point: PlainPoint
    caps: list[tuple[str, Usage | None]]
    decided: Decided


@login_required
@require_safe
def order(request: UserRequest, board: str, version: str) -> HttpResponse:
    """The version, or those of its points that say every word asked for."""
    row, today = seen_order(request, board__code=board, version=version), timezone.localdate()
    words = request.GET.get("q", "").replace("\0", "")[:200].strip()
    read, line = authority.read(row), _line(row)
    told = plain.matching(plain.chapters(read, today), words)
    context = {
        "row": row,
        "q": words,
        "general": None if words else _general(read),
        "chapters": _shown(request.user, row, read, told, line),
        "found": sum(len(points) for _, points in told),
        "count": len(read.points),
        "line": line,
        "year": today.year,
        "edit": may(request.user, "edit_order", row),
        "replay": abilities.may(request.user, "replay_order", row.board),
        "changes": changes(row, _LOGGED),
        "others": row.board.orders.count() > 1,
    }
    return render(request, "delegation/order.html", context)


def _general(read: Order) -> dict[str, Any] | None:
    """What holds for all the points, if anything is said of it."""
    provisions = plain.of_all_points(read)
    found = {"preamble": read.preamble, "provisions": provisions}
    return found if read.preamble or provisions else None


def _line(row: DelegationOrder) -> Line:
    return next(line for line in lines(row.board, timezone.localdate()) if line.row == row)


def _shown(
    user: User, row: DelegationOrder, read: Order, told: Chapters, line: Line
) -> list[tuple[str, list[Shown]]]:
    """The points with what is decided under them and, today, used of their caps."""
    decided, used = {}, {}
    if row.state == OrderState.ADOPTED:
        today = timezone.localdate()
        decided = usage.decided(user, row, today)
        if line.state == IN_FORCE:
            used = _used(user, row, read, told)
    return [
        (
            heading,
            [
                Shown(
                    point,
                    list(zip(point.caps, used.get(point.number, (None,) * len(point.caps)), strict=True)),
                    decided.get(point.number, _NOTHING_DECIDED),
                )
                for point in points
            ],
        )
        for heading, points in told
    ]


def _used(user: User, row: DelegationOrder, read: Order, told: Chapters) -> dict[str, tuple[Usage, ...]]:
    numbers = {point.number for _, points in told for point in points if point.caps}
    if not numbers:
        return {}
    versions = compiled([authority.read(version) for version in authority.adopted(row.board)])
    asked = [point for point in read.points if point.number in numbers]
    return usage.of_points(user, row.board, versions, read, asked, timezone.localdate())


@login_required
@require_safe
def order_pdf(request: UserRequest, board: str, version: str) -> HttpResponse:
    """The version as an archival PDF."""
    row = seen_order(request, board__code=board, version=version)
    content = documents.render(order_document.of_version(row, _line(row).ends)).content
    name = f"{row.title}, version {row.version}".replace("/", "-").replace(":", "-")
    return as_download(content, f"{name}.pdf", PDF, inline=True)


@login_required
@require_safe
def point_decisions(request: UserRequest, board: str, version: str, number: str) -> HttpResponse:
    """The decisions under a point that the user may see, latest first; of one year when that is asked for."""
    row = seen_order(request, board__code=board, version=version)
    point = next((point for point in row.points.all() if point.number == number), None)
    if point is None:
        raise Http404(f"no point {number}")
    under, seen = Q(order=row, point=number), Decision.objects.visible_to(request.user)
    rows = seen.decided_under(under, date.min, date.max)
    years = [day.year for day in rows.dates("decided_on", "year", order="DESC")]
    year = next((year for year in years if str(year) == request.GET.get("ar")), None)
    if year:
        rows = seen.decided_under(under, date(year, 1, 1), date(year, 12, 31))
    context: dict[str, Any] = {
        "row": row,
        "point": point,
        "years": years,
        "year": year,
        "page": page_of(request, rows.with_case().with_standing().order_by("-decided_on", "-id")),
        "query": urlencode({"ar": year}) + "&" if year else "",
    }
    return render(request, "decisions/point_decisions.html", context)
