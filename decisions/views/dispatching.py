"""Expediering: the buttons on a signed decision's page. What is refused keeps what was written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from decisions import actions, packages, store
from decisions.abilities import may
from decisions.actions import Refused
from decisions.actions.arrivals import KEPT
from decisions.dispatch_forms import ReceiptForm, ReturnForm
from decisions.dispatch_section import dispatch_form, recipient_form, resend_form
from decisions.models import Decision, Dispatch, Receipt, Recipient, Way
from decisions.uploads import BadFile, as_download, content_of
from decisions.views.base import acts_on, seen_decision, stored_file
from decisions.views.deciding import decision_page
from delegation.views.base import status_of

WRONG = "Något behöver rättas. Inget är sparat; det du skrev står kvar."


def _refused(
    request: UserRequest, decision: Decision, form: Any, refusal: str = WRONG, status: int = 422
) -> HttpResponse:
    return decision_page(request, decision, status=status, refusal=refusal, dispatch_form=form)


def _done(request: UserRequest, decision: Decision, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(f"{decision.get_absolute_url()}#expediering")


def _may_not(request: UserRequest, decision: Decision) -> HttpResponse | None:
    """The page with the reason, for who may not dispatch this decision."""
    answer = may(request.user, "dispatch", decision)
    return None if answer.ok else decision_page(request, decision, status=403, refusal=answer.why)


def _asked(request: UserRequest, rows: Any, name: str) -> Any:
    """The row that the button is about; only one of this decision is found."""
    try:
        key = UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Http404(f"no {name}") from error
    return get_object_or_404(rows, pk=key)


def _dispatch(request: UserRequest, decision: Decision) -> Dispatch:
    row: Dispatch = _asked(request, decision.dispatches.select_related("decision__case", "mail"), "dispatch")
    return row


@acts_on(seen_decision)
def add_recipient(request: UserRequest, pk: UUID) -> HttpResponse:
    decision = seen_decision(request, pk)
    if no := _may_not(request, decision):
        return no
    form = recipient_form(decision, list(decision.documents.all()), request.POST)
    if not form.is_valid():
        return _refused(request, decision, form)
    try:
        row = actions.add_recipient(by=request.user, decision=decision, now=timezone.now(), **form.values())
    except Refused as refusal:
        return _refused(request, decision, form, str(refusal), status_of(refusal))
    return _done(request, decision, f"{row.name} är tillagd. Inget är skickat än.")


@acts_on(seen_decision)
def remove_recipient(request: UserRequest, pk: UUID) -> HttpResponse:
    decision = seen_decision(request, pk)
    if no := _may_not(request, decision):
        return no
    row: Recipient = _asked(request, decision.recipients, "recipient")
    try:
        actions.remove_recipient(by=request.user, recipient=row, now=timezone.now())
    except Refused as refusal:
        return _refused(request, decision, None, str(refusal), status_of(refusal))
    return _done(request, decision, f"{row.name} är borttagen som mottagare.")


@acts_on(seen_decision)
def dispatch(request: UserRequest, pk: UUID) -> HttpResponse:
    decision, now = seen_decision(request, pk), timezone.now()
    if no := _may_not(request, decision):
        return no
    form = dispatch_form(decision, now, request.POST)
    if not form.is_valid():
        return _refused(request, decision, form)
    try:
        rows = actions.dispatch(
            by=request.user, decision=decision, recipients=form.chosen(), how=form.how(), now=now
        )
    except Refused as refusal:
        return _refused(request, decision, form, str(refusal), status_of(refusal))
    return _done(request, decision, _told(rows))


def _told(rows: list[Dispatch]) -> str:
    """What has been done, and what is left for a hand to do."""
    to = rows[0].name if len(rows) == 1 else f"{len(rows)} mottagare"
    words = [f"Beslutet är expedierat till {to}."]
    if any(row.way == Way.EMAIL for row in rows):
        words.append("E-posten skickas nu; här syns hur det går.")
    if any(row.way == Way.DIGITAL_MAILBOX for row in rows):
        words.append("Hämta paketet nedan och lägg det i den digitala brevlådan.")
    return " ".join(words)


@acts_on(seen_decision)
def resend(request: UserRequest, pk: UUID) -> HttpResponse:
    decision, now = seen_decision(request, pk), timezone.now()
    if no := _may_not(request, decision):
        return no
    row = _dispatch(request, decision)
    form = resend_form(decision, now, row, request.POST)
    if not form.is_valid():
        return _refused(request, decision, form)
    try:
        new = actions.resend(
            by=request.user,
            replaces=row,
            way=Way(form.cleaned_data["way"]),
            address=form.cleaned_data["address"],
            how=form.how(),
            now=now,
        )
    except Refused as refusal:
        return _refused(request, decision, form, str(refusal), status_of(refusal))
    return _done(request, decision, _told([new]))


@acts_on(seen_decision)
def add_receipt(request: UserRequest, pk: UUID) -> HttpResponse:
    decision = seen_decision(request, pk)
    if no := _may_not(request, decision):
        return no
    row = _dispatch(request, decision)
    form = ReceiptForm(request.POST, request.FILES, about=row)
    if not form.is_valid():
        return _refused(request, decision, form)
    given, file = form.cleaned_data, form.cleaned_data["file"]
    try:
        actions.add_receipt(
            by=request.user,
            dispatch=row,
            kind=form.kind_of(),
            received_on=given["received_on"],
            served_on=given["served_on"],
            file_name=file.name if file else "",
            content=content_of(file, KEPT) if file else None,
            now=timezone.now(),
        )
    except BadFile as error:
        return _refused(request, decision, form, str(error))
    except Refused as refusal:
        return _refused(request, decision, form, str(refusal), status_of(refusal))
    return _done(request, decision, "Kvittot är antecknat.")


@acts_on(seen_decision)
def note_return(request: UserRequest, pk: UUID) -> HttpResponse:
    decision = seen_decision(request, pk)
    if no := _may_not(request, decision):
        return no
    row = _dispatch(request, decision)
    form = ReturnForm(request.POST, about=row)
    if not form.is_valid():
        return _refused(request, decision, form)
    try:
        actions.note_return(
            by=request.user,
            dispatch=row,
            returned_on=form.cleaned_data["returned_on"],
            because=form.cleaned_data["because"],
            now=timezone.now(),
        )
    except Refused as refusal:
        return _refused(request, decision, form, str(refusal), status_of(refusal))
    return _done(request, decision, "Det är antecknat att det kom i retur.")


@acts_on(seen_decision)
def package(request: UserRequest, pk: UUID) -> HttpResponse:
    """The zip for the digital mailbox. A post, since the log says who has fetched it."""
    decision = seen_decision(request, pk)
    if no := _may_not(request, decision):
        return no
    row = _dispatch(request, decision)
    try:
        content = packages.content(row)
        actions.fetch_package(by=request.user, dispatch=row, now=timezone.now())
    except store.Damaged as damaged:
        text = f"{damaged} Paketet lämnas inte ut. Hör av dig till den som förvaltar systemet."
        return _refused(request, decision, None, text, 500)
    except Refused as refusal:
        return _refused(request, decision, None, str(refusal), status_of(refusal))
    return as_download(content, packages.file_name(row), "application/zip")


@login_required
@require_safe
def receipt_file(request: UserRequest, pk: UUID) -> HttpResponse:
    """The file of a receipt, as it was given."""
    row = get_object_or_404(Receipt.objects.visible_to(request.user).exclude(sha256=""), pk=pk)
    return stored_file(request, row.sha256, row.file_name, row.media_type)
