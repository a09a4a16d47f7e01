"""An order's points in plain Swedish: who decides what, under which conditions, and what happens then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from delegation.conditions import conditions_of, in_plain_swedish, in_words, leaves, number_in_words, subject
from delegation.terms import (
    Cap,
    Condition,
    Consult,
    Delegate,
    Fact,
    Key,
    Leaf,
    Order,
    Parameter,
    Per,
    Point,
    Span,
    Tree,
)
from delegation.texts import one_line
from delegation.words import in_sentence, listed

REPORTING = {
    "to_board": "Anmäls till nämnden",
    "to_head": "Anmäls till den chef som har vidaredelegerat",
    "minuted": "Protokollförs särskilt, anmäls inte",
    "none": "Anmäls inte",
}
APPEAL = {
    "legality_review": "Laglighetsprövning, 13 kap. kommunallagen",
    "administrative_appeal": "Förvaltningsbesvär",
    "procurement_review": "Överprövning enligt lagen om offentlig upphandling",
    "none": "Kan inte överklagas",
}
_PER = {
    "calendar_year": "per kalenderår",
    "rolling_12_months": "under tolv månader",
    "none": "sammanlagt",
}
_SUPERIORS = {"always": "också när delegaten är i tjänst", "when_absent": "när alla delegater är frånvarande"}
# How a test reads after "om": what is so, and not what must be.
_IS = {
    "is": "är {}",
    "is_not": "är något annat än {}",
    "in": "är {}",
    "not_in": "är något annat än {}",
    "at_most": "är högst {}",
    "below": "är under {}",
    "at_least": "är minst {}",
    "above": "är över {}",
}
_IS_DAY = _IS | {
    "at_most": "är senast {}",
    "below": "är före {}",
    "at_least": "är tidigast {}",
    "above": "är efter {}",
}


@dataclass(frozen=True, slots=True)
class PlainPoint:
    """One point as a reader of the order meets it."""

    number: str
    title: str
    types: str
    delegates: str
    substitutes: str
    superiors: str
    conditions: tuple[str, ...]
    caps: tuple[str, ...]
    demands: tuple[str, ...]  # own days, consultation, own unit, four eyes, subdelegation
    amounts: tuple[str, ...]  # what its dated amounts come to on the day
    reporting: str
    appeal: str
    legal_basis: str
    remark: str

    def matches(self, words: Sequence[str]) -> bool:
        """Does the point say all the words, which are casefolded?"""
        told = [getattr(self, field.name) for field in fields(self)]
        text = " ".join(value if isinstance(value, str) else " ".join(value) for value in told)
        found = one_line(text).casefold()
        return all(word in found for word in words)


Chapters = list[tuple[str, list[PlainPoint]]]


def chapters(order: Order, day: date | None = None) -> Chapters:
    """The points under their chapters' headings, in the order's own order; dated amounts as on `day`."""
    groups: dict[str, list[PlainPoint]] = {}
    for point in order.points:
        groups.setdefault(order.heading(point), []).append(plain(order, point, day))
    return list(groups.items())


def matching(told: Chapters, search: str) -> Chapters:
    """The points that say every word of the search, their chapter's heading included."""
    words = one_line(search).casefold().split()
    kept = []
    for heading, points in told:
        left = [word for word in words if word not in heading.casefold()]
        if found := [point for point in points if point.matches(left)]:
            kept.append((heading, found))
    return kept


def plain(order: Order, point: Point, day: date | None = None) -> PlainPoint:
    return PlainPoint(
        number=point.number,
        title=point.title,
        types=", ".join(order.decision_types.get(kind, kind) for kind in point.decision_types),
        delegates=" eller ".join(with_condition(order, row) for row in point.delegates),
        substitutes=(", därefter " if point.ranked else " eller ").join(
            order.positions[key].title for key in point.substitutes
        ),
        superiors=_superiors(order, point),
        conditions=_conditions(order, point.when),
        caps=tuple(cap_in_words(order, cap) for cap in point.caps),
        demands=tuple(_demands(order, point)),
        amounts=_amounts(order, point, day) if day else (),
        reporting=REPORTING[point.reporting],
        appeal=APPEAL[point.appeal_route],
        legal_basis=", ".join(point.legal_basis),
        remark=point.remark,
    )


def of_all_points(order: Order) -> tuple[str, ...]:
    """What holds for every point: the board's own words, then what the order says in other ways."""
    found = list(order.general_provisions)
    if order.includes:
        kinds = [in_sentence(order.decision_types.get(kind, kind)) for kind in order.includes]
        found.append(f"I de ärenden som en punkt gäller omfattar den också {listed(kinds)}.")
    if order.urgent_decisions:
        between = ", därefter " if order.urgent_ranked else " eller "
        names = between.join(map(order.position_title, order.urgent_decisions))
        found.append(
            f"I ärenden som är så brådskande att nämndens avgörande inte kan avvaktas får {names} besluta "
            "(6 kap. 39 § kommunallagen)."
        )
    return tuple(found)


def dated_amounts(order: Order) -> list[tuple[str, date, str]]:
    """The amounts that change by day: name, first day, and the amount as the points that use it write it."""
    facts: dict[str, Fact] = {}
    for point in order.points:
        for parameter, fact in _parameters(point):
            facts.setdefault(parameter.name, order.facts[fact])
    return [
        (name, starts, in_words(value, facts[name]) if name in facts else number_in_words(value))
        for name, values in order.parameters.items()
        for starts, value in values
    ]


def _superiors(order: Order, point: Point) -> str:
    keys = [order.positions[row.position].superior for row in point.delegates]
    names = [order.positions[key].title for key in dict.fromkeys(keys) if key]
    if point.superiors == "never" or not names:
        return ""
    return f"{' eller '.join(names)}, {_SUPERIORS[point.superiors]}"


def _conditions(order: Order, when: Condition | None) -> tuple[str, ...]:
    """One sentence for each condition that must hold, with the order's own reason for it."""
    if when is None:
        return ()
    parts = when.parts if isinstance(when, Tree) and when.operator == "all" else (when,)
    return tuple(_with_reason(part, f"{in_plain_swedish(part, order)}.") for part in parts)


def _with_reason(part: Condition, text: str) -> str:
    reason = part.because.rstrip(".") if isinstance(part, Leaf) else ""
    return f"{text} {reason}." if reason else text


def with_condition(order: Order, row: Delegate | Consult) -> str:
    """A position, and when only in some cases: Ekonomichef (om ”Belopp” är över 200 000 kr)."""
    title = order.positions[row.position].title
    return f"{title} (om {_case(row.when, order)})" if row.when else title


def _case(condition: Condition, order: Order) -> str:
    """The condition after "om": ”Belopp” är över 200 000 kr."""
    if isinstance(condition, Leaf):
        fact = order.facts[condition.fact]
        words = (_IS_DAY if fact.type == "date" else _IS)[condition.test]
        return f"{subject(fact)} {words.format(_limit(condition.value, fact))}"
    parts = [_grouped(part, order) for part in condition.parts]
    if condition.operator == "not":
        return f"det inte är så att {parts[0]}"
    return (" och " if condition.operator == "all" else " eller ").join(parts)


def _grouped(part: Condition, order: Order) -> str:
    is_group = isinstance(part, Tree) and part.operator != "not"
    return f"({_case(part, order)})" if is_group else _case(part, order)


def _limit(value: Any, fact: Fact) -> str:
    if isinstance(value, Parameter):
        return _times(value)
    return " eller ".join(in_words(item, fact) for item in (value if isinstance(value, tuple) else (value,)))


def _times(parameter: Parameter) -> str:
    return f"{number_in_words(parameter.times)} × {parameter.name}"


def _demands(order: Order, point: Point) -> list[str]:
    found = []
    if days := _days(point):
        found.append(f"Punkten gäller {days}.")
    if point.consult:
        names = [in_sentence(with_condition(order, row)) for row in point.consult]
        found.append(f"Samråd med {listed(names)}.")
    if point.own_unit:
        found.append("Gäller inom den egna enheten.")
    if point.may_be_subdelegated:
        found.append("Får vidaredelegeras av förvaltningschefen.")
    if not point.four_eyes:
        found.append("Den som har skrivit utkastet får själv besluta.")
    if point.formerly:
        found.append(f"Tidigare {listed([_former(name) for name in point.formerly])}.")
    return found


def _days(point: Point) -> str:
    days = ((point.valid_from, "från och med"), (point.valid_to, "till och med"))
    return " ".join(f"{words} {day.isoformat()}" for day, words in days if day)


def _former(name: str) -> str:
    """2020:1/1.4 → punkt 1.4 i version 2020:1."""
    version, _, number = name.rpartition("/")
    return f"punkt {number} i version {version}"


def cap_in_words(order: Order, cap: Cap) -> str:
    fact = order.facts[cap.fact]
    points = f"punkt{'erna' if len(cap.points) > 1 else ''} {listed(cap.points)}"
    limit, per = _limit(cap.at_most, fact), _per(order, cap.per)
    return f"”{fact.question}” högst {limit} {per}, räknat på {points}."


def _per(order: Order, per: Per) -> str:
    if isinstance(per, Key):
        return f"för samma svar på ”{order.facts[per.fact].question}”"
    if isinstance(per, Span):
        return f"från och med {per.starts} till och med {per.ends}"
    return _PER[per]


def _amounts(order: Order, point: Point, day: date) -> tuple[str, ...]:
    """What each dated amount that the point names comes to on the day."""
    named = dict.fromkeys(_parameters(point))
    return tuple(_amount(order, parameter, fact, day) for parameter, fact in named)


def _amount(order: Order, parameter: Parameter, fact: str, day: date) -> str:
    amount = order.amount_on(parameter, day)
    told = "är inte angivet för dagen" if amount is None else f"är {in_words(amount, order.facts[fact])}"
    return f"{_times(parameter)} {told} ({day.isoformat()})."


def _parameters(point: Point) -> Iterable[tuple[Parameter, str]]:
    tests = [leaf for condition in conditions_of(point) for leaf in leaves(condition)]
    for fact, limit in [(leaf.fact, leaf.value) for leaf in tests] + [
        (cap.fact, cap.at_most) for cap in point.caps
    ]:
        if isinstance(limit, Parameter):
            yield limit, fact
