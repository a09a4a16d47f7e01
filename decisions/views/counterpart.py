"""The counterpart's page: open to whoever holds the link, in the language of the letter, and to nobody else.

A link that is guessed, revoked, past its time or never made gives the same answer, which tells nothing.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from decisions import actions, letter_words
from decisions.actions import Refused
from decisions.actions.countersigning import AlreadyReturned, digest
from decisions.letter_forms import CounterpartForm
from decisions.models import CountersignLink, Document, DocumentKind, Standing
from decisions.uploads import BadFile, pdf_of
from decisions.views.base import stored_file

_private = cache_control(private=True, no_store=True)


@_private
@require_http_methods(["GET", "HEAD", "POST"])
def counterpart(request: HttpRequest, token: str) -> HttpResponse:
    """Read the signed letter and return it signed."""
    link = _open_link(request, token)
    if link is None:
        return _closed(request)
    if request.method != "POST":
        return _page(request, token, link)
    words = letter_words.COUNTERPART[link.letter.language]
    if not _counted(request, "countersign", key=link.token_hash):
        return _page(request, token, link, status=429, refusal=words["too_many"])
    form = CounterpartForm(request.POST, request.FILES, language=link.letter.language)
    if not form.is_valid():
        return _page(request, token, link, form=form, status=422)
    return _return(request, token, link, form)


def _return(request: HttpRequest, token: str, link: CountersignLink, form: CounterpartForm) -> HttpResponse:
    words = letter_words.COUNTERPART[link.letter.language]
    file = form.cleaned_data["file"]
    try:
        actions.return_by_link(
            link=link,
            content=pdf_of(file),
            file_name=file.name,
            signed_by=form.cleaned_data["signed_by"],
            now=timezone.now(),
        )
    except AlreadyReturned:
        return _page(request, token, link, status=409, refusal=words["already"])
    except (Refused, BadFile):
        return _page(request, token, link, form=form, status=422, refusal=words["not_pdf"])
    return redirect("counterpart", token)


@_private
@require_safe
def counterpart_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The signed letter, byte for byte."""
    link = _open_link(request, token)
    if link is None:
        return _closed(request)
    row = Document.objects.get(decision=link.letter.decision_id, kind=DocumentKind.LETTER_OF_INTENT)
    return stored_file(request, row.sha256, row.file_name, "application/pdf", inline=True)


def _open_link(request: HttpRequest, token: str) -> CountersignLink | None:
    """The link of that token while it is open. Only misses are counted: who holds a link may look often."""
    if not _counted(request, "countersign_miss", dry_run=True):
        return None
    rows = CountersignLink.objects.open_at(timezone.now()).filter(token_hash=digest(token))
    path = "letter__decision__case__board__organisation"
    found: CountersignLink | None = (
        rows.select_related(path).prefetch_related("letter__copies__review").first()
    )
    if found is None:
        _counted(request, "countersign_miss")
    return found


def _counted(request: HttpRequest, action: str, **options: Any) -> bool:
    """Count a try, or only ask with `dry_run`; false when there are too many.

    The library's outer function counts no GET, and a link is first of all read.
    """
    usage = ratelimit.consume(request, app="allauth.account", action=action, limit_get=True, **options)
    return usage is not None


def _closed(request: HttpRequest) -> HttpResponse:
    words = [(language, row) for language, row in letter_words.COUNTERPART.items()]
    return render(request, "decisions/counterpart_closed.html", {"languages": words}, status=404)


def _page(
    request: HttpRequest,
    token: str,
    link: CountersignLink,
    *,
    status: int = 200,
    form: CounterpartForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    letter = link.letter
    words = letter_words.COUNTERPART[letter.language]
    context: dict[str, Any] = {
        "token": token,
        "link": link,
        "letter": letter,
        "case": letter.decision.case,
        "words": words,
        "until": letter_words.open_until(letter.language, link.last_day),
        "next": words["next"].format(organisation=letter.decision.case.board.organisation),
        "form": form or CounterpartForm(language=letter.language),
        "is_waiting": letter.standing == Standing.WAITING,
        "last_copy": letter.last_copy,
        "refusal": refusal,
    }
    return render(request, "decisions/counterpart.html", context, status=status)
