"""PDFs: the preview of a draft, what the decider is about to sign, and the stored documents."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from decisions import actions, contexts, documents
from decisions.abilities import may
from decisions.actions import Refused
from decisions.actions.moves import judge
from decisions.days import day_of
from decisions.models import Decision, Document, DocumentKind
from decisions.uploads import PDF, as_download
from decisions.views.base import seen_decision, stored_file


def _refuse(request: UserRequest, refusal: str, status: int) -> HttpResponse:
    return render(request, "decisions/no_document.html", {"refusal": refusal}, status=status)


@login_required
@require_safe
def preview(request: UserRequest, pk: UUID, kind: DocumentKind) -> HttpResponse:
    """The undecided decision as the PDF it would become, marked as a draft and without a day."""
    decision = seen_decision(request, pk)
    if decision.is_decided:
        raise Http404("decided: its documents are stored")
    try:
        ruling = judge(decision, timezone.now())
    except Refused as refusal:
        return _refuse(request, str(refusal), 409)
    found = contexts.documents(decision, ruling, None, is_draft=True)
    if kind not in found:
        return _refuse(
            request, "Utkastet har ingen sparad avsiktsförklaring. Spara utkastet och försök igen.", 404
        )
    return _inline(documents.render(found[kind]).content, _name(decision, kind))


@login_required
@require_safe
def final(request: UserRequest, pk: UUID, kind: DocumentKind, fingerprint: str) -> HttpResponse:
    """What would be signed now, for its decider. Other than what the page shows: say so, show nothing."""
    decision = seen_decision(request, pk)
    answer = may(request.user, "sign", decision)
    if not answer.ok:
        return _refuse(request, answer.why, 403)
    try:
        prepared = actions.final(decision, timezone.now())
    except Refused as refusal:
        return _refuse(request, str(refusal), 409)
    if kind not in prepared.pdfs:
        raise Http404("no such document")
    if prepared.fingerprint != fingerprint:
        changed = "Handlingen har ändrats sedan sidan öppnades. Ladda om sidan, så visas den nya."
        return _refuse(request, changed, 409)
    return _inline(prepared.pdfs[kind].content, _name(decision, kind))


@login_required
@require_safe
def document(request: UserRequest, pk: UUID) -> HttpResponse:
    """A stored document, byte for byte as it was signed or frozen."""
    row: Document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    return stored_file(request, row.sha256, row.file_name, PDF, inline=True)


@login_required
@require_safe
def prolonged(request: UserRequest, pk: UUID) -> HttpResponse:
    """The document with its signatures prolonged, as far as they have been."""
    row: Document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    latest = row.prolonged.last()
    if latest is None:
        raise Http404("not prolonged")
    return stored_file(request, latest.sha256, row.file_name, PDF)


def _inline(content: bytes, name: str) -> HttpResponse:
    return as_download(content, name, PDF, inline=True)


def _name(decision: Decision, kind: DocumentKind) -> str:
    stamp = day_of(timezone.now()).isoformat()
    return f"{decision.case.dnr.replace('/', '-')} {kind.label} utkast {stamp}.pdf"
