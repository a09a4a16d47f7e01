"""The clauses that a board keeps for its letters of intent: reading the list, and keeping it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from decisions import actions
from decisions.abilities import may
from decisions.actions import Refused
from decisions.letter_forms import ClauseForm, NewClauseForm
from decisions.models import LetterClause
from delegation.models import Board
from delegation.views.base import posted, seen_board, status_of


@login_required
@require_safe
def clauses(request: UserRequest, board: str) -> HttpResponse:
    return _list(request, seen_board(request, board))


def _list(request: UserRequest, board: Board, *, status: int = 200, refusal: str = "") -> HttpResponse:
    rows = (
        LetterClause.objects.visible_to(request.user)
        .filter(board=board)
        .order_by("language", "number", "version")
    )
    found = list(rows.select_related("added_by", "retired_by"))
    context = {
        "board": board,
        "current": [row for row in found if row.is_current],
        "retired": [row for row in found if not row.is_current],
        "keep": may(request.user, "keep_clauses", board),
        "refusal": refusal,
    }
    return render(request, "decisions/clauses.html", context, status=status)


def _seen(request: UserRequest, pk: int) -> LetterClause:
    rows = LetterClause.objects.visible_to(request.user).select_related("board__organisation")
    row: LetterClause = get_object_or_404(rows, pk=pk)
    return row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clause_new(request: UserRequest, board: str) -> HttpResponse:
    found = seen_board(request, board)
    answer = may(request.user, "keep_clauses", found)
    if not answer.ok:
        return _list(request, found, status=403, refusal=answer.why)
    form = NewClauseForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return _form(request, found, form, None, status=422 if form.is_bound else 200)
    try:
        clause = actions.add_clause(by=request.user, board=found, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return _form(request, found, form, None, status=status_of(refusal), refusal=str(refusal))
    messages.success(
        request, f"Klausulen ”{clause.title}” finns nu att välja i nämndens avsiktsförklaringar."
    )
    return redirect("clauses", found.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clause_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Write a new version of a clause."""
    clause = _seen(request, pk)
    answer = may(request.user, "change_clause", clause)
    if not answer.ok:
        return _list(request, clause.board, status=403, refusal=answer.why)
    form = ClauseForm(posted(request), initial={"title": clause.title, "text": clause.text})
    if request.method != "POST" or not form.is_valid():
        return _form(request, clause.board, form, clause, status=422 if form.is_bound else 200)
    try:
        new = actions.change_clause(by=request.user, clause=clause, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return _form(request, clause.board, form, clause, status=status_of(refusal), refusal=str(refusal))
    messages.success(
        request, f"”{new.title}” gäller nu som version {new.version}. Äldre brev behåller sin text."
    )
    return redirect("clauses", clause.board.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clause_retire(request: UserRequest, pk: int) -> HttpResponse:
    """Take a clause out of the list. Who reloads the address gets the list."""
    clause = _seen(request, pk)
    if request.method == "POST":
        try:
            actions.retire_clause(by=request.user, clause=clause, now=timezone.now())
        except Refused as refusal:
            return _list(request, clause.board, status=status_of(refusal), refusal=str(refusal))
        messages.success(
            request, f"”{clause.title}” går inte längre att välja. Brev som har den behåller den."
        )
    return redirect("clauses", clause.board.code)


def _form(
    request: UserRequest,
    board: Board,
    form: ClauseForm,
    clause: LetterClause | None,
    *,
    status: int,
    refusal: str = "",
) -> HttpResponse:
    context = {"board": board, "form": form, "clause": clause, "refusal": refusal}
    return render(request, "decisions/clause_edit.html", context, status=status)
