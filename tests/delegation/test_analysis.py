"""What the analysis says of small orders, finding by finding, word for word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from delegation import engine, formats, orders, questions, statutes
from delegation.analysis import Finding, Severity, analyse, limits, regions
from delegation.terms import Answer, Order, Verdict

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = sorted((ROOT / "fixtures" / "orders").glob("*.yaml"))
HEAD: dict[str, Any] = {
    "format": "delegation-order/1",
    "board": {"code": "KUN", "name": "Kulturnämnden", "organisation": "Region Exempel"},
    "order": {
        "title": "Ordning",
        "version": "2026:1",
        "adopted_on": "2025-12-01",
        "adopted_in": "KUN § 1",
        "valid_from": "2026-01-01",
    },
    "positions": {
        "director": {"title": "Kulturchef", "head_of_administration": True},
        "head": {"title": "Enhetschef", "superior": "director"},
        "economist": {"title": "Ekonom"},
        "chair": {"title": "Ordförande", "elected": True},
        "committee": {"title": "Arbetsutskottet", "body": True, "elected": True},
    },
    "facts": {
        "amount": {"type": "money", "question": "Belopp"},
        "years": {"type": "integer", "question": "Antal år"},
        "budget": {"type": "boolean", "question": "Ryms det i budget?"},
        "place": {"type": "choice", "question": "Plats", "choices": ["norr", "syd", "öst"]},
        "party": {"type": "text", "question": "Motpart"},
        "starts": {"type": "date", "question": "Första dag"},
    },
    "parameters": {"base": [{"from": "2026-01-01", "value": 100}, {"from": "2027-01-01", "value": 200}]},
}
POINT = {
    "title": "Bidrag",
    "decision_types": ["grant"],
    "delegates": ["director"],
    "reporting": "to_board",
    "appeal_route": "legality_review",
}
ALL_UP_TO_50 = {"fact": "amount", "at_most": 50}
ALIKE = (
    "De har samma delegat, ersättare, turordning, överordnade, vidaredelegation, samråd, tak, egen enhet, "
    "krav på fyra ögon, anmälan och överklagande."
)


def order_of(*points: dict[str, Any], **top: Any) -> Order:
    """An order with these points, numbered 1, 2 …, and these keys at its top."""
    rows = [POINT | {"number": str(index)} | point for index, point in enumerate(points, start=1)]
    return orders.from_plain(HEAD | top | {"points": rows}, "ordningen")


def told(order: Order, kind: str, holders: set[str] | None = None) -> list[str]:
    found = [row for row in analyse(order, holders) if row.kind == kind]
    return [f"{row.severity}: {row.text}".replace("\N{NO-BREAK SPACE}", " ") for row in found]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([{}], []),
        (
            [{"when": {"fact": "amount", "at_most": 50000}}],
            ["upplysning: grant: nämnden beslutar själv när ”Belopp” är över 50 000 kr."],
        ),
        (
            [{"when": {"fact": "amount", "below": 50000}}, {"when": {"fact": "amount", "above": 60000}}],
            [
                "varning: grant: ingen har delegation när ”Belopp” är minst 50 000 kr men högst 60 000 kr, "
                "fast högre värden är delegerade."
            ],
        ),
        (
            [{"when": ALL_UP_TO_50}, {"when": {"fact": "amount", "is": 60}}],
            [
                "varning: grant: ingen har delegation när ”Belopp” är över 50 kr men under 60 kr, "
                "fast högre värden är delegerade.",
                "upplysning: grant: nämnden beslutar själv när ”Belopp” är över 60 kr.",
            ],
        ),
        (
            [{"when": {"all": [ALL_UP_TO_50, {"fact": "budget", "is": True}]}}],
            [
                "upplysning: grant: nämnden beslutar själv när ”Belopp” är över 50 kr; "
                "eller när ”Ryms det i budget?” är nej."
            ],
        ),
        (
            [{"when": {"fact": "years", "at_most": 3}}, {"when": {"fact": "years", "is": 5}}],
            [
                "varning: grant: ingen har delegation när ”Antal år” är 4, fast högre värden är delegerade.",
                "upplysning: grant: nämnden beslutar själv när ”Antal år” är minst 6.",
            ],
        ),
        (
            [{"when": {"fact": "place", "in": ["norr"]}}],
            ["upplysning: grant: nämnden beslutar själv när ”Plats” är ”syd” eller ”öst”."],
        ),
        (
            [{"when": {"fact": "party", "in": ["Staten", "Kommunen"]}}],
            [
                "upplysning: grant: nämnden beslutar själv när ”Motpart” är något annat än "
                "”Kommunen” eller ”Staten”."
            ],
        ),
        (
            [{"when": {"not": {"fact": "party", "is": "Staten"}}}],
            ["upplysning: grant: nämnden beslutar själv när ”Motpart” är ”Staten”."],
        ),
        (
            [{"when": {"fact": "starts", "at_least": "2026-07-01"}}],
            ["upplysning: grant: nämnden beslutar själv när ”Första dag” är senast 2026-06-30."],
        ),
        (
            [{"delegates": [{"position": "head", "when": ALL_UP_TO_50}]}],
            ["upplysning: grant: nämnden beslutar själv när ”Belopp” är över 50 kr."],
        ),
        (
            [{"caps": [{"fact": "amount", "at_most": 70, "per": "calendar_year"}]}],
            ["upplysning: grant: nämnden beslutar själv när ”Belopp” är över 70 kr."],
        ),
    ],
)
def test_a_gap_says_which_answers_are_left_to_the_board(points: list[Any], expected: list[str]) -> None:
    assert told(order_of(*points), "gap") == expected


def test_a_type_that_no_point_covers_is_left_to_the_board() -> None:
    order = order_of({}, decision_types={"grant": {"title": "Bidrag"}, "loan": {"title": "Lån"}})

    assert told(order, "gap") == [
        "varning: Lån: ingen punkt omfattar beslutstypen, så nämnden beslutar själv."
    ]


def test_what_comes_back_after_a_pause_is_told_with_both_its_periods() -> None:
    order = order_of(
        {"decision_types": ["loan"]},
        {"valid_from": "2026-03-01", "valid_to": "2026-12-31"},
    )

    assert told(order, "gap") == [
        "varning: Från och med 2026-01-01 till och med 2026-02-28: grant: ingen punkt omfattar beslutstypen, "
        "så nämnden beslutar själv.",
        "varning: Från och med 2027-01-01: grant: ingen punkt omfattar beslutstypen, "
        "så nämnden beslutar själv.",
    ]


def test_a_type_that_all_points_include_has_no_gaps_of_its_own() -> None:
    order = order_of(
        {"when": {"fact": "budget", "is": True}},
        decision_types={"grant": {"title": "Bidrag"}, "refusal": {"title": "Avslag"}},
        includes=["refusal"],
    )

    assert told(order, "gap") == [
        "upplysning: Bidrag: nämnden beslutar själv när ”Ryms det i budget?” är nej."
    ]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            {},
            {},
            f"upplysning: Punkt 1 och 2 gäller båda för grant oavsett vad som svaras. {ALIKE}",
        ),
        (
            {"when": ALL_UP_TO_50},
            {"delegates": ["head"], "substitutes": ["director"]},
            "upplysning: Punkt 1 och 2 gäller båda för grant när ”Belopp” är högst 50 kr. "
            "De skiljer sig åt: delegat och ersättare.",
        ),
        (
            {"consult": ["economist"], "appeal_route": "administrative_appeal"},
            {"when": {"fact": "budget", "is": True}},
            "varning: Punkt 1 och 2 gäller båda för grant när ”Ryms det i budget?” är ja. "
            "De skiljer sig åt: samråd och överklagande.",
        ),
        (
            {"when": ALL_UP_TO_50},
            {
                "reporting": "minuted",
                "delegates": [{"position": "head", "when": {"fact": "amount", "at_least": 50}}],
            },
            "varning: Punkt 1 och 2 gäller båda för grant när ”Belopp” är 50 kr. "
            "De skiljer sig åt: delegat och anmälan.",
        ),
        (  # told in two cases: that both short and in budget is enough at any amount follows from them
            {
                "when": {
                    "any": [
                        {"all": [{"fact": "budget", "is": True}, {"fact": "amount", "above": 50}]},
                        {"all": [{"fact": "years", "at_most": 3}, ALL_UP_TO_50]},
                    ]
                }
            },
            {},
            "upplysning: Punkt 1 och 2 gäller båda för grant när ”Belopp” är högst 50 kr och ”Antal år” är "
            f"högst 3; eller när ”Belopp” är över 50 kr och ”Ryms det i budget?” är ja. {ALIKE}",
        ),
        (  # what is not compared, such as the law, is not said to be the same
            {"legal_basis": ["LVU 4 §"], "remark": "Unga."},
            {"legal_basis": ["LVM 11 §"]},
            f"upplysning: Punkt 1 och 2 gäller båda för grant oavsett vad som svaras. {ALIKE}",
        ),
        (
            {"substitutes": ["head", "economist"], "ranked": True},
            {"substitutes": ["head", "economist"], "four_eyes": False},
            "varning: Punkt 1 och 2 gäller båda för grant oavsett vad som svaras. "
            "De skiljer sig åt: turordning och krav på fyra ögon.",
        ),
        ({"when": ALL_UP_TO_50}, {"when": {"fact": "amount", "above": 50}}, None),
        ({}, {"decision_types": ["loan"]}, None),
        ({"valid_to": "2026-06-30"}, {"valid_from": "2026-07-01"}, None),
        (
            {"valid_to": "2026-06-30"},
            {"valid_from": "2026-06-01"},
            "upplysning: Från och med 2026-06-01 till och med 2026-06-30: Punkt 1 och 2 gäller båda "
            f"för grant oavsett vad som svaras. {ALIKE}",
        ),
    ],
)
def test_an_overlap_says_where_two_points_meet_and_in_what_they_differ(
    first: dict[str, Any], second: dict[str, Any], expected: str | None
) -> None:
    assert told(order_of(first, second), "overlap") == ([expected] if expected else [])


def test_a_type_both_included_and_listed_is_told_of_once() -> None:
    order = order_of({}, {"decision_types": ["refusal"]}, {"decision_types": ["loan"]}, includes=["refusal"])

    assert told(order, "overlap") == [
        "upplysning: refusal ingår i alla punkter och räknas dessutom upp i punkt 2. "
        "Då kan både den och sakens egen punkt gälla."
    ]


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        (
            {
                "when": {"all": [{"fact": "budget", "is": True}, {"fact": "amount", "at_least": 600000}]},
                "caps": [{"fact": "amount", "at_most": 500000, "per": "none"}],
            },
            "fel: Punkt 1 kan aldrig användas. Det här kan inte gälla samtidigt: "
            "”Belopp” ska vara minst 600 000 kr; taket: ”Belopp” får vara högst 500 000 kr.",
        ),
        (
            {"when": {"fact": "amount", "below": 0}},
            "fel: Punkt 1 kan aldrig användas. Det här kan inte gälla: ”Belopp” ska vara under 0 kr.",
        ),
        (
            {"when": {"all": [{"fact": "years", "above": 3}, {"fact": "years", "below": 4}]}},
            "fel: Punkt 1 kan aldrig användas. Det här kan inte gälla samtidigt: "
            "”Antal år” ska vara över 3; ”Antal år” ska vara under 4.",
        ),
        (
            {
                "when": {"fact": "amount", "at_most": 50},
                "delegates": ["director", {"position": "head", "when": {"fact": "amount", "above": 50}}],
            },
            "fel: Enhetschef kan aldrig besluta enligt punkt 1. Det här kan inte gälla samtidigt: "
            "”Belopp” får vara högst 50 kr; delegatens eget villkor: ”Belopp” ska vara över 50 kr.",
        ),
        (
            {
                "when": {"fact": "amount", "at_most": 50},
                "consult": [{"position": "economist", "when": {"fact": "amount", "above": 50}}],
            },
            "varning: Samrådet med ekonom i punkt 1 blir aldrig aktuellt. Det här kan inte gälla samtidigt: "
            "”Belopp” får vara högst 50 kr; samrådets villkor: ”Belopp” ska vara över 50 kr.",
        ),
        ({"valid_to": "2025-12-31"}, "fel: Punkt 1 gäller aldrig: dess dagar ligger utanför ordningens."),
        (
            {"when": {"all": [{"fact": "years", "above": 3}, {"fact": "years", "below": 5}]}},
            None,
        ),
    ],
)
def test_a_contradiction_names_the_fewest_parts_that_cannot_hold_together(
    point: dict[str, Any], expected: str | None
) -> None:
    assert told(order_of(point), "contradiction") == ([expected] if expected else [])


def test_a_limit_that_changes_is_weighed_with_each_amount_on_its_days() -> None:
    order = order_of(
        {
            "when": {
                "all": [
                    {"fact": "amount", "at_least": 300},
                    {"fact": "amount", "at_most": {"parameter": "base", "times": 2}},
                ]
            }
        }
    )

    assert told(order, "contradiction") == [
        "fel: Från och med 2026-01-01 till och med 2026-12-31: Punkt 1 kan aldrig användas. "
        "Det här kan inte gälla samtidigt: ”Belopp” ska vara minst 300 kr; ”Belopp” får vara högst 2 × base."
    ]
    assert (
        "upplysning: Från och med 2027-01-01: grant: nämnden beslutar själv när ”Belopp” är över 400 kr."
        in told(order, "gap")
    )


def test_a_whole_number_is_never_at_a_half() -> None:
    half = {"parameters": {"base": [{"from": "2026-01-01", "value": "2.5"}]}}
    base = {"parameter": "base"}
    at_half = [{"fact": "years", "at_least": base}, {"fact": "years", "at_most": base}]

    assert told(order_of({"when": {"all": at_half}}, **half), "contradiction") == [
        "fel: Punkt 1 kan aldrig användas. Det här kan inte gälla samtidigt: "
        "”Antal år” ska vara minst 1 × base; ”Antal år” får vara högst 1 × base."
    ]
    assert told(order_of({"when": at_half[1]}, **half), "gap") == [
        "upplysning: grant: nämnden beslutar själv när ”Antal år” är minst 3."
    ]


def test_a_dated_amount_that_is_missing_is_a_fault_for_as_long() -> None:
    order = order_of(
        {"when": {"fact": "amount", "at_most": {"parameter": "base"}}},
        parameters={"base": [{"from": "2026-03-01", "value": 100}]},
    )

    assert told(order, "parameter") == [
        "fel: Från och med 2026-01-01 till och med 2026-02-28: Punkt 1 räknar med base, "
        "som inte har något belopp då."
    ]
    assert told(order, "contradiction") == []


def test_days_before_the_order_is_adopted_do_not_count() -> None:
    order = order_of(
        {"when": {"fact": "amount", "at_most": {"parameter": "base"}}},
        order=HEAD["order"] | {"adopted_on": "2026-03-01"},
        parameters={"base": [{"from": "2026-03-01", "value": 100}]},
    )

    assert told(order, "parameter") == []
    assert told(order, "gap") == ["upplysning: grant: nämnden beslutar själv när ”Belopp” är över 100 kr."]


def test_an_order_that_ends_before_it_is_adopted_is_never_in_force() -> None:
    head = HEAD["order"] | {"adopted_on": "2027-01-01", "valid_to": "2026-12-31"}

    assert [f"{row.severity}: {row.text}" for row in analyse(order_of({}, order=head))] == [
        "fel: Ordningen gäller aldrig: den antas 2027-01-01 men gäller bara till och med 2026-12-31."
    ]


@pytest.mark.parametrize(
    ("point", "top", "expected"),
    [
        (
            {"substitutes": ["director"]},
            {},
            "varning: Kulturchef är både delegat och ersättare i punkt 1. "
            "Som delegat behöver ingen vara ersättare.",
        ),
        (
            {"delegates": ["head"], "may_be_subdelegated": True},
            {},
            "fel: Punkt 1 får vidaredelegeras, men ingen av delegaterna är förvaltningschef. "
            "Bara en förvaltningschef kan vidaredelegera (7 kap. 6 § kommunallagen).",
        ),
        ({"delegates": ["head", "director"], "may_be_subdelegated": True}, {}, None),
        (
            {"delegates": ["committee"], "substitutes": ["chair"]},
            {},
            "fel: Punkt 1 har ersättare, men bara utskott som delegat. "
            "Ett utskott kan inte vara frånvarande.",
        ),
        ({"delegates": ["committee", "director"], "substitutes": ["head"]}, {}, None),
        (
            {"substitutes": ["committee"]},
            {},
            "fel: Arbetsutskottet är ett utskott och kan inte vara ersättare i punkt 1.",
        ),
        (
            {"substitutes": ["head"], "ranked": True},
            {},
            "varning: Turordningen i punkt 1 har ingen verkan: det finns färre än två ersättare.",
        ),
        ({"substitutes": ["head", "economist"], "ranked": True}, {}, None),
        (
            {"superiors": "when_absent"},
            {},
            "upplysning: Överordnade får besluta enligt punkt 1, men ingen delegat där har någon överordnad.",
        ),
        ({"superiors": "always", "delegates": ["head"]}, {}, None),
        (
            {},
            {"urgent_decisions": ["chair"], "ranked": True},
            "varning: Turordningen för brådskande beslut har ingen verkan: "
            "färre än två befattningar är uppräknade.",
        ),
        (
            {},
            {"urgent_decisions": ["committee"]},
            "fel: Arbetsutskottet är ett utskott och kan inte besluta i brådskande ärenden: "
            "det gör ordföranden eller en annan ledamot (6 kap. 39 § kommunallagen).",
        ),
    ],
)
def test_the_shape_of_an_order_is_looked_at(
    point: dict[str, Any], top: dict[str, Any], expected: str | None
) -> None:
    assert told(order_of(point, **top), "shape") == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("title", "kind", "source"),
    [
        ("Ändring av nämndens delegationsordning", "other", "6 kap. 38 § 1 kommunallagen"),
        ("Nämndens verksamhetsplan", "other", "6 kap. 38 § 1 kommunallagen"),
        ("Mål", "goals", "6 kap. 38 § 1 kommunallagen"),
        ("Yttrande till regionfullmäktige", "other", "6 kap. 38 § 2 kommunallagen"),
        ("Svar på medborgarförslag", "other", "6 kap. 38 § 4 kommunallagen"),
        ("Avtal som ryms i budget", "other", None),
        ("Yttrande över remisser av mindre vikt", "other", None),
    ],
)
def test_what_the_law_keeps_for_the_board_is_warned_of_with_its_paragraph(
    title: str, kind: str, source: str | None
) -> None:
    found = [
        row
        for row in analyse(order_of({"title": title, "decision_types": [kind]}))
        if row.kind == "forbidden"
    ]

    assert [row.severity for row in found] == ([Severity.WARNING] if source else [])
    assert all(f"({source})" in row.text for row in found)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "delegation_order",
            "fel: Punkt 1, Ordningen, omfattar antagande eller ändring av delegationsordningen. "
            "Det får inte delegeras (6 kap. 38 § 1 kommunallagen).",
        ),
        (
            "statement_to_assembly",
            "fel: Punkt 1, Ordningen, omfattar en framställning eller ett yttrande till fullmäktige. "
            "Det får inte delegeras (6 kap. 38 § 2 kommunallagen).",
        ),
        (
            "budget",
            "varning: Punkt 1, Ordningen, kan röra verksamhetens mål, inriktning, omfattning eller kvalitet. "
            "Det får inte delegeras (6 kap. 38 § 1 kommunallagen).",
        ),
    ],
)
def test_a_decision_type_that_can_never_be_delegated_is_a_fault(kind: str, expected: str) -> None:
    order = order_of({"title": "Ordningen", "decision_types": [kind]})

    assert told(order, "forbidden") == [expected]


def test_a_type_in_all_points_is_warned_of_where_it_could_not_be_appealed_or_has_one_pair_of_eyes() -> None:
    order = order_of(
        {},
        {"decision_types": ["loan"], "appeal_route": "none"},
        {"decision_types": ["receipt"], "appeal_route": "none", "four_eyes": False},
        includes=["refusal", "correction"],
        decision_types={
            "grant": {"title": "Bidrag"},
            "loan": {"title": "Lån"},
            "receipt": {"title": "Bekräftelse"},
            "refusal": {"title": "Avslag"},
            "correction": {"title": "Rättelse"},
        },
    )

    found = [row for row in analyse(order) if row.kind == "included"]

    assert [f"{row.severity}: {row.text}" for row in found] == [
        "varning: Avslag och rättelse ingår i alla punkter, också i punkt 2 och 3, där besluten inte kan "
        "överklagas. Ett sådant beslut skulle då sägas inte kunna överklagas.",
        "varning: Avslag och rättelse ingår i alla punkter, också i punkt 3, utan krav på fyra ögon. "
        "Den som har skrivit ett sådant beslut kan då också fatta det.",
    ]
    assert [row.points for row in found] == [("2", "3"), ("3",)]


def test_nothing_is_said_of_included_types_where_all_points_can_be_appealed() -> None:
    assert told(order_of({}, includes=["refusal"]), "included") == []


def test_bans_of_today_say_nothing_of_an_order_that_ended_before_them() -> None:
    head = HEAD["order"] | {"adopted_on": "2016-12-01", "valid_from": "2017-01-01", "valid_to": "2017-12-31"}
    order = order_of({"title": "Svar på medborgarförslag"}, order=head)

    assert told(order, "forbidden") == []


@pytest.mark.parametrize(
    ("holders", "expected"),
    [
        ({"director", "head", "economist", "chair"}, []),
        (
            {"director", "economist", "chair"},
            ["upplysning: Enhetschef har ingen innehavare: delegat i punkt 1, ersättare i punkt 2."],
        ),
        (
            {"head", "chair"},
            [
                "varning: Kulturchef har ingen innehavare: överordnad i punkt 1, delegat i punkt 2. "
                "Ingen annan är delegat i punkt 2.",
                "upplysning: Ekonom har ingen innehavare: delegat i punkt 1 och 4, samråd i punkt 3.",
            ],
        ),
        (
            {"head", "director", "economist"},
            [
                "varning: Ingen innehar någon av befattningarna för brådskande beslut "
                "(6 kap. 39 § kommunallagen).",
                "upplysning: Ordförande har ingen innehavare: brådskande beslut.",
            ],
        ),
    ],
)
def test_a_position_without_a_holder_is_told_with_what_it_is_needed_for(
    holders: set[str], expected: list[str]
) -> None:
    order = order_of(
        {
            "delegates": ["head", {"position": "economist", "when": ALL_UP_TO_50}, "economist"],
            "superiors": "always",
        },
        {"decision_types": ["loan"], "substitutes": ["head"]},
        {"decision_types": ["statement"], "delegates": ["committee"], "consult": ["economist"]},
        {"decision_types": ["fee"], "delegates": ["committee", "economist"]},
        urgent_decisions=["chair"],
    )

    assert told(order, "vacant", holders) == expected
    assert told(order, "vacant") == []


def test_what_has_too_many_combinations_is_told_as_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "MOST_BOXES", 3)
    parts = [{"fact": "amount", "is": 1}, {"fact": "years", "is": 2}, {"fact": "budget", "is": True}]

    found = analyse(
        order_of({"when": {"any": [{"all": parts}, {"all": [*parts[:2], {"fact": "party", "is": "A"}]}]}})
    )

    assert [(row.kind, row.severity, row.text.split(": ")[0]) for row in found] == [
        ("undecided", "varning", "Det kunde inte avgöras om punkt 1 kan användas"),
        ("undecided", "varning", "Det kunde inte avgöras vad nämnden själv beslutar om grant"),
    ]


def test_the_gravest_comes_first_and_then_the_order_of_the_points() -> None:
    order = order_of(
        {"when": {"fact": "budget", "is": True}},
        {"decision_types": ["loan"], "when": {"fact": "budget", "is": False}, "substitutes": ["director"]},
        {"decision_types": ["statement"], "when": {"fact": "amount", "below": 0}},
    )

    found = [(row.severity, row.points) for row in analyse(order)]

    assert found[:2] == [("fel", ("3",)), ("varning", ("2",))]
    assert found[2:] == [("upplysning", ("1",)), ("upplysning", ("2",)), ("upplysning", ("3",))]


# --- the example orders --------------------------------------------------------------------------------


def answered(order: Order, witness: dict[str, Any], point: str) -> Verdict:
    keys = {name: "A" for name, fact in order.facts.items() if fact.type == "text"}  # what caps count by
    asked = witness | {
        "facts": keys | witness["facts"],
        "format": "authority-question/1",
        "point": point,
        "prior": [],
    }
    rules = engine.rules_of([order], statutes.load())
    return engine.rule(rules, questions.from_plain(asked, [order], "frågan"))


def limits_say(order: Order, finding: Finding, point: str) -> set[Answer]:
    """What the engine's checks of conditions and caps make of the witness."""
    checks = answered(order, finding.witness, point).checks
    return {check.answer for check in checks if check.code in ("conditions.met", "caps.not_exceeded")}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_have_no_faults_and_the_engine_agrees_with_every_witness(path: Path) -> None:
    order = orders.read(path)
    own = [point.number for point in order.points if any(row.when for row in point.delegates)]

    found = analyse(order)

    assert [row.text for row in found if row.severity is Severity.FAULT or row.kind == "undecided"] == []
    for row in found:
        points = [number for number in row.points if number not in own and row.witness]
        if row.kind == "overlap" and row.witness:
            assert all(limits_say(order, row, number) == {Answer.PASS} for number in points), row
        if row.kind == "gap":
            assert all(Answer.FAIL in limits_say(order, row, number) for number in points), row


def test_the_first_example_says_what_a_secretary_should_know() -> None:
    found = analyse(orders.read(ROOT / "fixtures" / "orders" / "run-2020.yaml"))

    warnings = [row for row in found if row.severity is Severity.WARNING]
    assert [(row.kind, row.points) for row in warnings] == [("overlap", ("1.2", "1.3"))]
    assert warnings[0].witness == {
        "decided_on": "2020-01-01",
        "decision_type": "cooperation_agreement",
        "facts": {"amount": 0, "commits_funds": False, "years": 2, "within_budget": True},
    }


def test_types_come_from_the_points_when_none_are_declared() -> None:
    assert limits.types_of(order_of({}, {"decision_types": ["loan", "grant"]})) == ("grant", "loan")


def test_an_order_that_is_broken_is_not_analysed() -> None:
    with pytest.raises(formats.FormatError):
        order_of({"delegates": ["nobody"]})
