"""Small orders and questions with every feature of the formats, such that all three outcomes are common.

Most questions are whole and plain; one or a few things in each are unknown or speak against.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from delegation import statutes
from delegation.engine import Rules, rules_of
from delegation.terms import (
    Absence,
    Appointment,
    Cap,
    Condition,
    Consult,
    Consulted,
    Delegate,
    Fact,
    Key,
    Leaf,
    Ledger,
    Money,
    Order,
    Parameter,
    Point,
    Position,
    Prior,
    Question,
    Span,
    Subdelegation,
    Tree,
)

POSITIONS = {
    row.key: row
    for row in (
        Position("director", "Direktör", head_of_administration=True),
        Position("manager", "Enhetschef", superior="director"),
        Position("deputy", "Biträdande direktör"),
        Position("chair", "Ordförande", elected=True),
        Position("vice", "Vice ordförande", elected=True),
        Position("committee", "Utskottet", body=True),
    )
}
HELD = [key for key, row in POSITIONS.items() if not row.body]
FACTS = {
    row.name: row
    for row in (
        Fact("amount", "money", "Belopp"),
        Fact("years", "integer", "Antal år"),
        Fact("share", "decimal", "Andel"),
        Fact("budget", "boolean", "Ryms det i budget?"),
        Fact("place", "choice", "Plats", choices=("norr", "syd", "öst")),
        Fact("party", "text", "Motpart"),
        Fact("starts", "date", "Första dag"),
    )
}
PERSONS, UNITS, TYPES = ("p1", "p2"), ("A", "B"), ("grant", "agreement")
DAYS = st.sampled_from([date(2023, 6, 15), date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 15)])
TODAY = st.sampled_from([date(2024, 6, 15)] * 9 + [date(2023, 12, 31), date(2024, 2, 29), date(2019, 1, 1)])
ALL_LAWS = (
    *(f"kl_6_38_{number}" for number in range(1, 6)),
    *("conflict_of_interest", "reserved_by_board", "urgent"),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "money": st.sampled_from([0, 50, 100, Decimal("100.50"), 500]),
    "decimal": st.sampled_from([-1, 0, Decimal("0.5"), 100]),
    "integer": st.sampled_from([-1, 0, 1, 2, 3]),
    "boolean": st.booleans(),
    "choice": st.sampled_from(["norr", "syd", "öst"]),
    "text": st.sampled_from(["X", "Y", "Z"]),
    "date": st.dates(date(2024, 1, 1), date(2024, 1, 4)),
}
FOREIGN = st.builds(
    Money,
    st.sampled_from([Decimal(1), Decimal(10)]),
    st.just("EUR"),
    st.sampled_from([None, Decimal("11.5")]),
)
DATED = st.builds(Parameter, st.just("base"), st.sampled_from([Decimal("0.5"), Decimal(2)]))
EQUAL, ORDERED = ("is", "is_not", "in", "not_in"), ("at_most", "below", "at_least", "above")
RARELY, OFTEN = st.integers(0, 5).map(lambda n: n == 0), st.integers(0, 5).map(lambda n: n > 0)


def tests_of(fact: Fact) -> tuple[str, ...]:
    if fact.type == "boolean":
        return EQUAL[:2]
    return EQUAL if fact.type in ("choice", "text") else EQUAL + ORDERED


@st.composite
def leaves(draw: st.DrawFn) -> Leaf:
    fact = draw(st.sampled_from(list(FACTS.values())))
    test, value = draw(st.sampled_from(tests_of(fact))), VALUES[fact.type]
    if test in ("in", "not_in"):
        return Leaf(fact.name, test, tuple(draw(st.lists(value, min_size=1, max_size=3))))
    if test in ORDERED and fact.type not in ("date", "integer"):
        value |= DATED
    return Leaf(fact.name, test, draw(value))


def trees(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Tree]:
    some = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return parts.map(lambda part: Tree("not", (part,))) | st.builds(
        Tree, st.sampled_from(["all", "any"]), some
    )


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(leaves(), trees, max_leaves=4)
PERHAPS = st.one_of(st.none(), st.none(), st.none(), CONDITIONS)
PER = st.sampled_from(
    ["calendar_year", "rolling_12_months", "none", Key("party"), Span(date(2024, 1, 1), date(2024, 3, 1))]
)


def _few(rows: st.SearchStrategy[Any], least: int = 0, most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(rows, min_size=least, max_size=most).map(tuple)


def _caps(number: str) -> st.SearchStrategy[tuple[Cap, ...]]:
    cap = st.builds(
        Cap, st.just("amount"), VALUES["money"] | DATED, PER, st.sampled_from([(number,), ("1", "2")])
    )
    return st.one_of(st.just(()), st.just(()), _few(cap))


def points(number: str) -> st.SearchStrategy[Point]:
    return st.builds(
        Point,
        number=st.just(number),
        title=st.just("En punkt"),
        decision_types=st.sampled_from([("grant",)] * 4 + [("grant", "agreement"), ("agreement",)]),
        delegates=st.lists(
            st.builds(Delegate, st.sampled_from(["director"] * 6 + [*POSITIONS]), PERHAPS),
            min_size=1,
            max_size=2,
            unique_by=lambda row: row.position,
        ).map(tuple),
        reporting=st.sampled_from(["to_board", "minuted"]),
        appeal_route=st.just("legality_review"),
        substitutes=st.lists(st.sampled_from(HELD), max_size=2, unique=True).map(tuple),
        when=PERHAPS,
        caps=_caps(number),
        consult=st.one_of(
            st.just(()), st.just(()), _few(st.builds(Consult, st.sampled_from(HELD), PERHAPS), most=1)
        ),
        may_be_subdelegated=st.booleans(),
        four_eyes=OFTEN,
        own_unit=RARELY,
        ranked=st.booleans(),
        superiors=st.sampled_from(["never", "never", "when_absent", "always"]),
        valid_from=st.sampled_from([None, None, None, date(2024, 3, 1)]),
        formerly=st.sampled_from([(), (), ("2023:1/1",), ("2023:1/2",)]),
    )


@st.composite
def orders(draw: st.DrawFn, version: str = "2024:1", begins: date = date(2024, 1, 1)) -> Order:
    numbers = ["1", "2", "3"][: draw(st.integers(1, 3))]
    return Order(
        board="EX",
        title="En ordning",
        version=version,
        adopted_on=begins,
        adopted_in=f"EX § 1/{begins.year}",
        valid_from=begins,
        valid_to=None,
        positions=POSITIONS,
        facts=FACTS,
        points=tuple(draw(points(number)) for number in numbers),
        urgent_decisions=draw(st.sampled_from([(), ("chair",), ("chair", "vice")])),
        urgent_ranked=draw(st.booleans()),
        decision_types=dict.fromkeys(TYPES, "En typ"),
        includes=draw(st.sampled_from([(), (), ("correction",)])),
        parameters={"base": ((date(2024, 1, 1), 100),)},
    )


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    """One version, or one and what it came after."""
    found = [draw(orders())]
    if draw(st.booleans()):
        found.append(draw(orders("2023:1", date(2023, 1, 1))))
    return rules_of(found, statutes.load())


def _priors() -> st.SearchStrategy[Prior]:
    amounts = VALUES["money"] | FOREIGN
    facts = st.fixed_dictionaries({}, optional={"amount": amounts, "party": VALUES["text"]})
    return st.builds(
        Prior,
        st.sampled_from(["1", "1", "2", None]),
        DAYS,
        st.one_of(st.fixed_dictionaries({"amount": amounts, "party": VALUES["text"]}), facts),
        st.sampled_from([None, None, "2023:1"]),
    )


def _subdelegations() -> st.SearchStrategy[Subdelegation]:
    return st.builds(
        Subdelegation,
        point=st.sampled_from(["1", "1", "2"]),
        from_position=st.sampled_from(["director", "director", "manager"]),
        to_position=st.sampled_from(["manager", "deputy", "vice"]),
        starts=st.sampled_from([date(2024, 1, 1), date(2023, 2, 1)]),
        ends=st.sampled_from([None, None, date(2024, 5, 1)]),
        version=st.sampled_from([None, None, "2023:1"]),
        reporting=st.sampled_from([None, "to_board", "to_head"]),
    )


def _appointments() -> st.SearchStrategy[Appointment]:
    return st.builds(
        Appointment,
        person=st.sampled_from(PERSONS),
        position=st.sampled_from([*HELD, *HELD, "committee", "unheard_of"]),
        kind=st.sampled_from(["ordinary", "acting", "stand_in"]),
        starts=st.sampled_from([date(2018, 1, 1)] * 4 + [date(2024, 5, 1)]),
        ends=st.sampled_from([None] * 4 + [date(2024, 6, 1)]),
        unit=st.sampled_from([None, *UNITS]),
    )


_THE_DIRECTOR = (Appointment("p1", "director", "ordinary", date(2018, 1, 1), unit="A"),)

# What each input may be answered with; FACT_VALUES and ALL_LAWS answer the rest.
INPUTS: dict[str, st.SearchStrategy[Any]] = {
    "decider": st.sampled_from([*PERSONS, "p1"]),
    "drafted_by": st.sampled_from(["officer"] * 9 + [*PERSONS]),
    "unit": st.sampled_from(UNITS),
    "appointments": st.tuples(st.sampled_from([(), _THE_DIRECTOR]), _few(_appointments(), 1, 4)).map(
        lambda parts: parts[0] + parts[1]
    ),
    "absences": _few(
        st.builds(Absence, st.sampled_from(PERSONS), st.just(date(2023, 1, 1)), st.none()), most=2
    ),
    "subdelegations": _few(_subdelegations(), most=3),
    "consulted": _few(
        st.builds(Consulted, st.sampled_from(HELD), st.sampled_from([date(2019, 1, 1), date(2024, 12, 1)])),
        most=3,
    ),
    "prior": _few(_priors(), most=3).map(Ledger),
}
FACT_VALUES = {
    name: VALUES[fact.type] | FOREIGN if fact.type == "money" else VALUES[fact.type]
    for name, fact in FACTS.items()
}
OPEN = (*INPUTS, *(f"facts.{name}" for name in FACTS), *(f"attested.{name}" for name in ALL_LAWS))


@st.composite
def questions(draw: st.DrawFn, named: bool | None = None) -> Question:
    """A few inputs left out in every second; `named` says whether a point is (None: either)."""
    left_out = draw(st.sets(st.sampled_from(OPEN), max_size=3)) if draw(st.booleans()) else set()
    yes = draw(st.sampled_from([None] * 20 + [*ALL_LAWS, "urgent", "urgent"]))
    chosen = draw(st.booleans()) if named is None else named
    return Question(
        decided_on=draw(TODAY),
        decision_type=draw(st.sampled_from(["grant"] * 12 + ["agreement", "correction", "other"])),
        point=draw(st.sampled_from(["1"] * 9 + ["2", "2", "9"])) if chosen else None,
        facts={name: draw(values) for name, values in FACT_VALUES.items() if f"facts.{name}" not in left_out},
        attested={name: name == yes for name in ALL_LAWS if f"attested.{name}" not in left_out},
        **{name: draw(answer) for name, answer in INPUTS.items() if name not in left_out},
    )


def about_the_matter(named: bool | None = None) -> st.SearchStrategy[Question]:
    """Questions where the law and the decider put nothing in the way; the point may, and the facts."""
    return questions(named).map(
        lambda question: replace(
            question,
            decided_on=date(2024, 6, 15),
            decision_type="grant",
            decider="p1",
            drafted_by="officer",
            attested=dict.fromkeys(ALL_LAWS, False),
            appointments=(*_THE_DIRECTOR, *(question.appointments or ())),
        )
    )
