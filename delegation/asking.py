"""Who may decide this? Which question decides most next, and whom the answers lead to. Pure values only.

Each delegate of each point that may cover the matter is tried by the engine, as if nobody were away and all
that comes later were in order: samråd held, another person behind the draft, nothing reserved by the board.
What is taken for granted so is told to the reader. What nobody has answered stays unknown, and is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from delegation import advice, conditions, engine
from delegation.engine import Rules
from delegation.terms import (
    Answer,
    Appointment,
    Cap,
    Leaf,
    Order,
    Outcome,
    Point,
    Question,
    Statutes,
    Tree,
    Verdict,
)

BANS = tuple(f"kl_6_38_{number}" for number in range(1, 6))
# What the page asks besides the order's facts.
BANNED, UNIT = "banned", "unit"
# Nobody's name: it drafts and decides nothing. Also the unit that every placeholder belongs to.
NOBODY = "?"
_WITHIN_CAP = "Mer än så ryms aldrig under punktens tak för sammanlagda belopp"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the asker has said of the matter. `banned`: does any of KL 6:38's bans on delegation apply?"""

    day: date
    decision_type: str
    point: str | None = None
    unit: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    banned: bool | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """One delegate position of one point, and what the engine says of it."""

    point: Point
    position: str
    verdict: Verdict

    @property
    def outcome(self) -> Outcome:
        return self.verdict.outcome


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the answers lead: every trial, and what to ask next (a fact's name or BANNED), if anything."""

    order: Order
    trials: tuple[Trial, ...]
    asks: str | None

    def of(self, outcome: Outcome) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if trial.outcome is outcome)

    def points(self) -> tuple[tuple[Point, tuple[Trial, ...]], ...]:
        """The points that were tried, in the order's own order, each with its trials."""
        groups: dict[str, list[Trial]] = {}
        for trial in self.trials:
            groups.setdefault(trial.point.number, []).append(trial)
        return tuple((rows[0].point, tuple(rows)) for rows in groups.values())


# --- the rules of the page -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the page asks about, made ready once for many questions."""

    orders: Mapping[str, Order]  # the board's own, by version
    rules: Rules  # for a matter that nobody has drafted yet
    seats: Rules  # the same, where somebody may sit even in a committee's seat, to be tried as a delegate


def grounds_of(orders: Sequence[Order], statutes: Statutes) -> Grounds:
    """The rules before anything is drafted.

    Samråd is left for later. A cap is held against this decision alone, since the earlier ones are not the
    asker's to know: what passes the cap by itself never fits, and for the rest the reader is told of it.
    """
    early = [_before_drafting(order) for order in orders]
    return Grounds(
        {order.version: order for order in orders},
        engine.rules_of(early, statutes),
        engine.rules_of([_with_seats_for_all(order) for order in early], statutes),
    )


def _before_drafting(order: Order) -> Order:
    points = [replace(row, when=_when(row), caps=(), consult=()) for row in order.points]
    return replace(order, points=tuple(points))


def _when(point: Point) -> Tree | Leaf | None:
    """The point's conditions, and that this decision alone stays under its caps."""
    parts = [part for part in (point.when, *map(_leaf, point.caps)) if part]
    return Tree("all", tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def _leaf(cap: Cap) -> Leaf:
    return Leaf(cap.fact, "at_most", cap.at_most, _WITHIN_CAP)


def _with_seats_for_all(order: Order) -> Order:
    return replace(
        order, positions={key: replace(place, body=False) for key, place in order.positions.items()}
    )


# --- the walk ------------------------------------------------------------------------------------------


def walk(grounds: Grounds, asked: Asked) -> Walk | None:
    """What the answers so far come to, by position; None when no version is in force on the day."""
    found = grounds.rules.versions.in_force(asked.day)
    if found is None:
        return None
    order = grounds.orders[found.version]
    trials = tuple(
        Trial(point, delegate.position, engine.rule(grounds.seats, _as(asked, point, delegate.position)))
        for point in engine.points_for(order, _question(asked))
        for delegate in point.delegates
    )
    return Walk(order, trials, _next(trials, asked))


def _next(trials: Sequence[Trial], asked: Asked) -> str | None:
    """The open fact that most trials wait for; the law's bans last, and only when someone may decide.

    A delegate who may decide under one point needs no answer about another.
    """
    able = {trial.position for trial in trials if trial.outcome is Outcome.WITHIN}
    waiting = [
        name.removeprefix("facts.")
        for trial in trials
        if trial.outcome is Outcome.UNDETERMINED and trial.position not in able
        for name in trial.verdict.missing
    ]
    if waiting:
        return Counter(waiting).most_common(1)[0][0]
    return BANNED if able and asked.banned is None else None


def advised(grounds: Grounds, asked: Asked, trial: Trial) -> Verdict:
    """The trial's verdict, also with the single answers that would let the delegate decide."""
    return advice.answer(grounds.seats, _as(asked, trial.point, trial.position))


def staffed(grounds: Grounds, asked: Asked, people: Question, point: Point) -> Verdict:
    """The verdict under the point for nobody in particular, with `people` holding the positions.

    Its `may_decide` are the persons who may.
    """
    question = replace(
        _question(asked),
        point=point.number,
        decision_type=_type(asked, point),
        appointments=people.appointments,
        absences=people.absences,
        subdelegations=people.subdelegations,
    )
    return advice.answer(grounds.rules, question)


def _question(asked: Asked) -> Question:
    """The question with what is taken for granted; bans that nobody has answered are asked last."""
    nothing = dict.fromkeys(("conflict_of_interest", "urgent", "reserved_by_board"), False)
    return Question(
        decided_on=asked.day,
        decision_type=asked.decision_type,
        point=asked.point,
        drafted_by=NOBODY,
        unit=asked.unit,
        facts=dict(asked.facts),
        attested=nothing | dict.fromkeys(BANS, asked.banned is True),
        absences=(),
        subdelegations=(),
    )


def _as(asked: Asked, point: Point, position: str) -> Question:
    """The question as put by an ordinary holder of the position, in the unit that the matter belongs to."""
    seat = Appointment(position, position, "ordinary", date.min, unit=NOBODY)
    return replace(
        _question(asked),
        point=point.number,
        decision_type=_type(asked, point),
        decider=position,
        unit=NOBODY,
        appointments=(seat,),
    )


def _type(asked: Asked, point: Point) -> str:
    """With a point named and no type, what the point is about."""
    return asked.decision_type or point.decision_types[0]


# --- what is told --------------------------------------------------------------------------------------


def why_not(trials: Sequence[Trial]) -> tuple[str, ...]:
    """Why none of the trials holds: the reasons of the checks that failed, each once."""
    return _reasons(trials, Answer.FAIL)


def why_unsure(trials: Sequence[Trial]) -> tuple[str, ...]:
    return _reasons(trials, Answer.UNKNOWN)


def _reasons(trials: Sequence[Trial], answer: Answer) -> tuple[str, ...]:
    checks = [check for trial in trials for check in trial.verdict.checks if check.answer is answer]
    return tuple(dict.fromkeys(check.reason for check in checks))


def as_needed(order: Order, point: Point, asked: Asked) -> Point:
    """The point of the real order with the samråd that the answers call for, or may call for."""
    found = []
    for row in point.consult:
        answer = conditions.evaluate(row.when, order, _question(asked)).answer if row.when else Answer.PASS
        if answer is not Answer.FAIL:
            found.append(row if answer is Answer.UNKNOWN else replace(row, when=None))
    return replace(point, consult=tuple(found))


def stand_ins(order: Order, point: Point, positions: Sequence[str]) -> tuple[str, ...]:
    """Who else may decide in the delegates' place, as sentences. `positions` are the delegates that may."""
    held = [key for key in positions if not order.positions[key].body]
    if not held:
        return ()
    found = []
    if point.substitutes:
        between = ", och när de också är det " if point.ranked else " eller "
        names = between.join(order.position_title(key) for key in point.substitutes)
        found.append(f"När alla som är delegater i punkten är frånvarande: {names}.")
    above = [order.positions[key].superior for key in held]
    names = " eller ".join(dict.fromkeys(order.position_title(key) for key in above if key))
    if names and point.superiors != "never":
        when = "" if point.superiors == "always" else " när alla som är delegater i punkten är frånvarande"
        found.append(f"Överordnad får också besluta{when}: {names}.")
    return tuple(found)


def in_urgent_matters(order: Order) -> str:
    """Who may decide when the board cannot be awaited (KL 6:39); empty when the order names nobody."""
    between = ", därefter " if order.urgent_ranked else " eller "
    return between.join(map(order.position_title, order.urgent_decisions))
