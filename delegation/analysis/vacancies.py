"""Positions that the order counts on and nobody holds."""

from __future__ import annotations

from collections.abc import Iterator, Set

from delegation.analysis.findings import Finding, Severity
from delegation.terms import Order, Point
from delegation.words import listed


def findings(order: Order, holders: Set[str]) -> Iterator[Finding]:
    """Positions without a holder; a warning where a point or what is urgent has no one else to decide."""
    for key, position in order.positions.items():
        roles = _roles(order, key)
        if key in holders or position.body or not roles:
            continue
        alone = [point.number for point in order.points if _stands_empty(order, point, key, holders)]
        severity = Severity.WARNING if alone else Severity.NOTE
        text = f"{position.title} har ingen innehavare: {', '.join(roles)}."
        if alone:
            text += f" Ingen annan är delegat i punkt {listed(alone)}."
        numbers = tuple(point.number for point in order.points if key in _named(order, point))
        yield Finding("vacant", severity, numbers, text)
    urgent = order.urgent_decisions
    if urgent and holders.isdisjoint(urgent):
        text = "Ingen innehar någon av befattningarna för brådskande beslut (6 kap. 39 § kommunallagen)."
        yield Finding("vacant", Severity.WARNING, (), text)


def _stands_empty(order: Order, point: Point, key: str, holders: Set[str]) -> bool:
    delegates = [row.position for row in point.delegates]
    return key in delegates and not any(
        other in holders or order.positions[other].body for other in delegates
    )


def _roles(order: Order, key: str) -> list[str]:
    """delegat i punkt 1.2 och 1.3; ersättare i punkt 2.1"""
    roles: dict[str, list[str]] = {}
    for point in order.points:
        for role in dict.fromkeys(_named(order, point).get(key, ())):
            roles.setdefault(role, []).append(point.number)
    told = [f"{role} i punkt {listed(numbers)}" for role, numbers in roles.items()]
    return [*told, "brådskande beslut"] if key in order.urgent_decisions else told


def _named(order: Order, point: Point) -> dict[str, list[str]]:
    """Each position that the point needs a holder of, with what it is there."""
    named: dict[str, list[str]] = {}
    for row in point.delegates:
        named.setdefault(row.position, []).append("delegat")
        superior = order.positions[row.position].superior
        if superior and point.superiors != "never":
            named.setdefault(superior, []).append("överordnad")
    for key in point.substitutes:
        named.setdefault(key, []).append("ersättare")
    for consult in point.consult:
        named.setdefault(consult.position, []).append("samråd")
    return named
