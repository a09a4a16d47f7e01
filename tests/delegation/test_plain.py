"""A point in plain Swedish: each rule of the format as a sentence, and what a search finds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from delegation import orders, plain
from delegation.terms import Order

DAY = date(2026, 11, 24)


def order_of(point: dict[str, Any] | None = None, **more: Any) -> Order:
    """An order with one point, which the changes are made to."""
    rule = {"number": "1.1", "title": "Avtal", "decision_types": ["agreement"], "delegates": ["head"]}
    rule |= {"reporting": "to_board", "appeal_route": "none"}
    head = {"title": "Ordning", "version": "2026:1", "adopted_on": "2025-12-01", "adopted_in": "BN § 1"}
    order = {
        "format": "delegation-order/1",
        "board": {"code": "BN", "name": "Byggnämnden", "organisation": "Exempelstad"},
        "order": head | {"valid_from": "2026-01-01", "valid_to": None},
        "positions": {
            "head": {"title": "Enhetschef", "superior": "director"},
            "director": {"title": "Direktör", "head_of_administration": True},
            "lawyer": {"title": "Jurist"},
            "hr": {"title": "HR-chef"},
            "chair": {"title": "Ordförande", "elected": True},
            "vice_chair": {"title": "Vice ordförande", "elected": True},
        },
        "facts": {
            "amount": {"type": "money", "question": "Belopp"},
            "years": {"type": "integer", "question": "Hur många år?"},
            "ends": {"type": "date", "question": "Slutdag"},
            "project": {"type": "text", "question": "Projekt"},
        },
        "parameters": {
            "prisbasbelopp": [{"from": "2025-01-01", "value": 58800}, {"from": "2026-01-01", "value": 59200}]
        },
        "decision_types": {"agreement": {"title": "Samverkansavtal"}, "refusal": {"title": "Avslag"}},
        "points": [rule | (point or {})],
    } | more
    return orders.from_plain(order, name="ordning.yaml")


def told(order: Order, field: str, day: date | None = None) -> Any:
    found = getattr(plain.plain(order, order.points[0], day), field)
    if isinstance(found, tuple):
        return [text.replace("\N{NO-BREAK SPACE}", " ") for text in found]
    return found.replace("\N{NO-BREAK SPACE}", " ")


UP_TO = {"fact": "amount", "at_most": 200000}
TIMES = {"parameter": "prisbasbelopp", "times": "0.5"}


@pytest.mark.parametrize(
    ("rule", "field", "expected"),
    [
        ({"substitutes": ["lawyer", "director"]}, "substitutes", "Jurist eller Direktör"),
        ({"substitutes": ["lawyer", "director"], "ranked": True}, "substitutes", "Jurist, därefter Direktör"),
        ({"superiors": "always"}, "superiors", "Direktör, också när delegaten är i tjänst"),
        ({"superiors": "when_absent"}, "superiors", "Direktör, när alla delegater är frånvarande"),
        ({"superiors": "never"}, "superiors", ""),
        ({"superiors": "always", "delegates": ["director"]}, "superiors", ""),
        (
            {"delegates": [{"position": "head", "when": UP_TO}, "director"]},
            "delegates",
            "Enhetschef (om ”Belopp” är högst 200 000 kr) eller Direktör",
        ),
        (
            {"when": UP_TO | {"because": "Större avtal prövar nämnden."}},
            "conditions",
            ["”Belopp” får vara högst 200 000 kr. Större avtal prövar nämnden."],
        ),
        (
            {"caps": [{"fact": "amount", "at_most": TIMES, "per": "project"}]},
            "caps",
            ["”Belopp” högst 0,5 × prisbasbelopp för samma svar på ”Projekt”, räknat på punkt 1.1."],
        ),
        (
            {"caps": [{"fact": "amount", "at_most": 90, "per": {"from": "2026-03-01", "to": "2026-12-31"}}]},
            "caps",
            ["”Belopp” högst 90 kr från och med 2026-03-01 till och med 2026-12-31, räknat på punkt 1.1."],
        ),
        (
            {"consult": ["hr", {"position": "lawyer", "when": {"fact": "years", "above": 3}}]},
            "demands",
            ["Samråd med HR-chef och jurist (om svaret på ”Hur många år?” är över 3)."],
        ),
        ({"own_unit": True}, "demands", ["Gäller inom den egna enheten."]),
        (
            {"may_be_subdelegated": True, "delegates": ["director"]},
            "demands",
            ["Får vidaredelegeras av förvaltningschefen."],
        ),
        ({"four_eyes": False}, "demands", ["Den som har skrivit utkastet får själv besluta."]),
        (
            {"valid_from": "2026-03-01", "valid_to": "2026-12-31"},
            "demands",
            ["Punkten gäller från och med 2026-03-01 till och med 2026-12-31."],
        ),
        ({"valid_to": "2026-12-31"}, "demands", ["Punkten gäller till och med 2026-12-31."]),
        (
            {"formerly": ["2020:1/1.4", "2023:1/2.2"]},
            "demands",
            ["Tidigare punkt 1.4 i version 2020:1 och punkt 2.2 i version 2023:1."],
        ),
    ],
)
def test_a_rule_reads_as_a_sentence(rule: dict[str, Any], field: str, expected: Any) -> None:
    assert told(order_of(rule), field) == expected


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"fact": "amount", "is_not": 5}, "”Belopp” är något annat än 5 kr"),
        ({"fact": "years", "in": [1, 2]}, "svaret på ”Hur många år?” är 1 eller 2"),
        ({"fact": "ends", "at_most": "2026-12-31"}, "”Slutdag” är senast 2026-12-31"),
        ({"fact": "ends", "above": "2026-12-31"}, "”Slutdag” är efter 2026-12-31"),
        ({"not": {"fact": "years", "is": 1}}, "det inte är så att svaret på ”Hur många år?” är 1"),
        (
            {"all": [UP_TO, {"any": [{"fact": "years", "is": 1}, {"fact": "years", "is": 2}]}]},
            "”Belopp” är högst 200 000 kr och "
            "(svaret på ”Hur många år?” är 1 eller svaret på ”Hur många år?” är 2)",
        ),
    ],
)
def test_the_limit_of_one_delegate_is_said_as_a_case(when: dict[str, Any], words: str) -> None:
    order = order_of({"delegates": [{"position": "head", "when": when}, "director"]})

    assert told(order, "delegates") == f"Enhetschef (om {words}) eller Direktör"


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2025, 12, 31), "0,5 × prisbasbelopp är 29 400 kr (2025-12-31)."),
        (date(2026, 1, 1), "0,5 × prisbasbelopp är 29 600 kr (2026-01-01)."),
        (date(2024, 12, 31), "0,5 × prisbasbelopp är inte angivet för dagen (2024-12-31)."),
    ],
)
def test_a_dated_amount_is_told_with_what_it_comes_to_on_the_day(day: date, amount: str) -> None:
    limit = {"fact": "amount", "at_most": TIMES}

    assert told(order_of({"when": limit, "caps": [limit | {"per": "none"}]}), "amounts", day) == [amount]


def test_what_holds_for_every_point_is_told_with_the_boards_own_words_first() -> None:
    order = order_of(
        general_provisions=["Belopp anges utan moms."],
        includes=["refusal"],
        urgent_decisions=["chair", "vice_chair"],
        ranked=True,
    )

    assert plain.of_all_points(order) == (
        "Belopp anges utan moms.",
        "I de ärenden som en punkt gäller omfattar den också avslag.",
        "I ärenden som är så brådskande att nämndens avgörande inte kan avvaktas får ordförande, därefter "
        "vice ordförande besluta (6 kap. 39 § kommunallagen).",
    )


@pytest.mark.parametrize(
    "search",
    [
        "1.1",
        "AVTAL",
        "samverkansavtal",
        "enhetschef",
        "direktör",
        "200 000 kr",
        "juridisk ÅTGÄRD",
        "förvaltningsbesvär",
        "allmänt",
        "allmänt enhetschef",
    ],
)
def test_a_search_finds_a_point_by_whatever_it_says(search: str) -> None:
    rule = {
        "superiors": "always",
        "when": UP_TO,
        "remark": "Juridisk åtgärd",
        "appeal_route": "administrative_appeal",
    }
    chapters = plain.chapters(order_of(rule, chapters=[{"number": "1", "title": "Allmänt"}]))

    ((heading, (found,)),) = plain.matching(chapters, search)

    assert (heading, found.number) == ("1 Allmänt", "1.1")


@pytest.mark.parametrize("search", ["bygglov", "avtal bygglov", "atgard"])
def test_a_search_whose_words_are_not_all_said_finds_nothing(search: str) -> None:
    assert plain.matching(plain.chapters(order_of({"remark": "Juridisk åtgärd"})), search) == []
