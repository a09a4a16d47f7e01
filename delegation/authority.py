"""May this person decide this? Loads the rows, asks the engine, and is the only door the other apps use."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from delegation import advice, engine, orders, questions, statutes, verdicts
from delegation.caps import Scope, scope
from delegation.models import Absence, Appointment, Board, DelegationOrder, OrderState, Subdelegation
from delegation.signers import Signers, signers
from delegation.swedish import swedish
from delegation.terms import Order, Question, Statute
from delegation.trial import Trial
from delegation.versions import compiled

Row = dict[str, Any]
Earlier = Callable[[Board, Scope], list[Row]]


@dataclass(frozen=True)
class Ruling:
    """An answer with all that it rests on, ready to be stored: question and verdict are JSON."""

    question: Row  # authority-question/1
    verdict: Row  # verdict/1
    order: DelegationOrder | None  # the version in force, if any
    told_to: str | None = None  # who gave the subdelegation used, when the decision is reported to them

    @property
    def is_within(self) -> bool:
        return bool(self.verdict["outcome"] == engine.Outcome.WITHIN)


def judge(board: Board, asked: Row, earlier: Earlier) -> Ruling:
    """Put `asked` (authority-question/1 without rows) to the board's adopted order and its appointments.

    `earlier` gives the decisions that the caps concerned count, as rows of `prior`. Raises
    formats.FormatError when a value in the question does not fit the order's facts.
    """
    rows = {row.version: row for row in adopted(board)}
    versions = [read(row) for row in rows.values()]
    rules = engine.rules_of(versions, statutes.load())
    question = asked | people(board)
    read_question = questions.from_plain(question, versions, "frågan")
    question["prior"] = _prior(board, rules, read_question, earlier)
    prior = questions.ledger(question["prior"], versions, read_question.decided_on)
    verdict = advice.answer(rules, replace(read_question, prior=prior))
    return Ruling(
        question=question,
        verdict=verdicts.to_plain(verdict),
        order=rows[verdict.order.version] if verdict.order else None,
        told_to=verdict.used[0].decided_by if verdict.reporting == "to_head" else None,
    )


def who_may(board: Board, day: date) -> list[Signers]:
    """Point by point of the version in force on `day`: who may sign then, and who would step in."""
    versions = [read(row) for row in adopted(board)]
    asked = {"format": "authority-question/1", "decided_on": day.isoformat(), "decision_type": ""}
    question = questions.from_plain(asked | people(board), versions, "frågan")
    return signers(compiled(versions), question)


def _prior(board: Board, rules: engine.Rules, question: Question, earlier: Earlier) -> list[Row]:
    """The earlier decisions that matter to the question; none are fetched where no cap counts them."""
    order = rules.versions.in_force(question.decided_on)
    counted = scope(rules.versions, order, engine.points_for(order, question), question)
    return earlier(board, counted) if counted else []


def adopted(board: Board) -> list[DelegationOrder]:
    """The board's adopted versions with their points, oldest first."""
    return list(
        board.orders.filter(state=OrderState.ADOPTED).order_by("valid_from").prefetch_related("points")
    )


def read(row: DelegationOrder) -> Order:
    """The stored version as the engine reads it; a draft may be unfinished."""
    if row.state == OrderState.DRAFT:
        return orders.from_plain(row.as_plain(), name=str(row), unfinished=True)
    return _built(json.dumps(row.as_plain()), str(row))


@lru_cache(maxsize=64)
def _built(content: str, name: str) -> Order:
    """Checking and building a big order takes a moment, and an adopted version is read for every question."""
    return orders.from_plain(json.loads(content), name=name)


def trial(row: DelegationOrder) -> Trial:
    """The version, a draft or an adopted one, to be tried on decisions that have been made."""
    others = [read(other) for other in adopted(row.board) if other.pk != row.pk]
    return Trial(read(row), others, statutes.load())


@dataclass(frozen=True)
class InForce:
    """The version of the order in force on a day, as the database and as the engine have it."""

    row: DelegationOrder
    order: Order


def in_force(board: Board, day: date) -> InForce | None:
    """The board's version in force on `day`; None when there is none."""
    rows = {row.version: row for row in adopted(board)}
    order = engine.in_force([read(row) for row in rows.values()], day)
    return InForce(rows[order.version], order) if order else None


def holders(board: Board, day: date) -> list[Appointment]:
    """Who holds a position at the board on `day`, by the position's title and the person's name."""
    rows = Appointment.objects.filter(position__board=board).on(day)
    return list(
        rows.select_related("person", "position").order_by(
            swedish("position__title"), swedish("person__name"), "id"
        )
    )


def away(people: Sequence[int], day: date) -> set[int]:
    """Which of the people (ids) are registered as absent on `day`."""
    return set(Absence.objects.filter(person__in=people).on(day).values_list("person_id", flat=True))


def asked_by_law(day: date) -> tuple[Statute, ...]:
    """The law's own questions, worded as they are on `day`."""
    return statutes.load().questions(day)


def people(board: Board) -> Row:
    """Who holds what at the board, who is away and what is passed on, as a question says it."""
    return {
        "appointments": _appointments(board),
        "absences": _absences(board),
        "subdelegations": _subdelegations(board),
    }


def _appointments(board: Board) -> list[Row]:
    rows = Appointment.objects.filter(position__board=board).select_related("person", "position")
    return [
        {
            "person": row.person.username,
            "position": row.position.key,
            "kind": row.kind,
            "unit": row.unit or None,
            "from": row.starts_on.isoformat(),
            "to": row.ends_on.isoformat() if row.ends_on else None,
        }
        for row in rows.order_by("id")
    ]


def _subdelegations(board: Board) -> list[Row]:
    rows = Subdelegation.objects.filter(order__board=board)
    return [
        {
            "point": row.point,
            "version": row.order.version,
            "from_position": row.from_position.key,
            "to_position": row.to_position.key,
            "decided_by": row.decided_by.username,
            "reporting": row.reporting or None,
            "from": row.starts_on.isoformat(),
            "to": row.ends_on.isoformat() if row.ends_on else None,
        }
        for row in rows.select_related("order", "from_position", "to_position", "decided_by").order_by("id")
    ]


def _absences(board: Board) -> list[Row]:
    rows = Absence.objects.filter(person__appointments__position__board=board).distinct()
    return [
        {
            "person": row.person.username,
            "from": row.starts_on.isoformat(),
            "to": row.ends_on.isoformat() if row.ends_on else None,
        }
        for row in rows.select_related("person").order_by("id")
    ]
