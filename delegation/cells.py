"""The values of a fact, cut where a condition may change its mind: a few cells that stand for all values.

Inside one cell every test against one of the given limits has the same answer, so what holds for the cell's
sample holds for all of it. Counterfactuals and the analysis of an order are exact because of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor
from typing import Any

from delegation import exact
from delegation.terms import Fact

ORDERED = ("money", "decimal", "integer", "date")


@dataclass(frozen=True, slots=True)
class Cell:
    """A set of values: one value (low = high), an open interval, or every text that no condition names.

    An end that is None is open without limit. `sample` is one of the values.
    """

    sample: Any
    low: Any = None
    high: Any = None

    @property
    def is_point(self) -> bool:
        return self.low is not None and bool(self.low == self.high)


def cells(fact: Fact, limits: Iterable[Any]) -> tuple[Cell, ...]:
    """The fact's values in order, cut at `limits`: the values that something compares it with."""
    if fact.type == "boolean":
        return (Cell(False, False, False), Cell(True, True, True))
    if fact.type == "choice":
        return tuple(Cell(choice, choice, choice) for choice in fact.choices)
    if fact.type == "text":
        named = sorted(set(limits))
        return (*(Cell(text, text, text) for text in named), Cell(_other(named)))
    cuts = set(limits)
    if fact.type == "integer":  # a limit of 2.5 parts the whole numbers between 2 and 3
        cuts = {whole(cut) for cut in cuts for whole in (floor, ceil)}
    if fact.type == "money":  # never negative
        cuts = {0} | {cut for cut in cuts if cut >= 0}
    return _intervals(fact, sorted(cuts))


def _intervals(fact: Fact, cuts: Sequence[Any]) -> tuple[Cell, ...]:
    if not cuts:
        return (Cell(date(2000, 1, 1) if fact.type == "date" else 0),)
    step: Any = timedelta(days=1) if fact.type == "date" else 1
    found: list[Cell] = []
    if fact.type != "money" and cuts[0] != date.min:
        found.append(Cell(cuts[0] - step, None, cuts[0]))
    for low, high in pairwise(cuts):
        found.append(Cell(low, low, low))
        if fact.type in ("money", "decimal"):
            found.append(Cell(exact.middle(low, high), low, high))
        elif high - low > step:
            found.append(Cell(low + step, low, high))
    found.append(Cell(cuts[-1], cuts[-1], cuts[-1]))
    if cuts[-1] != date.max:
        found.append(Cell(cuts[-1] + step, cuts[-1], None))
    return tuple(found)


def _other(named: Sequence[str]) -> str:
    """A text that none of `named` is."""
    text = "något annat"
    while text in named:
        text += "!"
    return text
