"""What is wrong in an order or a question is told in Swedish, with its line, and all of it at once."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from delegation import formats, orders, questions
from tests.engine.test_engine import asked, versions

ORDER = """\
format: delegation-order/1
board: {code: RUN, name: Nämnden, organisation: Region Exempel}
order:
  title: Ordning
  version: "1"
  adopted_on: 2019-12-10
  adopted_in: RUN § 1/2019
  valid_from: 2020-01-01
positions:
  director: {title: Direktör}
  chair: {title: Ordförande, elected: true}
urgent_decisions: [chair]
facts:
  amount: {type: money, question: "Belopp?"}
  open: {type: boolean, question: "Öppet?"}
points:
  - number: "1"
    title: Avtal
    decision_types: [agreement]
    delegates: [director]
    when: {fact: amount, at_most: 10}
    reporting: to_board
    appeal_route: none
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('number: "1"', "number: 1.2", "rad 17, points[0].number: ”1.2”. Här ska stå text."),
        ('version: "1"', "version: 2020-01-01", "rad 5, order.version: ”2020-01-01” läses som en dag"),
        ('version: "1"', "version: 2020:1", "rad 5, order.version: ”2020:1” kan läsas på flera sätt"),
        ("valid_from: 2020-01-01", "valid_from: 1/1 2020", "ÅÅÅÅ-MM-DD"),
        ("valid_from: 2020-01-01", "valid_from: 2020-02-30", "kan läsas på flera sätt"),
        ("    title: Avtal", "    titel: Avtal", "okänd nyckel: titel"),
        ("    title: Avtal", "    titel: Avtal", "nyckeln title saknas"),
        ("title: Direktör", "title: Direktör, title: Chef", "nyckeln står två gånger"),
        ("delegates: [director]", "delegates: [boss]", "befattningen ”boss” finns inte under positions"),
        ("delegates: [director]", "delegates: []", "points[0].delegates: en tom lista"),
        ("urgent_decisions: [chair]", "urgent_decisions: [director]", "inte förtroendevald"),
        ("{fact: amount, at_most: 10}", "{fact: cost, at_most: 10}", "frågan ”cost” finns inte under facts"),
        ("{fact: amount, at_most: 10}", "{fact: open, at_most: 10}", "at_most passar inte boolean"),
        ("{fact: amount, at_most: 10}", "{fact: open, is: 1}", "Svara true eller false"),
        ("{fact: amount, at_most: 10}", "{fact: open, is: yes}", "Svara true eller false"),
        ("{fact: amount, at_most: 10}", "{fact: amount}", "villkoret har 0 prövningar"),
        ("{fact: amount, at_most: 10}", "{fact: amount, is: 1, above: 2}", "villkoret har 2 prövningar"),
        ("{fact: amount, at_most: 10}", "{all: []}", "Det får inte vara tomt"),
        ("{fact: amount, at_most: 10}", "{fact: amount, at_most: -1}", "kan inte vara negativt"),
        ("{fact: amount, at_most: 10}", "{fact: amount, at_most: .nan}", "kan läsas på flera sätt"),
        ("to_board\n    appeal_route: none", "none\n    appeal_route: legality_review", "KL 6:40"),
        ("positions:", "positions: *x", "hänvisar till ett annat ställe"),
        ("  title: Ordning", "  title: [", "går inte att läsa som YAML"),
    ],
)  # fmt: skip
def test_a_broken_order_is_told_with_line_and_path(old: str, new: str, words: str) -> None:
    broken = ORDER.replace(old, new, 1)
    assert broken != ORDER

    with pytest.raises(formats.FormatError) as caught:
        orders.parse(broken, "order.yaml")

    assert "order.yaml" in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("per", "words"),
    [
        ("week", "per: ”week”. Tillåtna är calendar_year, rolling_12_months, project, counterparty, none, {"),
        ("{from: 2020-01-01}", "per: en uppsättning nycklar. Tillåtna är calendar_year"),
        ("{from: 2020-02-01, to: snart}", "per.to: ”snart”. Skriv dagen som ÅÅÅÅ-MM-DD"),
        ("{from: 2020-02-01, to: 2020-01-31}", "per.to: ”2020-01-31” ligger före from"),
        ("{fact: 5}", "per.fact: ”5”. Här ska stå text"),
        ("{fact: open}", "”open” är boolean. Ett tak räknas per en fråga av typen text"),
        ("project", "frågan ”project” finns inte under facts"),
    ],
)
def test_what_a_cap_cannot_count_per_is_told_in_one_line(per: str, words: str) -> None:
    cap = f"    caps: [{{fact: amount, at_most: 1, per: {per}}}]\n    reporting"

    with pytest.raises(formats.FormatError) as caught:
        orders.parse(ORDER.replace("    reporting", cap), "order.yaml")

    assert len(caught.value.faults) == 1
    assert words in str(caught.value)


def test_a_dated_amount_is_no_limit_for_a_day() -> None:
    told = 'facts:\n  day: {type: date, question: "Dag"}\n'
    broken = ORDER.replace("facts:\n", f"parameters: {{base: [{{from: 2020-01-01, value: 1}}]}}\n{told}")
    broken = broken.replace("{fact: amount, at_most: 10}", "{fact: day, at_most: {parameter: base}}")

    with pytest.raises(formats.FormatError, match="ett belopp passar inte ”day”, som är date"):
        orders.parse(broken, "order.yaml")


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    broken = ORDER.replace("[director]", "[boss]").replace("fact: amount", "fact: cost")

    with pytest.raises(formats.FormatError) as caught:
        orders.parse(broken, "order.yaml")

    assert [fault.line for fault in caught.value.faults] == [20, 21]


def test_two_points_of_one_number_are_refused() -> None:
    point = ORDER[ORDER.index("  - number") :]

    with pytest.raises(formats.FormatError, match="”1” finns redan"):
        orders.parse(ORDER + point, "order.yaml")


def test_a_deeply_nested_file_is_refused_without_a_crash() -> None:
    with pytest.raises(formats.FormatError, match="nivåer i varandra"):
        orders.parse("a: " + "[" * 5000, "order.yaml")


def test_a_small_file_of_very_many_values_is_refused_before_it_is_built() -> None:
    with pytest.raises(formats.FormatError) as caught:
        formats.parse_yaml("[\n" + "a," * 199_999 + "\nb" + "," * 500_000 + "]", "order.yaml")

    assert (
        str(caught.value)
        == "order.yaml, rad 3: filen har mer än 200000 värden. Ta bort det som inte hör dit."
    )


def test_an_order_survives_storing_and_exporting() -> None:
    for path in sorted(Path("fixtures/orders").glob("*.yaml")):
        source = formats.read_yaml(path)
        stored = json.loads(json.dumps(orders.plain(source)))

        assert orders.from_plain(stored, "lagrad") == orders.read(path)
        assert orders.parse(orders.to_yaml(stored), "export") == orders.read(path)


NOK = {"amount": 1, "currency": "NOK"}
BACKWARDS = {"person": "a", "from": "2020-02-01", "to": "2020-01-01"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"facts": {"budget": 1}}, "facts.budget: frågan finns inte"),
        ({"facts": {"amount": -1}}, "kan inte vara negativt"),
        ({"facts": {"amount": "1,50"}}, "punkt som decimaltecken"),
        ({"facts": {"amount": Decimal("1e999999999")}}, "högst 30 siffror före och 20 efter"),
        ({"facts": {"amount": Decimal("1e-21")}}, "högst 30 siffror före och 20 efter"),
        ({"facts": {"amount": Decimal("0e999999999")}}, "högst 30 siffror före och 20 efter"),
        ({"facts": {"amount": 10**30}}, "högst 30 siffror före och 20 efter"),
        ({"facts": {"amount": NOK | {"rate": Decimal("1e999"), "rate_source": "x"}}}, "högst 30 siffror"),
        ({"facts": {"commits_funds": "nej"}}, "Svara true eller false"),
        ({"facts": {"amount": NOK | {"rate": 0, "rate_source": "x"}}}, "större än noll"),
        ({"facts": {"amount": NOK | {"rate": 1}}}, "rate_source"),
        ({"with": {"decided_on": "2020-08-31T12:00"}}, "ÅÅÅÅ-MM-DD"),
        ({"with": {"decided_at": "x"}}, "okänd nyckel: decided_at"),
        ({"with": {"absences": [BACKWARDS]}}, "ligger före from"),
        ({"attested": {"kl_6_38_1": "nej"}}, "true eller false"),
    ],
)  # fmt: skip
def test_a_broken_question_is_told_with_its_path(change: dict[str, Any], words: str) -> None:
    with pytest.raises(formats.FormatError) as caught:
        questions.from_plain(asked(change), versions(), "frågan")

    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": NaN}', "NaN är inget tal"),
        ('{"a": 1, "a": 2}', "nyckeln står två gånger"),
        ("{", "inte JSON"),
        ("[" * 100000, "för djup eller för stor JSON"),
        ('{"a": 1e99999999999999999999}', "talet 1e99999999999999999999 är för stort"),
        ('{"a": [{"b": "x\\ud800"}]}', "a[0].b: texten har ett halvt tecken, U+D800"),
        ('{"\\udfff": 1}', "texten har ett halvt tecken, U+DFFF"),
    ],
)
def test_broken_json_is_told_and_not_traced(text: str, words: str) -> None:
    with pytest.raises(formats.FormatError, match=re.escape(words)):
        questions.parse(text, "fråga.json", versions())


def test_a_whole_character_spelled_as_two_halves_is_taken() -> None:
    assert formats.parse_json('{"a": "\\ud83d\\ude00"}', "x").data == {"a": "\U0001f600"}
