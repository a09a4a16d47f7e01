"""One point of a draft: its form, beside what it says in plain Swedish, and its place in the order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts import tracked
from accounts.permissions import Refused
from accounts.requests import UserRequest
from delegation import authority, editing
from delegation.editing import Faulty
from delegation.models import DelegationOrder, RulePoint
from delegation.plain import plain
from delegation.point_fields import Words
from delegation.point_form import PointForm
from delegation.views.base import status_of
from delegation.views.editing import number, on_draft
from delegation.views.orders import refused


@on_draft
def point_new(request: UserRequest, row: DelegationOrder) -> HttpResponse:
    return _point(request, row, None)


@on_draft
def point_edit(request: UserRequest, row: DelegationOrder, point: int) -> HttpResponse:
    return _point(request, row, get_object_or_404(row.points, pk=point))


def _point(request: UserRequest, row: DelegationOrder, point: RulePoint | None) -> HttpResponse:
    stored = point.as_plain() if point else {}
    others = [other for other in row.points.all() if point is None or other.pk != point.pk]
    words = Words.of(row.vocabulary, [(other.pk, other.number, other.title) for other in others])
    if request.method != "POST":
        form = PointForm(words, stored)
        form.placed(_before(row, point))
        return _page(request, row, point, form)
    act, form = request.POST.get("act", "save"), PointForm(words, stored, data=request.POST)
    if act == "remove" and point is not None:
        return _remove(request, row, point, form)
    if act != "save":
        return _page(request, row, point, form.after(act))
    if not form.is_valid():
        return _page(request, row, point, form, status=422)
    try:
        saved = _saved(request, row, point, form)
    except Faulty as fault:
        form.tell(fault.faults, fault.at)
        return _page(request, row, point, form, status=422)
    except Refused as refusal:
        return _page(request, row, point, form, status=status_of(refusal), refusal=str(refusal))
    messages.success(request, f"Punkt {saved.number} är sparad.")
    return redirect("point_edit", row.pk, saved.pk)


def _before(row: DelegationOrder, point: RulePoint | None) -> int | None:
    """The id of the point that this one stands after: for a new one the last."""
    keys = [other.pk for other in row.points.all()]
    place = len(keys) if point is None else keys.index(point.pk)
    return keys[place - 1] if place else None


def _saved(request: UserRequest, row: DelegationOrder, point: RulePoint | None, form: PointForm) -> RulePoint:
    content, after = form.content(), form.main.cleaned_data["after"]
    if point is None:
        return editing.add_point(by=request.user, order=row, content=content, after=after)
    shown = number(request.POST.get("revision"))
    return editing.change_point(by=request.user, point=point, content=content, after=after, revision=shown)


def _remove(request: UserRequest, row: DelegationOrder, point: RulePoint, form: PointForm) -> HttpResponse:
    try:
        shown = number(request.POST.get("revision"))
        editing.remove_point(by=request.user, point=point, revision=shown)
    except Faulty as fault:
        form.tell(fault.faults, ("none",))
        return _page(request, row, point, form, status=422)
    except Refused as refusal:
        return _page(request, row, point, form, status=status_of(refusal), refusal=str(refusal))
    messages.success(request, f"Punkt {point.number} är borttagen.")
    return redirect("order_edit", row.pk)


def _page(
    request: UserRequest,
    row: DelegationOrder,
    point: RulePoint | None,
    form: PointForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    order = authority.read(row)
    stored = order.point(point.number) if point else None
    shown = request.POST.get("revision") if request.method == "POST" else point and tracked.revision(point)
    context = {
        "row": row,
        "point": point,
        "form": form,
        "revision": shown or "",
        "told": plain(order, stored) if stored else None,
        "complaints": form.complaints(),
        **more,
    }
    return render(request, "delegation/point.html", context, status=status)


@on_draft
def point_move(request: UserRequest, row: DelegationOrder, point: int) -> HttpResponse:
    """One step up or down."""
    if request.method != "POST":  # a refused act that is loaded again
        return redirect("order_edit", row.pk)
    found = get_object_or_404(row.points, pk=point)
    keys = [other.pk for other in row.points.all()]
    place = keys.index(found.pk)
    target = place - 2 if request.POST.get("act") == "up" else place + 1
    after = keys[min(target, len(keys) - 1)] if target >= 0 else None
    if after == found.pk:
        return redirect("order_edit", row.pk)
    try:
        editing.move_point(by=request.user, point=found, after=after)
    except Refused as refusal:
        return refused(request, row, status=status_of(refusal), refusal=str(refusal))
    return redirect(f"{reverse('order_edit', args=[row.pk])}#punkt-{found.pk}")
