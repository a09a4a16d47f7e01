"""What an order lets be decided, as somebody looks for it: decision types by chapter. Pure values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from delegation.terms import Order, Point
from delegation.texts import one_line


@dataclass(frozen=True, slots=True)
class Subject:
    """One decision type with the points that cover it, under the chapter of the first of them."""

    decision_type: str
    title: str
    chapter: str
    points: tuple[Point, ...]

    def matches(self, words: Sequence[str]) -> bool:
        texts = [self.title, self.chapter, *(f"{point.number} {point.title}" for point in self.points)]
        text = " ".join(texts).casefold()
        return all(word in text for word in words)


def subjects(order: Order, day: date, search: str = "") -> list[Subject]:
    """The decision types that points of the day name, in the order's own order; all words must match."""
    covering: dict[str, list[Point]] = {}
    for point in order.points:
        for kind in point.decision_types if point.covers(day) else ():
            covering.setdefault(kind, []).append(point)
    found = [
        Subject(kind, title(order, kind, points[0]), order.heading(points[0]), tuple(points))
        for kind, points in covering.items()
    ]
    chapters = list(dict.fromkeys(row.chapter for row in found))
    words = one_line(search).casefold().split()
    rows = (row for row in found if row.matches(words))
    return sorted(rows, key=lambda row: chapters.index(row.chapter))


def title(order: Order, decision_type: str, point: Point) -> str:
    """The type's title; where the order gives none, the point says better than a key what it is about."""
    return order.decision_types.get(decision_type, point.title)
