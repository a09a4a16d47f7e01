"""How much of each cap is used on a day, and how much has been decided under each point.

The sums are the engine's own, over all that has been decided, and told to who sees all that they count. What
they are counted per (a project, a child) is named only where the order calls it a project or a counterparty:
the decisions on one child are nobody's statistics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q

from accounts.models import User
from decisions import earlier
from decisions.discreet import WITHHELD
from decisions.models import Decision
from decisions.querysets import DecisionQuerySet
from delegation import caps, exact, questions
from delegation.caps import Scope, Sum
from delegation.conditions import in_words
from delegation.exact import Number
from delegation.formats import FormatError
from delegation.models import Board, DelegationOrder
from delegation.terms import Cap, Key, Ledger, Order, Point, Question, Span
from delegation.versions import CountedCap, Versions

_NAMED = ("project", "counterparty")
_FULLEST = 3
_NEAR = 80  # per cent
_WHEN = {
    "calendar_year": "i år",
    "rolling_12_months": "de senaste tolv månaderna",
    "none": "sammanlagt",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """What is used of a limit: in words, and in whole per cent, at most 100."""

    told: str
    percent: int
    key: str = ""  # the project or the counterparty


@dataclass(frozen=True, slots=True)
class Usage:
    """One cap. `note` stands for, or beside, what no bar can show."""

    bars: tuple[Bar, ...] = ()
    note: str = ""


# A version may ask otherwise than an earlier one did, so that old answers are no numbers any more.
_UNFIT = Usage(note="Kan inte räknas: svar i tidigare beslut passar inte den här versionens frågor.")


@dataclass(frozen=True, slots=True)
class Decided:
    """How many decisions under a point the user may see."""

    this_year: int
    in_all: int


def decided(user: User, row: DelegationOrder, day: date) -> dict[str, Decided]:
    """By point number, under this version."""
    rows = Decision.objects.visible_to(user).decided_under(Q(order=row), date.min, date.max)
    counted = rows.values("point").annotate(
        in_all=Count("pk"), this_year=Count("pk", filter=Q(decided_on__year=day.year))
    )
    return {found["point"]: Decided(found["this_year"], found["in_all"]) for found in counted}


def of_points(
    user: User, board: Board, versions: Versions, order: Order, points: Sequence[Point], day: date
) -> dict[str, tuple[Usage, ...]]:
    """By point number, a usage for each of its caps in their order. Asks the database once for all points."""
    question = Question(day, "")
    scope = caps.scope(versions, order, points, question)
    if scope is None:
        return {}
    rows = earlier.counting(board, scope)
    try:
        made = replace(question, prior=_ledger(rows, versions, scope, day))
        hidden = replace(question, prior=_ledger(earlier.hidden_from(user, rows), versions, scope, day))
    except FormatError:
        return {point.number: (_UNFIT,) * len(point.caps) for point in points}
    return {
        point.number: tuple(
            Usage(note=WITHHELD)
            if _counts_any(counted, versions, order, hidden)
            else _usage(counted, versions, order, made)
            for counted in versions.caps[order.version, point.number]
        )
        for point in points
    }


def _ledger(rows: DecisionQuerySet, versions: Versions, scope: Scope, day: date) -> Ledger:
    """The decisions as the engine reads what a cap counts."""
    orders = [order for order, _ in versions.rows]
    return questions.ledger(earlier.as_prior(rows, scope), orders, day)


def _counts_any(counted: CountedCap, versions: Versions, order: Order, question: Question) -> bool:
    """Does the cap count something of the question's earlier decisions?"""
    if isinstance(counted.cap.per, Key):
        return bool(_by_key(counted, counted.cap.per.fact, versions, order, question))
    return caps.earlier_sum(counted, versions, order, question) != Sum(0)


def _usage(counted: CountedCap, versions: Versions, order: Order, question: Question) -> Usage:
    cap, limit = counted.cap, caps.limit_on(counted.cap, order, question.decided_on)
    if limit is None:
        return Usage(note="Kan inte räknas: beloppet är inte angivet för dagen.")
    if isinstance(cap.per, Key):
        return _keyed(
            cap, cap.per.fact, order, limit, _by_key(counted, cap.per.fact, versions, order, question)
        )
    return Usage((_bar(cap, order, limit, caps.earlier_sum(counted, versions, order, question)),))


def _by_key(
    counted: CountedCap, fact: str, versions: Versions, order: Order, question: Question
) -> dict[str, Sum]:
    """What is used by each key that has used anything, the fullest first."""
    assert question.prior is not None
    keys = {row.facts[fact] for row in question.prior.rows if row.facts.get(fact) is not None}
    found = {}
    for key in keys:
        used = caps.earlier_sum(counted, versions, order, replace(question, facts={fact: key}))
        if used.known or used.missing:
            found[key] = used
    return dict(sorted(found.items(), key=lambda row: (-row[1].known, row[0])))


def _keyed(cap: Cap, fact: str, order: Order, limit: Number, sums: dict[str, Sum]) -> Usage:
    if not sums:
        return Usage(note="Inget är använt än.")
    near = sum(_percent(used.known, limit) >= _NEAR for used in sums.values())
    note = (
        f"Antal olika svar på ”{order.facts[fact].question}”: {len(sums)}. "
        f"Har nått {_NEAR} procent av taket: {near}."
    )
    shown = list(sums.items())[:_FULLEST] if fact in _NAMED else []
    return Usage(tuple(_bar(cap, order, limit, used, key) for key, used in shown), note)


def _bar(cap: Cap, order: Order, limit: Number, used: Sum, key: str = "") -> Bar:
    fact = order.facts[cap.fact]
    told = f"{in_words(used.known, fact)} av {in_words(limit, fact)}"
    if used.missing:
        told = f"minst {told} (i tidigare beslut saknas uppgifter)"
    return Bar(f"{told} {_when(cap)}".rstrip(), _percent(used.known, limit), key)


def _when(cap: Cap) -> str:
    if isinstance(cap.per, Span):
        return f"från och med {cap.per.starts} till och med {cap.per.ends}"
    return "" if isinstance(cap.per, Key) else _WHEN[cap.per]


def _percent(used: Number, limit: Number) -> int:
    """Whole per cent, at most 100; of a limit of nothing everything is used."""
    if used >= limit:
        return 100
    return max(0, int(exact.times(used, 100) // limit))
