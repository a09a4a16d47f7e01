"""Which facts satisfy a condition: exact, over the cells in which its answer cannot change.

A fact's cells are numbered, and a set of them is a whole number with one bit for each. A box has one set for
each fact and stands for every combination of their values. A condition is weighed by cutting the box in two
at a test that it neither passes nor fails, until each part is decided: no combination is left out, and none
is tried twice. Conditions here are Kleene's: what a missing dated amount decides stays undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from delegation import conditions
from delegation.cells import cells
from delegation.terms import Condition, Leaf, Order, Tree

# Boxes looked at for one question. Real orders need tens; what needs more is told as undecided.
MOST_BOXES = 20_000

Box = tuple[int, ...]


class TooMany(Exception):
    """The question has more combinations than are looked at."""


@dataclass(frozen=True, slots=True)
class Test:
    """A fact's cells that pass."""

    fact: int
    passes: int


@dataclass(frozen=True, slots=True)
class Node:
    operator: str  # all, any or not
    parts: tuple[Compiled, ...]


Compiled = Node | Test | None  # None: a test against a dated amount that has no value


class Space:
    """The facts that some conditions ask about, cut where those conditions may change their answers on a day.

    One space answers one question, within MOST_BOXES boxes in all; then its methods raise TooMany.
    """

    def __init__(self, order: Order, day: date, asked: Iterable[Condition]) -> None:
        self.order, self.day, self.left = order, day, MOST_BOXES
        whole = Tree("all", tuple(asked))
        names = {leaf.fact for leaf in conditions.leaves(whole)}
        self.facts = tuple(fact for name, fact in order.facts.items() if name in names)
        self.cells = tuple(
            cells(fact, conditions.limits_of(whole, fact.name, order, day)) for fact in self.facts
        )
        self.everything: Box = tuple((1 << len(row)) - 1 for row in self.cells)
        self._place = {fact.name: place for place, fact in enumerate(self.facts)}

    def _limit(self, leaf: Leaf) -> Any:
        return conditions.limit_on(leaf.value, self.order, self.day)

    def compiled(self, condition: Condition) -> Compiled:
        if isinstance(condition, Tree):
            return Node(condition.operator, tuple(self.compiled(part) for part in condition.parts))
        place, limit = self._place[condition.fact], self._limit(condition)
        if limit is None:
            return None
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
            answer = weighed(compiled, part)
            if isinstance(answer, Test):
                chosen = part[answer.fact]
                waiting.append(replaced(part, answer.fact, chosen & ~answer.passes))
                waiting.append(replaced(part, answer.fact, chosen & answer.passes))
            else:
                yield part, answer

    def sample(self, box: Box) -> dict[str, Any]:
        """An answer to each fact, out of the box."""
        return {
            fact.name: row[(chosen & -chosen).bit_length() - 1].sample
            for fact, row, chosen in zip(self.facts, self.cells, box, strict=True)
        }


def weighed(compiled: Compiled, box: Box) -> bool | Test | None:
    """The condition's answer where the whole box has the same one; else a test to cut the box at.

    None when nothing but missing amounts stands in the way of an answer.
    """
    if compiled is None:
        return None
    if isinstance(compiled, Test):
        inside = box[compiled.fact] & compiled.passes
        return True if inside == box[compiled.fact] else compiled if inside else False
    if compiled.operator == "not":
        answer = weighed(compiled.parts[0], box)
        return not answer if isinstance(answer, bool) else answer
    decisive = compiled.operator == "any"
    cut: Test | None = None
    open_ended = False
    for part in compiled.parts:
        answer = weighed(part, box)
        if answer is decisive:
            return decisive
        open_ended = open_ended or answer is None
        cut = cut or (answer if isinstance(answer, Test) else None)
    return cut or (None if open_ended else not decisive)


def replaced(box: Box, place: int, chosen: int) -> Box:
    return (*box[:place], chosen, *box[place + 1 :])


def _within(box: Box, other: Box) -> bool:
    return all(chosen & ~more == 0 for chosen, more in zip(box, other, strict=True))


def _union(boxes: Sequence[Box]) -> Compiled:
    return Node("any", tuple(Node("all", tuple(Test(*row) for row in enumerate(box))) for box in boxes))
