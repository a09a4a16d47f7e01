"""What to know of an order before it is adopted: overlaps, gaps, contradictions, vacancies and bans.

Pure and exact: every combination of answers is accounted for, on every day of the version's life.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta
from itertools import zip_longest

from delegation.analysis import forbidden, limits, shape, vacancies
from delegation.analysis.findings import Finding, Severity, over_time
from delegation.periods import Days
from delegation.terms import Order

__all__ = ["Finding", "Severity", "analyse"]


def analyse(order: Order, holders: Set[str] | None = None) -> tuple[Finding, ...]:
    """Every finding, the gravest first and then by point.

    `holders` are the positions that someone holds today; without it nothing is said about vacancies.
    """
    found = [*shape.findings(order), *forbidden.findings(order)]
    if holders is not None:
        found += vacancies.findings(order, holders)
    found += over_time([(days, limits.on(order, days[0])) for days in _periods(order)])
    places = {point.number: place for place, point in enumerate(order.points)}
    grave = {severity: rank for rank, severity in enumerate(Severity)}

    def rank(row: Finding) -> tuple[int, int]:
        return grave[row.severity], min((places[number] for number in row.points), default=len(places))

    return tuple(sorted(found, key=rank))


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
