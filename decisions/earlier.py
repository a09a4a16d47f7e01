"""Earlier decisions as caps count them: read from the signed decisions, summed by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from decisions.models import Decision
from decisions.querysets import DecisionQuerySet
from delegation import exact, values
from delegation.authority import Row
from delegation.caps import Scope
from delegation.exact import Number
from delegation.models import Board, DelegationOrder


def decisions(board: Board, scope: Scope, instead_of: UUID | None = None) -> list[Row]:
    """Rows of `prior` (authority-question/1) for the decisions in `scope`.

    Without the decision whose place is taken (`instead_of`, with what corrects or changes it): what follows
    a decision counts anew and not beside it.

    What was decided on one day under one point, and for the same project or counterparty, is one row with its
    sum: a year of a big board is then some hundred rows and not some ten thousand. A decision whose amount is
    not a plain number stands alone, so that what is unknown in it stays unknown.
    """
    rows = counting(board, scope)
    if instead_of:
        rows = rows.exclude(Q(pk=instead_of) | Q(follows__earlier=instead_of))
    return as_prior(rows, scope)


def counting(board: Board, scope: Scope) -> DecisionQuerySet:
    """Those of the counted that have not ended by the last day of `scope`."""
    return counted(board, scope).counting(scope.until)


def counted(board: Board, scope: Scope) -> DecisionQuerySet:
    """The signed decisions in `scope`, also those that have been withdrawn, followed or annulled since."""
    found: DecisionQuerySet = Decision.objects.decided_under(_numbers(board, scope), scope.since, scope.until)
    return found


def as_prior(rows: DecisionQuerySet, scope: Scope) -> list[Row]:
    return summed(rows.values_list("order__version", "point", "decided_on", "facts").iterator(), scope)


def hidden_from(viewer: User, rows: DecisionQuerySet) -> DecisionQuerySet:
    """Those of the rows that stand in cases that the viewer does not see."""
    return rows.exclude(pk__in=rows.visible_to(viewer).values("pk"))


def _numbers(board: Board, scope: Scope) -> Q:
    """The points that are counted, each in its version."""
    ids = dict(DelegationOrder.objects.filter(board=board).values_list("version", "pk"))
    condition = Q(pk__in=[])
    for version, numbers in groupby(sorted(scope.numbers), key=itemgetter(0)):
        condition |= Q(order=ids[version], point__in=[number for _, number in numbers])
    return condition


def summed(rows: Iterable[tuple[str, str, date, dict[str, Any]]], scope: Scope) -> list[Row]:
    """Version, point, day and facts of each decision → rows of `prior`, oldest first."""
    sums: dict[tuple[Any, ...], dict[str, Number]] = {}
    alone: list[Row] = []
    for version, point, day, facts in rows:
        amounts = {name: facts[name] for name in sorted(scope.amounts) if facts.get(name) is not None}
        keys = {name: facts[name] for name in sorted(scope.keys) if facts.get(name) is not None}
        if any(isinstance(amount, dict) for amount in amounts.values()):
            alone.append(_row(version, point, day, keys | amounts))
            continue
        alike = (version, point, day, tuple(keys.items()), tuple(amounts))
        before = sums.setdefault(alike, dict.fromkeys(amounts, 0))
        for name, amount in amounts.items():
            before[name] = exact.plus(before[name], values.number(amount))
    together = [
        _row(version, point, day, dict(keys) | {name: exact.plain(total) for name, total in totals.items()})
        for (version, point, day, keys, _), totals in sums.items()
    ]
    return sorted(alone + together, key=lambda row: (row["decided_on"], row["point"], str(row["facts"])))


def _row(version: str, point: str, day: date, facts: dict[str, Any]) -> Row:
    return {"point": point, "version": version, "decided_on": day.isoformat(), "facts": facts}
