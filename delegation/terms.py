"""The terms the engine thinks in: an order and its points, a question, a verdict. Plain immutable values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from delegation import exact
from delegation.words import in_sentence

# --- the delegation order ------------------------------------------------------------------------------


NUMBERS = ("money", "decimal", "integer")  # the types of facts that can be summed
EQUAL_TESTS = ("is", "is_not", "in", "not_in")
ORDERED_TESTS = ("at_most", "below", "at_least", "above")
_TESTS_OF = {"boolean": ("is", "is_not"), "text": EQUAL_TESTS, "choice": EQUAL_TESTS}


def tests_for(kind: str) -> tuple[str, ...]:
    """The tests that a fact of the type can be held against: all eight, where nothing less is said."""
    return _TESTS_OF.get(kind, (*EQUAL_TESTS, *ORDERED_TESTS))


@dataclass(frozen=True, slots=True)
class Position:
    """A position (befattning). A body is a committee, which nobody holds."""

    key: str
    title: str
    elected: bool = False
    head_of_administration: bool = False
    superior: str | None = None
    body: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A question that points may ask about a decision."""

    name: str
    type: str  # money, decimal, integer, boolean, text, date or choice
    question: str
    currency: str = "SEK"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated amount times a number: 2 × prisbasbelopp."""

    name: str
    times: Decimal


@dataclass(frozen=True, slots=True)
class Leaf:
    """One fact held against one test."""

    fact: str
    test: str  # is, is_not, in, not_in, at_most, below, at_least or above
    value: Any  # of the fact's type; a tuple for in and not_in; or a Parameter
    because: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """all, any or not over other conditions."""

    operator: str
    parts: tuple[Condition, ...]


Condition = Leaf | Tree


@dataclass(frozen=True, slots=True)
class Delegate:
    position: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Consult:
    position: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A cap counts the decisions with the same answer to this text fact: a project, a child."""

    fact: str


@dataclass(frozen=True, slots=True)
class Span:
    """A cap counts the decisions of a period of its own, both days included."""

    starts: date
    ends: date


Per = str | Key | Span  # the text is calendar_year, rolling_12_months or none (all time)


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit to the sum of a fact over earlier decisions, this one included."""

    fact: str
    at_most: Decimal | int | Parameter
    per: Per
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One point (punkt) of an order."""

    number: str
    title: str
    decision_types: tuple[str, ...]
    delegates: tuple[Delegate, ...]
    reporting: str
    appeal_route: str
    substitutes: tuple[str, ...] = ()
    when: Condition | None = None
    caps: tuple[Cap, ...] = ()
    consult: tuple[Consult, ...] = ()
    may_be_subdelegated: bool = False
    four_eyes: bool = True
    own_unit: bool = False
    ranked: bool = False
    superiors: str = "never"
    valid_from: date | None = None
    valid_to: date | None = None
    formerly: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    remark: str = ""

    def covers(self, day: date) -> bool:
        """Is the point in force on `day`, as far as its own days say?"""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Order:
    """One version of one board's delegation order."""

    board: str
    title: str
    version: str
    adopted_on: date
    adopted_in: str
    valid_from: date
    valid_to: date | None
    positions: dict[str, Position]
    facts: dict[str, Fact]
    points: tuple[Point, ...]
    urgent_decisions: tuple[str, ...] = ()
    urgent_ranked: bool = False
    decision_types: dict[str, str] = field(default_factory=dict)
    includes: tuple[str, ...] = ()
    parameters: dict[str, tuple[tuple[date, Decimal | int], ...]] = field(default_factory=dict)
    chapters: tuple[tuple[str, str], ...] = ()
    preamble: str = ""
    general_provisions: tuple[str, ...] = ()

    def point(self, number: str) -> Point | None:
        return next((point for point in self.points if point.number == number), None)

    def position_title(self, key: str) -> str:
        """The position's title inside a sentence."""
        return in_sentence(self.positions[key].title)

    def heading(self, point: Point) -> str:
        """The heading of the point's chapter, which the first part of its number names."""
        number = point.number.split(".")[0]
        title = dict(self.chapters).get(number)
        return f"{number} {title}" if title else "Punkter"

    def covers_type(self, point: Point, decision_type: str) -> bool:
        return decision_type in point.decision_types or decision_type in self.includes

    def amount_on(self, parameter: Parameter, day: date) -> Decimal | None:
        """The parameter's amount in force on `day` times its factor; None when none is in force yet."""
        begun = [value for starts, value in self.parameters[parameter.name] if starts <= day]
        return exact.times(begun[-1], parameter.times) if begun else None


# --- the question --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Appointment:
    """A person holds a position from a day to a day, both included."""

    person: str
    position: str
    kind: str  # ordinary, acting or stand_in
    starts: date
    ends: date | None = None
    unit: str | None = None

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Absence:
    person: str
    starts: date
    ends: date | None = None

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in another currency, with the price of one unit in the fact's currency when it is known."""

    amount: Decimal
    currency: str
    rate: Decimal | None = None
    rate_source: str = ""


@dataclass(frozen=True, slots=True)
class Subdelegation:
    """The head of administration has passed a point's task on to another position (KL 7:6)."""

    point: str
    from_position: str
    to_position: str
    starts: date
    ends: date | None = None
    version: str | None = None  # of the order that numbers the point so; None: the one in force on `starts`
    decided_by: str | None = None
    reporting: str | None = None  # to_board or to_head; None: as the point says

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Consulted:
    """The holder of a position has been heard (samråd) on a day."""

    position: str
    dated: date


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier decision, as caps count it. `point` is None for one under KL 6:39."""

    point: str | None
    decided_on: date
    facts: dict[str, Any]
    version: str | None = None  # of the order that numbers the point so; None: the one in force on its day


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """The earlier decisions. Many questions may share one; what a cap finds in it is then found once."""

    rows: tuple[Prior, ...]
    found: dict[Any, Any] = field(default_factory=dict, repr=False)  # kept by delegation/caps.py


@dataclass(frozen=True, slots=True)
class Question:
    """authority-question/1. None means that nobody answered, which is unknown and never false."""

    decided_on: date
    decision_type: str
    point: str | None = None
    decider: str | None = None
    drafted_by: str | None = None
    unit: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    attested: dict[str, bool] = field(default_factory=dict)
    appointments: tuple[Appointment, ...] | None = None
    absences: tuple[Absence, ...] | None = None
    subdelegations: tuple[Subdelegation, ...] | None = None
    consulted: tuple[Consulted, ...] | None = None
    prior: Ledger | None = None


# --- the verdict ---------------------------------------------------------------------------------------


class Answer(StrEnum):
    """What one check comes to (Kleene's three values)."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What the whole comes to."""

    WITHIN = "within"
    OUTSIDE = "outside"
    UNDETERMINED = "undetermined"


BEST_FIRST = (Outcome.WITHIN, Outcome.UNDETERMINED, Outcome.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Check:
    """One check with its reason in Swedish and its source; `missing` are the inputs that would settle it."""

    code: str
    answer: Answer
    reason: str
    source: str
    children: tuple[Check, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MayDecide:
    """Someone who, all else equal, would be within: a person in a capacity, a committee, or the board."""

    kind: str  # the capacity; or body, or board
    position: str | None = None
    person: str | None = None
    point: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A single change that would turn the verdict to within: another answer, or a samråd on record."""

    fact: str | None = None
    test: str | None = None
    value: Any = None
    consulted: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """verdict/1."""

    outcome: Outcome
    point: str | None
    order: Order | None
    capacity: str | None
    position: str | None
    checks: tuple[Check, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    reporting: str | None
    appeal_route: str | None
    may_decide: tuple[MayDecide, ...] = (MayDecide("board"),)
    would_be_within_if: tuple[Change, ...] = ()
    candidates: tuple[tuple[str, Outcome], ...] | None = None  # None when a point was named
    used: tuple[Subdelegation, ...] = ()  # what the decider acts by, when it is by subdelegation


# --- statutory questions -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statute:
    """One statutory question in its wording of some period."""

    key: str
    question: str
    why: str
    source: str
    valid_from: date
    valid_to: date | None = None
    grounds: tuple[str, ...] = ()  # the law's own list, where a yes may rest on any of them

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Statutes:
    rows: tuple[Statute, ...]

    def questions(self, day: date) -> tuple[Statute, ...]:
        """The questions to attest, as they are worded on `day`."""
        return tuple(row for row in self.rows if row.covers(day))

    def on(self, key: str, day: date) -> Statute | None:
        return next((row for row in self.rows if row.key == key and row.covers(day)), None)
