"""What the views share: rows that the user may see, stored files, and the pages of a long list."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import Role, User
from accounts.requests import UserRequest
from decisions import store
from decisions.models import Case, Decision, Event, Verb
from decisions.states import State
from decisions.uploads import as_download
from delegation.models import Board
from delegation.swedish import swedish

View = Callable[..., HttpResponse]


def acts_on(seen: Callable[[UserRequest, UUID], Any]) -> Callable[[View], View]:
    """An act on the thing that `seen` fetches: posted by someone who is logged in.

    A refused act leaves its own address in the browser; who reloads it there gets the thing's page.
    """

    def decorate(view: View) -> View:
        @login_required
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def respond(request: UserRequest, pk: UUID, **options: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, pk, **options)
            return redirect(seen(request, pk))

        return respond

    return decorate


def seen_decision(request: UserRequest, pk: UUID) -> Decision:
    """The decision, or 404 when there is none that this user may see."""
    rows = Decision.objects.visible_to(request.user).with_case().with_standing()
    row: Decision = get_object_or_404(rows, pk=pk)
    return row


def seen_case(request: UserRequest, pk: UUID) -> Case:
    rows = Case.objects.visible_to(request.user).select_related("board", "officer", "number")
    row: Case = get_object_or_404(rows, pk=pk)
    return row


def boards_with(user: User, *roles: Role) -> list[Board]:
    """The boards where the user has one of the roles, in Swedish order."""
    rows = Board.objects.filter(roles__user=user, roles__role__in=roles)
    return list(rows.distinct().order_by(swedish("name")))


def stored_file(
    request: HttpRequest, sha256: str, name: str, kind: str, *, inline: bool = False
) -> HttpResponse:
    """Bytes from the store as a download; an altered or missing file is told and never shown."""
    try:
        content = store.get(sha256)
    except store.Damaged as damaged:
        text = f"{damaged} Den visas därför inte. Hör av dig till den som förvaltar systemet."
        return render(request, "decisions/no_document.html", {"refusal": text}, status=500)
    return as_download(content, name, kind, inline=inline)


def last_return(decision: Decision) -> Event | None:
    """Why the decider last gave the draft back, while it is a draft."""
    if decision.state != State.DRAFT:
        return None
    rows = decision.events.filter(verb__in=[Verb.SENT_BACK, Verb.CONFLICT_DECLARED]).select_related("actor")
    row: Event | None = rows.last()
    return row
