"""May this person decide this? Loads the rows, asks the engine, and is the only door the other apps use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from delegation import advice, engine, orders, questions, statutes, verdicts
from delegation.models import Absence, Appointment, Board, DelegationOrder, OrderState
from delegation.swedish import swedish
from delegation.terms import Order, Statute


@dataclass(frozen=True)
class Ruling:
    """An answer with all that it rests on, ready to be stored: question and verdict are JSON."""

    question: dict[str, Any]  # authority-question/1
    verdict: dict[str, Any]  # verdict/1
    order: DelegationOrder | None  # the version in force, if any

    @property
    def is_within(self) -> bool:
        return bool(self.verdict["outcome"] == engine.Outcome.WITHIN)


def judge(board: Board, asked: dict[str, Any]) -> Ruling:
    """Put `asked` (authority-question/1 without rows) to the board's adopted order and its appointments.

    Raises formats.FormatError when a value in the question does not fit the order's facts.
    """
    rows = {row.version: row for row in adopted(board)}
    versions = [read(row) for row in rows.values()]
    question = {**asked, "appointments": _appointments(board), "absences": _absences(board)}
    verdict = advice.judge(versions, questions.from_plain(question, versions, "frågan"), statutes.load())
    plain = verdicts.to_plain(verdict)
    order = rows.get(plain["order"]["version"]) if plain["order"] else None
    return Ruling(question=question, verdict=plain, order=order)


def adopted(board: Board) -> list[DelegationOrder]:
    """The board's adopted versions with their points, oldest first."""
    return list(
        board.orders.filter(state=OrderState.ADOPTED).order_by("valid_from").prefetch_related("points")
    )


def read(row: DelegationOrder) -> Order:
    """The stored version as the engine reads it; a draft may be unfinished."""
    is_draft = row.state == OrderState.DRAFT
    return orders.from_plain(row.as_plain(), name=str(row), unfinished=is_draft)


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


def _appointments(board: Board) -> list[dict[str, Any]]:
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


def _absences(board: Board) -> list[dict[str, Any]]:
    rows = Absence.objects.filter(person__appointments__position__board=board).distinct()
    return [
        {
            "person": row.person.username,
            "from": row.starts_on.isoformat(),
            "to": row.ends_on.isoformat() if row.ends_on else None,
        }
        for row in rows.select_related("person").order_by("id")
    ]
