"""Any valid delegation order in its plain form, with every feature of the format and with awkward names."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Plain = dict[str, Any]

# Signs and words that mean something in a cell, a condition or YAML, besides ordinary text.
_AWKWARD = st.sampled_from(
    [
        *(
            "–",
            "",
            "ja",
            "Nej",
            "och",
            "i",
            "om",
            "1.10",
            "1 000",
            "2020-01-01",
            "=1+1",
            "#N/A",
            "[a]",
            "a]b",
        ),
        *('"', "”", '"a"', "a;b", "a, b", "inte x", "a\nb\n", " a ", "\t", "1,5", "null", "~", "a: b", "- a"),
        *("x" * 40, "åäö – ’", "*", "2020:1/1.4", "per projekt", "\u00a0", "e\u0301"),
    ]
)
_LEGIBLE = st.characters(exclude_categories=["Cs", "Cc", "Cn"])
TEXTS = st.one_of(_AWKWARD, st.text(_LEGIBLE, max_size=20))
FILLED = TEXTS.filter(bool)
NAMES = st.one_of(st.from_regex(r"\A[a-zåäö][a-z_]{0,8}\Z"), FILLED)
DAYS = st.dates(date(1890, 1, 1), date(2200, 12, 31)).map(date.isoformat)
BOOLEANS = st.booleans()
AMOUNTS = st.one_of(
    st.integers(0, 10**29),
    st.decimals(0, 10**9, places=2, allow_nan=False).map(lambda number: f"{number:f}"),
    st.sampled_from(["0", "007", "500.000", "0.125", "00.5"]),
)
NUMBERS = st.one_of(AMOUNTS, st.integers(-(10**20), -1), st.sampled_from(["-5", "-0.50", "-1234.567"]))

_EQUAL, _ORDERED = ("is", "is_not"), ("at_most", "below", "at_least", "above")


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def optional(draw: st.DrawFn, row: Plain, **strategies: st.SearchStrategy[Any]) -> Plain:
    """`row` with each of the keys drawn or left out."""
    return row | {key: draw(value) for key, value in strategies.items() if draw(BOOLEANS)}


def some(names: Sequence[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=least, max_size=3) if names else st.just([])


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Plain]:
    """One fact of each type at least, so that every kind of test can be asked."""
    kinds = ["money", "decimal", "integer", "boolean", "text", "date", "choice"]
    names = draw(st.lists(NAMES, min_size=7, max_size=7, unique=True))
    found: dict[str, Plain] = {}
    for name, kind in zip(names, kinds, strict=True):
        found[name] = {"type": kind, "question": draw(FILLED)}
        if kind == "money":
            found[name] = optional(draw, found[name], currency=st.sampled_from(["SEK", "EUR"]))
        if kind == "choice":
            found[name]["choices"] = draw(st.lists(FILLED.map(normal), min_size=1, max_size=3, unique=True))
    # The keys that caps by project and by counterparty count on.
    asked = {"type": "text", "question": "?"}
    return found | {"project": dict(asked), "counterparty": dict(asked)}


def value_of(fact: Plain) -> st.SearchStrategy[Any]:
    return {
        "money": AMOUNTS,
        "decimal": NUMBERS,
        "integer": st.integers(-(10**20), 10**20),
        "boolean": BOOLEANS,
        "text": TEXTS,
        "date": DAYS,
        "choice": st.sampled_from(fact.get("choices", [""])),
    }[fact["type"]]


@st.composite
def limits(draw: st.DrawFn, value: st.SearchStrategy[Any], parameters: Sequence[str]) -> Any:
    if not parameters or draw(BOOLEANS):
        return draw(value)
    return optional(draw, {"parameter": draw(st.sampled_from(parameters))}, times=NUMBERS)


@st.composite
def tests(draw: st.DrawFn, known: dict[str, Plain], parameters: Sequence[str]) -> Plain:
    name = draw(st.sampled_from(sorted(known)))
    kind, value = known[name]["type"], value_of(known[name])
    allowed = [*_EQUAL]
    allowed += ["in", "not_in"] if kind != "boolean" else []
    allowed += _ORDERED if kind not in ("boolean", "text", "choice") else []
    test = draw(st.sampled_from(allowed))
    if test in ("in", "not_in"):
        held: Any = draw(st.lists(value, min_size=1, max_size=3))
    elif test in _ORDERED and kind != "date":
        held = draw(limits(value, parameters))
    else:
        held = draw(value)
    return optional(draw, {"fact": name, test: held}, because=TEXTS)


def conditions(known: dict[str, Plain], parameters: Sequence[str]) -> st.SearchStrategy[Plain]:
    """Tests under all, any and not, also with one part."""

    def deeper(part: st.SearchStrategy[Plain]) -> st.SearchStrategy[Plain]:
        parts = st.lists(part, min_size=1, max_size=3)
        return st.one_of(
            st.fixed_dictionaries({"all": parts}),
            st.fixed_dictionaries({"any": parts}),
            st.fixed_dictionaries({"not": part}),
        )

    return st.recursive(tests(known, parameters), deeper, max_leaves=6)


def holders(names: Sequence[str], when: st.SearchStrategy[Plain]) -> st.SearchStrategy[Any]:
    name = st.sampled_from(names)
    return st.one_of(
        name,
        st.fixed_dictionaries({"position": name}),
        st.fixed_dictionaries({"position": name, "when": when}),
    )


@st.composite
def caps(
    draw: st.DrawFn, known: dict[str, Plain], parameters: Sequence[str], numbers: Sequence[str]
) -> Plain:
    counted = [key for key, row in known.items() if row["type"] in ("money", "decimal", "integer")]
    texts = [key for key, row in known.items() if row["type"] == "text"]
    days = sorted([draw(DAYS), draw(DAYS)])
    per = draw(
        st.one_of(
            st.sampled_from(["calendar_year", "rolling_12_months", "project", "counterparty", "none"]),
            st.sampled_from(texts).map(lambda key: {"fact": key}),
            st.just({"from": days[0], "to": days[1]}),
        )
    )
    fact = draw(st.sampled_from(counted))
    limit = draw(limits(value_of(known[fact]), parameters))
    return optional(draw, {"fact": fact, "at_most": limit, "per": per}, points=some(numbers, 1))


@st.composite
def points(draw: st.DrawFn, number: str, world: Plain, numbers: Sequence[str]) -> Plain:
    known, names = world["facts"], sorted(world["positions"])
    parameters = sorted(world.get("parameters", {}))
    when = conditions(known, parameters)
    appeal = draw(st.sampled_from(["legality_review", "administrative_appeal", "procurement_review", "none"]))
    days = sorted([draw(DAYS), draw(DAYS)])
    row = {
        "number": number,
        "title": draw(FILLED),
        "decision_types": draw(some(world["types"], 1)),
        "delegates": draw(st.lists(holders(names, when), min_size=1, max_size=3)),
        "reporting": draw(st.sampled_from(["to_board", "minuted", *(["none"] if appeal == "none" else [])])),
        "appeal_route": appeal,
    }
    return optional(
        draw,
        row,
        substitutes=some(names),
        ranked=BOOLEANS,
        superiors=st.sampled_from(["never", "when_absent", "always"]),
        own_unit=BOOLEANS,
        when=when,
        caps=st.lists(caps(known, parameters, numbers), max_size=2),
        consult=st.lists(holders(names, when), max_size=2),
        may_be_subdelegated=BOOLEANS,
        four_eyes=BOOLEANS,
        formerly=st.lists(NAMES, max_size=2),
        valid_from=st.just(days[0]),
        valid_to=st.sampled_from([days[1], None]),
        legal_basis=st.lists(TEXTS, max_size=3),
        remark=TEXTS,
    )


@st.composite
def positions(draw: st.DrawFn) -> dict[str, Plain]:
    """At least one; a superior is always one that stands before."""
    found: dict[str, Plain] = {}
    for name in draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)):
        row: Plain = {"title": draw(FILLED)}
        if draw(BOOLEANS) and found:
            row["superior"] = draw(st.sampled_from(sorted(found)))
        found[name] = optional(draw, row, elected=BOOLEANS, head_of_administration=BOOLEANS, body=BOOLEANS)
    return found


@st.composite
def orders(draw: st.DrawFn) -> Plain:
    """A whole order, in the plain form that the database keeps."""
    first = draw(st.dates(date(1995, 1, 1), date(2100, 1, 1)))
    last = (first + timedelta(days=draw(st.integers(0, 9000)))).isoformat()
    types = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    numbers = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    head = {"title": draw(FILLED), "version": draw(FILLED), "adopted_in": draw(FILLED)}
    head |= {"adopted_on": draw(DAYS), "valid_from": first.isoformat()}
    found: Plain = {
        "format": "delegation-order/1",
        "board": {"code": "RUN", "name": draw(FILLED), "organisation": draw(FILLED)},
        "order": optional(draw, head, valid_to=st.sampled_from([last, None])),
        "positions": draw(positions()),
        "facts": draw(facts()),
    }
    elected = [key for key, row in found["positions"].items() if row.get("elected")]
    dated = st.fixed_dictionaries({"from": DAYS, "value": NUMBERS})
    titled = st.fixed_dictionaries({"title": FILLED})
    found = optional(
        draw,
        found,
        preamble=TEXTS,
        general_provisions=st.lists(TEXTS, max_size=3),
        chapters=st.lists(st.fixed_dictionaries({"number": FILLED, "title": FILLED}), max_size=2),
        decision_types=st.fixed_dictionaries(dict.fromkeys(types, titled)),
        includes=some(types),
        urgent_decisions=some(elected),
        ranked=BOOLEANS,
        superiors=st.sampled_from(["never", "when_absent", "always"]),
        parameters=st.dictionaries(NAMES, st.lists(dated, min_size=1, max_size=3), max_size=2),
    )
    world = {**found, "types": types}
    found["points"] = [draw(points(number, world, numbers)) for number in numbers]
    return found
