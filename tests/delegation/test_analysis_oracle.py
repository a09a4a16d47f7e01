"""The analysis against z3, which knows nothing of cells: they must agree on every order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.analysis import limits
from delegation.analysis.regions import Box, Space
from delegation.cells import Cell
from delegation.terms import (
    Cap,
    Condition,
    Delegate,
    Fact,
    Leaf,
    Order,
    Parameter,
    Point,
    Position,
    Tree,
)

FACTS = {
    fact.name: fact
    for fact in (
        Fact("amount", "money", "Belopp"),
        Fact("share", "decimal", "Andel"),
        Fact("years", "integer", "Antal år"),
        Fact("budget", "boolean", "Ryms det i budget?"),
        Fact("place", "choice", "Plats", choices=("norr", "syd", "öst")),
        Fact("party", "text", "Motpart"),
        Fact("starts", "date", "Första dag"),
    )
}
CODES = {text: code for code, text in enumerate(["norr", "syd", "öst", "A", "B", "C"])}
DAYS = (date(2020, 1, 1), date(2022, 1, 1))
BASE = ((DAYS[0], 100), (DAYS[1], Decimal("250.5")))
TYPES = ("grant", "agreement")


# --- random orders -------------------------------------------------------------------------------------

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "money": st.sampled_from([0, 50, 100, Decimal("100.5"), 500]),
    "decimal": st.sampled_from([-1, 0, Decimal("0.5"), 200]),
    "integer": st.sampled_from([-1, 0, 1, 2, 3, 100]),
    "boolean": st.booleans(),
    "choice": st.sampled_from(["norr", "syd", "öst"]),
    "text": st.sampled_from(["A", "B", "C"]),
    "date": st.dates(date(2020, 1, 1), date(2020, 1, 4)),
}
DATED = st.builds(Parameter, st.just("base"), st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(2)]))
EQUAL, ORDERED = ("is", "is_not", "in", "not_in"), ("at_most", "below", "at_least", "above")


@st.composite
def a_leaf(draw: st.DrawFn) -> Leaf:
    fact = draw(st.sampled_from(list(FACTS.values())))
    tests = (
        EQUAL[:2] if fact.type == "boolean" else EQUAL if fact.type in ("choice", "text") else EQUAL + ORDERED
    )
    test, value = draw(st.sampled_from(tests)), VALUES[fact.type]
    many = st.lists(value, min_size=1, max_size=3).map(tuple)
    if test in ORDERED and fact.type != "date":
        value |= DATED
    return Leaf(fact.name, test, draw(many if test in ("in", "not_in") else value))


def a_tree(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Tree]:
    some = st.lists(parts, min_size=1, max_size=3).map(tuple)
    one = parts.map(lambda part: Tree("not", (part,)))
    return one | st.builds(Tree, st.sampled_from(["all", "any"]), some)


CONDITIONS = st.recursive(a_leaf(), a_tree, max_leaves=5)


@st.composite
def a_point(draw: st.DrawFn, number: str) -> Point:
    whens = draw(st.lists(st.none() | CONDITIONS, min_size=1, max_size=2))
    caps = draw(
        st.lists(
            st.builds(Cap, st.just("amount"), VALUES["money"] | DATED, st.just("none"), st.just((number,))),
            max_size=1,
        )
    )
    return Point(
        number=number,
        title="En punkt",
        decision_types=tuple(draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=2, unique=True))),
        delegates=tuple(Delegate("head", when) for when in whens),
        reporting="to_board",
        appeal_route="legality_review",
        when=draw(st.none() | CONDITIONS),
        caps=tuple(caps),
        valid_from=draw(st.sampled_from([None, None, DAYS[1]])),
    )


@st.composite
def an_order(draw: st.DrawFn) -> Order:
    return Order(
        board="KUN",
        title="En ordning",
        version="2020:1",
        adopted_on=DAYS[0],
        adopted_in="KUN § 1/2020",
        valid_from=DAYS[0],
        valid_to=None,
        positions={"head": Position("head", "Chef")},
        facts=FACTS,
        points=tuple(draw(a_point(str(index + 1))) for index in range(draw(st.integers(1, 3)))),
        decision_types=dict.fromkeys(TYPES, "En typ"),
        parameters={"base": BASE},
    )


# --- the oracle ----------------------------------------------------------------------------------------


def variable(fact: Fact) -> Any:
    make = {"money": z3.Real, "decimal": z3.Real, "boolean": z3.Bool}.get(fact.type, z3.Int)
    return make(fact.name)


def constant(value: Any, day: date) -> Any:
    match value:
        case Parameter():
            amount = BASE[DAYS.index(day)][1]
            return z3.RealVal(str(Decimal(amount) * value.times))
        case bool():
            return z3.BoolVal(value)
        case date():
            return z3.IntVal(value.toordinal())
        case str():
            return z3.IntVal(CODES[value])
    return z3.RealVal(str(value))


def meaning(condition: Condition, day: date) -> Any:
    if isinstance(condition, Tree):
        parts = [meaning(part, day) for part in condition.parts]
        return {"all": z3.And, "any": z3.Or, "not": lambda rows: z3.Not(rows[0])}[condition.operator](parts)
    fact = variable(FACTS[condition.fact])
    if condition.test in ("in", "not_in"):
        among = z3.Or([fact == constant(value, day) for value in condition.value])
        return among if condition.test == "in" else z3.Not(among)
    wanted = constant(condition.value, day)
    match condition.test:
        case "is":
            return fact == wanted
        case "is_not":
            return fact != wanted
        case "at_most":
            return fact <= wanted
        case "below":
            return fact < wanted
        case "at_least":
            return fact >= wanted
    return fact > wanted


def may_use(point: Point, day: date) -> Any:
    own = z3.Or([meaning(row.when, day) if row.when else z3.BoolVal(True) for row in point.delegates])
    caps = [variable(FACTS[cap.fact]) <= constant(cap.at_most, day) for cap in point.caps]
    return z3.And([own, *caps, *([meaning(point.when, day)] if point.when else [])])


def possible(*formulas: Any) -> bool:
    """Do some answers satisfy all of them? Amounts are not negative, a choice is one of three."""
    solver = z3.Solver()
    solver.add(variable(FACTS["amount"]) >= 0)
    solver.add(variable(FACTS["place"]) >= 0, variable(FACTS["place"]) <= 2)
    solver.add(*formulas)
    answer = solver.check()
    assert answer != z3.unknown
    return bool(answer == z3.sat)


def in_box(space: Space, box: Box) -> Any:
    """The box as a formula, from the ends of its cells alone."""
    chosen = [
        z3.Or([in_cell(fact, cell, row) for bit, cell in enumerate(row) if bits >> bit & 1])
        for fact, row, bits in zip(space.facts, space.cells, box, strict=True)
    ]
    return z3.And(chosen)


def in_cell(fact: Fact, cell: Cell, row: tuple[Cell, ...]) -> Any:
    value = variable(fact)
    if cell.is_point:
        return value == constant(cell.low, DAYS[0])
    if fact.type == "text":
        return z3.And([value != constant(other.low, DAYS[0]) for other in row if other is not cell])
    ends = [value > constant(cell.low, DAYS[0])] if cell.low is not None else []
    return z3.And(ends + ([value < constant(cell.high, DAYS[0])] if cell.high is not None else []))


# --- they agree ----------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(an_order(), st.sampled_from(DAYS))
def test_overlaps_gaps_and_contradictions_are_those_that_z3_finds(order: Order, day: date) -> None:
    found = list(limits.on(order, day))

    points = [point for point in order.points if point.valid_from is None or point.valid_from <= day]
    usable = {point.number: may_use(point, day) for point in points}
    overlaps = {
        (first.number, second.number)
        for place, first in enumerate(points)
        for second in points[place + 1 :]
        if set(first.decision_types) & set(second.decision_types)
        and possible(usable[first.number], usable[second.number])
    }
    never = {number for number, formula in usable.items() if not possible(formula)}
    left = {
        kind
        for kind in TYPES
        if possible(z3.Not(z3.Or([usable[point.number] for point in points if kind in point.decision_types])))
    }
    assert {row.points for row in found if row.kind == "overlap"} == overlaps
    assert {row.points[0] for row in found if "kan aldrig användas" in row.text} == never
    assert {row.witness["decision_type"] for row in found if row.kind == "gap"} == left
    assert not [row for row in found if row.kind in ("undecided", "parameter")]


@settings(max_examples=150, deadline=None)
@given(CONDITIONS, an_order(), st.sampled_from(DAYS))
def test_the_boxes_of_a_condition_hold_exactly_the_facts_that_satisfy_it(
    condition: Condition, order: Order, day: date
) -> None:
    space = Space(order, day, [condition])
    boxes = space.cover(condition)

    covered = z3.Or([in_box(space, box) for box in boxes])
    assert not possible(covered != meaning(condition, day))
    for box in boxes:  # and none of them is superfluous
        rest = [in_box(space, other) for other in boxes if other != box]
        assert possible(in_box(space, box), z3.Not(z3.Or(rest)))
