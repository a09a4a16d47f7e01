"""Several decisions, each read and chosen on its own page, in one signature; each is signed by itself."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import confirming, stepup
from accounts.confirming import ConfirmForm
from accounts.requests import UserRequest
from accounts.stepup import Proof
from decisions import actions, chosen
from decisions.abilities import may
from decisions.actions import Refused
from decisions.chosen import Waiting
from decisions.forms import PinForm, SignForm
from decisions.models import Decision
from decisions.views import deciding
from decisions.views.base import acts_on, seen_decision

_RESULT_KEY = "decisions.batch_result"
_OTHER_SET = (
    "Urvalet är inte det som visades: något har ändrats, valts om eller redan undertecknats. Inget är "
    "undertecknat nu. Läs listan nedan som den är och bekräfta den."
)
_NOTHING = "Inget är valt, så inget är undertecknat. Gå till Att göra, öppna ett beslut och välj det där."
_TOO_MANY = (
    f"Högst {chosen.MOST} beslut undertecknas på en gång. Inget är undertecknat; dina val är kvar. Gå till "
    "Att göra och välj färre."
)


def waiting(request: UserRequest) -> list[Waiting]:
    """What waits for the user to decide, longest first, with what they have read and chosen."""
    rows = Decision.objects.visible_to(request.user).with_case().waiting_for(request.user)
    return chosen.among(request.session, rows.order_by("submitted_at"), timezone.now())


@acts_on(seen_decision)
def choose(request: UserRequest, pk: UUID) -> HttpResponse:
    """Read, with no conflict of interest: to be signed together with more."""
    decision = seen_decision(request, pk)
    answer = may(request.user, "sign", decision)
    if not answer.ok:
        return deciding.decision_page(request, decision, status=403, refusal=answer.why)
    form = SignForm(request.POST, conflict=deciding.conflict_question())
    if not form.is_valid():
        return deciding.decision_page(request, decision, status=422, sign_form=form)
    if form.cleaned_data["conflict_of_interest"]:
        return deciding.sign(request, pk)  # which puts the conflict on record, once confirmed
    try:
        final = actions.final(decision, timezone.now())
    except Refused as refusal:
        return deciding.decision_page(request, decision, status=409, refusal=str(refusal))
    if final.fingerprint != form.cleaned_data["shown"]:
        return deciding.decision_page(request, decision, status=409, refusal=actions.CHANGED_SINCE_SHOWN)
    chosen.choose(request.session, decision, final)
    messages.success(request, "Beslutet är valt och inget är undertecknat än. Välj fler, eller underteckna.")
    return redirect("start")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: UserRequest) -> HttpResponse:
    """Read the list of what is chosen; posted, confirm the whole and sign each."""
    given = (request.POST if request.method == "POST" else request.GET).getlist("beslut")
    rows = [row for row in waiting(request) if str(row.decision.pk) in given]
    ready = [row for row in rows if row.shown]
    page = partial(_page, request, rows, ready)
    if len(ready) > chosen.MOST:
        return page(status=422, refusal=_TOO_MANY)
    if request.method != "POST":
        return page()
    if not ready:
        return page(status=422, refusal=_NOTHING)
    shown = [row.shown for row in ready]
    if stepup.digest_of(shown) != request.POST.get("digest"):
        return page(status=409, refusal=_OTHER_SET)
    form, pin_form = confirming.posted(request), PinForm(request.POST)
    page = partial(page, form=form, pin_form=pin_form)
    try:
        proof = confirming.confirm(request, form, shown, timezone.now())
    except confirming.TooManyAttempts as refusal:
        return page(status=429, refusal=str(refusal))
    if proof is None or not pin_form.is_valid():
        return page(status=422)
    stepup.use_up(request.session)
    request.session[_RESULT_KEY] = {
        "digest": proof.digest,
        "refused": _sign_each(request, ready, proof, pin_form.secret()),
        "decisions": [str(row.decision.pk) for row in ready],
    }
    return redirect("batch_result")


def _page(
    request: UserRequest,
    rows: list[Waiting],
    ready: list[Waiting],
    *,
    status: int = 200,
    refusal: str = "",
    form: ConfirmForm | None = None,
    pin_form: PinForm | None = None,
) -> HttpResponse:
    shown = [row.shown for row in ready]
    context: dict[str, Any] = {"ready": ready, "left_out": [row for row in rows if not row.shown]}
    context |= {"refusal": refusal, "digest": stepup.digest_of(shown), "pin_form": pin_form or PinForm()}
    if ready and len(ready) <= chosen.MOST:
        context["asked"] = confirming.ask(request, shown, timezone.now(), form)
    return render(request, "decisions/batch.html", context, status=status)


def _sign_each(request: UserRequest, ready: list[Waiting], proof: Proof, secret: str) -> dict[str, str]:
    """Sign one after the other, each in a transaction of its own; why not, for those that were refused.

    A refusal stops no other and is not tried again: whoever wants to reads the decision anew.
    """
    refused = {}
    for row in ready:
        try:
            actions.sign(
                by=request.user,
                decision=row.decision,
                shown=row.shown,
                conflict_of_interest=False,  # answered when it was chosen
                proof=proof,
                now=timezone.now(),
                secret=secret,
            )
        except Refused as refusal:
            refused[str(row.decision.pk)] = str(refusal)
    chosen.drop(request.session, [row.decision for row in ready])
    return refused


@login_required
@require_safe
def result(request: UserRequest) -> HttpResponse:
    """How the latest signature went, decision by decision."""
    told = request.session.get(_RESULT_KEY)
    if told is None:
        return redirect("start")
    seen = Decision.objects.visible_to(request.user).with_case().in_bulk(told["decisions"])
    found = {str(pk): decision for pk, decision in seen.items()}
    rows = [(found[pk], told["refused"].get(pk, "")) for pk in told["decisions"] if pk in found]
    context = {
        "rows": rows,
        "signed": len(rows) - sum(bool(why) for _, why in rows),
        "digest": stepup.in_short(told["digest"]),
    }
    return render(request, "decisions/batch_result.html", context)
