"""A text as a condition, with every fault in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from delegation import values
from delegation.expressions.language import DAY, RESERVED, SIGNS, TYPES, WORD, Facts, Plain
from delegation.terms import ORDERED_TESTS, Fact, tests_for

MAX_DEPTH = 40  # conditions inside one another; as deep as a file may be
_TEST_OF = {sign: test for test, sign in SIGNS.items()} | {"≤": "at_most", "≥": "at_least", "≠": "is_not"}
_VALUE_OF = {
    "boolean": "Svara ja eller nej",
    "money": "Skriv ett belopp utan minustecken, till exempel 500 000 eller 99,50",
    "decimal": "Skriv ett tal, till exempel 12,5",
    "integer": "Skriv ett heltal",
    "date": "Skriv dagen som ÅÅÅÅ-MM-DD",
    "text": "Skriv texten inom citattecken",
}

_SPACE = re.compile(r"\s*")
_BRACKETS = re.compile(r"\[((?:[^\]]|\]\])*)\]")
_QUOTES = re.compile(r'"((?:[^"]|"")*)"|[”“]((?:[^”“]|””)*)[”“]')
_SIGN = re.compile(r"<=|>=|!=|[=<>≤≥≠]")
_GROUP = "[ \u00a0\u2009\u202f]"
_NUMBER = re.compile(rf"-?(?:[0-9]{{1,3}}(?:{_GROUP}[0-9]{{3}})+(?![0-9])|[0-9]+)(?:[.,][0-9]+)?(?!\w)")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
# From a fault, reading goes on at the next connective, closing parenthesis or separator outside quotes.
_TOKEN = re.compile(rf"{_QUOTES.pattern}|{_BRACKETS.pattern}|[\w-]+|\S")


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing wrong in a text: at which character (the first is 1), what was found, what is allowed."""

    position: int
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"Tecken {self.position}: {self.found}. {self.allowed}."


class ExpressionError(ValueError):
    """The text is not in the language. `slips` has all that is wrong; the text has one line for each."""

    def __init__(self, slips: Collection[Slip]) -> None:
        self.slips = tuple(sorted(slips, key=lambda slip: slip.position))
        super().__init__("\n".join(str(slip) for slip in self.slips))


def parse(text: str, facts: Facts, parameters: Collection[str]) -> Plain:
    """The condition in delegation-order/1's plain form. `facts` are the order's, plain: {key: {type, …}}.

    Raises ExpressionError with every fault: unknown names, tests and values that do not fit, and broken text.
    """
    found: Plain = Parser(text, facts, parameters).whole(Parser.condition)
    return found


class LostError(Exception):
    """A fault is noted and the rest of this part cannot be understood."""


class Parser:
    """One walk over a text, gathering what is wrong. Whoever reads more than conditions builds on it."""

    def __init__(self, text: str, facts: Facts, parameters: Collection[str]) -> None:
        self.text, self.facts, self.parameters = text, facts, parameters
        self.at, self.depth = 0, 0
        self.slips: list[Slip] = []

    def whole(self, part: Callable[[Any], Any]) -> Any:
        """All of the text as one `part`. Raises ExpressionError."""
        result = self.mended(lambda: part(self))
        if self.here() < len(self.text) and not self.slips:
            self.slip(self.here(), self.found(), "Här ska stå och, eller – eller inget mer")
        if self.slips:
            raise ExpressionError(self.slips)
        return result

    # --- the text itself

    def here(self) -> int:
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        return self.at

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.here())
        self.at = match.end() if match else self.at
        return match

    def sign(self, sign: str) -> bool:
        found = self.text.startswith(sign, self.here())
        self.at += len(sign) if found else 0
        return found

    def keyword(self, word: str) -> bool:
        return bool(self.take(re.compile(rf"{word}(?![\w-])", re.IGNORECASE)))

    def found(self) -> str:
        token = _TOKEN.match(self.text, self.here())
        return f"”{token[0][:40]}”" if token else "texten tar slut"

    def slip(self, position: int, found: str, allowed: str) -> None:
        self.slips.append(Slip(position + 1, found, allowed))

    def lost(self, allowed: str) -> LostError:
        self.slip(self.here(), self.found(), allowed)
        return LostError()

    def skip(self) -> None:
        """Past what could not be understood, to where the next part begins."""
        depth = 0
        while token := _TOKEN.match(self.text, self.here()):
            word = token[0].casefold()
            if depth == 0 and word in ("och", "eller", ")", ";"):
                return
            depth += (word == "(") - (word == ")")
            self.at = token.end()

    # --- conditions

    def condition(self) -> Plain:
        return self.chain("eller", "any", lambda: self.chain("och", "all", self.factor))

    def chain(self, word: str, operator: str, part: Callable[[], Plain]) -> Plain:
        parts = [part()]
        while self.keyword(word):
            parts.append(part())
        return {operator: parts} if len(parts) > 1 else parts[0]

    def factor(self) -> Plain:
        """A test, a group or a negation. A broken one is noted and stands in as an empty condition."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.slip(self.here(), f"mer än {MAX_DEPTH} nivåer i varandra", "Förenkla villkoret")
            self.at = len(self.text)
        found: Plain = self.mended(lambda: self.group() or self.test()) if self.depth <= MAX_DEPTH else {}
        self.depth -= 1
        return found

    def mended(self, part: Callable[[], Any]) -> Any:
        """The part; or, when it is broken and that is noted, an empty one and on to the next."""
        try:
            return part()
        except LostError:
            self.skip()
            return {}

    def group(self) -> Plain | None:
        if self.keyword("inte"):
            return {"not": self.factor()}
        for word, operator in (("alla", "all"), ("någon", "any")):
            if self.keyword(word):
                self.need("(")
                return {operator: [self.inside()]}
        return self.inside() if self.sign("(") else None

    def inside(self) -> Plain:
        inner = self.condition()
        self.need(")")
        return inner

    def need(self, sign: str) -> None:
        if not self.sign(sign):
            raise self.lost(f"Här ska stå {sign}")

    def test(self) -> Plain:
        fact = self.fact()
        test, value = self.comparison(fact)
        found: Plain = {"fact": fact, test: value}
        reason = self.quoted()
        return found if reason is None else {**found, "because": reason}

    def comparison(self, fact: str) -> tuple[str, Any]:
        start = self.here()
        sign = self.take(_SIGN)
        if sign:
            test = _TEST_OF[sign[0]]
        elif self.keyword("i"):
            test = "in"
        elif self.keyword("inte"):
            test = "not_in"
            if not self.keyword("i"):
                raise self.lost("Efter inte ska stå i och värdena inom parentes")
        else:
            raise self.lost("Här ska stå =, !=, <=, <, >=, >, i eller inte i")
        row = self.facts.get(fact, {})
        allowed = tests_for(row.get("type", ""))
        if test not in allowed:
            words = ", ".join(SIGNS.get(one, "i" if one == "in" else "inte i") for one in allowed)
            found = f"”{self.text[start : self.at]}” passar inte en fråga av typen {TYPES[row['type']]}"
            self.slip(start, found, f"Tillåtna är {words}")
            raise LostError
        if test in ("in", "not_in"):
            return test, self.listed(row)
        return test, self.limit(row) if test in ORDERED_TESTS else self.single(row)

    def listed(self, row: Mapping[str, Any]) -> list[Any]:
        self.need("(")
        found = [self.item(row)]
        while self.sign(",") or self.sign(";"):
            found.append(self.item(row))
        self.need(")")
        return found

    def item(self, row: Mapping[str, Any]) -> Any:
        start = self.here()
        value = self.single(row)
        if "," in self.text[start : self.at] and _NUMBER.match(self.text, start):
            found = f"”{self.text[start : self.at]}” kan vara ett tal eller två"
            self.slip(start, found, "Skriv mellanslag efter kommat, eller decimaler med punkt")
        return value

    # --- names and values

    def fact(self) -> str:
        """The key of a fact; one that the order does not have is a fault."""
        start = self.here()
        fact = self.name()
        if fact is None:
            raise self.lost("Här ska stå en frågas nyckel, till exempel amount")
        if fact not in self.facts:
            known = ", ".join(sorted(self.facts)) or "inga"
            self.slip(start, f"frågan ”{fact}” finns inte", f"Nycklarna är {known}")
        return fact

    def name(self) -> str | None:
        bracketed = self.bracketed()
        if bracketed is not None:
            return bracketed
        word = WORD.match(self.text, self.here())
        if word is None or word[0].casefold() in RESERVED:
            return None
        self.at = word.end()
        return word[0]

    def bracketed(self) -> str | None:
        match = self.take(_BRACKETS)
        return match[1].replace("]]", "]") if match else None

    def quoted(self) -> str | None:
        match = self.take(_QUOTES)
        if match is None:
            return None
        return match[2].replace("””", "”") if match[1] is None else match[1].replace('""', '"')

    def number(self) -> int | str | None:
        """A number as the format stores it: an int, or a decimal as text with a point."""
        start = self.here()
        match = self.take(_NUMBER)
        if match is None:
            return None
        if _THOUSANDS.fullmatch(match[0]):
            allowed = f"Skriv {match[0].replace('.', ' ')}, eller decimaler med komma"
            self.slip(start, f"”{match[0]}” kan läsas på två sätt", allowed)
        digits = re.sub(_GROUP, "", match[0]).replace(",", ".")
        if len(digits) > 60:
            self.slip(start, "talet är för långt", "Skriv ett mindre tal")
            return 0
        return digits if "." in digits else int(digits)

    def single(self, row: Mapping[str, Any]) -> Any:
        """ja, nej, a day, a number, a word or a text in quotes; held against the fact's type."""
        start = self.here()
        value: Any = self.quoted()
        if value is None:
            value = self.bare()
        self.fit(start, row, value)
        return value

    def bare(self) -> Any:
        if self.keyword("ja"):
            return True
        if self.keyword("nej"):
            return False
        if day := self.take(DAY):
            return day[0]
        number = self.number()
        value = self.name() if number is None and not self.text.startswith("[", self.here()) else number
        if value is None:
            raise self.lost('Här ska stå ja, nej, ett tal, en dag, ett ord eller en "text"')
        return value

    def limit(self, row: Mapping[str, Any]) -> Any:
        """A number, a day, or a parameter, which may stand after a number and *."""
        start = self.here()
        value: Any = self.quoted()
        if value is None:
            day = self.take(DAY)
            value = day[0] if day else self.number()
        if value is None:
            return {"parameter": self.parameter(row)}
        if self.sign("*") or self.sign("×"):
            return {"parameter": self.parameter(row), "times": value}
        self.fit(start, row, value)
        return value

    def parameter(self, row: Mapping[str, Any]) -> str:
        start = self.here()
        name = self.name()
        if name is None:
            raise self.lost("Här ska stå ett tal, en dag eller en parameters namn")
        if row.get("type") == "date":
            self.slip(start, "en parameter är inget datum", _VALUE_OF["date"])
        elif name not in self.parameters:
            known = ", ".join(sorted(self.parameters)) or "inga"
            self.slip(start, f"parametern ”{name}” finns inte", f"Namnen är {known}")
        return name

    def fit(self, start: int, row: Mapping[str, Any], value: Any) -> None:
        kind = row.get("type", "")
        choices = tuple(row.get("choices", ()))
        if kind not in TYPES or (kind == "choice" and not choices):
            return  # the fact itself is broken, and that is told where it stands
        try:
            values.simple(value, Fact("", kind, "", choices=choices))
        except values.Unfit:
            found = f"”{self.text[start : self.at].strip()[:60]}”"
            self.slip(start, found, _VALUE_OF.get(kind, f"Tillåtna är {', '.join(choices)}"))
