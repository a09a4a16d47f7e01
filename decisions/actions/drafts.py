"""Writing a draft. Whoever saves is a drafter, and a drafter does not decide (four eyes)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts import tracked
from accounts.models import User
from accounts.permissions import Refused
from decisions.actions.base import Stale, locked, require, role_of, save
from decisions.events import record
from decisions.models import Case, Decision, Event, Language, LetterOfIntent, Verb
from decisions.richtext import TooMuch, bounded
from delegation.texts import one_line, tidy

# Repeated saves of the same fields by the same person within this time are one event; history has each.
ONE_SITTING = timedelta(minutes=15)


@dataclass(frozen=True)
class Letter:
    """The letter as the form gives it."""

    language: str = Language.SWEDISH
    title: str = ""
    recipient_name: str = ""
    recipient_organisation: str = ""
    recipient_address: str = ""
    body: str = ""


@dataclass(frozen=True)
class Draft:
    """The content of a draft as the form gives it; None as letter means that the decision sends none."""

    title: str
    decision_type: str = ""
    point: str = ""
    background: str = ""
    decision_text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    attested: Mapping[str, bool | None] = field(default_factory=dict)
    urgent_reason: str = ""
    presented_by: str = ""
    participants: str = ""
    decider: User | None = None
    letter: Letter | None = None


@transaction.atomic
def start_draft(*, by: User, case: Case, now: datetime) -> Decision:
    """Begin a decision in the case; its title is the case's until someone changes it."""
    case = Case.objects.select_for_update(of=("self",), no_key=True).select_related("board").get(pk=case.pk)
    require(by, "start_draft", case)
    decision = Decision(case=case, title=case.title, drafted_by=by, created_at=now)
    save(decision, by)
    decision.drafters.add(by)
    _log(Verb.DRAFT_STARTED, decision, by, now, {})
    return decision


@transaction.atomic
def save_draft(*, by: User, decision: Decision, draft: Draft, revision: int, now: datetime) -> Decision:
    """Save what the form holds. Raises Stale when someone else has saved since `revision`."""
    decision = locked(decision)
    require(by, "edit", decision)
    if decision.revision != revision:
        raise Stale(decision)
    answers = dict(decision.attested)
    changed = _set(decision, _columns(draft))
    letter_changed = _save_letter(decision, draft.letter, by)
    if not changed and not letter_changed:
        return decision
    decision.revision += 1
    decision.clean_fields()
    save(decision, by, [*changed, "revision"])
    decision.drafters.add(by)
    fields = sorted([*changed, *(["letter"] if letter_changed else [])])
    data: dict[str, Any] = {"fields": fields, "revision": decision.revision}
    if "attested" in changed:
        data["answers"] = _changed(answers, decision.attested)
    if "answers" in data or not _same_sitting(decision, by, now, fields):
        _log(Verb.DRAFT_EDITED, decision, by, now, data)
    return decision


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "title": one_line(draft.title),
        "decision_type": draft.decision_type,
        "point": draft.point,
        "background": _rich(draft.background),
        "decision_text": _rich(draft.decision_text),
        "facts": {name: value for name, value in draft.facts.items() if value is not None},
        "attested": {key: value for key, value in draft.attested.items() if value is not None},
        "urgent_reason": tidy(draft.urgent_reason),
        "presented_by": one_line(draft.presented_by),
        "participants": one_line(draft.participants),
        "decider": draft.decider,
    }


def _rich(html: str) -> str:
    """Rich text as it is kept. Raises Refused when no document has room for it."""
    try:
        return bounded(html)
    except TooMuch as error:
        raise Refused(f"{error} Inget är sparat. Korta eller dela upp texten och försök igen.") from error


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that are new or other than before; None where one was taken away."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: after.get(key) for key in keys}


def _set(row: Decision | LetterOfIntent, columns: Mapping[str, Any]) -> list[str]:
    """Set the columns that differ and name them."""
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    return changed


def _save_letter(decision: Decision, letter: Letter | None, by: User) -> bool:
    """Keep the letter as the form has it; an unwanted one is removed. True when anything changed."""
    row = LetterOfIntent.objects.filter(decision=decision).first()
    if letter is None:
        if row is not None:
            tracked.delete(row, by)
        return row is not None
    is_new = row is None
    row = row or LetterOfIntent(decision=decision)
    columns = {
        "language": letter.language,
        "title": one_line(letter.title),
        "recipient_name": one_line(letter.recipient_name),
        "recipient_organisation": one_line(letter.recipient_organisation),
        "recipient_address": tidy(letter.recipient_address),
        "body": _rich(letter.body),
    }
    changed = _set(row, columns)
    if is_new or changed:
        row.clean_fields()
        save(row, by)
    return is_new or bool(changed)


def _same_sitting(decision: Decision, by: User, now: datetime, fields: list[str]) -> bool:
    last = Event.objects.filter(decision=decision).order_by("-sequence").first()
    return (
        last is not None
        and last.verb == Verb.DRAFT_EDITED
        and last.actor_id == by.pk
        and now - last.at < ONE_SITTING
        and set(fields) <= set(last.data.get("fields", []))
    )


def _log(verb: Verb, decision: Decision, by: User, now: datetime, data: dict[str, Any]) -> None:
    board = decision.case.board
    capacity = role_of(by, board)
    record(verb, board=board, actor=by, capacity=capacity, at=now, decision=decision, data=data)
