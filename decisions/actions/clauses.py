"""The board's clauses for letters of intent: adding one, a new version of one, and retiring one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.permissions import Refused
from decisions import placeholders
from decisions.actions.base import require, role_of
from decisions.events import record
from decisions.models import LetterClause, Verb
from delegation.models import Board
from delegation.texts import one_line, tidy


@transaction.atomic
def add_clause(
    *, by: User, board: Board, language: str, title: str, text: str, now: datetime
) -> LetterClause:
    """Put a clause in the board's list. Raises Refused when a placeholder in it is not known."""
    board = board.locked()
    require(by, "keep_clauses", board)
    last = LetterClause.objects.filter(board=board).aggregate(last=Max("number"))["last"] or 0
    clause = LetterClause(board=board, number=last + 1, language=language, added_at=now, added_by=by)
    return _add(clause, title, text, Verb.CLAUSE_ADDED)


@transaction.atomic
def change_clause(*, by: User, clause: LetterClause, title: str, text: str, now: datetime) -> LetterClause:
    """A new version with other words. Letters that hold the old one keep it."""
    board = clause.board.locked()
    clause = LetterClause.objects.select_related("board").get(pk=clause.pk)
    require(by, "change_clause", clause)
    if (one_line(title), tidy(text)) == (clause.title, clause.text):
        return clause
    _retire(clause, by, now)
    new = LetterClause(
        board=board,
        number=clause.number,
        version=clause.version + 1,
        language=clause.language,
        added_at=now,
        added_by=by,
    )
    return _add(new, title, text, Verb.CLAUSE_CHANGED)


@transaction.atomic
def retire_clause(*, by: User, clause: LetterClause, now: datetime) -> LetterClause:
    """Take a clause out of the list. It stays with the letters that hold it, and can be read."""
    clause.board.locked()
    clause = LetterClause.objects.select_related("board").get(pk=clause.pk)
    require(by, "change_clause", clause)
    _retire(clause, by, now)
    _log(Verb.CLAUSE_RETIRED, clause, by, now)
    return clause


def _retire(clause: LetterClause, by: User, now: datetime) -> None:
    clause.retired_at, clause.retired_by = now, by
    clause.save(update_fields=["retired_at", "retired_by"])


def _add(clause: LetterClause, title: str, text: str, verb: Verb) -> LetterClause:
    clause.title, clause.text = one_line(title), tidy(text)
    if not (clause.title and clause.text):
        raise Refused("Klausulen behöver en rubrik och en text. Inget har sparats. Skriv dem.")
    if wrong := placeholders.faults(f"{clause.title}\n{clause.text}"):
        raise Refused(f"Klausulen är inte sparad. {' '.join(wrong)} Rätta texten och spara igen.")
    clause.clean_fields()
    clause.save(force_insert=True)
    _log(verb, clause, clause.added_by, clause.added_at)
    return clause


def _log(verb: Verb, clause: LetterClause, by: User, now: datetime) -> None:
    data = {"clause": clause.pk, "number": clause.number, "version": clause.version, "title": clause.title}
    record(verb, board=clause.board, actor=by, capacity=role_of(by, clause.board), at=now, data=data)
