"""Decisions that have been made, tried on another version of the order: what it would have made of them.

Nothing is written. The decisions are taken in the order in which they were signed, and each sees those before
it, as the caps count them. Who may not see a decision gets no line of it, but its sums count all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from decisions import earlier
from decisions.days import day_of
from decisions.models import Decision
from decisions.querysets import DecisionQuerySet
from decisions.replayed import Line, Words
from decisions.tally import Tally
from delegation import authority, caps
from delegation.models import DelegationOrder
from delegation.terms import Question
from delegation.trial import Trial

_CHUNK = 200  # decisions fetched at a time; each carries everyone's appointments of its day
_Place = tuple[datetime, UUID]  # where a decision stands among the signed


@dataclass(frozen=True)
class Replay:
    """What a version makes of the decisions of a period."""

    lines: Iterator[Line]  # in the order in which they were signed; computed as they are read, once
    hidden: int  # decisions of the period that the user may not see
    left_out: int = 0  # older ones of the period, beyond those asked for


def a_year_until(last: date) -> date:
    """The first day of the year that ends with `last`."""
    return last - timedelta(days=364)


def replay(
    row: DelegationOrder, first: date, last: date, user: User | None, latest: int | None = None
) -> Replay:
    """The decisions from `first` to `last`, both days included, or the `latest` of them.

    `user` is who reads the lines; None is whoever runs the machine, who sees all.
    """
    made = Decision.objects.decided_in(row.board, first, last)
    seen = made.visible_to(user) if user else made
    count = seen.count()
    bound = latest if latest is not None and latest < count else None
    return Replay(
        lines=_lines(row, made, seen, bound, user),
        hidden=made.count() - count,
        left_out=count - bound if bound is not None else 0,
    )


def _lines(
    row: DelegationOrder, made: DecisionQuerySet, seen: DecisionQuerySet, bound: int | None, user: User | None
) -> Iterator[Line]:
    start = _start(seen, bound)
    if start is None:
        return
    version, readable = authority.trial(row), set(seen.values_list("pk", flat=True))
    tally = _tally(start, row, version)
    words = Words(version, _names(row), tells_sums=user is None or not _counts_hidden(user, row, version))
    later = made.exclude(_before(start)).order_by("signed_at", "pk")
    for decision in _without_texts(later.with_end()).iterator(chunk_size=_CHUNK):
        made_under = decision.order.version
        if decision.pk in readable:
            yield words.line(decision, version.of(decision.question, made_under, tally.ledger))
        decided = (made_under, decision.point, decision.decided_on, decision.facts)
        tally.add(decided, decision.ended_on)


def _start(seen: DecisionQuerySet, bound: int | None) -> _Place | None:
    """The first decision to try; None when there is none."""
    rows = seen.order_by("signed_at", "pk")
    if bound is not None:
        rows = seen.order_by("-signed_at", "-pk")[bound - 1 :]
    place: _Place | None = rows.values_list("signed_at", "pk").first()
    return place


def _before(place: _Place) -> Q:
    moment, pk = place
    return Q(signed_at__lt=moment) | Q(signed_at=moment, pk__lt=pk)


def _tally(start: _Place, row: DelegationOrder, version: Trial) -> Tally:
    """All that was decided before the decision at `start` and that a cap may count from its day on."""
    order = version.order
    scope = caps.scope(version.rules.versions, order, order.points, Question(day_of(start[0]), ""))
    tally = Tally(scope, order.facts)
    if scope:
        rows = earlier.counting(row.board, scope).filter(_before(start)).order_by("signed_at", "pk")
        told = rows.values_list("order__version", "point", "decided_on", "facts", "ended_on")
        for *decided, ended_on in told.iterator():
            tally.add(tuple(decided), ended_on)
    return tally


def _counts_hidden(user: User, row: DelegationOrder, version: Trial) -> bool:
    """Do the version's caps count any decision that the user may not see?"""
    order = version.order
    scope = caps.scope(version.rules.versions, order, order.points, Question(date.max, ""))
    if scope is None:
        return False
    ever = replace(scope, since=date.min)
    return earlier.hidden_from(user, earlier.counted(row.board, ever)).exists()


def _without_texts(rows: DecisionQuerySet) -> DecisionQuerySet:
    """The decisions without their texts and stored verdict, which are most of them."""
    return rows.select_related("case", "order", "signed_by").only(
        *("title", "point", "decided_on", "decided_as", "facts", "question", "reporting", "appeal_route"),
        *("case__dnr", "order__version", "signed_by__name"),
    )


def _names(row: DelegationOrder) -> dict[str, str]:
    """User name → name, of those who hold or have held a position at the board."""
    people = User.objects.filter(appointments__position__board=row.board)
    return dict(people.values_list("username", "name"))
