"""What the help sheet and the page about workbooks say is true."""

from __future__ import annotations

import re
from typing import Any

import pytest

from delegation import expressions, formats, orders, sheets
from delegation.sheets import phrases
from delegation.sheets.columns import HEAD, LIMIT_KEY, POINTS, TABLES
from delegation.sheets.help import help_rows
from tests.world import ROOT

PAGE = (ROOT / "docs" / "delegationsordning-i-kalkylblad.md").read_text("utf-8")
FACTS: dict[str, Any] = {
    **{key: {"type": "boolean"} for key in ("a", "b", "min fråga", "commits_funds", "within_budget")},
    "amount": {"type": "money"},
    "years": {"type": "integer"},
    "kind": {"type": "choice", "choices": ["gift", "loan", "annat stöd"]},
    **{key: {"type": "text"} for key in ("recipient", "child", "project", "counterparty")},
    **{key: {"type": "date"} for key in ("day", "decided")},
}


def block(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [line for part in found for line in part.splitlines()]


def examples(heading: str) -> list[str]:
    """The examples under a heading of the help sheet."""
    rows = list(help_rows())
    first = rows.index((True, (heading,))) + 1
    last = next(n for n in range(first, len(rows)) if rows[n][0])
    return [texts[1] for _, texts in rows[first:last]]


@pytest.mark.parametrize("text", [*block("villkor"), *examples("Så skrivs ett villkor")])
def test_a_condition_that_is_shown_can_be_written(text: str) -> None:
    condition = expressions.parse(text, FACTS, ["prisbasbelopp"])

    assert expressions.parse(expressions.write(condition), FACTS, ["prisbasbelopp"]) == condition


@pytest.mark.parametrize("text", block("tak"))
def test_a_cap_that_is_shown_is_also_how_it_is_written(text: str) -> None:
    assert phrases.write_caps(phrases.read_caps(text, FACTS, ["prisbasbelopp"])) == text


def test_delegates_and_caps_in_the_help_can_be_written() -> None:
    delegates, *caps = examples("Så skrivs delegater och tak")

    assert phrases.write_holders(phrases.read_holders(delegates, FACTS, [])) == delegates
    assert [phrases.write_caps(phrases.read_caps(cap, FACTS, [])) for cap in caps] == caps


def test_the_page_names_every_column_and_every_word() -> None:
    columns = [*HEAD, *(column for table in TABLES for column in table.columns)]

    assert [column.heading for column in columns if column.heading not in PAGE] == []
    assert [word for column in columns for word in column.kind.words if f"`{word}`" not in PAGE] == []
    assert re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]*\|$", PAGE, re.MULTILINE)[1:] == [
        column.heading for column in POINTS
    ]


def test_the_columns_hold_every_key_of_the_format() -> None:
    schema = formats.parse_json(orders.SCHEMA.read_text("utf-8"), "schemat").data
    keys = {table.key: {column.key for column in table.columns if column.key} for table in TABLES}
    top = {column.key.split(".")[0] for column in HEAD} | set(keys) | {"format"}

    assert top == set(schema["properties"])
    keys |= {
        part: {c.key.split(".")[1] for c in HEAD if c.key.startswith(f"{part}.")}
        for part in ("board", "order")
    }
    keys["points"].discard(LIMIT_KEY)
    named = {"order": "head", "points": "point", "positions": "position", "facts": "fact"}
    named |= {"board": "board", "decision_types": "decision_type", "chapters": "chapter"}
    named |= {"parameters": "dated_amount"}
    assert {part: set(schema["$defs"][name]["properties"]) for part, name in named.items()} == {
        part: keys[part] for part in named
    }


def test_the_template_has_the_sheets_that_the_page_lists() -> None:
    source = sheets.read(sheets.template(), "mall.xlsx")

    assert [table.sheet for table in TABLES if table.sheet not in PAGE] == []
    assert sorted(source.data) == sorted(
        [
            *("format", "board", "order", "preamble", "general_provisions", "chapters", "decision_types"),
            *("positions", "urgent_decisions", "facts", "points"),
        ]
    )
