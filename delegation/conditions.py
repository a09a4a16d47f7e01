"""Three-valued evaluation (Kleene) of a point's conditions, with a reason in Swedish for each node."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from delegation.terms import (
    Answer,
    Check,
    Condition,
    Fact,
    Leaf,
    Money,
    Order,
    Parameter,
    Point,
    Question,
    Tree,
)

_TESTS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    # test: how it reads, how it is held
    "is": ("ska vara", lambda value, wanted: bool(value == wanted)),
    "is_not": ("ska inte vara", lambda value, wanted: bool(value != wanted)),
    "in": ("ska vara en av", lambda value, wanted: value in wanted),
    "not_in": ("ska inte vara någon av", lambda value, wanted: value not in wanted),
    "at_most": ("får vara högst", lambda value, wanted: bool(value <= wanted)),
    "below": ("ska vara under", lambda value, wanted: bool(value < wanted)),
    "at_least": ("ska vara minst", lambda value, wanted: bool(value >= wanted)),
    "above": ("ska vara över", lambda value, wanted: bool(value > wanted)),
}


def evaluate(condition: Condition, order: Order, question: Question) -> Check:
    """The condition as a check whose children are its parts."""
    if isinstance(condition, Leaf):
        return _leaf(condition, order, question)
    parts = tuple(evaluate(part, order, question) for part in condition.parts)
    answer = _combined(condition.operator, [part.answer for part in parts])
    missing = () if answer is not Answer.UNKNOWN else tuple(name for part in parts for name in part.missing)
    return Check("all any not", answer, _tree_reason(condition, answer), order.adopted_in, parts, missing)


def _combined(operator: str, answers: list[Answer]) -> Answer:
    if operator == "not":
        return {Answer.PASS: Answer.FAIL, Answer.FAIL: Answer.PASS}.get(answers[0], Answer.UNKNOWN)
    decisive, otherwise = (Answer.FAIL, Answer.PASS) if operator == "all" else (Answer.PASS, Answer.FAIL)
    if decisive in answers:
        return decisive
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else otherwise


def _tree_reason(tree: Tree, answer: Answer) -> str:
    rule = {"all": "Alla villkoren ska gälla", "any": "Minst ett av villkoren ska gälla"}.get(
        tree.operator, "Villkoret får inte gälla"
    )
    ending = {Answer.PASS: "uppfyllt", Answer.FAIL: "inte uppfyllt", Answer.UNKNOWN: "kan inte avgöras"}
    return f"{rule}: {ending[answer]}."


def _leaf(leaf: Leaf, order: Order, question: Question) -> Check:
    fact = order.facts[leaf.fact]
    code, source = f"fact.{leaf.fact}", order.adopted_in
    words, holds = _TESTS[leaf.test]
    if isinstance(leaf.value, Parameter):
        reason = f"Gränsen bygger på {leaf.value.name}, ett belopp som ännu inte kan prövas."
        return Check(code, Answer.UNKNOWN, reason, source)
    wanted = in_words(leaf.value, fact)
    value = question.facts.get(leaf.fact)
    if isinstance(value, Money) and value.currency != fact.currency:
        if value.rate is None:
            amount = f"{value.amount} {value.currency}"
            reason = f"”{fact.question}” är {amount}, och kursen till {fact.currency} saknas."
            return Check(code, Answer.UNKNOWN, reason, source, (), (f"facts.{leaf.fact}.rate",))
        value = value.amount * value.rate
    elif isinstance(value, Money):
        value = value.amount
    if value is None:
        reason = f"”{fact.question}” är inte besvarad; svaret {words} {wanted}."
        return Check(code, Answer.UNKNOWN, reason, source, (), (f"facts.{leaf.fact}",))
    passes = holds(value, leaf.value)
    tail = f" {leaf.because}." if leaf.because and not passes else ""
    reason = f"”{fact.question}” är besvarad med {in_words(value, fact)}; svaret {words} {wanted}.{tail}"
    return Check(code, Answer.PASS if passes else Answer.FAIL, reason, source)


def in_words(value: Any, fact: Fact) -> str:
    """A value of the fact as a Swedish reader writes it: 500 000 kr, ja, Norge."""
    if isinstance(value, tuple):
        return ", ".join(in_words(item, fact) for item in value)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | Decimal):
        number = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        number = number.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
        unit = "kr" if fact.currency == "SEK" else fact.currency
        return f"{number}\N{NO-BREAK SPACE}{unit}" if fact.type == "money" else number
    return f"”{value}”"


def facts_of(point: Point) -> tuple[str, ...]:
    """Names of the facts that the point asks about, in the order in which it mentions them."""
    conditions = [point.when, *(row.when for row in point.delegates), *(row.when for row in point.consult)]
    names = [name for condition in conditions if condition for name in _mentioned(condition)]
    return tuple(dict.fromkeys([*names, *(cap.fact for cap in point.caps)]))


def _mentioned(condition: Condition) -> list[str]:
    if isinstance(condition, Leaf):
        return [condition.fact]
    return [name for part in condition.parts for name in _mentioned(part)]


def in_plain_swedish(condition: Condition, order: Order) -> str:
    """The condition as a reader of the order meets it: ”Ryms kostnaden i budget?” ska vara ja."""
    if isinstance(condition, Leaf):
        fact, words = order.facts[condition.fact], _TESTS[condition.test][0]
        return f"”{fact.question}” {words} {_limit_in_words(condition.value, fact)}"
    parts = [in_plain_swedish(part, order) for part in condition.parts]
    if condition.operator == "not":
        return f"inte ({parts[0]})"
    return (" och " if condition.operator == "all" else " eller ").join(
        f"({part})" if isinstance(row, Tree) and len(condition.parts) > 1 else part
        for part, row in zip(parts, condition.parts, strict=True)
    )


def _limit_in_words(value: Any, fact: Fact) -> str:
    if isinstance(value, Parameter):
        return f"{value.times:f} × {value.name}"
    return in_words(value, fact)
