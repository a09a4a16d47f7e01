"""Caps: sums over earlier decisions, this one included, that a point must stay at or under. Pure values only.

What is known alone may break a cap; then it is broken whatever else is unknown. Otherwise anything unknown
that the cap counts leaves it unknown: it never passes on a guess.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from delegation import conditions, exact
from delegation.exact import Number
from delegation.terms import Answer, Cap, Check, Key, Ledger, Order, Parameter, Point, Question, Span
from delegation.versions import CountedCap, Versions

_PERIODS = {
    "calendar_year": "under kalenderåret",
    "rolling_12_months": "under tolv månader",
    "none": "totalt",
}
_IS_LIKE, _HAS_DECISIONS = " räknas för sig men liknar ”", "”, som det finns beslut om."


@dataclass(slots=True)
class _Series:
    """The counted decisions with one key, oldest first: the sum up to each, and what is unknown in them."""

    days: list[date] = field(default_factory=list)
    sums: list[Number] = field(default_factory=lambda: [0])  # sums[n]: the first n
    unknown_days: list[date] = field(default_factory=list)
    unknown: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, day: date, amount: Number | None, missing: tuple[str, ...]) -> None:
        if missing:
            self.unknown_days.append(day)
            self.unknown.append(missing)
        elif amount is not None:
            self.days.append(day)
            self.sums.append(exact.plus(self.sums[-1], amount))

    def between(self, first: date, last: date) -> tuple[Number, tuple[str, ...]]:
        """The sum of what is known from `first` to `last`, both included, and what is missing there."""
        low, high = bisect_left(self.days, first), bisect_right(self.days, last)
        start, end = bisect_left(self.unknown_days, first), bisect_right(self.unknown_days, last)
        missing = tuple(name for names in self.unknown[start:end] for name in names)
        return exact.minus(self.sums[high], self.sums[low]), missing


@dataclass(frozen=True, slots=True)
class Scope:
    """Which earlier decisions the caps of a matter count, for whoever fetches them."""

    numbers: frozenset[tuple[str, str]]  # version and point number
    since: date
    until: date  # the day of the matter
    amounts: frozenset[str]  # the facts that are summed
    keys: frozenset[str]  # the text facts that they are summed by


def scope(
    versions: Versions, order: Order | None, points: Sequence[Point], question: Question
) -> Scope | None:
    """What to fetch to judge the question under the points; None when no cap counts anything."""
    counted = [cap for point in points for cap in versions.caps[order.version, point.number]] if order else []
    if not counted:
        return None
    numbers = {
        (version.version, point.number)
        for version, _ in versions.rows
        for point in version.points
        if any(cap.counts(version.version, point.number) for cap in counted)
    }
    return Scope(
        numbers=frozenset(numbers),
        since=min(_window(cap.cap, question.decided_on)[0] for cap in counted),
        until=question.decided_on,
        amounts=frozenset(cap.cap.fact for cap in counted),
        keys=frozenset(cap.cap.per.fact for cap in counted if isinstance(cap.cap.per, Key)),
    )


@dataclass(frozen=True, slots=True)
class Sum:
    """What earlier decisions come to under a cap, with what would have to be known to be sure."""

    known: Number
    missing: tuple[str, ...] = ()


def evaluate(counted: CountedCap, versions: Versions, order: Order, question: Question) -> Check:
    """Does the sum, this decision included, stay at or under the cap? Exactly at the cap it does."""
    cap, fact = counted.cap, order.facts[counted.cap.fact]
    code, source = f"cap.{cap.fact}", order.adopted_in
    limit, words = limit_on(cap, order, question.decided_on), _in_words(cap, order, question)
    if limit is None:
        return Check(code, Answer.UNKNOWN, f"{words} kan inte prövas: beloppet saknas för dagen.", source)
    earlier = earlier_sum(counted, versions, order, question)
    own, lacks = conditions.known(question.facts.get(cap.fact), fact, f"facts.{cap.fact}")
    missing = tuple(name for name in (lacks, *earlier.missing) if name)
    total = exact.plus(earlier.known, own or 0)
    told = f"{conditions.in_words(total, fact)} av högst {conditions.in_words(limit, fact)}"
    if total > limit:
        return Check(code, Answer.FAIL, f"{words} överskrids: med det här beslutet blir det {told}.", source)
    if missing:
        reason = f"{words} kan inte prövas: det som är känt är {told}, men uppgifter saknas."
        return Check(code, Answer.UNKNOWN, reason, source, (), missing)
    return Check(code, Answer.PASS, f"{words} räcker till: med det här beslutet blir det {told}.", source)


def without_sum(reason: str) -> str:
    """A reason of `evaluate` without its figures, which stand after its last colon."""
    return reason.rpartition(": ")[0] + "."


def limit_on(cap: Cap, order: Order, day: date) -> Number | None:
    """The cap's amount on `day`; None when its dated amount has none in force yet."""
    if isinstance(cap.at_most, Parameter):
        return order.amount_on(cap.at_most, day)
    return cap.at_most


def earlier_sum(counted: CountedCap, versions: Versions, order: Order, question: Question) -> Sum:
    """What the cap counts before this decision. The same day counts; a later decision does not."""
    if question.prior is None:
        return Sum(0, ("prior",))
    first, last = _window(counted.cap, question.decided_on)
    series = _found(counted, versions, order, question.prior)
    if not isinstance(counted.cap.per, Key):
        return Sum(*series.get(None, _Series()).between(first, last))
    key = question.facts.get(counted.cap.per.fact)
    if key is None:
        # Whatever the answer will be, what is unknown in the decisions it may lead to stays unknown.
        rows = [name for row in series.values() for name in row.between(first, last)[1]]
        return Sum(0, (f"facts.{counted.cap.per.fact}", *rows))
    known, missing = series.get(key, _Series()).between(first, last)
    return Sum(known, missing + series.get(None, _Series()).between(first, last)[1])


def alike(counted: CountedCap, question: Question) -> tuple[str, ...]:
    """Notes on earlier answers that differ from this one only in case, spaces or marks."""
    if not isinstance(counted.cap.per, Key) or question.prior is None:
        return ()
    name = counted.cap.per.fact
    answer = question.facts.get(name)
    if not isinstance(answer, str):
        return ()
    others = {row.facts[name] for row in question.prior.rows if isinstance(row.facts.get(name), str)}
    near = sorted(other for other in others if other != answer and _bare(other) == _bare(answer))
    return tuple(f"”{answer}”{_IS_LIKE}{other}{_HAS_DECISIONS}" for other in near)


def another(note: str) -> str | None:
    """The earlier answer that a note of `alike` names; None when it is another note."""
    _, is_like, rest = note.rpartition(_IS_LIKE)
    return rest.removesuffix(_HAS_DECISIONS) if is_like else None


def _bare(text: str) -> str:
    """The letters and digits alone, without case and accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text).casefold() if sign.isalnum())


def _window(cap: Cap, day: date) -> tuple[date, date]:
    """The first and last day that the cap counts, this decision's day included."""
    if isinstance(cap.per, Span):
        return cap.per.starts, min(cap.per.ends, day)
    if cap.per == "calendar_year":
        return date(day.year, 1, 1), day
    if cap.per == "rolling_12_months":
        return _year_begins(day), day
    return date.min, day


def _year_begins(day: date) -> date:
    """The day after the same day one year before; 28 February counts as that for 29 February."""
    if day.year == date.min.year:
        return date.min
    leap_day = (day.month, day.day) == (2, 29)
    before = date(day.year - 1, 2, 28) if leap_day else day.replace(year=day.year - 1)
    return before + timedelta(days=1)


def _found(
    counted: CountedCap, versions: Versions, order: Order, ledger: Ledger
) -> dict[str | None, _Series]:
    """Key → the decisions the cap counts. Under None: all of them, or those whose key is not known."""
    if counted not in ledger.found:
        ledger.found[counted] = _counted_rows(counted, versions, order, ledger)
    found: dict[str | None, _Series] = ledger.found[counted]
    return found


def _counted_rows(
    counted: CountedCap, versions: Versions, order: Order, ledger: Ledger
) -> dict[str | None, _Series]:
    cap, fact = counted.cap, order.facts[counted.cap.fact]
    key_fact = cap.per.fact if isinstance(cap.per, Key) else None
    series: dict[str | None, _Series] = {}
    by_day = sorted(enumerate(ledger.rows), key=lambda pair: pair[1].decided_on)
    for index, row in by_day:
        version = row.version or versions.version_on(row.decided_on) or order.version
        if row.point is None or not counted.counts(version, row.point):
            continue
        key = row.facts.get(key_fact) if key_fact else None
        path = f"prior[{index}].facts"
        amount, lacks = conditions.known(row.facts.get(cap.fact), fact, f"{path}.{cap.fact}")
        missing = (lacks,) if lacks else ()
        if key_fact and key is None:
            missing = (f"{path}.{key_fact}", *missing)
        series.setdefault(key, _Series()).add(row.decided_on, amount, missing)
    return series


def _in_words(cap: Cap, order: Order, question: Question) -> str:
    """The cap as the subject of a sentence."""
    name = f"Taket för ”{order.facts[cap.fact].question}”"
    if isinstance(cap.per, Span):
        return f"{name} från och med {cap.per.starts} till och med {cap.per.ends}"
    if isinstance(cap.per, Key):
        asked, key = order.facts[cap.per.fact].question, question.facts.get(cap.per.fact)
        return f"{name} för ”{asked}” {f'”{key}”' if key else '(inte besvarad)'}"
    return f"{name} {_PERIODS[cap.per]}"
