"""What to know of an order before it is adopted: overlaps, gaps, contradictions, vacancies and bans.

Pure and exact: every combination of answers is accounted for, on every day of the version's life.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta
from itertools import zip_longest

from delegation.analysis import limits, shape
from delegation.analysis.findings import Days, Finding, Severity, over_time
from delegation.terms import Order

__all__ = ["Finding", "Severity", "analyse"]


def analyse(order: Order, holders: Set[str] | None = None) -> tuple[Finding, ...]:
    """Every finding, the gravest first and then by point.

    `holders` are the positions that someone holds today; without it nothing is said about vacancies.
    """
    found = [*shape.findings(order, holders)]
    found += over_time([(days, limits.on(order, days[0])) for days in _periods(order)])
    place = {point.number: index for index, point in enumerate(order.points)}
    rank = list(Severity)
    last = len(place)
    return tuple(
        sorted(
            found,
            key=lambda row: (rank.index(row.severity), min((place[n] for n in row.points), default=last)),
        )
    )


def _periods(order: Order) -> list[Days]:
    """The version's life, cut where a point or a dated amount begins or ends."""
    starts, ends = max(order.valid_from, order.adopted_on), order.valid_to
    cuts = {starts}
    for point in order.points:
        if point.valid_from:
            cuts.add(point.valid_from)
        if point.valid_to and point.valid_to < date.max:
            cuts.add(point.valid_to + timedelta(days=1))
    cuts.update(day for amounts in order.parameters.values() for day, _ in amounts)
    days = sorted(day for day in cuts if starts <= day and (ends is None or day <= ends))
    return [
        (day, following - timedelta(days=1) if following else ends)
        for day, following in zip_longest(days, days[1:])
    ]
