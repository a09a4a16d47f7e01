"""The versions of one board's order, made ready once for many questions. Pure values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from delegation import periods
from delegation.terms import Cap, Order, Point


@dataclass(frozen=True, slots=True, eq=False)
class CountedCap:
    """A cap with the numbers that its points go by, in this version and in earlier ones."""

    cap: Cap
    version: str
    points: tuple[tuple[str, frozenset[str]], ...]  # number, and its `formerly` as version/number

    def counts(self, version: str, number: str) -> bool:
        """Is a decision under that number of that version among those the cap sums?

        A number means the same point in every version, unless the point says what it was called formerly.
        """
        for own, formerly in self.points:
            if version == self.version or not formerly:
                if number == own:
                    return True
            elif f"{version}/{number}" in formerly:
                return True
        return False


@dataclass(frozen=True, slots=True, eq=False)
class Versions:
    """Versions of one board's order, oldest first, each with the last day on which it is in force."""

    rows: tuple[tuple[Order, date | None], ...]
    caps: dict[tuple[str, str], tuple[CountedCap, ...]]  # by version and point number

    def in_force(self, day: date) -> Order | None:
        """The version in force on `day`; an open end lasts until the day before the next version begins."""
        for order, last in self.rows:
            if order.valid_from <= day and order.adopted_on <= day and (last is None or day <= last):
                return order
        return None

    def version_on(self, day: date) -> str | None:
        order = self.in_force(day)
        return order.version if order else None

    def heir_of(self, number: str, order: Order) -> Point | None:
        """The point of `order` that says it formerly had this number, if one does."""
        return next(
            (point for point in order.points if any(old.endswith(f"/{number}") for old in point.formerly)),
            None,
        )


def compiled(orders: Sequence[Order]) -> Versions:
    """The versions in the order they begin. They must go together (orders.family)."""
    ordered = sorted(orders, key=lambda order: order.valid_from)
    days = periods.in_force((order.valid_from, order.valid_to) for order in ordered)
    caps = {
        (order.version, point.number): tuple(_counted(order, cap) for cap in point.caps)
        for order in ordered
        for point in order.points
    }
    rows = tuple((order, last) for order, (_, last) in zip(ordered, days, strict=True))
    return Versions(rows, caps)


def _counted(order: Order, cap: Cap) -> CountedCap:
    named = [(number, order.point(number)) for number in cap.points]
    points = tuple((number, frozenset(point.formerly if point else ())) for number, point in named)
    return CountedCap(cap, order.version, points)
