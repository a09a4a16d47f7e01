"""What would turn a verdict to within: one answer changed, or one samråd on record. Pure values only.

Every value of a fact that any condition or cap of the points compares is tried, cell by cell
(delegation.cells), and each change that is told leads to within for every value it names. Answers given under
responsibility, who decides and the day are never offered to be changed; nor is what a cap counts by, such as
the counterparty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from delegation import caps, conditions, exact
from delegation.cells import ORDERED, Cell, cells
from delegation.terms import Change, Consulted, Fact, Key, Order, Outcome, Point, Question
from delegation.versions import Versions

Judge = Callable[[Question], Outcome]


def changes(
    order: Order | None, versions: Versions, points: Sequence[Point], question: Question, judge: Judge
) -> tuple[Change, ...]:
    """The smallest single changes that make `judge` say within, for a question that is not."""
    if order is None:
        return ()
    asked = dict.fromkeys(name for point in points for name in conditions.facts_of(point))
    found: list[Change] = []
    for name in asked:
        fact = order.facts[name]
        limits = _limits(fact, order, versions, points, question)
        found += _of_fact(fact, cells(fact, limits), question, judge)
    return (*found, *_of_samrad(points, question, judge))


def _of_samrad(points: Sequence[Point], question: Question, judge: Judge) -> Iterator[Change]:
    for position in dict.fromkeys(row.position for point in points for row in point.consult):
        entry = Consulted(position, question.decided_on)
        if judge(replace(question, consulted=(*(question.consulted or ()), entry))) is Outcome.WITHIN:
            yield Change(consulted=position)


# --- where a fact's answer may change the outcome ------------------------------------------------------


def _limits(
    fact: Fact, order: Order, versions: Versions, points: Sequence[Point], question: Question
) -> list[Any]:
    """All that the points compare the fact with: limits of conditions, and what their caps leave."""
    found: list[Any] = []
    for point in points:
        for condition in conditions.conditions_of(point):
            found += conditions.limits_of(condition, fact.name, order, question.decided_on)
        for counted in versions.caps[order.version, point.number]:
            cap = counted.cap
            if isinstance(cap.per, Key) and cap.per.fact == fact.name and question.prior:
                found += [row.facts[fact.name] for row in question.prior.rows if fact.name in row.facts]
            limit = caps.limit_on(cap, order, question.decided_on)
            if cap.fact == fact.name and limit is not None:
                found.append(exact.minus(limit, caps.earlier_sum(counted, versions, order, question).known))
    return found


# --- how a set of values is told -----------------------------------------------------------------------


def _of_fact(fact: Fact, all_cells: Sequence[Cell], question: Question, judge: Judge) -> list[Change]:
    """The changes of one fact that lead to within."""
    good = [
        judge(replace(question, facts=question.facts | {fact.name: cell.sample})) is Outcome.WITHIN
        for cell in all_cells
    ]
    if not any(good) or all(good):
        return []
    inside = [cell.sample for cell, is_good in zip(all_cells, good, strict=True) if is_good]
    outside = [cell for cell, is_good in zip(all_cells, good, strict=True) if not is_good]
    only_points_are_bad = all(cell.is_point for cell in outside)
    if fact.type == "boolean":
        return [Change(fact.name, "is", good[1])]
    if fact.type in ORDERED and not only_points_are_bad:
        return _ranges(fact, all_cells, good, question)
    if fact.type != "choice" and only_points_are_bad:
        return [_one_or_many(fact, ("is_not", "not_in"), [cell.sample for cell in outside])]
    return [_one_or_many(fact, ("is", "in"), inside)]


def _one_or_many(fact: Fact, tests: tuple[str, str], values: Sequence[Any]) -> Change:
    if len(values) == 1:
        return Change(fact.name, tests[0], values[0])
    return Change(fact.name, tests[1], tuple(values))


def _ranges(fact: Fact, all_cells: Sequence[Cell], good: Sequence[bool], question: Question) -> list[Change]:
    """The ranges that are within: the nearest below and the nearest above today's answer, if there is one."""
    runs = [
        [all_cells[place] for place in places]
        for is_good, group in groupby(range(len(all_cells)), key=lambda place: good[place])
        if is_good and (places := list(group))
    ]
    now = conditions.known(question.facts.get(fact.name), fact, "")[0]
    if now is not None:
        below = [run for run in runs if run[0].sample < now]
        above = [run for run in runs if run[0].sample > now]
        runs = below[-1:] + above[:1]
    first, last = all_cells[0], all_cells[-1]
    return [_range(fact, run, run[0] is first, run[-1] is last, now) for run in runs]


def _range(fact: Fact, run: Sequence[Cell], from_start: bool, to_end: bool, now: Any) -> Change:
    """One range as a single test that every value within it passes, and no other."""
    low, high = run[0], run[-1]
    if from_start:
        return Change(fact.name, "at_most" if high.is_point else "below", high.high)
    if to_end:
        return Change(fact.name, "at_least" if low.is_point else "above", low.low)
    # No single test says ”from a to b”: the value nearest to today's answer stands for it.
    nearest = (high, low) if now is not None and now > high.sample else (low, high)
    sample = next((cell.sample for cell in nearest if cell.is_point), run[0].sample)
    return Change(fact.name, "is", sample)
