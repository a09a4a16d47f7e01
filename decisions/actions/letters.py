"""The letter of intent as a part of its draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts import tracked
from accounts.models import User
from accounts.permissions import Refused
from decisions.actions.base import put, rich, save
from decisions.models import Decision, Language, LetterClause, LetterOfIntent
from delegation.texts import one_line, tidy


@dataclass(frozen=True)
class Letter:
    """The letter as the form gives it; the second language is empty when the letter stands in one."""

    language: str = Language.SWEDISH
    title: str = ""
    recipient_name: str = ""
    recipient_organisation: str = ""
    recipient_number: str = ""
    recipient_address: str = ""
    recipient_contact: str = ""
    purpose: str = ""
    body: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    clauses: tuple[int, ...] = ()  # keys of LetterClause
    place: str = ""
    second_language: str = ""
    second_title: str = ""
    second_purpose: str = ""
    second_body: str = ""
    prevails: str = ""
    wants_countersignature: bool = False
    signatory: str = ""
    signatory_title: str = ""


def save_letter(decision: Decision, letter: Letter | None, by: User) -> bool:
    """Keep the letter as the form has it; an unwanted one is removed. True when anything changed.

    A part of saving the draft, which has locked it and asked whether `by` may. Raises Refused.
    """
    row = LetterOfIntent.objects.filter(decision=decision).first()
    if letter is None:
        if row is not None:
            tracked.delete(row, by)
        return row is not None
    _require_sense(letter)
    is_new = row is None
    row = row or LetterOfIntent(decision=decision)
    changed = put(row, _columns(letter))
    if is_new or changed:
        row.clean_fields()
        save(row, by)
    return _choose(row, letter.clauses) or is_new or bool(changed)


def _columns(letter: Letter) -> dict[str, Any]:
    return {
        "language": letter.language,
        "title": one_line(letter.title),
        "recipient_name": one_line(letter.recipient_name),
        "recipient_organisation": one_line(letter.recipient_organisation),
        "recipient_number": one_line(letter.recipient_number),
        "recipient_address": tidy(letter.recipient_address),
        "recipient_contact": one_line(letter.recipient_contact),
        "purpose": tidy(letter.purpose),
        "body": rich(letter.body),
        "starts_on": letter.starts_on,
        "ends_on": letter.ends_on,
        "place": one_line(letter.place),
        "second_language": letter.second_language,
        "second_title": one_line(letter.second_title),
        "second_purpose": tidy(letter.second_purpose),
        "second_body": rich(letter.second_body),
        "prevails": letter.prevails,
        "wants_countersignature": letter.wants_countersignature,
        "signatory": one_line(letter.signatory),
        "signatory_title": one_line(letter.signatory_title),
    }


def _require_sense(letter: Letter) -> None:
    if letter.starts_on and letter.ends_on and letter.ends_on < letter.starts_on:
        raise Refused(
            f"Avsiktsförklaringen kan inte sluta gälla {letter.ends_on}, innan den börjar. Inget är sparat. "
            "Rätta dagarna."
        )
    if letter.second_language == letter.language:
        raise Refused(
            "Det andra språket är samma som det första. Inget är sparat. Välj ett annat eller inget."
        )
    if letter.prevails not in ("", letter.language, letter.second_language):
        raise Refused(
            "Avsiktsförklaringen är inte skriven på det språk som ska ha företräde. Inget är sparat. "
            "Välj ett av språken i den."
        )


def _choose(row: LetterOfIntent, keys: tuple[int, ...]) -> bool:
    """Let the letter hold exactly these clauses. True when it held others.

    A retired one may stay where it was chosen already, but is not chosen anew.
    """
    before = set(row.clauses.values_list("pk", flat=True))
    added = set(keys) - before
    allowed = LetterClause.objects.current().filter(board=row.decision.case.board, pk__in=added)
    if allowed.count() < len(added):
        raise Refused(
            "En klausul är avslutad eller har fått en ny version sedan sidan öppnades. Inget är sparat. "
            "Ladda om sidan och välj klausul igen."
        )
    if before == set(keys):
        return False
    row.clauses.set(keys)
    return True
