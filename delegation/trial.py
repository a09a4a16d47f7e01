"""A version tried on decisions that have been made, as if in force on their day. Pure values only.

A decision is put anew as it was put when it was signed, with the people, absences and samråd of that day. It
is tried under the point that its own point has become; where that does not let it be decided, or where there
is none, the engine chooses among all points, as it does for anyone who names none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from delegation import advice, engine, questions, values
from delegation.terms import Fact, Ledger, MayDecide, Order, Outcome, Point, Question, Statutes, Verdict
from delegation.versions import CountedCap

# The earlier decisions that the caps count, as far as they matter to the question.
Earlier = Callable[[Sequence[CountedCap], Question], Ledger]

_PEOPLE = ("appointments", "absences", "subdelegations")


@dataclass(frozen=True, slots=True)
class Tried:
    """What the version says of one decision."""

    verdict: Verdict
    others: tuple[MayDecide, ...]  # the persons and committees who may, where the decider may not
    has_heir: bool  # does the version have a point that the decision's own has become?
    aside: tuple[str, ...]  # facts answered then that the version does not ask, or asks otherwise


class Trial:
    """One version, made ready for many decisions. `others` are the adopted ones, for their numbers."""

    def __init__(self, version: Order, others: Sequence[Order], statutes: Statutes) -> None:
        self.order = _always_in_force(version)
        self.others = tuple(others)
        self.rules = engine.rules_of([self.order, *others], statutes)

    def of(self, asked: Mapping[str, Any], version: str, earlier: Earlier) -> Tried:
        """Try a decision by its authority-question/1, asked under `version`. Its own `prior` is not read."""
        question, aside = self._question(asked)
        heirs = self.heirs(version, question.point) if question.point else ()
        free = replace(question, point=None)
        caps = self._caps([*heirs, *engine.points_for(self.order, free)])
        free = replace(free, prior=earlier(caps, free) if caps else Ledger(()))
        tried = [engine.rule(self.rules, replace(free, point=heir.number)) for heir in heirs]
        if any(verdict.outcome is Outcome.WITHIN for verdict in tried):
            return Tried(engine.best(tried), (), has_heir=True, aside=aside)
        chosen = advice.answer(self.rules, free)
        others = tuple(row for row in chosen.may_decide if row.kind != "board")
        verdict = engine.best([*tried, chosen])
        if verdict.outcome is Outcome.WITHIN:
            others = ()
        return Tried(verdict, others, has_heir=bool(heirs), aside=aside)

    def heirs(self, version: str, number: str) -> tuple[Point, ...]:
        """What the point has become: those that say so, else the one of the same number that says nothing."""
        if version != self.order.version:
            told = tuple(point for point in self.order.points if f"{version}/{number}" in point.formerly)
            if told:
                return told
        same = self.order.point(number)
        return (same,) if same and (version == self.order.version or not same.formerly) else ()

    def _caps(self, points: Sequence[Point]) -> list[CountedCap]:
        numbers = dict.fromkeys(point.number for point in points)
        return [cap for number in numbers for cap in self.rules.versions.caps[self.order.version, number]]

    def _question(self, asked: Mapping[str, Any]) -> tuple[Question, tuple[str, ...]]:
        rows = {key: asked[key] for key in _PEOPLE if key in asked}
        people = _people(json.dumps(rows, sort_keys=True))
        facts, aside = fitting(asked.get("facts") or {}, self.order.facts)
        rest = {key: value for key, value in asked.items() if key not in (*_PEOPLE, "facts", "prior")}
        question = replace(
            questions.from_plain(rest, [], "frågan"),
            facts=facts,
            appointments=people.appointments,
            absences=people.absences,
            subdelegations=people.subdelegations,
        )
        return question, aside


@lru_cache(maxsize=16)
def _people(rows: str) -> Question:
    """Who held what, was away and had what passed on. Most of a question, and alike for days on end."""
    asked = {"format": "authority-question/1", "decided_on": date.min.isoformat(), "decision_type": ""}
    return questions.from_plain(asked | json.loads(rows), [], "frågan")


def fitting(answers: Mapping[str, Any], facts: Mapping[str, Fact]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The answers that fit the facts, in their types; and the names of those that do not."""
    found, aside = {}, []
    for name, raw in answers.items():
        if raw is None:
            continue
        try:
            fact = facts[name]
            found[name] = values.answer(raw, fact)
        except (KeyError, values.Unfit):
            aside.append(name)
    return found, tuple(aside)


def _always_in_force(version: Order) -> Order:
    """The version, in force on every day. A point that begins with it begins as early.

    Points that begin or end on other days, and dated amounts, are left as they are.
    """
    points = tuple(
        replace(point, valid_from=None)
        if point.valid_from and point.valid_from <= version.valid_from
        else point
        for point in version.points
    )
    return replace(version, adopted_on=date.min, valid_from=date.min, valid_to=date.max, points=points)
