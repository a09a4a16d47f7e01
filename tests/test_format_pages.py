"""The reference pages in docs/formats say what the schemas say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from docs.formats import generate, walk
from tests.world import ROOT

FOLDER = ROOT / "docs" / "formats"
PAGES = pytest.mark.parametrize("page", generate.PAGES, ids=[page.name for page in generate.PAGES])


def schema_of(page: generate.Page) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / page.schema / f"{page.name}.json").read_text("utf-8"))
    return schema


def within(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object of the schema, itself first."""
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []:
        yield from within(inner)


@PAGES
def test_the_page_is_what_the_schema_gives(page: generate.Page) -> None:
    shown = (FOLDER / f"{page.name}.md").read_text("utf-8")

    assert shown == generate.text(page), "Kör .venv/bin/python -m docs.formats.generate"


@PAGES
def test_the_schema_is_a_schema_of_its_draft(page: generate.Page) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(page))


@PAGES
def test_every_key_is_explained_and_shown(page: generate.Page) -> None:
    schema, shown = schema_of(page), (FOLDER / f"{page.name}.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (?:ja|nej.*?) \| (.+?) \|", shown, re.MULTILINE)
    tables = [part["properties"] for part in within(schema) if part.get("additionalProperties") is False]

    assert sorted(key for key, _, _ in rows) == sorted(key for table in tables for key in table)


@PAGES
def test_the_examples_in_the_schema_fit_it(page: generate.Page) -> None:
    schema = schema_of(page)

    wrong = [
        (example, part)
        for part in within(schema)
        if isinstance(part.get("examples"), list)
        for example in part["examples"]
        if not walk.fits(example, part, schema)
    ]

    assert wrong == []


@pytest.mark.parametrize("name", [f"{page.name}.md" for page in generate.PAGES] + ["README.md"])
def test_every_link_leads_somewhere(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    headings = {title.lower().replace(" ", "-") for title in re.findall(r"^##+ (.+)$", text, re.MULTILINE)}
    links = set(re.findall(r"\]\(([^)]+)\)", text))

    assert [link for link in links if link.startswith("#") and link[1:] not in headings] == []
    assert [link for link in links if not link.startswith("#") and not (FOLDER / link).exists()] == []


def test_the_overview_names_every_format() -> None:
    overview = (FOLDER / "README.md").read_text("utf-8")

    assert [page.name for page in generate.PAGES if f"({page.name}.md)" not in overview] == []
