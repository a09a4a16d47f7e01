"""A version of the order tried on the board's decisions of a period (Återspelning)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from decisions import replayed
from decisions.abilities import may
from decisions.days import day_of
from decisions.replay import a_year_until, replay
from decisions.replayed import Kind, Line
from decisions.uploads import as_streamed_download
from delegation.fields import day
from delegation.views.base import PAGE_SIZE, seen_order

# What a page waits for; the file has them all.
LATEST = 2000


class PeriodForm(forms.Form):
    """The first and the last day, both included."""

    fran = day("Från och med")
    till = day("Till och med")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("fran") and found.get("till") and found["till"] < found["fran"]:
            self.add_error("till", "Sista dagen ligger före första dagen.")
        return found


def _form(request: HttpRequest) -> PeriodForm:
    """The period asked for; without any, the year that ends today."""
    today = day_of(timezone.now())
    asked = {"fran": a_year_until(today).isoformat(), "till": today.isoformat()}
    return PeriodForm(asked | {name: request.GET[name] for name in asked if name in request.GET})


@login_required
@require_safe
def order_replay(request: UserRequest, board: str, version: str) -> HttpResponse:
    """How many of the decisions the version would have let through, and each of them with the reasons."""
    row, form = seen_order(request, board__code=board, version=version), _form(request)
    context: dict[str, Any] = {"row": row, "form": form}
    answer = may(request.user, "replay_order", row.board)
    if not answer.ok:
        return _page(request, context | {"refusal": answer.why}, 403)
    if not form.is_valid():
        return _page(request, context, 422)
    first, last = form.cleaned_data["fran"], form.cleaned_data["till"]
    found = replay(row, first, last, request.user, LATEST)
    lines = list(found.lines)
    kind = next((kind for kind in Kind if kind == request.GET.get("utfall")), None)
    shown = sorted((line for line in reversed(lines) if kind in (None, line.kind)), key=_gravest_first)
    page, key = _after(shown, request.GET.get("efter", ""))
    counts = Counter(line.kind for line in lines)
    context |= {
        "found": found,
        "count": len(lines),
        "kinds": [(each, counts[each]) for each in Kind],
        "kind": kind,
        "page": page,
        "after": key,
        "is_later": bool(page) and page[0] is not shown[0],
        "period": _query(first, last),
        "query": _query(first, last, **({"utfall": kind.value} if kind else {})),
        "latest": LATEST,
    }
    return _page(request, context)


def _page(request: UserRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "decisions/replay.html", context, status=status)


def _gravest_first(line: Line) -> int:
    return list(Kind).index(line.kind)


def _after(lines: Sequence[Line], key: str) -> tuple[Sequence[Line], str]:
    """The lines after the one with that key, as many as a page holds; and the key of the next page, if any.

    New decisions come before or between those shown, and move nothing from one page to another.
    """
    start = next((place for place, line in enumerate(lines, start=1) if str(line.pk) == key), 0)
    page = lines[start : start + PAGE_SIZE]
    return page, str(page[-1].pk) if start + PAGE_SIZE < len(lines) else ""


def _query(first: date, last: date, **more: str) -> str:
    return urlencode({"fran": first.isoformat(), "till": last.isoformat(), **more})


@login_required
@require_safe
def order_replay_csv(request: UserRequest, board: str, version: str) -> HttpResponseBase:
    """All decisions of the period, sent as they are tried."""
    row, form = seen_order(request, board__code=board, version=version), _form(request)
    answer = may(request.user, "replay_order", row.board)
    if not answer.ok:
        return _page(request, {"row": row, "form": form, "refusal": answer.why}, 403)
    if not form.is_valid():
        return _page(request, {"row": row, "form": form}, 422)
    found = replay(row, form.cleaned_data["fran"], form.cleaned_data["till"], request.user)
    name = f"aterspelning-{row.board.code}-{row.version}.csv".replace("/", "-").replace(":", "-")
    content = replayed.as_csv(found.lines, found.hidden)
    return as_streamed_download(content, name, "text/csv; charset=utf-8")
