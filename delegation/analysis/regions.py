"""Which facts satisfy a condition: exact, over the cells in which its answer cannot change.

A fact's cells are numbered, and a set of them is a whole number with one bit for each. A box has one set for
each fact and stands for every combination of their values. A condition is weighed by cutting the box in two
at a test that it neither passes nor fails, until each part is decided: no combination is left out, and none
is tried twice. Conditions here are Kleene's: what a missing dated amount decides stays undecided.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from delegation import conditions
from delegation.cells import cells
from delegation.terms import Condition, Fact, Leaf, Order, Tree

# Boxes looked at for one question. Real orders need tens; what needs more is told as undecided.
MOST_BOXES = 20_000

Box = tuple[int, ...]


class TooMany(Exception):
    """The question has more combinations than are looked at."""


@dataclass(frozen=True, slots=True)
class Test:
    """A fact's cells that pass; None when the limit is a dated amount without a value."""

    fact: int
    passes: int | None


@dataclass(frozen=True, slots=True)
class Node:
    operator: str  # all, any or not
    parts: tuple[Node | Test, ...]


Compiled = Node | Test


class Space:
    """The facts that some conditions ask about, cut where those conditions may change their answers on a day.

    One space answers one question, within MOST_BOXES boxes in all; then its methods raise TooMany.
    """

    def __init__(self, order: Order, day: date, asked: Iterable[Condition]) -> None:
        self.order, self.day, self.left = order, day, MOST_BOXES
        limits: dict[str, list[Any]] = {}
        for leaf in (leaf for condition in asked for leaf in leaves(condition)):
            limits.setdefault(leaf.fact, []).extend(_cuts(self._limit(leaf), order.facts[leaf.fact]))
        self.facts = tuple(fact for name, fact in order.facts.items() if name in limits)
        self.cells = tuple(cells(fact, limits[fact.name]) for fact in self.facts)
        self.everything: Box = tuple((1 << len(row)) - 1 for row in self.cells)
        self._place = {fact.name: place for place, fact in enumerate(self.facts)}

    def _limit(self, leaf: Leaf) -> Any:
        return conditions.limit_on(leaf.value, self.order, self.day)

    def compiled(self, condition: Condition) -> Compiled:
        if isinstance(condition, Tree):
            return Node(condition.operator, tuple(self.compiled(part) for part in condition.parts))
        place, limit = self._place[condition.fact], self._limit(condition)
        if limit is None:
            return Test(place, None)
        holds = conditions.TESTS[condition.test][1]
        passes = sum(1 << bit for bit, cell in enumerate(self.cells[place]) if holds(cell.sample, limit))
        return Test(place, passes)

    def never(self, condition: Condition) -> bool:
        """Is the condition false whatever is answered? Not when a missing dated amount would decide it."""
        return all(answer is False for _, answer in self.pieces(self.compiled(condition), self.everything))

    def cover(self, condition: Condition) -> tuple[Box, ...]:
        """Boxes that together hold exactly the facts for which the condition is true, each as wide as can be.

        They may overlap: ”ja, or above 0 kr” reads better than ”ja, or nej and above 0 kr”.
        """
        compiled, wide = self.compiled(condition), list[Box]()
        for part, answer in self.pieces(compiled, self.everything):
            if answer and not any(_within(part, box) for box in wide):
                wide.append(self._widened(compiled, part))
        for box in wide[::-1]:
            others = [other for other in wide if other != box]
            if self._all_true(_union(others), box):
                wide = others
        return tuple(sorted(wide, key=self._simplicity))

    def _simplicity(self, box: Box) -> tuple[int, list[int], Box]:
        """Boxes that ask about fewer facts come first, then those that ask about the order's first facts."""
        asked = [place for place, whole in enumerate(self.everything) if box[place] != whole]
        return len(asked), asked, box

    def _widened(self, compiled: Compiled, box: Box) -> Box:
        """The box with every fact's set as large as the condition allows: all of it, or cell by cell."""
        for place, whole in enumerate(self.everything):
            candidates = (whole, *(box[place] | 1 << bit for bit in range(len(self.cells[place]))))
            for chosen in candidates:
                wider = replaced(box, place, box[place] | chosen)
                if wider != box and self._all_true(compiled, wider):
                    box = wider
        return box

    def _all_true(self, compiled: Compiled, box: Box) -> bool:
        return all(answer for _, answer in self.pieces(compiled, box))

    def pieces(self, compiled: Compiled, box: Box) -> Iterator[tuple[Box, bool | None]]:
        """The box in disjoint parts, with the condition's answer in each."""
        waiting = [box]
        while waiting:
            self.left -= 1
            if self.left < 0:
                raise TooMany
            part = waiting.pop()
            answer = value(compiled, part)
            cut = _undecided(compiled, part)
            if cut is None or cut.passes is None:
                yield part, answer
            else:
                chosen = part[cut.fact]
                waiting.append(replaced(part, cut.fact, chosen & ~cut.passes))
                waiting.append(replaced(part, cut.fact, chosen & cut.passes))

    def sample(self, box: Box) -> dict[str, Any]:
        """An answer to each fact, out of the box."""
        return {
            fact.name: row[(chosen & -chosen).bit_length() - 1].sample
            for fact, row, chosen in zip(self.facts, self.cells, box, strict=True)
        }


def leaves(condition: Condition) -> Iterator[Leaf]:
    if isinstance(condition, Leaf):
        yield condition
    else:
        for part in condition.parts:
            yield from leaves(part)


def _cuts(limit: Any, fact: Fact) -> list[Any]:
    """The values at which a test against the limit changes. Whole numbers have no half between them."""
    if limit is None:
        return []
    limits = limit if isinstance(limit, tuple) else (limit,)
    if fact.type == "integer":
        return [whole for value in limits for whole in (math.floor(value), math.ceil(value))]
    return list(limits)


def value(compiled: Compiled, box: Box) -> bool | None:
    """The condition's answer if it is the same in the whole box; else None."""
    if isinstance(compiled, Test):
        if compiled.passes is None:
            return None
        inside = box[compiled.fact] & compiled.passes
        return True if inside == box[compiled.fact] else None if inside else False
    answers = [value(part, box) for part in compiled.parts]
    if compiled.operator == "not":
        return None if answers[0] is None else not answers[0]
    decisive = compiled.operator == "any"
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def _undecided(compiled: Compiled, box: Box) -> Test | None:
    """A test to cut the box at: one that some of it passes, within a part that is still open."""
    if value(compiled, box) is not None:
        return None
    if isinstance(compiled, Test):
        return None if compiled.passes is None else compiled
    found = (_undecided(part, box) for part in compiled.parts)
    return next((test for test in found if test), None)


def replaced(box: Box, place: int, chosen: int) -> Box:
    return (*box[:place], chosen, *box[place + 1 :])


def _within(box: Box, other: Box) -> bool:
    return all(chosen & ~more == 0 for chosen, more in zip(box, other, strict=True))


def _union(boxes: Sequence[Box]) -> Compiled:
    return Node("any", tuple(Node("all", tuple(Test(*row) for row in enumerate(box))) for box in boxes))
