"""One cell and the value it stands for, both ways. Each kind of column has one pair of functions here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from delegation import expressions, formats
from delegation.expressions import Parser
from delegation.sheets import phrases
from delegation.sheets.opening import Value

# A list that is given and empty, which is not the same as a list that is left out.
EMPTY = "–"
OPEN_END = "tills vidare"
_QUOTED = re.compile(r'"((?:[^"]|"")*)"', re.DOTALL)
_FIRST_DAY = date(1900, 3, 1)  # before it, Excel's day numbers are off by one


class UnreadableError(Exception):
    """The cell cannot be read. `faults` are pairs of what was found and what is allowed."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        super().__init__(*faults)
        self.faults = faults


@dataclass(frozen=True)
class Vocabulary:
    """What a condition in a cell may name: the order's facts in plain form, and its parameters."""

    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()

    @property
    def money(self) -> list[str]:
        return [key for key, row in self.facts.items() if row.get("type") == "money"]


@dataclass(frozen=True)
class Kind:
    """How a column's cells are read and written. `words` are all that may stand there, when they are few."""

    read: Callable[[Value, Vocabulary], Any]
    write: Callable[[Any], str | int | date]
    words: tuple[str, ...] = ()


# --- texts ---------------------------------------------------------------------------------------------


def _text(value: Value, _: Vocabulary) -> str:
    text = _as_text(value)
    match = _QUOTED.fullmatch(text)
    return match[1].replace('""', '"') if match else text


def _as_text(value: Value) -> str:
    if isinstance(value, str):
        return value.strip()
    found = f"cellen är {_kind_of(value)}, inte text"
    raise UnreadableError(
        (found, "Ge cellen talformatet Text och skriv in innehållet igen: som tal blir 1.10 till 1.1")
    )


def _kind_of(value: Value) -> str:
    if isinstance(value, bool):
        return "SANT eller FALSKT"
    return f"talet {value}" if isinstance(value, int | float) else "ett datum eller klockslag"


def _write_text(value: str) -> str:
    """As it stands; in quotes when it is empty, has space at an end, or would look quoted."""
    if value and value == value.strip() and value != EMPTY and not _QUOTED.fullmatch(value):
        return value
    return expressions.quoted(value)


# --- numbers and days ----------------------------------------------------------------------------------


def _number(value: Value, _: Vocabulary) -> int | str:
    """A number as the format stores it: an int, or a decimal as text."""
    if isinstance(value, str):
        parser = Parser(value.strip(), {}, ())
        found: int | str = _parsed(lambda: parser.whole(_quoted_or_number))
        return found
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnreadableError((f"cellen är {_kind_of(value)}", "Skriv ett tal, till exempel 47 300"))
    exact = Decimal(repr(value))
    return int(exact) if exact == exact.to_integral_value() else f"{exact:f}"


def _quoted_or_number(parser: Parser) -> int | str:
    quoted = parser.quoted()
    value = parser.number() if quoted is None else quoted
    if value is None:
        raise parser.lost("Skriv ett tal, till exempel 47 300")
    return value


def _write_number(value: int | str) -> int | str:
    small = isinstance(value, int) and abs(value) < 10**15  # Excel keeps fifteen digits
    return value if small else expressions.write_number(value)


def _day(value: Value, _: Vocabulary) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if type(value) is date:
        return value.isoformat()
    if isinstance(value, str) and formats.is_date(value.strip()):
        return value.strip()
    shown = f"”{value}”" if isinstance(value, str | int | float) else "ett klockslag"
    raise UnreadableError((shown, "Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2020-08-31"))


def _write_day(value: str) -> str | date:
    day = date.fromisoformat(value) if formats.is_date(value) else None
    return day if day and day >= _FIRST_DAY else value


def _open_day(value: Value, vocabulary: Vocabulary) -> str | None:
    is_open = isinstance(value, str) and value.strip().casefold() == OPEN_END
    return None if is_open else _day(value, vocabulary)


def _write_open_day(value: str | None) -> str | date:
    return OPEN_END if value is None else _write_day(value)


# --- words ---------------------------------------------------------------------------------------------


def chosen(words: Mapping[str, Any]) -> Kind:
    """One of a few Swedish words, each for a value of the format."""
    said = {value: word for word, value in words.items()}

    def read(value: Value, _: Vocabulary) -> Any:
        if isinstance(value, bool) and value in said:
            return value
        word = value.strip().casefold() if isinstance(value, str) else ""
        if word not in words:
            raise UnreadableError((f"”{value}”", f"Tillåtna är {', '.join(words)}"))
        return words[word]

    return Kind(read, said.__getitem__, tuple(words))


# --- what has a grammar --------------------------------------------------------------------------------


def _parsed(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except expressions.ExpressionError as error:
        faults = ((f"tecken {slip.position}: {slip.found}", slip.allowed) for slip in error.slips)
        raise UnreadableError(*faults) from error


def _many(read: Callable[[str, Vocabulary], list[Any]], write: Callable[[list[Any]], str]) -> Kind:
    def from_cell(value: Value, vocabulary: Vocabulary) -> list[Any]:
        text = _as_text(value)
        return [] if text == EMPTY else list(_parsed(lambda: read(text, vocabulary)))

    return Kind(from_cell, lambda rows: write(rows) if rows else EMPTY)


def _condition(value: Value, vocabulary: Vocabulary) -> dict[str, Any]:
    text = _as_text(value)
    return dict(_parsed(lambda: expressions.parse(text, vocabulary.facts, vocabulary.parameters)))


def _limit(value: Value, vocabulary: Vocabulary) -> dict[str, Any]:
    """A single test; or a bare number, which the order's only question about money may not exceed."""
    try:
        number = _number(value, vocabulary)
    except UnreadableError:
        found = _condition(value, vocabulary)
    else:
        if len(vocabulary.money) != 1:
            keys = ", ".join(vocabulary.money) or "ingen"
            allowed = f"Skriv vilken fråga det gäller, till exempel amount <= {value}"
            raise UnreadableError((f"ett tal ensamt, men frågor om belopp är {keys}", allowed))
        found = {"fact": vocabulary.money[0], "at_most": number}
    if "fact" not in found:
        raise UnreadableError(("mer än en prövning", "Här står en enda; flytta resten till kolumnen Villkor"))
    return found


TEXT = Kind(_text, _write_text)
NUMBER = Kind(_number, _write_number)
DAY = Kind(_day, _write_day)
OPEN_DAY = Kind(_open_day, _write_open_day)
YES_NO = chosen({"ja": True, "nej": False})
NAMES = _many(lambda text, _: phrases.read_names(text), phrases.write_names)
TEXTS = _many(lambda text, _: phrases.read_texts(text), phrases.write_texts)
HOLDERS = _many(lambda text, v: phrases.read_holders(text, v.facts, v.parameters), phrases.write_holders)
CAPS = _many(lambda text, v: phrases.read_caps(text, v.facts, v.parameters), phrases.write_caps)
CONDITION = Kind(_condition, expressions.write)
LIMIT = Kind(_limit, expressions.write)
