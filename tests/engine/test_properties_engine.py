"""What must hold for any order and any question, tried on small worlds with every feature of the formats."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation import advice, conditions, engine, formats, verdicts
from delegation.cells import ORDERED
from delegation.engine import Rules
from delegation.terms import (
    Answer,
    Change,
    Consulted,
    Ledger,
    Money,
    Order,
    Outcome,
    Question,
    Verdict,
)
from tests.engine import small_worlds as worlds

RULES, QUESTIONS, NAMED = worlds.rules(), worlds.questions(), worlds.questions(named=True)
MATTERS, NAMED_MATTERS = worlds.about_the_matter(), worlds.about_the_matter(named=True)
WITHIN, OUTSIDE, UNDETERMINED = Outcome.WITHIN, Outcome.OUTSIDE, Outcome.UNDETERMINED
FIRST_AMOUNT = date(2024, 1, 1)  # before it nobody can answer what the small worlds' dated amount was
SCHEMA = jsonschema.Draft202012Validator(json.loads((formats.SCHEMAS / "verdict-1.json").read_text("utf-8")))
thorough = settings(max_examples=80, deadline=None)
quick = settings(max_examples=40, deadline=None)


# --- what is unknown -----------------------------------------------------------------------------------


def unknowns(question: Question) -> list[str]:
    """The inputs that nobody has answered, named as a verdict names what is missing."""
    names = [name for name in worlds.INPUTS if getattr(question, name) is None]
    names += [f"facts.{name}" for name in worlds.FACTS if name not in question.facts]
    names += [f"attested.{name}" for name in worlds.ALL_LAWS if name not in question.attested]
    names += [f"facts.{name}.rate" for name, value in question.facts.items() if lacks_rate(value)]
    for place, row in enumerate(question.prior.rows if question.prior else ()):
        names += [f"prior[{place}].facts.{name}" for name in ("amount", "party") if name not in row.facts]
        names += [f"prior[{place}].facts.amount.rate"] if lacks_rate(row.facts.get("amount")) else []
    return names


def lacks_rate(value: Any) -> bool:
    return isinstance(value, Money) and value.rate is None


@st.composite
def answered(draw: st.DrawFn, question: Question, name: str) -> Question:
    """The same question with one unknown input answered in any way."""
    if name.startswith("prior["):
        assert question.prior
        place, _, path = name.removeprefix("prior[").partition("].")
        rows = list(question.prior.rows)
        facts = draw(with_fact(rows[int(place)].facts, path))
        rows[int(place)] = replace(rows[int(place)], facts=facts)
        return replace(question, prior=Ledger(tuple(rows)))
    if name.startswith("facts."):
        return replace(question, facts=draw(with_fact(question.facts, name)))
    if name.startswith("attested."):
        said = draw(st.booleans())
        return replace(question, attested=question.attested | {name.removeprefix("attested."): said})
    if name.startswith("consulted."):
        entry = Consulted(name.removeprefix("consulted."), question.decided_on)
        return replace(question, consulted=(*(question.consulted or ()), entry))
    return replace(question, **{name: draw(worlds.INPUTS[name])})


@st.composite
def with_fact(draw: st.DrawFn, facts: dict[str, Any], path: str) -> dict[str, Any]:
    name = path.removeprefix("facts.").removesuffix(".rate")
    if path.endswith(".rate"):
        return facts | {name: replace(facts[name], rate=Decimal("11.5"))}
    return facts | {name: draw(worlds.FACT_VALUES[name])}


@thorough
@given(st.data(), RULES, QUESTIONS | MATTERS)
def test_an_answer_more_never_undoes_a_yes_nor_a_no_but_by_kl_6_39(
    data: st.DataObject, rules: Rules, question: Question
) -> None:
    open_ones = unknowns(question)
    if not open_ones:
        return
    name = data.draw(st.sampled_from(open_ones))
    before = engine.rule(rules, question).outcome

    after = engine.rule(rules, data.draw(answered(question, name))).outcome

    if before is WITHIN or (before is OUTSIDE and name != "attested.urgent"):
        assert after is before


@quick
@given(st.data(), RULES, NAMED_MATTERS | NAMED)
def test_answering_what_is_missing_ends_in_a_yes_or_a_no(
    data: st.DataObject, rules: Rules, question: Question
) -> None:
    verdict = engine.rule(rules, question)
    for _ in range(40):
        if verdict.outcome is not UNDETERMINED or question.decided_on < FIRST_AMOUNT:
            return
        assert verdict.missing
        question = data.draw(answered(question, verdict.missing[0]))
        verdict = engine.rule(rules, question)
    raise AssertionError(f"still open: {verdict.missing}")


@quick
@given(st.data(), RULES, NAMED_MATTERS | NAMED)
def test_an_answer_that_is_not_missing_decides_nothing(
    data: st.DataObject, rules: Rules, question: Question
) -> None:
    verdict = engine.rule(rules, question)
    others = [name for name in unknowns(question) if name not in verdict.missing and name != "consulted"]
    if verdict.outcome is not UNDETERMINED or not others:
        return

    after = engine.rule(rules, data.draw(answered(question, data.draw(st.sampled_from(others)))))

    assert after.outcome is UNDETERMINED


@thorough
@given(RULES, QUESTIONS)
def test_within_is_where_every_check_passes_and_what_is_missing_is_open(
    rules: Rules, question: Question
) -> None:
    verdict = engine.rule(rules, question)

    answers = [check.answer for check in verdict.checks]
    assert (verdict.outcome is WITHIN) is all(answer is Answer.PASS for answer in answers)
    assert (verdict.outcome is OUTSIDE) is (Answer.FAIL in answers)
    assert list(engine.CHECKS) == [check.code for check in verdict.checks]
    assert verdict.missing == () or verdict.outcome is UNDETERMINED
    assert len(set(verdict.missing)) == len(verdict.missing)
    heard = {f"consulted.{row.position}" for row in question.consulted or ()}
    consulted = {name for name in verdict.missing if name.startswith("consulted.")}
    assert set(verdict.missing) - consulted <= set(unknowns(question))
    assert not consulted & heard


# --- who may decide ------------------------------------------------------------------------------------


@thorough
@given(RULES, QUESTIONS)
def test_who_may_decide_is_who_is_within_when_put_in_as_the_decider(rules: Rules, question: Question) -> None:
    found = advice.answer(rules, question).may_decide

    assert found[-1].kind == "board"
    named = {row.person: (row.kind, row.position, row.point) for row in found if row.person}
    assert named == by_trying_each(rules, question)


def by_trying_each(rules: Rules, question: Question) -> dict[str, Any]:
    tried = {}
    for person in {row.person for row in question.appointments or ()}:
        jav = person == question.decider and question.attested.get("conflict_of_interest") is True
        asked = replace(question, decider=person, attested=question.attested | {"conflict_of_interest": jav})
        verdict = engine.rule(rules, asked)
        if verdict.outcome is WITHIN:
            tried[person] = (verdict.capacity, verdict.position, verdict.point)
    return tried


# --- order of rows -------------------------------------------------------------------------------------


@quick
@given(st.data(), RULES, QUESTIONS | MATTERS)
def test_the_order_of_rows_changes_nothing(data: st.DataObject, rules: Rules, question: Question) -> None:
    mixed: dict[str, Any] = {
        name: tuple(data.draw(st.permutations(getattr(question, name))))
        for name in ("appointments", "absences", "subdelegations", "consulted")
        if getattr(question, name)
    }
    if question.prior:
        mixed["prior"] = Ledger(tuple(data.draw(st.permutations(question.prior.rows))))

    assert told(advice.answer(rules, replace(question, **mixed))) == told(advice.answer(rules, question))


@quick
@given(st.data(), RULES, QUESTIONS | MATTERS)
def test_the_order_of_points_only_matters_to_which_is_chosen(
    data: st.DataObject, rules: Rules, question: Question
) -> None:
    mixed = [
        replace(order, points=tuple(data.draw(st.permutations(order.points))))
        for order, _ in rules.versions.rows
    ]
    one, other = (
        advice.answer(rules, question),
        advice.answer(engine.rules_of(mixed, rules.statutes), question),
    )

    assert one.outcome is other.outcome
    assert set(one.candidates or ()) == set(other.candidates or ())
    assert {row.person for row in one.may_decide} == {row.person for row in other.may_decide}
    if question.point is not None:
        assert told(one) == told(other)


def told(verdict: Verdict) -> list[Any]:
    """All of a verdict but its words; earlier decisions are named by their place, so by their rest here."""
    return [
        verdict.outcome,
        verdict.point,
        verdict.capacity,
        verdict.position,
        [check.answer for check in verdict.checks],
        sorted(re.sub(r"\[\d+\]", "[]", name) for name in verdict.missing),
        verdict.reporting,
        verdict.may_decide,
        sorted(map(repr, verdict.would_be_within_if)),
        verdict.candidates,
    ]


# --- what would change it ------------------------------------------------------------------------------


@thorough
@given(st.data(), RULES, MATTERS)
def test_each_change_leads_to_within_for_every_value_that_it_names(
    data: st.DataObject, rules: Rules, question: Question
) -> None:
    for change in advice.answer(rules, question).would_be_within_if:
        changed = data.draw(made(change, question))
        assert engine.rule(rules, changed).outcome is WITHIN, change


@st.composite
def made(draw: st.DrawFn, change: Change, question: Question) -> Question:
    """The question with the change made, by any value that the change names."""
    if change.consulted is not None:
        entry = Consulted(change.consulted, question.decided_on)
        return replace(question, consulted=(*(question.consulted or ()), entry))
    fact, holds = worlds.FACTS[str(change.fact)], conditions.TESTS[str(change.test)][1]
    near = change.value if isinstance(change.value, tuple) else (change.value,)
    values = worlds.VALUES[fact.type] | st.sampled_from(near)
    if fact.type in ("money", "decimal"):
        values |= st.decimals(0, 1000, places=2)
    value = draw(values.filter(lambda value: holds(value, change.value)))
    return replace(question, facts=question.facts | {fact.name: value})


@thorough
@given(RULES, NAMED_MATTERS)
def test_no_value_that_leads_to_within_is_left_untold(rules: Rules, question: Question) -> None:
    verdict = advice.answer(rules, question)
    if verdict.outcome is WITHIN or verdict.order is None:
        return
    for name in ("budget", "place", "party", "years", "amount", "share"):
        good = leading_to_within(rules, question, name)
        told_of = [change for change in verdict.would_be_within_if if change.fact == name]
        values = values_of(verdict.order, name)
        if not good or len(good) == len(values):
            continue  # no value does, or any does: then it is no single answer that is lacking
        assert told_of, (name, good)
        if worlds.FACTS[name].type not in ORDERED:
            assert good == [
                value
                for value in values
                if any(conditions.TESTS[str(row.test)][1](value, row.value) for row in told_of)
            ]


def leading_to_within(rules: Rules, question: Question, name: str) -> list[Any]:
    order = rules.versions.in_force(question.decided_on)
    assert order
    return [
        value
        for value in values_of(order, name)
        if engine.rule(rules, replace(question, facts=question.facts | {name: value})).outcome is WITHIN
    ]


def values_of(order: Order, name: str) -> list[Any]:
    """Values enough to stand for all: those of the small world and one beyond each."""
    fact = worlds.FACTS[name]
    if fact.type == "boolean":
        return [False, True]
    if fact.type == "choice":
        return list(fact.choices)
    if fact.type == "text":
        return ["X", "Y", "Z", "någon annan"]
    return [0, 49, 50, 51, 99, 100, 101, 499, 500, 501] if fact.type == "money" else [-2, -1, 0, 1, 2, 3, 4]


# --- the whole -----------------------------------------------------------------------------------------


@quick
@given(RULES, QUESTIONS)
def test_every_verdict_fits_its_schema(rules: Rules, question: Question) -> None:
    plain = json.loads(json.dumps(verdicts.to_plain(advice.answer(rules, question))))

    assert [fault.message for fault in SCHEMA.iter_errors(plain)] == []


@thorough
@given(RULES, worlds.about_the_matter(named=False))
def test_without_a_point_the_answer_is_the_best_that_any_point_gives(
    rules: Rules, question: Question
) -> None:
    verdict = engine.rule(rules, question)
    if not verdict.candidates:  # none covers it, or it is decided under KL 6:39
        return
    each = [engine.rule(rules, replace(question, point=number)) for number, _ in verdict.candidates]

    assert [row.outcome for row in each] == [outcome for _, outcome in verdict.candidates]
    best = next(row for outcome in (WITHIN, UNDETERMINED, OUTSIDE) for row in each if row.outcome is outcome)
    assert replace(verdict, candidates=None) == best
    order = rules.versions.in_force(question.decided_on)
    assert order
    covering = [
        point.number
        for point in order.points
        if point.covers(question.decided_on) and order.covers_type(point, question.decision_type)
    ]
    assert [number for number, _ in verdict.candidates] == covering
