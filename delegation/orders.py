"""delegation-order/1: reading, checking and writing one version of a board's delegation order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from delegation import formats, values
from delegation.formats import Fault, FormatError, KeyPath, Source
from delegation.terms import (
    EQUAL_TESTS,
    NUMBERS,
    ORDERED_TESTS,
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
    Position,
    Span,
    Tree,
    tests_for,
)

SCHEMA = formats.SCHEMAS / "delegation-order-1.json"
# Keys of a point that mean in the engine what they say in the file.
_AS_WRITTEN = (
    "number",
    "title",
    "reporting",
    "appeal_route",
    "may_be_subdelegated",
    "four_eyes",
    "own_unit",
    "ranked",
    "remark",
)
# What a cap may sum over besides the answers to a text fact.
_PERIODS = ("calendar_year", "rolling_12_months", "none")
_COME_LATER = (("positions",), ("points",))  # what a draft is begun without


def read(path: Path) -> Order:
    """The order in a YAML file. Raises FormatError with every fault in it."""
    return build(formats.read_yaml(path))


def parse(text: str, name: str) -> Order:
    return build(formats.parse_yaml(text, name))


def from_plain(data: dict[str, Any], name: str, *, unfinished: bool = False) -> Order:
    """The order from its stored JSON form."""
    return build(Source(name, data), unfinished=unfinished)


def plain(source: Source) -> dict[str, Any]:
    """The file's content in JSON types, decimals as text; what the database keeps."""
    data: dict[str, Any] = values.json_ready(source.data)
    return data


def to_yaml(data: dict[str, Any]) -> str:
    """The stored form as a delegation-order/1 file, which reads back to the same order."""
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100))


def family(orders: Sequence[Order]) -> tuple[Order, ...]:
    """Versions of one board, oldest first. Raises FormatError when they do not go together."""
    rows = sorted(orders, key=lambda order: order.valid_from)
    faults = []
    for earlier, later in pairwise(rows):
        name = f"version {later.version}"
        if earlier.board != later.board:
            found = f"ordningarna hör till {earlier.board} och {later.board}"
            faults.append(Fault(name, ("board", "code"), found, "Alla måste höra till samma nämnd"))
        if earlier.valid_from == later.valid_from:
            found = f"version {earlier.version} gäller också från {later.valid_from}"
            faults.append(Fault(name, ("order", "valid_from"), found, "Varje version börjar en egen dag"))
        elif earlier.valid_to and earlier.valid_to >= later.valid_from:
            found = f"version {earlier.version} gäller till och med {earlier.valid_to}"
            faults.append(Fault(name, ("order", "valid_from"), found, "Versioner får inte överlappa"))
    versions = [order.version for order in rows]
    for version in sorted({version for version in versions if versions.count(version) > 1}):
        found = f"version {version} finns två gånger"
        faults.append(Fault(f"version {version}", ("order", "version"), found, "Ge den ett eget namn"))
    if faults:
        raise FormatError(faults)
    return tuple(rows)


def build(source: Source, *, unfinished: bool = False) -> Order:
    """Check a parsed file and turn it into an Order. Raises FormatError with every fault.

    An unfinished draft may still lack positions and points.
    """
    formats.check(source, SCHEMA, _COME_LATER if unfinished else ())
    reading = _Reading(source)
    order = reading.order()
    if reading.faults:
        raise FormatError(reading.faults)
    return order


class _Reading:
    """One walk over an order that fits the schema, gathering what the schema cannot say."""

    def __init__(self, source: Source) -> None:
        self.source, self.data = source, source.data
        self.faults: list[Fault] = []
        self.facts: dict[str, Fact] = {}

    def fault(self, path: KeyPath, found: str, allowed: str) -> None:
        self.faults.append(self.source.fault(path, found, allowed))

    def order(self) -> Order:
        head, data = self.data["order"], self.data
        self.quoted(("order", "version"), head["version"])
        self.facts = {name: self.fact(name, row) for name, row in data.get("facts", {}).items()}
        if head.get("valid_to") and head["valid_to"] < head["valid_from"]:
            self.fault(("order", "valid_to"), f"”{head['valid_to']}” ligger före valid_from", "Byt dagarna")
        for index, key in enumerate(data.get("urgent_decisions", [])):
            self.position(("urgent_decisions", index), key)
            if not data["positions"].get(key, {"elected": True}).get("elected", False):
                self.fault(
                    ("urgent_decisions", index),
                    f"”{key}” är inte förtroendevald (elected)",
                    "Brådskande beslut fattas av förtroendevalda, 6 kap. 39 § kommunallagen",
                )
        points = tuple(self.point(("points", index), row) for index, row in enumerate(data["points"]))
        self.unique(
            [("points", index, "number") for index in range(len(points))], [point.number for point in points]
        )
        return Order(
            board=data["board"]["code"],
            title=head["title"],
            version=head["version"],
            adopted_on=date.fromisoformat(head["adopted_on"]),
            adopted_in=head["adopted_in"],
            valid_from=date.fromisoformat(head["valid_from"]),
            valid_to=values.day_or_none(head.get("valid_to")),
            positions={key: self.position_row(key, row) for key, row in data["positions"].items()},
            facts=self.facts,
            points=points,
            urgent_decisions=tuple(data.get("urgent_decisions", [])),
            urgent_ranked=data.get("ranked", False),
            decision_types={key: row["title"] for key, row in data.get("decision_types", {}).items()},
            includes=tuple(data.get("includes", [])),
            parameters={
                name: self.parameter(name, rows) for name, rows in data.get("parameters", {}).items()
            },
            chapters=tuple((row["number"], row["title"]) for row in data.get("chapters", [])),
            preamble=data.get("preamble", ""),
            general_provisions=tuple(data.get("general_provisions", [])),
        )

    # --- the vocabulary --------------------------------------------------------------------------------

    def quoted(self, path: KeyPath, value: str) -> None:
        if isinstance(value, formats.DateText):
            self.fault(path, f"”{value}” läses som en dag", "Sätt citattecken om texten")

    def unique(self, paths: list[KeyPath], names: list[str]) -> None:
        for index, name in enumerate(names):
            if name in names[:index]:
                self.fault(paths[index], f"”{name}” finns redan", "Varje punkt har ett eget nummer")

    def position(self, path: KeyPath, key: str) -> None:
        if key not in self.data["positions"]:
            known = ", ".join(sorted(self.data["positions"]))
            self.fault(path, f"befattningen ”{key}” finns inte under positions", f"Tillåtna är {known}")

    def position_row(self, key: str, row: dict[str, Any]) -> Position:
        if row.get("superior"):
            self.position(("positions", key, "superior"), row["superior"])
        return Position(key=key, **row)

    def fact(self, name: str, row: dict[str, Any]) -> Fact:
        if row["type"] == "choice" and not row.get("choices"):
            self.fault(("facts", name), "choices saknas", "En fråga av typen choice räknar upp sina svar")
        choices = tuple(row.get("choices", []))
        return Fact(name, row["type"], row["question"], row.get("currency", "SEK"), choices)

    def parameter(self, name: str, rows: list[dict[str, Any]]) -> tuple[tuple[date, Decimal | int], ...]:
        result = []
        for index, row in enumerate(rows):
            value = self.number(("parameters", name, index, "value"), row["value"])
            result.append((date.fromisoformat(row["from"]), value))
        return tuple(sorted(result))

    def number(self, path: KeyPath, raw: Any) -> Decimal | int:
        try:
            return values.number(raw)
        except values.Unfit as error:
            self.fault(path, formats.shown(raw), str(error))
            return 0

    # --- points ----------------------------------------------------------------------------------------

    def point(self, path: KeyPath, row: dict[str, Any]) -> Point:
        self.quoted((*path, "number"), row["number"])
        self.types_of(path, row)
        for index, key in enumerate(row.get("substitutes", [])):
            self.position((*path, "substitutes", index), key)
        if row.get("valid_from") and row.get("valid_to") and row["valid_to"] < row["valid_from"]:
            self.fault((*path, "valid_to"), f"”{row['valid_to']}” ligger före valid_from", "Byt dagarna")
        if row["reporting"] == "none" and row["appeal_route"] != "none":
            found = "beslut som kan överklagas anmäls inte"
            self.fault((*path, "reporting"), found, "none får bara stå med appeal_route: none (KL 6:40)")
        delegates = tuple(Delegate(*pair) for pair in self.pairs((*path, "delegates"), row["delegates"]))
        consult = tuple(Consult(*pair) for pair in self.pairs((*path, "consult"), row.get("consult", [])))
        caps = [self.cap((*path, "caps", i), cap, row["number"]) for i, cap in enumerate(row.get("caps", []))]
        return Point(
            decision_types=tuple(row["decision_types"]),
            delegates=delegates,
            substitutes=tuple(row.get("substitutes", [])),
            when=self.condition((*path, "when"), row["when"]) if "when" in row else None,
            caps=tuple(caps),
            consult=consult,
            valid_from=values.day_or_none(row.get("valid_from")),
            valid_to=values.day_or_none(row.get("valid_to")),
            formerly=tuple(row.get("formerly", [])),
            legal_basis=tuple(row.get("legal_basis", [])),
            superiors=row.get("superiors", self.data.get("superiors", "never")),
            **{key: row[key] for key in _AS_WRITTEN if key in row},
        )

    def types_of(self, path: KeyPath, row: dict[str, Any]) -> None:
        known = self.data.get("decision_types")
        for index, kind in enumerate(row["decision_types"]):
            if known is not None and kind not in known:
                found = f"beslutstypen ”{kind}” finns inte under decision_types"
                self.fault((*path, "decision_types", index), found, f"Tillåtna är {', '.join(sorted(known))}")

    def pairs(self, path: KeyPath, rows: list[Any]) -> list[tuple[str, Condition | None]]:
        """Positions that may stand alone or with a condition of their own."""
        result: list[tuple[str, Condition | None]] = []
        for index, row in enumerate(rows):
            key = row if isinstance(row, str) else row["position"]
            self.position((*path, index), key)
            when = None
            if isinstance(row, dict) and "when" in row:
                when = self.condition((*path, index, "when"), row["when"])
            result.append((key, when))
        return result

    def cap(self, path: KeyPath, row: dict[str, Any], number: str) -> Cap:
        fact = self.facts.get(row["fact"])
        if fact is None:
            self.fault((*path, "fact"), f"frågan ”{row['fact']}” finns inte under facts", "Lägg till den")
        elif fact.type not in NUMBERS:
            self.fault((*path, "fact"), f"”{row['fact']}” är {fact.type}", "Ett tak räknar belopp eller tal")
        known = [point["number"] for point in self.data["points"]]
        for index, other in enumerate(row.get("points", [])):
            if other not in known:
                self.fault(
                    (*path, "points", index), f"punkt ”{other}” finns inte", "Ange en punkt i ordningen"
                )
        limit = self.limit((*path, "at_most"), row["at_most"])
        per = self.per((*path, "per"), row["per"])
        return Cap(row["fact"], limit, per, tuple(row.get("points", [number])))

    def per(self, path: KeyPath, raw: Any) -> Per:
        """What a cap sums over: a period, or the decisions with one answer to a text fact."""
        if raw in _PERIODS:
            return str(raw)
        if isinstance(raw, dict) and "from" in raw:
            return self.span(path, raw)
        # project and counterparty stand for the facts of those names.
        name = raw["fact"] if isinstance(raw, dict) else raw
        fact = self.facts.get(name)
        if fact is None:
            self.fault(path, f"frågan ”{name}” finns inte under facts", "Lägg till den")
        elif fact.type != "text":
            self.fault(path, f"”{name}” är {fact.type}", "Ett tak räknas per en fråga av typen text")
        return Key(name)

    def span(self, path: KeyPath, raw: dict[str, Any]) -> Span:
        if raw["to"] < raw["from"]:
            self.fault((*path, "to"), f"”{raw['to']}” ligger före from", "Byt dagarna")
        return Span(date.fromisoformat(raw["from"]), date.fromisoformat(raw["to"]))

    def limit(self, path: KeyPath, raw: Any) -> Decimal | int | Parameter:
        if not isinstance(raw, dict):
            return self.number(path, raw)
        if raw["parameter"] not in self.data.get("parameters", {}):
            self.fault(path, f"”{raw['parameter']}” finns inte under parameters", "Lägg till den")
        return Parameter(raw["parameter"], Decimal(self.number((*path, "times"), raw.get("times", 1))))

    # --- conditions ------------------------------------------------------------------------------------

    def condition(self, path: KeyPath, row: dict[str, Any]) -> Condition:
        operators = [key for key in ("all", "any", "not") if key in row]
        if len(operators) != 1 or "fact" in row:
            if not operators and "fact" in row:
                return self.leaf(path, row)
            self.fault(path, f"villkoret har {', '.join(row)}", "Ett villkor är all, any, not eller en fråga")
            return Tree("all", ())
        operator = operators[0]
        if extra := [key for key in row if key != operator]:
            self.fault(path, f"villkoret har också {', '.join(extra)}", "all, any och not står ensamma")
        if operator == "not":
            return Tree("not", (self.condition((*path, "not"), row["not"]),))
        parts = [self.condition((*path, operator, index), part) for index, part in enumerate(row[operator])]
        return Tree(operator, tuple(parts))

    def leaf(self, path: KeyPath, row: dict[str, Any]) -> Leaf:
        tests = [key for key in (*EQUAL_TESTS, *ORDERED_TESTS) if key in row]
        fact, because = self.facts.get(row["fact"]), row.get("because", "").rstrip(".")
        if fact is None:
            self.fault((*path, "fact"), f"frågan ”{row['fact']}” finns inte under facts", "Lägg till den")
        if len(tests) != 1:
            found = f"villkoret har {len(tests)} prövningar"
            self.fault(path, found, "Ange en av " + ", ".join((*EQUAL_TESTS, *ORDERED_TESTS)))
        if fact is None or len(tests) != 1:
            return Leaf(row["fact"], "is", None, because)
        test = tests[0]
        allowed = tests_for(fact.type)
        if test not in allowed:
            self.fault((*path, test), f"{test} passar inte {fact.type}", "Tillåtna är " + ", ".join(allowed))
            return Leaf(fact.name, test, None, because)
        return Leaf(fact.name, test, self.wanted((*path, test), fact, row[test]), because)

    def wanted(self, path: KeyPath, fact: Fact, raw: Any) -> Any:
        if isinstance(raw, dict):
            if fact.type not in NUMBERS:
                found = f"ett belopp passar inte ”{fact.name}”, som är {fact.type}"
                self.fault(path, found, "Ett belopp hör till " + " eller ".join(NUMBERS))
            return self.limit(path, raw)
        if isinstance(raw, list):
            return tuple(self.wanted((*path, index), fact, item) for index, item in enumerate(raw))
        try:
            return values.simple(raw, fact)
        except values.Unfit as error:
            self.fault(path, formats.shown(raw), str(error))
            return None
