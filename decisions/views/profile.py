"""The organisation's profile: the form, and beside it a page as it would look, before anything is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Refused
from accounts.requests import UserRequest
from decisions import contexts, documents, store
from decisions.documents import profile as profiles
from decisions.documents import sample
from decisions.uploads import PDF, as_download
from delegation import colours, past
from delegation.abilities import may
from delegation.models import Board
from delegation.profile import change, revision
from delegation.profile_form import ProfileForm
from delegation.views.base import seen_board, status_of

_KEPT = 10 * 60  # seconds that a page can be fetched after it was made


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: UserRequest, board: str) -> HttpResponse:
    """What all documents of the board's organisation say of it and look like."""
    found = seen_board(request, board)
    answer = may(request.user, "edit_profile", found)
    if not answer.ok:
        return _page(request, found, status=403, refusal=answer.why)
    if request.method != "POST":
        return _page(request, found, form=ProfileForm(found.organisation), preview=_preview(request, found))
    form = ProfileForm(found.organisation, request.POST, request.FILES)
    if form.is_valid():
        try:
            change(by=request.user, board=found, change=form.change(), shown=form.cleaned_data["shown"])
        except ValidationError as error:
            form.tell(error)
        except Refused as refusal:
            found.organisation.refresh_from_db()
            again = request.POST.copy()
            again["shown"] = str(revision(found.organisation))
            form = ProfileForm(found.organisation, again)
            return _page(request, found, form=form, status=status_of(refusal), refusal=str(refusal))
        else:
            messages.success(
                request, "Profilen är sparad och gäller handlingar som upprättas från och med nu."
            )
            return redirect("profile", board=found.code)
    return _page(request, found, form=form, status=422)


def _page(request: UserRequest, board: Board, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"board": board, "history": past.versions(board.organisation), **more}
    return render(request, "decisions/profile.html", context, status=status)


@login_required
@require_POST
def preview(request: UserRequest, board: str) -> HttpResponse:
    """A sample page with what the form says now; a fault is told, and the stored value shown instead."""
    found = seen_board(request, board)
    if not (answer := may(request.user, "edit_profile", found)).ok:
        return HttpResponse(answer.why, status=403)
    form = ProfileForm(found.organisation, request.POST, request.FILES)
    form.is_valid()
    context = {"form": form, "preview": _preview(request, found, form), "board": found}
    return render(request, "decisions/parts/profile_preview.html", context)


def _preview(request: UserRequest, board: Board, form: ProfileForm | None = None) -> dict[str, str]:
    """The digest of the sample page, which is kept for a while, and what to know of the colours."""
    row, logo = board.organisation, None
    if form is not None:
        asked = form.change()
        asked.unsaved(row)
        if asked.logo:
            logo = documents.Logo(asked.logo.content, asked.logo.media_type, row.logo_text or row.name)
    appeal = contexts.appeal_of(row, "legality_review")
    shown = sample.decision(row.name, board.name, profiles.of(row, logo), appeal, timezone.localdate())
    content = documents.render(shown).content
    sha256 = store.digest(content)
    cache.set(_key(request, sha256), content, _KEPT)
    return {"sha256": sha256, "advice": colours.advice(row.second_colour)}


@login_required
@require_safe
def preview_page(request: UserRequest, board: str, sha256: str) -> HttpResponse:
    """A sample page that this user has just had made."""
    seen_board(request, board)
    content = cache.get(_key(request, sha256))
    if content is None:
        raise Http404("not made by this user, or too long ago")
    return as_download(content, "Exempel.pdf", PDF, inline=True)


def _key(request: UserRequest, sha256: str) -> str:
    return f"profile-{request.user.pk}-{sha256}"
