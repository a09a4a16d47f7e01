"""docs/engine.md tells the truth: its worked examples are put to the engine."""

from __future__ import annotations

import re

import pytest

from delegation import formats, orders
from tests.engine.examples import CODES, KEYS, Example, changed, differences, judged
from tests.world import ROOT

PAGE = (ROOT / "docs" / "engine.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
ORDER = orders.parse(BLOCKS[0], "docs/engine.md")
QUESTION = formats.parse_yaml(BLOCKS[1], "docs/engine.md").data
EXAMPLES = [
    Example("engine.md", row["name"], (ORDER,), changed(QUESTION, row.get("changes", {})), row)
    for block in BLOCKS[2:]
    for row in formats.parse_yaml(block, "docs/engine.md").data
]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_a_worked_example_holds(example: Example) -> None:
    assert set(example.expected) <= KEYS
    assert differences(example, judged(example)) == []


def test_the_table_of_checks_has_every_check_in_its_order() -> None:
    assert re.findall(r"^\| `([a-z_]+\.[a-z_0-9]+)` \|", PAGE, re.MULTILINE) == CODES


def test_every_file_that_the_page_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)

    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
