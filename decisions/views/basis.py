"""The files that a decision rests on: each as it came, its version in PDF, and all of them as one volume."""

from __future__ import annotations

from pathlib import PurePosixPath
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from decisions import actions, appendix, store
from decisions.actions import Refused
from decisions.models import BasisItem, Rendition
from decisions.uploads import PDF, as_download
from decisions.views.base import acts_on, seen_decision, stored_file


def _item(request: UserRequest, pk: UUID) -> BasisItem:
    row: BasisItem = get_object_or_404(BasisItem.objects.visible_to(request.user).exclude(sha256=""), pk=pk)
    return row


@login_required
@require_safe
def basis_file(request: UserRequest, pk: UUID) -> HttpResponse:
    """The file of a basis item, as it was given."""
    item = _item(request, pk)
    return stored_file(request, item.sha256, item.file_name, item.media_type)


@login_required
@require_safe
def rendition(request: UserRequest, pk: UUID) -> HttpResponse:
    """The same as PDF, where one has been made."""
    item = _item(request, pk)
    made = get_object_or_404(Rendition, of_sha256=item.sha256)
    return stored_file(request, made.sha256, f"{PurePosixPath(item.file_name).stem}.pdf", PDF, inline=True)


@acts_on(seen_decision)
def appendices(request: UserRequest, pk: UUID) -> HttpResponse:
    """Every basis file as one PDF, with what LibreOffice can make of those that are none."""
    decision = seen_decision(request, pk)
    try:
        actions.make_renditions(by=request.user, decision=decision, now=timezone.now())
        content = appendix.volume(decision)
    except Refused as refusal:
        return render(request, "decisions/no_document.html", {"refusal": str(refusal)}, status=409)
    except store.Damaged as damaged:
        text = f"{damaged} Volymen görs därför inte. Hör av dig till den som förvaltar systemet."
        return render(request, "decisions/no_document.html", {"refusal": text}, status=500)
    return as_download(content, f"{decision.case.dnr.replace('/', '-')} bilagor.pdf", PDF)
