"""Who may sign today, point by point, and who would step in (Vem får underteckna?)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import UserRequest
from delegation import authority, explain
from delegation.fields import day
from delegation.plain import PlainPoint, plain
from delegation.signers import Signer, Signers
from delegation.terms import Order
from delegation.views.base import page_of, seen_board


class DayForm(forms.Form):
    """Another day than today."""

    dag = day("Dag", required=False)


@dataclass(frozen=True)
class Named:
    """One who may sign, in words."""

    name: str
    capacity: str
    unit: str
    is_away: bool


@dataclass(frozen=True)
class Line:
    """One point with its people; without a point it is what cannot await the board."""

    point: PlainPoint | None
    now: list[Named]
    stepping_in: list[Named]


@login_required
@require_safe
def signers(request: UserRequest, board: str) -> HttpResponse:
    found, today = seen_board(request, board), timezone.localdate()
    form = DayForm(request.GET if "dag" in request.GET else {"dag": today.isoformat()})
    chosen = form.cleaned_data["dag"] if form.is_valid() else None
    when: date = chosen or today
    current = authority.in_force(found, when)
    rows = authority.who_may(found, when) if current else []
    page = page_of(request, rows)
    context = {
        "board": found,
        "day": when,
        "today": today,
        "form": form,
        "version": current.row if current else None,
        "page": page,
        "query": urlencode({"dag": when.isoformat()}) + "&",
        "lines": _lines(current.order, list(page)) if current else [],
    }
    return render(request, "delegation/signers.html", context)


def _lines(order: Order, rows: list[Signers]) -> list[Line]:
    usernames = {signer.person for row in rows for signer in (*row.now, *row.stepping_in)}
    names = dict(User.objects.filter(username__in=usernames).values_list("username", "name"))

    def named(row: Signers, signer: Signer) -> Named:
        number = row.point.number if row.point else None
        told = {"kind": signer.capacity, "position": signer.position, "point": number}
        capacity = explain.capacity(order, told)
        return Named(names[signer.person], capacity, signer.unit or "", signer.is_away)

    return [
        Line(
            plain(order, row.point) if row.point else None,
            [named(row, signer) for signer in row.now],
            [named(row, signer) for signer in row.stepping_in],
        )
        for row in rows
    ]
