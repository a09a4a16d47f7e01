"""Sets of facts in plain Swedish: ”Hur stort är bidraget?” är över 50 000 kr men högst 60 000 kr."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from delegation.analysis.regions import Box, Space
from delegation.cells import ORDERED, Cell
from delegation.conditions import in_words
from delegation.terms import Fact
from delegation.words import listed

# Cases told in full; the rest are counted.
MOST_CASES = 6


def cases(space: Space, boxes: Sequence[Box]) -> str:
    """oavsett vad som svaras; or: när A är ja; eller när B är över 0 kr och C är nej"""
    told = [_box(space, box) for box in boxes[:MOST_CASES]]
    if "" in told:
        return "oavsett vad som svaras"
    told = [f"när {text}" for text in told]
    if more := len(boxes) - len(told):
        told.append(f"i {more} andra fall")
    return "; ".join([*told[:-1], f"eller {told[-1]}"]) if len(told) > 1 else told[0]


def _box(space: Space, box: Box) -> str:
    rows = zip(space.facts, space.cells, box, space.everything, strict=True)
    return " och ".join(
        f"”{fact.question}” är {_set(fact, row, chosen)}"
        for fact, row, chosen, whole in rows
        if chosen != whole
    )


def _set(fact: Fact, row: Sequence[Cell], chosen: int) -> str:
    inside = [cell for bit, cell in enumerate(row) if chosen >> bit & 1]
    outside = [cell for bit, cell in enumerate(row) if not chosen >> bit & 1]
    if fact.type in ORDERED:
        return listed([_range(fact, *ends) for ends in _ranges(row, chosen)], "eller")
    if inside[-1].low is None:
        return "något annat än " + listed([in_words(cell.sample, fact) for cell in outside], "eller")
    return listed([in_words(cell.sample, fact) for cell in inside], "eller")


def _ranges(row: Sequence[Cell], chosen: int) -> list[tuple[Cell, Cell]]:
    """First and last cell of each unbroken run."""
    runs: list[tuple[Cell, Cell]] = []
    for bit, cell in enumerate(row):
        if chosen >> bit & 1:
            joined = bit > 0 and chosen >> (bit - 1) & 1
            runs[-1 if joined else len(runs) :] = [(runs[-1][0] if joined else cell, cell)]
    return runs


def _range(fact: Fact, first: Cell, last: Cell) -> str:
    low, low_in, high, high_in = first.low, first.is_point, last.high, last.is_point
    if fact.type in ("integer", "date"):  # the value beside an open end is itself inside
        step: Any = timedelta(days=1) if fact.type == "date" else 1
        low = low if low is None or low_in else low + step
        high = high if high is None or high_in else high - step
        low_in = high_in = True
    if low is not None and low == high:
        return in_words(low, fact)
    if fact.type == "money" and low == 0 and low_in:
        low = None
    at_least, at_most = ("tidigast", "senast") if fact.type == "date" else ("minst", "högst")
    words = []
    if low is not None:
        words.append(f"{at_least if low_in else 'över'} {in_words(low, fact)}")
    if high is not None:
        words.append(f"{at_most if high_in else 'under'} {in_words(high, fact)}")
    return " men ".join(words)
