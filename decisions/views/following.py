"""Beginning a decision that follows a signed one, and writing its ground and reason anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from decisions import actions, follow_ups
from decisions.abilities import may
from decisions.actions import Refused
from decisions.follow_ups import WORDS, Kind
from decisions.forms import FollowUpForm
from decisions.models import Decision, FollowUp
from decisions.views.base import seen_decision
from decisions.views.deciding import decision_page
from delegation.views.base import posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: UserRequest, pk: UUID, kind: Kind) -> HttpResponse:
    """Why the decision is to be corrected, changed, replaced or annulled; then its draft."""
    earlier = seen_decision(request, pk)
    answer = may(request.user, "follow_up", earlier)
    if not answer.ok:
        return decision_page(request, earlier, status=403, refusal=answer.why)
    if kind not in follow_ups.kinds(earlier.appeal_route):
        raise Http404("the way of appeal has no such follow-up")
    form = FollowUpForm(posted(request), kind=kind, route=earlier.appeal_route)
    if request.method != "POST" or not form.is_valid():
        return _page(request, earlier, earlier, kind, form, status=422 if form.is_bound else 200)
    try:
        draft = actions.start_follow_up(
            by=request.user, decision=earlier, kind=kind, now=timezone.now(), **form.cleaned_data
        )
    except Refused as refusal:
        return _page(request, earlier, earlier, kind, form, status=409, refusal=str(refusal))
    messages.success(
        request, "Utkastet är påbörjat med det tidigare beslutets text. Skriv det som nu ska gälla."
    )
    return redirect("draft", pk=draft.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: UserRequest, pk: UUID) -> HttpResponse:
    """Another ground or reason, while the follow-up is a draft."""
    decision = seen_decision(request, pk)
    row: FollowUp | None = getattr(decision, "follows", None)
    if row is None:
        raise Http404("the decision follows none")
    answer = may(request.user, "edit", decision)
    if not answer.ok:
        return decision_page(request, decision, status=403, refusal=answer.why)
    kind, initial = Kind(row.kind), {"ground": row.ground, "because": row.because}
    form = FollowUpForm(posted(request), kind=kind, route=row.earlier.appeal_route, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _page(request, decision, row.earlier, kind, form, status=422 if form.is_bound else 200)
    try:
        actions.describe_follow_up(
            by=request.user, decision=decision, now=timezone.now(), **form.cleaned_data
        )
    except Refused as refusal:
        return _page(request, decision, row.earlier, kind, form, status=409, refusal=str(refusal))
    messages.success(request, "Skäl och grund är sparade.")
    return redirect(decision)


def _page(
    request: UserRequest,
    decision: Decision,
    earlier: Decision,
    kind: Kind,
    form: FollowUpForm,
    *,
    status: int,
    refusal: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        "decision": decision,
        "earlier": earlier,
        "case": decision.case,
        "kind": kind,
        "words": WORDS[kind],
        "form": form,
        "button": "Påbörja utkastet" if decision == earlier else "Spara",
        "refusal": refusal,
    }
    return render(request, "decisions/follow_up.html", context, status=status)
