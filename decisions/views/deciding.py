"""One decision as it is read and acted on: the PDF, the verdict, the basis, and the buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import confirming, stepup
from accounts.confirming import ConfirmForm
from accounts.models import User
from accounts.permissions import Answer
from accounts.requests import UserRequest
from decisions import (
    actions,
    appendix,
    chosen,
    committing,
    countersigning,
    dispatch_section,
    letter_forms,
    office,
    panel,
)
from decisions.abilities import may
from decisions.actions import ChangedSinceShown, Refused
from decisions.days import day_of
from decisions.forms import ReasonForm, SignForm
from decisions.models import Decision, DocumentKind, LetterOfIntent
from decisions.models.decisions import DECIDER_ATTESTS
from decisions.states import MOVES, State
from decisions.views.base import acts_on, last_return, seen_decision
from decisions.views.standing import after_signing
from delegation import authority
from delegation.terms import Statute

# The acts with a button of their own on the decision's page, and what they are called in the address.
_WITH_REASON: dict[str, Callable[..., Decision]] = {
    "send_back": actions.send_back,
    "recall": actions.recall,
    "withdraw": actions.withdraw,
    "hand_over": actions.hand_over,
    "withdraw_signed": actions.withdraw_signed,
    "mark_without_power": actions.mark_without_power,
}
_DONE = {
    "submit": "Beslutet är skickat.",
    "send_back": "Utkastet är tillbaka hos handläggaren med din kommentar.",
    "recall": "Beslutet är tillbaka som utkast. Ändra det och skicka det igen.",
    "withdraw": "Utkastet är tillbakadraget. Det går att läsa men inte att besluta.",
    "hand_over": "Ärendet är överlämnat till nämnden.",
    "withdraw_signed": "Beslutet är återkallat. Det står kvar med sitt nummer och anmäls som återkallat.",
    "mark_without_power": "Det är antecknat att beslutet fattades utan behörighet. Nämnden avgör ärendet.",
}
# What may be noted on a signed decision: the label, and what it means.
_MARKS = {
    "withdraw_signed": (
        "Återkalla beslutet",
        "Går så länge beslutet inte är känt för andra. Det slutar gälla men står kvar med sitt nummer och "
        "anmäls som återkallat. Det går inte att ångra.",
    ),
    "mark_without_power": (
        "Anteckna att behörighet saknades",
        "Beslutet står kvar, märkt, och nämnden avgör ärendet på nytt. Det går inte att ångra.",
    ),
}
_BUTTONS = ("submit", "send_back", "recall", "withdraw", "hand_over")


@dataclass(frozen=True)
class Button:
    act: str
    label: str
    asks_why: bool
    answer: Answer
    hint: str = ""


@login_required
@require_safe
def decision(request: UserRequest, pk: UUID) -> HttpResponse:
    return decision_page(request, seen_decision(request, pk))


def decision_page(
    request: UserRequest,
    decision: Decision,
    *,
    status: int = 200,
    refusal: str = "",
    sign_form: SignForm | None = None,
    confirm_form: ConfirmForm | None = None,
    dispatch_form: Any = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page for whoever reads it; the decider gets the final documents and the sign form."""
    now = timezone.now()
    buttons = [
        Button(act, MOVES[act].label, MOVES[act].asks_why, may(request.user, act, decision))
        for act in _BUTTONS
        if decision.state in MOVES[act].sources
    ]
    if decision.is_decided:
        marks = _MARKS.items()
        buttons += [
            Button(act, label, True, may(request.user, act, decision), hint) for act, (label, hint) in marks
        ]
    context: dict[str, Any] = {
        **after_signing(request.user, decision),
        "decision": decision,
        "case": decision.case,
        "panel": _panel(decision, now, request.user),
        **_basis(decision),
        "documents": list(decision.documents.prefetch_related("prolonged")),
        "previews": _previews(decision),
        "buttons": [button for button in buttons if button.answer.ok],
        "edit": may(request.user, "edit", decision),
        "reason_form": ReasonForm(),
        "refusal": refusal,
        "last_return": last_return(decision),
        "today": day_of(now),
        "dispatch": dispatch_section.section(decision, request.user, now, dispatch_form),
    }
    if decision.state == State.SUBMITTED:
        context |= _signing(request, decision, now, sign_form, confirm_form)
    if not decision.is_decided:
        context["commitments"] = committing.of(decision)
    context |= {
        "countersigning": countersigning.of(decision, request.user, now),
        **letter_forms.for_panel(day_of(now)),
    }
    return render(request, "decisions/decision.html", context | (more or {}), status=status)


def _panel(decision: Decision, now: datetime, viewer: User) -> panel.Panel | None:
    if decision.verdict:
        return panel.of_signed(decision, viewer)
    is_open = decision.state in (State.DRAFT, State.SUBMITTED)
    return panel.of_draft(decision, now, viewer) if is_open else None


def _basis(decision: Decision) -> dict[str, Any]:
    """The lines of the basis, which of them have a version in PDF, and whether some cannot get one here."""
    waiting = appendix.without_rendition(decision)
    rows = list(decision.basis.all())
    return {
        "basis": rows,
        "renditions": appendix.renditions(decision),
        "has_files": any(row.sha256 for row in rows),
        "left_out": bool(waiting) and office.program() is None,
    }


def _previews(decision: Decision) -> list[DocumentKind]:
    if decision.is_decided:
        return []
    has_letter = LetterOfIntent.objects.filter(decision=decision).exists()
    return [DocumentKind.DECISION, *([DocumentKind.LETTER_OF_INTENT] if has_letter else [])]


def _signing(
    request: UserRequest,
    decision: Decision,
    now: datetime,
    form: SignForm | None,
    confirm_form: ConfirmForm | None,
) -> dict[str, Any]:
    """The sign form with the fingerprint of the documents as they would be signed now."""
    answer = may(request.user, "sign", decision)
    if not answer.ok:
        return {"sign": answer}
    try:
        final = actions.final(decision, now)
    except Refused as refusal:
        return {"sign": Answer(False, str(refusal))}
    return {
        "sign": answer,
        "previews": list(final.pdfs),
        "sign_form": form or SignForm(conflict=conflict_question()),
        "fingerprint": final.fingerprint,
        "asked": confirming.ask(request, [final.fingerprint], now, confirm_form),
        "is_chosen": chosen.holds(request.session, decision, final),
    }


def conflict_question() -> Statute:
    today = day_of(timezone.now())
    return next(row for row in authority.asked_by_law(today) if row.key == DECIDER_ATTESTS)


@acts_on(seen_decision)
def sign(request: UserRequest, pk: UUID) -> HttpResponse:
    """Decide and sign what was shown, once it is confirmed to be the decider who does it."""
    decision = seen_decision(request, pk)
    answer = may(request.user, "sign", decision)
    if not answer.ok:
        return decision_page(request, decision, status=403, refusal=answer.why)
    form, confirm_form = SignForm(request.POST, conflict=conflict_question()), confirming.posted(request)
    page = partial(decision_page, request, decision, sign_form=form, confirm_form=confirm_form)
    is_answered, now = form.is_valid(), timezone.now()
    try:
        proof = confirming.confirm(request, confirm_form, [form.cleaned_data.get("shown", "")], now)
    except confirming.TooManyAttempts as refusal:
        return page(status=429, refusal=str(refusal))
    if not is_answered or proof is None:
        return page(status=422)
    stepup.use_up(request.session)
    if form.cleaned_data["conflict_of_interest"]:
        return _declare_conflict(request, decision)
    try:
        actions.sign(by=request.user, decision=decision, proof=proof, now=now, **form.answers())
    except ChangedSinceShown as refusal:
        return decision_page(request, seen_decision(request, pk), status=409, refusal=str(refusal))
    except Refused as refusal:
        return decision_page(request, decision, status=409, refusal=str(refusal), sign_form=form)
    messages.success(request, "Beslutet är fattat och undertecknat. Handlingarna är låsta.")
    return redirect(decision)


def _declare_conflict(request: UserRequest, decision: Decision) -> HttpResponse:
    """A yes to conflict of interest is on record at once, and the draft needs another decider."""
    try:
        actions.declare_conflict(by=request.user, decision=decision, now=timezone.now())
    except Refused as refusal:
        return decision_page(request, decision, status=409, refusal=str(refusal))
    messages.success(
        request, "Inget är undertecknat. Ditt jäv är antecknat, och ärendet är tillbaka hos handläggaren."
    )
    return redirect(decision)


@acts_on(seen_decision)
def move(request: UserRequest, pk: UUID, act: str) -> HttpResponse:
    """Submit, send back, withdraw or hand over."""
    decision = seen_decision(request, pk)
    answer = may(request.user, act, decision)
    if not answer.ok:
        return decision_page(request, decision, status=403, refusal=answer.why)
    try:
        if act == "submit":
            actions.submit(by=request.user, decision=decision, now=timezone.now())
        else:
            form = ReasonForm(request.POST)
            if not form.is_valid():
                reason = form.refusal()
                return decision_page(request, decision, status=422, refusal=reason)
            act_now, comment = _WITH_REASON[act], form.cleaned_data["comment"]
            act_now(by=request.user, decision=decision, comment=comment, now=timezone.now())
    except Refused as refusal:
        return decision_page(request, decision, status=409, refusal=str(refusal))
    messages.success(request, _DONE[act])
    return redirect(decision)
