"""What every action shares: how it says no, asks for permission, locks its row and keeps its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from accounts import permissions, tracked
from accounts.models import Role, User
from accounts.permissions import Refused, has_role
from decisions import documents, richtext
from decisions.abilities import may
from decisions.events import record
from decisions.models import Decision, Verb
from decisions.richtext import TooMuch, bounded
from delegation import words
from delegation.models import Board
from delegation.texts import tidy

_FEW, _SHORT = 5, 40  # of the characters and words that a message names


class Stale(Refused):
    """Someone else saved the draft in between. `saved` is what they saved."""

    def __init__(self, saved: Decision) -> None:
        super().__init__(
            "Utkastet har sparats sedan du öppnade det, av någon annan eller i en annan flik. Inget av "
            "ditt är förlorat: båda texterna visas, så att du kan välja."
        )
        self.saved = saved


class ChangedSinceShown(Refused):
    """What was to be signed or frozen is no longer what was on the page."""


def require(user: User, act: str, thing: Any) -> None:
    permissions.required(may(user, act, thing))


def require_printable(found: Iterable[documents.Document]) -> None:
    """Refuse characters that no font of the documents has: they would be empty boxes.

    Source: ISO 19005-2, 6.2.11.8.
    """
    text = " ".join(richtext.to_text(documents.html(document)) for document in found)
    letters = documents.missing_letters(text)
    if not letters:
        return
    places = dict.fromkeys(f"”{word[:_SHORT]}”" for word in text.split() if set(word) & set(letters))
    noun, pronoun = ("Tecknet", "det") if len(letters) == 1 else ("Tecknen", "dem")
    raise Refused(
        f"{noun} {words.listed(letters[:_FEW])} finns inte i handlingarnas typsnitt; det gäller "
        f"{words.listed(list(places)[:_FEW])}. Utkastet är sparat. Skriv {pronoun} på ett annat sätt, till "
        "exempel med latinska bokstäver."
    )


def locked(decision: Decision) -> Decision:
    """The decision as it is now, locked until the transaction ends. Locks go decision, then board."""
    rows = Decision.objects.select_for_update(of=("self",), no_key=True)
    with_case = rows.select_related("case__board__organisation", "case__officer", "decider", "drafted_by")
    row: Decision = with_case.get(pk=decision.pk)
    return row


def save(row: models.Model, by: User, fields: list[str] | None = None) -> None:
    """Save a tracked row with its author in its history; only the given fields of a row that exists."""
    tracked.save(row, by, fields=fields)


def log_part(verb: Verb, *, decision: Decision, by: User, now: datetime, data: dict[str, Any]) -> None:
    """A part of the draft has been added or taken away, which is to write in it like any other edit."""
    board = decision.case.board
    decision.drafters.add(by)
    decision.revision += 1
    save(decision, by, ["revision"])
    record(verb, board=board, actor=by, capacity=role_of(by, board), at=now, decision=decision, data=data)


def role_of(user: User, board: Board) -> str:
    """In which capacity `user` acts at `board` when no position of the delegation order is used."""
    for role in (Role.OFFICER, Role.REGISTRAR, Role.SECRETARY, Role.DELEGATE):
        if has_role(user, board, role):
            return str(role.label)
    return "utan roll"


def comment_of(text: str) -> str:
    """The reason that the act requires, tidied. Raises Refused when it is empty or too long."""
    comment = tidy(text)
    if not comment:
        raise Refused("Skriv varför. Inget har ändrats; skälet sparas i loggen.")
    if len(comment) > 2000:
        raise Refused(f"Kommentaren är {len(comment)} tecken; högst 2000 får plats. Inget har ändrats.")
    return comment


def rich(html: str) -> str:
    """Rich text as it is kept. Raises Refused when no document has room for it."""
    try:
        return bounded(html)
    except TooMuch as error:
        raise Refused(f"{error} Inget är sparat. Korta eller dela upp texten och försök igen.") from error


def put(row: models.Model, columns: Mapping[str, Any]) -> list[str]:
    """Set the columns that differ and name them."""
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    return changed
