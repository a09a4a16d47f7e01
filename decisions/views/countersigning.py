"""The officer's side of the counterpart's signature: the link, what came by mail, and the review."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from decisions import actions
from decisions.abilities import may
from decisions.actions import Refused
from decisions.forms import ReasonForm
from decisions.letter_forms import CopyForm, LinkForm
from decisions.models import Decision, SignedCopy
from decisions.uploads import BadFile, pdf_of
from decisions.views.base import acts_on, seen_decision, stored_file
from decisions.views.deciding import decision_page
from delegation.views.base import status_of


def seen_copy(request: UserRequest, pk: UUID) -> SignedCopy:
    rows = SignedCopy.objects.visible_to(request.user)
    row: SignedCopy = get_object_or_404(rows.select_related("letter__decision"), pk=pk)
    return row


def _decision_of(request: UserRequest, pk: UUID) -> Decision:
    return seen_decision(request, seen_copy(request, pk).letter.decision_id)


@acts_on(seen_decision)
def make_link(request: UserRequest, pk: UUID) -> HttpResponse:
    """A new link, shown on this answer and never again."""
    decision, form = seen_decision(request, pk), LinkForm(request.POST)
    answer = may(request.user, "ask_counterpart", decision)
    if not answer.ok:
        return decision_page(request, decision, status=403, refusal=answer.why)
    if not form.is_valid():
        return decision_page(request, decision, status=422, more={"link_form": form})
    last_day, now = form.cleaned_data["last_day"], timezone.now()
    try:
        link, token = actions.make_link(by=request.user, decision=decision, last_day=last_day, now=now)
    except Refused as refusal:
        return decision_page(request, decision, status=status_of(refusal), refusal=str(refusal))
    address = request.build_absolute_uri(reverse("counterpart", args=[token]))
    return decision_page(request, decision, more={"new_link": link, "new_address": address})


@acts_on(seen_decision)
def revoke_link(request: UserRequest, pk: UUID) -> HttpResponse:
    decision = seen_decision(request, pk)
    try:
        actions.revoke_link(by=request.user, decision=decision, now=timezone.now())
    except Refused as refusal:
        return decision_page(request, decision, status=status_of(refusal), refusal=str(refusal))
    messages.success(request, "Länken är återkallad och öppnar inget längre.")
    return redirect(decision)


@acts_on(seen_decision)
def receive_copy(request: UserRequest, pk: UUID) -> HttpResponse:
    """Put in what came by mail."""
    decision, form = seen_decision(request, pk), CopyForm(request.POST, request.FILES)
    answer = may(request.user, "ask_counterpart", decision)
    if not answer.ok:
        return decision_page(request, decision, status=403, refusal=answer.why)
    if not form.is_valid():
        return decision_page(request, decision, status=422, more={"copy_form": form})
    given = form.cleaned_data
    try:
        actions.receive_copy(
            by=request.user,
            decision=decision,
            content=pdf_of(given["file"]),
            file_name=given["file"].name,
            signed_by=given["signed_by"],
            now=timezone.now(),
        )
    except (Refused, BadFile) as refusal:
        return decision_page(request, decision, status=409, refusal=str(refusal), more={"copy_form": form})
    messages.success(request, "Motpartens exemplar är sparat som det kom. Granska det.")
    return redirect(decision)


@acts_on(_decision_of)
def accept_copy(request: UserRequest, pk: UUID) -> HttpResponse:
    copy, decision = seen_copy(request, pk), _decision_of(request, pk)
    try:
        actions.accept_copy(by=request.user, copy=copy, now=timezone.now())
    except Refused as refusal:
        return decision_page(request, decision, status=status_of(refusal), refusal=str(refusal))
    messages.success(request, "Motpartens exemplar är godtaget. Avsiktsförklaringen är undertecknad av båda.")
    return redirect(decision)


@acts_on(_decision_of)
def turn_back_copy(request: UserRequest, pk: UUID) -> HttpResponse:
    copy, decision, form = seen_copy(request, pk), _decision_of(request, pk), ReasonForm(request.POST)
    answer = may(request.user, "review_copy", decision)
    if not answer.ok:
        return decision_page(request, decision, status=403, refusal=answer.why)
    if not form.is_valid():
        return decision_page(request, decision, status=422, refusal=form.refusal())
    comment = form.cleaned_data["comment"]
    try:
        actions.turn_back_copy(by=request.user, copy=copy, comment=comment, now=timezone.now())
    except Refused as refusal:
        return decision_page(request, decision, status=status_of(refusal), refusal=str(refusal))
    messages.success(request, "Exemplaret är inte godtaget. Det är kvar i ärendet, och ett nytt väntas.")
    return redirect(decision)


@login_required
@require_safe
def signed_copy(request: UserRequest, pk: UUID) -> HttpResponse:
    """The counterpart's copy, byte for byte as it came: as a download, shown by no page of ours."""
    copy = seen_copy(request, pk)
    return stored_file(request, copy.sha256, copy.file_name, "application/pdf")
