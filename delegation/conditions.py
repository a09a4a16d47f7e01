"""Three-valued evaluation (Kleene) of a point's conditions, with a reason in Swedish for each node."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any

from delegation import exact
from delegation.cells import cells
from delegation.terms import (
    Answer,
    Check,
    Condition,
    Fact,
    Key,
    Leaf,
    Money,
    Order,
    Parameter,
    Point,
    Question,
    Tree,
)

TESTS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    # test: how it reads, whether a value holds against it
    "is": ("ska vara", lambda value, wanted: bool(value == wanted)),
    "is_not": ("ska inte vara", lambda value, wanted: bool(value != wanted)),
    "in": ("ska vara en av", lambda value, wanted: value in wanted),
    "not_in": ("ska inte vara någon av", lambda value, wanted: value not in wanted),
    "at_most": ("får vara högst", lambda value, wanted: bool(value <= wanted)),
    "below": ("ska vara under", lambda value, wanted: bool(value < wanted)),
    "at_least": ("ska vara minst", lambda value, wanted: bool(value >= wanted)),
    "above": ("ska vara över", lambda value, wanted: bool(value > wanted)),
}

# A day is not large or small.
_OF_DAYS = {
    "at_most": "får vara senast",
    "below": "ska vara före",
    "at_least": "ska vara tidigast",
    "above": "ska vara efter",
}
_TRIALS = 2000  # combinations of answers tried at most to see which questions matter
_RULES = {
    "all": "Alla villkoren ska gälla",
    "any": "Minst ett av villkoren ska gälla",
    "not": "Villkoret får inte gälla",
}
_ENDINGS = {Answer.PASS: "uppfyllt", Answer.FAIL: "inte uppfyllt", Answer.UNKNOWN: "kan inte avgöras"}


def evaluate(condition: Condition, order: Order, question: Question) -> Check:
    """The condition as a check whose children are its parts; `missing` are the answers that may settle it."""
    found = _node(condition, order, question)
    if len(set(found.missing)) == len(found.missing):
        return found  # where each question stands once, every open one may settle it
    return replace(found, missing=_that_matter(found.missing, condition, order, question))


def _node(condition: Condition, order: Order, question: Question) -> Check:
    if isinstance(condition, Leaf):
        return _leaf(condition, order, question)
    parts = tuple(_node(part, order, question) for part in condition.parts)
    answer = combined(condition.operator, [part.answer for part in parts])
    reason = f"{_RULES[condition.operator]}: {_ENDINGS[answer]}."
    missing = _nearest_first(parts) if answer is Answer.UNKNOWN else ()
    return Check(condition.operator, answer, reason, order.adopted_in, parts, missing)


def combined(operator: str, answers: Sequence[Answer]) -> Answer:
    """Kleene's all, any and not: unknown only where the unknown parts could still decide it."""
    if operator == "not":
        return {Answer.PASS: Answer.FAIL, Answer.FAIL: Answer.PASS}.get(answers[0], Answer.UNKNOWN)
    decisive, otherwise = (Answer.FAIL, Answer.PASS) if operator == "all" else (Answer.PASS, Answer.FAIL)
    if decisive in answers:
        return decisive
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else otherwise


def _nearest_first(parts: Sequence[Check]) -> tuple[str, ...]:
    """What the parts miss; a question of the node itself decides more than one further down."""
    open_parts = [part for part in parts if part.answer is Answer.UNKNOWN]
    near = [name for part in open_parts if not part.children for name in part.missing]
    return (*near, *(name for part in open_parts if part.children for name in part.missing))


def _that_matter(
    missing: Sequence[str], condition: Condition, order: Order, question: Question
) -> tuple[str, ...]:
    """The open questions on which the condition depends for some answers to the others.

    Tried exactly, cell by cell; a condition with more combinations than _TRIALS keeps them all.
    """
    names = tuple(dict.fromkeys(missing))
    # Without its rate an amount counts as unanswered, so the fact is what varies in both cases.
    facts = dict.fromkeys(name.split(".")[1] for name in names)
    answers = {name: _answers(name, condition, order, question) for name in facts}
    if prod(len(found) for found in answers.values()) > _TRIALS:
        return names
    return tuple(name for name in names if _depends(name.split(".")[1], answers, condition, order, question))


def _answers(name: str, condition: Condition, order: Order, question: Question) -> list[Any]:
    """One answer of each kind that the condition tells apart."""
    limits = limits_of(condition, name, order, question.decided_on)
    return [cell.sample for cell in cells(order.facts[name], limits)]


def _depends(
    name: str, answers: dict[str, list[Any]], condition: Condition, order: Order, question: Question
) -> bool:
    others = {other: found for other, found in answers.items() if other != name}
    for combination in product(*others.values()):
        facts = question.facts | dict(zip(others, combination, strict=True)) | {name: None}
        if _node(condition, order, replace(question, facts=facts)).answer is Answer.UNKNOWN:
            return True
    return False


def _leaf(leaf: Leaf, order: Order, question: Question) -> Check:
    fact = order.facts[leaf.fact]
    code, source = f"fact.{leaf.fact}", order.adopted_in
    holds, words = TESTS[leaf.test][1], _reads(leaf.test, fact)
    limit = limit_on(leaf.value, order, question.decided_on)
    if limit is None:
        reason = f"Gränsen bygger på {leaf.value.name}, och inget sådant belopp är angivet för dagen."
        return Check(code, Answer.UNKNOWN, reason, source)
    wanted = _limit_in_words(leaf.value, fact, limit)
    value, missing = known(question.facts.get(leaf.fact), fact, f"facts.{leaf.fact}")
    if value is None:
        reason = f"{_unanswered(question.facts.get(leaf.fact), fact)}; svaret {words} {wanted}."
        return Check(code, Answer.UNKNOWN, reason, source, (), (missing,))
    passes = holds(value, limit)
    tail = f" {leaf.because}." if leaf.because and not passes else ""
    reason = f"”{fact.question}” är besvarad med {in_words(value, fact)}; svaret {words} {wanted}.{tail}"
    return Check(code, Answer.PASS if passes else Answer.FAIL, reason, source)


def _reads(test: str, fact: Fact) -> str:
    return _OF_DAYS.get(test, TESTS[test][0]) if fact.type == "date" else TESTS[test][0]


def _unanswered(value: Any, fact: Fact) -> str:
    if value is None:
        return f"”{fact.question}” är inte besvarad"
    amount = f"{number_in_words(value.amount)} {value.currency}"
    return f"”{fact.question}” är {amount}, och kursen till {fact.currency} saknas"


def known(value: Any, fact: Fact, path: str) -> tuple[Any, str]:
    """A value as tests and caps compare it, money in the currency of the fact; and what `path` is missing.

    An amount in another currency is unknown until its rate is on record.
    """
    if value is None:
        return None, path
    if not isinstance(value, Money):
        return value, ""
    if value.currency == fact.currency:
        return value.amount, ""
    if value.rate is None:
        return None, f"{path}.rate"
    return exact.times(value.amount, value.rate), ""


def limit_on(value: Any, order: Order, day: date) -> Any:
    """What a test compares with on `day`; None when its dated amount has none in force yet."""
    return order.amount_on(value, day) if isinstance(value, Parameter) else value


def limits_of(condition: Condition, name: str, order: Order, day: date) -> list[Any]:
    """All that the condition compares the fact with on `day`."""
    found: list[Any] = []
    for leaf in leaves(condition):
        limit = limit_on(leaf.value, order, day) if leaf.fact == name else None
        if limit is not None:
            found += limit if isinstance(limit, tuple) else [limit]
    return found


def in_words(value: Any, fact: Fact) -> str:
    """A value of the fact as a Swedish reader writes it: 500 000 kr, ja, Norge."""
    if isinstance(value, tuple):
        return ", ".join(in_words(item, fact) for item in value)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | Decimal):
        number = number_in_words(value)
        unit = "kr" if fact.currency == "SEK" else fact.currency
        return f"{number}\N{NO-BREAK SPACE}{unit}" if fact.type == "money" else number
    if isinstance(value, date):
        return value.isoformat()
    return f"”{value}”"


def subject(fact: Fact) -> str:
    """The fact as the subject of a sentence: svaret på ”Ryms kostnaden?”, or ”Belopp”."""
    return f"svaret på ”{fact.question}”" if fact.question.endswith("?") else f"”{fact.question}”"


def number_in_words(value: Decimal | int) -> str:
    """1 000 and 0,5, as in Swedish."""
    number = f"{_trimmed(value):,f}" if isinstance(value, Decimal) else f"{value:,}"
    return number.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def _trimmed(value: Decimal) -> Decimal:
    """Without zeros after the last digit of a whole number: a rate times an amount is 11 500,00."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def asked_by(point: Point) -> tuple[str, ...]:
    """All facts that someone must answer under the point: what it compares, and what its caps count by."""
    keys = [cap.per.fact for cap in point.caps if isinstance(cap.per, Key)]
    return tuple(dict.fromkeys([*facts_of(point), *keys]))


def conditions_of(point: Point) -> list[Condition]:
    """The point's own conditions, its delegates' and those of its samråd."""
    found = [point.when, *(row.when for row in point.delegates), *(row.when for row in point.consult)]
    return [condition for condition in found if condition]


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The condition's tests, in the order it states them."""
    if isinstance(condition, Leaf):
        yield condition
        return
    for part in condition.parts:
        yield from leaves(part)


def facts_of(point: Point) -> tuple[str, ...]:
    """Names of the facts that the point compares or sums, in the order in which it mentions them."""
    names = [leaf.fact for condition in conditions_of(point) for leaf in leaves(condition)]
    return tuple(dict.fromkeys([*names, *(cap.fact for cap in point.caps)]))


def in_plain_swedish(condition: Condition, order: Order) -> str:
    """The condition as a reader of the order meets it: ”Ryms kostnaden i budget?” ska vara ja."""
    if isinstance(condition, Leaf):
        fact = order.facts[condition.fact]
        return f"”{fact.question}” {_reads(condition.test, fact)} {_limit_in_words(condition.value, fact)}"
    parts = [in_plain_swedish(part, order) for part in condition.parts]
    if condition.operator == "not":
        return f"inte ({parts[0]})"
    return (" och " if condition.operator == "all" else " eller ").join(
        f"({part})" if isinstance(row, Tree) and len(condition.parts) > 1 else part
        for part, row in zip(parts, condition.parts, strict=True)
    )


def _limit_in_words(value: Any, fact: Fact, amount: Any = None) -> str:
    """The limit of a test; a dated amount with what it comes to (`amount`) on the day, when that is known."""
    if not isinstance(value, Parameter):
        return in_words(value, fact)
    words = f"{number_in_words(value.times)} × {value.name}"
    return words if amount is None else f"{words} ({in_words(amount, fact)})"
