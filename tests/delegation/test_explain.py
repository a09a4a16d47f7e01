"""A verdict in words: what would make it fit, what is asked, and in which capacity."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from delegation import explain, orders, statutes
from delegation.formats import Source
from delegation.terms import Order

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def order() -> Order:
    return orders.build(
        Source(
            "prov",
            {
                "format": "delegation-order/1",
                "board": {"code": "N", "name": "Nämnden", "organisation": "Region Exempel"},
                "order": {
                    "title": "Ordning",
                    "version": "2026:1",
                    "adopted_on": "2025-12-01",
                    "adopted_in": "N § 1/2025",
                    "valid_from": "2026-01-01",
                    "valid_to": None,
                },
                "positions": {
                    "chief": {"title": "Förvaltningschef", "head_of_administration": True},
                    "hr": {"title": "HR-chef"},
                    "lawyer": {"title": "Jurist"},
                },
                "facts": {
                    "amount": {"type": "money", "question": "Sammanlagt värde"},
                    "price": {"type": "money", "question": "Pris i euro", "currency": "EUR"},
                    "share": {"type": "decimal", "question": "Andel i procent"},
                    "years": {"type": "integer", "question": "Hur många år gäller avtalet?"},
                    "commits": {"type": "boolean", "question": "Innebär beslutet ett åtagande?"},
                    "ends": {"type": "date", "question": "Sista dag"},
                    "kind": {"type": "choice", "question": "Slag", "choices": ["lån", "gåva", "byte"]},
                    "project": {"type": "text", "question": "Projekt"},
                },
                "points": [
                    {
                        "number": "1",
                        "title": "Avtal",
                        "decision_types": ["agreement"],
                        "delegates": ["chief", "hr"],
                        "reporting": "to_board",
                        "appeal_route": "legality_review",
                    }
                ],
            },
        )
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fact": "amount", "at_most": 500000}, "”Sammanlagt värde” vore högst 500 000 kr"),
        ({"fact": "amount", "below": "47300.50"}, "”Sammanlagt värde” vore under 47 300,50 kr"),
        ({"fact": "price", "at_most": 10}, "”Pris i euro” vore högst 10 EUR"),
        ({"fact": "share", "above": "0.5"}, "”Andel i procent” vore över 0,5"),
        (
            {"fact": "years", "at_least": 2},
            "svaret på ”Hur många år gäller avtalet?” vore minst 2",
        ),
        ({"fact": "commits", "is": False}, "svaret på ”Innebär beslutet ett åtagande?” vore nej"),
        ({"fact": "ends", "at_most": "2026-12-31"}, "”Sista dag” vore senast 2026-12-31"),
        ({"fact": "ends", "below": "2026-12-31"}, "”Sista dag” låge före 2026-12-31"),
        ({"fact": "ends", "at_least": "2026-12-31"}, "”Sista dag” vore tidigast 2026-12-31"),
        ({"fact": "ends", "above": "2026-12-31"}, "”Sista dag” låge efter 2026-12-31"),
        ({"fact": "kind", "in": ["lån", "gåva"]}, "”Slag” vore ”lån” eller ”gåva”"),
        ({"fact": "project", "is_not": "P1"}, "”Projekt” vore något annat än ”P1”"),
        ({"consulted": "hr"}, "samråd med HR-chef hölls före beslutet och antecknades"),
        ({"consulted": "lawyer"}, "samråd med jurist hölls före beslutet och antecknades"),
    ],
)
def test_a_change_that_would_do_is_a_sentence(order: Order, change: dict[str, Any], words: str) -> None:
    said = explain.within_if(order, change)

    assert said.replace("\N{NO-BREAK SPACE}", " ") == f"Det skulle rymmas om {words}."


@pytest.mark.parametrize(
    ("missing", "question"),
    [
        ("decider", "Vem ska besluta?"),
        ("unit", "Vilken enhet gäller ärendet?"),
        ("facts.amount", "Sammanlagt värde"),
        ("facts.price.rate", "Vilken kurs till EUR gäller för ”Pris i euro”?"),
        ("prior", "Vilka beslut har fattats tidigare?"),
        ("prior[3].facts.amount", "Sammanlagt värde (tidigare beslut nummer 4)"),
        (
            "prior[0].facts.price.rate",
            "Vilken kurs till EUR gäller för ”Pris i euro”? (tidigare beslut nummer 1)",
        ),
        ("consulted.lawyer", "Vilken dag hölls samråd med jurist?"),
        ("attested.kl_6_38_1", "Avser ärendet verksamhetens mål, inriktning, omfattning eller kvalitet?"),
    ],
)
def test_what_is_missing_is_asked_in_words(order: Order, missing: str, question: str) -> None:
    assert explain.asked(order, statutes.load().questions(DAY), missing) == question


def test_every_input_that_the_engine_may_miss_has_words(order: Order) -> None:
    names = ("decider", "drafted_by", "unit", "appointments", "absences", "subdelegations", "prior")

    asked = [explain.asked(order, (), name) for name in names]

    assert [words for words in asked if not words.endswith("?")] == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("ordinary", "ordinarie jurist"),
        ("acting", "tillförordnad jurist"),
        ("stand_in", "tjänstförrättande jurist"),
        ("substitute", "jurist, ersättare för förvaltningschef och HR-chef"),
        ("subdelegate", "jurist, enligt vidaredelegation från förvaltningschefen"),
        ("superior", "jurist, överordnad förvaltningschef och HR-chef"),
        ("urgent", "jurist, i brådskande ärende enligt 6 kap. 39 § kommunallagen"),
    ],
)
def test_a_capacity_is_said_as_it_is_signed(order: Order, kind: str, words: str) -> None:
    row = {"kind": kind, "position": "lawyer", "person": "p", "point": None if kind == "urgent" else "1"}

    assert explain.capacity(order, row) == words
