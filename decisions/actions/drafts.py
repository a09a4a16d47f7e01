"""Writing a draft. Whoever saves is a drafter, and a drafter does not decide (four eyes)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from decisions.actions.base import Stale, locked, put, require, rich, role_of, save
from decisions.actions.letters import Letter, save_letter
from decisions.events import record
from decisions.models import Case, Decision, Event, Verb
from delegation.texts import one_line, tidy

# Repeated saves of the same fields by the same person within this time are one event; history has each.
ONE_SITTING = timedelta(minutes=15)


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
    changed = put(decision, _columns(draft))
    letter_changed = save_letter(decision, draft.letter, by)
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
        "background": rich(draft.background),
        "decision_text": rich(draft.decision_text),
        "facts": {name: value for name, value in draft.facts.items() if value is not None},
        "attested": {key: value for key, value in draft.attested.items() if value is not None},
        "urgent_reason": tidy(draft.urgent_reason),
        "presented_by": one_line(draft.presented_by),
        "participants": one_line(draft.participants),
        "decider": draft.decider,
    }


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that are new or other than before; None where one was taken away."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: after.get(key) for key in keys}


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
