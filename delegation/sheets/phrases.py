"""What a cell says in more than one word: lists of names, delegates with conditions, caps."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from delegation import expressions
from delegation.expressions import TYPES, Facts, LostError, Parser, Plain, named, write_limit

# A cap's period as the format stores it, and as a cell says it.
_PERIODS = {
    "calendar_year": "per kalenderår",
    "rolling_12_months": "per tolv månader",
    "project": "per projekt",
    "counterparty": "per motpart",
    "none": "sammanlagt",
}
_COUNTED = ("money", "decimal", "integer")
_NUMBER_OF_POINT = re.compile(r"\w[\w.:/§-]*")
# What stands without brackets in a list, where a comma is a separator and where it is not.
_NAME = re.compile(r'[^\s,;\[\]"–](?:[^,;\[\]"\n\t]*[^\s,;\[\]"–])?')
_TEXT = re.compile(r'[^\s;\[\]"–](?:[^;\[\]"\n\t]*[^\s;\[\]"–])?')
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_holders(text: str, facts: Facts, parameters: Collection[str]) -> list[Any]:
    """`chief; head om amount <= 100 000` as the format's delegates or consult. Raises ExpressionError."""
    parser = _Phrases(text, facts, parameters)
    return list(parser.whole(lambda _: parser.several(parser.holder, ";,")))


def read_caps(text: str, facts: Facts, parameters: Collection[str]) -> list[Plain]:
    """`amount <= 500 000 per kalenderår på punkt 1.2, 1.3` as the format's caps. Raises ExpressionError."""
    parser = _Phrases(text, facts, parameters)
    return list(parser.whole(lambda _: parser.several(parser.cap, ";")))


def read_names(text: str) -> list[str]:
    """Names with a comma or semicolon between them. Raises ExpressionError."""
    return _names(text, _NAME, ";,")


def read_texts(text: str) -> list[str]:
    """Texts with a semicolon between them; a comma is part of a text. Raises ExpressionError."""
    return _names(text, _TEXT, ";")


def _names(text: str, bare: re.Pattern[str], separators: str) -> list[str]:
    parser = _Phrases(text, {}, ())
    return list(parser.whole(lambda _: parser.several(lambda: parser.listed_name(bare), separators)))


def write_holders(rows: list[Any]) -> str:
    return "; ".join(_write_holder(row) for row in rows)


def write_caps(rows: list[Plain]) -> str:
    return "; ".join(_write_cap(row) for row in rows)


def write_names(names: list[str]) -> str:
    return ", ".join(_bracketed(name, _NAME) for name in names)


def write_texts(texts: list[str]) -> str:
    return "; ".join(_bracketed(text, _TEXT) for text in texts)


def _write_holder(row: Any) -> str:
    if isinstance(row, str):
        return named(row)
    condition = f"om {expressions.write(row['when'])}" if "when" in row else "utan villkor"
    return f"{named(row['position'])} {condition}"


def _write_cap(cap: Plain) -> str:
    points = ", ".join(_bracketed(number, _NUMBER_OF_POINT) for number in cap.get("points", []))
    where = f" på punkt {points}" if points else ""
    return f"{named(cap['fact'])} <= {write_limit(cap['at_most'])} {_write_per(cap['per'])}{where}"


def _write_per(per: Any) -> str:
    if isinstance(per, str):
        return _PERIODS[per]
    return f"per fråga {named(per['fact'])}" if "fact" in per else f"från {per['from']} till {per['to']}"


def _bracketed(name: str, bare: re.Pattern[str]) -> str:
    return name if bare.fullmatch(name) else f"[{name.replace(']', ']]')}]"


class _Phrases(Parser):
    """The expression language's reader, with the words that stand around conditions."""

    def several(self, part: Callable[[], Any], separators: str) -> list[Any]:
        """Parts with a separator between them; one after the last does no harm."""
        found = [self.mended(part)]
        while any(self.sign(separator) for separator in separators):
            if self.here() == len(self.text):
                break
            found.append(self.mended(part))
        if self.here() < len(self.text) and not self.slips:
            self.slip(self.here(), self.found(), "Skilj delarna åt med semikolon")
        return found

    def holder(self) -> Any:
        position = self.name()
        if position is None:
            raise self.lost("Här ska stå en befattnings nyckel")
        if self.keyword("om"):
            return {"position": position, "when": self.condition()}
        if self.keyword("utan"):
            self.needed("villkor")
            return {"position": position}
        return position

    def cap(self) -> Plain:
        start = self.here()
        fact = self.fact()
        row = self.facts.get(fact, {})
        if row.get("type", "money") not in _COUNTED:
            kind = TYPES[row["type"]]
            self.slip(start, f"”{fact}” är av typen {kind}", "Ett tak räknar belopp eller tal")
            raise LostError
        if not self.sign("≤"):
            self.need("<=")
        found: Plain = {"fact": fact, "at_most": self.limit(row), "per": self.per()}
        if self.keyword("på"):
            self.needed("punkt")
            found["points"] = [self.listed_name(_NUMBER_OF_POINT)]
            while self.sign(","):
                found["points"].append(self.listed_name(_NUMBER_OF_POINT))
        return found

    def per(self) -> Any:
        for period, words in _PERIODS.items():
            if self.keyword(words.replace(" ", r"\s+")):
                return period
        if self.keyword(r"per\s+fråga"):
            return {"fact": self.fact()}
        if not self.keyword("från"):
            raise self.lost(f"Här ska stå {', '.join(_PERIODS.values())}, per fråga … eller från … till …")
        first = self.day()
        self.needed("till")
        return {"from": first, "to": self.day()}

    def day(self) -> str:
        day = self.take(_DAY)
        if day is None:
            raise self.lost("Skriv dagen som ÅÅÅÅ-MM-DD")
        return day[0]

    def needed(self, word: str) -> None:
        if not self.keyword(word):
            raise self.lost(f"Här ska stå {word}")

    def listed_name(self, bare: re.Pattern[str]) -> str:
        bracketed = self.bracketed()
        if bracketed is not None:
            return bracketed
        found = self.take(bare)
        if found is None:
            raise self.lost("Här ska stå ett namn")
        return found[0]
