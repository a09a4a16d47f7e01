"""What the difference between two versions says: each case is an old and a new list of points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation import orders
from delegation.diff import Changed, PointChange, diff, diff_order
from delegation.terms import Order
from tests.delegation.test_analysis import HEAD, POINT
from tests.delegation.test_analysis_oracle import an_order

ROOT = Path(__file__).resolve().parent.parent.parent
NEXT = HEAD["order"] | {"version": "2027:1", "adopted_in": "KUN § 2"}


def order_of(*points: dict[str, Any], **top: Any) -> Order:
    return orders.from_plain(HEAD | top | {"points": [POINT | point for point in points]}, "ordningen")


def example(name: str) -> Order:
    return orders.read(ROOT / "fixtures" / "orders" / f"{name}.yaml")


A, B, C = {"title": "A"}, {"title": "B"}, {"title": "C"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([("1", A)], [("1", A)], []),
        ([("1", A), ("2", B)], [("2", B), ("1", A)], []),
        ([("1", A)], [("1", A), ("2", B)], [("added", None, "2", False)]),
        ([("1", A), ("2", B)], [("1", A)], [("removed", "2", None, False)]),
        ([("1", A)], [("1", B)], [("changed", "1", "1", False)]),
        ([("1", A)], [("2", A | {"formerly": ["2026:1/1"]})], [("renumbered", "1", "2", False)]),
        ([("1", A)], [("2", B | {"formerly": ["2026:1/1"]})], [("renumbered", "1", "2", False)]),
        ([("1", A)], [("2", A)], [("renumbered", "1", "2", True)]),
        ([("1", A)], [("2", B)], [("added", None, "2", False), ("removed", "1", None, False)]),
        ([("1", A)], [("2", A | {"formerly": ["2025:1/1"]})], [("renumbered", "1", "2", True)]),
        ([("1", A)], [("1", A | {"formerly": ["2026:1/1"]})], []),
        # a point put in before the others
        (
            [("1", A), ("2", B)],
            [("1", C), ("2", A), ("3", B)],
            [("added", None, "1", False), ("renumbered", "1", "2", True), ("renumbered", "2", "3", True)],
        ),
        # numbers that change places
        (
            [("1", A), ("2", B)],
            [("1", B | {"formerly": ["2026:1/2"]}), ("2", A | {"formerly": ["2026:1/1"]})],
            [("renumbered", "2", "1", False), ("renumbered", "1", "2", False)],
        ),
        # the number went to another point, and the old one is gone
        (
            [("1", A), ("2", B)],
            [("1", B | {"formerly": ["2026:1/2"]})],
            [("renumbered", "2", "1", False), ("removed", "1", None, False)],
        ),
        # two points that say the same: no guess which is which
        (
            [("1", A), ("2", A)],
            [("3", A), ("4", A)],
            [
                ("added", None, "3", False),
                ("added", None, "4", False),
                ("removed", "1", None, False),
                ("removed", "2", None, False),
            ],
        ),
        # one becomes two, and two become one
        (
            [("1", A)],
            [("1", A), ("2", B | {"formerly": ["2026:1/1"]})],
            [("split", "1", "2", False)],
        ),
        (
            [("1", A)],
            [("2", A | {"formerly": ["2026:1/1"]}), ("1", B | {"formerly": ["2026:1/1"]})],
            [("split", "1", "2", False), ("changed", "1", "1", False)],
        ),
        (
            [("1", A), ("2", B)],
            [("1", A | {"formerly": ["2026:1/1", "2026:1/2"]})],
            [("merged", "2", "1", False)],
        ),
    ],
)
def test_a_point_is_followed_from_number_to_number(
    old: list[tuple[str, Any]],
    new: list[tuple[str, Any]],
    expected: list[tuple[str, str | None, str | None, bool]],
) -> None:
    before = order_of(*(point | {"number": number} for number, point in old))
    after = order_of(*(point | {"number": number} for number, point in new), order=NEXT)

    found = [(row.kind, row.old, row.new, row.guessed) for row in diff(before, after)]

    assert sorted(found, key=str) == sorted(expected, key=str)


UP_TO = {"fact": "amount", "at_most": 50}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {"title": "Lån"}, [("title", "Rubrik", "Bidrag", "Lån")]),
        (
            {},
            {"decision_types": ["grant", "loan"]},
            [("decision_types", "Beslutstyper", "grant", "grant, loan")],
        ),
        (
            {},
            {"delegates": ["director", "head"]},
            [("delegates", "Delegat", "Kulturchef", "Kulturchef eller Enhetschef")],
        ),
        (
            {},
            {"delegates": [{"position": "director", "when": UP_TO}]},
            [("delegates", "Delegat", "Kulturchef", "Kulturchef (om ”Belopp” är högst 50 kr)")],
        ),
        (
            {"substitutes": ["head", "economist"]},
            {"substitutes": ["head", "economist"], "ranked": True},
            [("substitutes", "Ersättare", "Enhetschef eller Ekonom", "Enhetschef, därefter Ekonom")],
        ),
        ({"substitutes": ["head"]}, {"substitutes": ["head"], "ranked": True}, []),
        ({}, {"superiors": "always"}, [("superiors", "Överordnade får besluta", "aldrig", "alltid")]),
        ({}, {"when": UP_TO}, [("when", "Villkor", "", "”Belopp” får vara högst 50 kr")]),
        (
            {"when": UP_TO},
            {"when": UP_TO | {"because": "Mer avgör nämnden"}},
            [("because", "Skäl för villkoren", "", "Mer avgör nämnden.")],
        ),
        (
            {},
            {"caps": [{"fact": "amount", "at_most": 90, "per": "calendar_year"}]},
            [("caps", "Tak", "", "”Belopp” högst 90 kr per kalenderår, räknat på punkt 1.")],
        ),
        (
            {"consult": ["economist"]},
            {"consult": [{"position": "economist", "when": UP_TO}]},
            [("consult", "Samråd", "Ekonom", "Ekonom (om ”Belopp” är högst 50 kr)")],
        ),
        ({}, {"own_unit": True}, [("own_unit", "Bara inom den egna enheten", "nej", "ja")]),
        ({}, {"may_be_subdelegated": True}, [("may_be_subdelegated", "Får vidaredelegeras", "nej", "ja")]),
        ({}, {"four_eyes": False}, [("four_eyes", "Fyra ögon", "ja", "nej")]),
        ({}, {"valid_from": "2026-07-01"}, [("valid_from", "Första dag", "", "2026-07-01")]),
        ({"valid_to": "2026-07-01"}, {}, [("valid_to", "Sista dag", "2026-07-01", "")]),
        (
            {},
            {"reporting": "minuted"},
            [("reporting", "Anmälan", "Anmäls till nämnden", "Protokollförs särskilt, anmäls inte")],
        ),
        (
            {},
            {"appeal_route": "administrative_appeal"},
            [
                (
                    "appeal_route",
                    "Överklagande",
                    "Laglighetsprövning, 13 kap. kommunallagen",
                    "Förvaltningsbesvär",
                )
            ],
        ),
        ({}, {"legal_basis": ["KL 6:37"]}, [("legal_basis", "Lagrum", "", "KL 6:37")]),
        ({"remark": "Se avtalet."}, {}, [("remark", "Anmärkning", "Se avtalet.", "")]),
    ],
)
def test_a_changed_point_says_what_stood_and_what_stands(
    old: dict[str, Any], new: dict[str, Any], expected: list[tuple[str, str, str, str]]
) -> None:
    found = diff(order_of({"number": "1"} | old), order_of({"number": "1"} | new, order=NEXT))

    said = [change for row in found for change in row.changes]
    plain = [(row.key, row.label, row.old, row.new.replace("\N{NO-BREAK SPACE}", " ")) for row in said]
    assert plain == expected


def test_a_cap_that_follows_its_points_to_new_numbers_is_not_changed() -> None:
    cap = {"fact": "amount", "at_most": 90, "per": "calendar_year"}
    old = order_of(
        {"number": "1", "caps": [cap | {"points": ["1", "2"]}]},
        {"number": "2", "title": "Lån"},
    )
    new = order_of(
        {"number": "2", "formerly": ["2026:1/1"], "caps": [cap | {"points": ["2", "3"]}]},
        {"number": "3", "formerly": ["2026:1/2"], "title": "Lån"},
        order=NEXT,
    )

    assert diff(old, new) == (
        PointChange("renumbered", "1", "2", "Bidrag"),
        PointChange("renumbered", "2", "3", "Lån"),
    )


def test_a_question_worded_anew_changes_no_point() -> None:
    facts = HEAD["facts"] | {"amount": {"type": "money", "question": "Vad kostar det?", "currency": "EUR"}}
    old, new = order_of({"number": "1", "when": UP_TO}), order_of({"number": "1", "when": UP_TO}, facts=facts)

    assert diff(old, new) == ()
    assert diff_order(old, new) == (
        Changed("facts.amount", "Fråga", "Belopp (belopp i SEK)", "Vad kostar det? (belopp i EUR)"),
    )


def test_what_is_changed_outside_the_points_is_said_row_by_row() -> None:
    old = order_of(
        {"number": "1"}, chapters=[{"number": "1", "title": "Allmänt"}], general_provisions=["Ett."]
    )
    positions = HEAD["positions"] | {
        "chair": {"title": "Ordförande", "elected": True, "superior": "director"}
    }
    new = order_of(
        {"number": "1"},
        order=NEXT | {"title": "Ny ordning", "valid_from": "2027-01-01", "valid_to": "2027-12-31"},
        preamble="Nytt.",
        general_provisions=["Ett.", "Två."],
        positions={key: row for key, row in positions.items() if key != "economist"},
        parameters={"base": [{"from": "2026-01-01", "value": 1000}]},
        decision_types={"grant": {"title": "Bidrag"}},
        urgent_decisions=["chair"],
        includes=["grant"],
    )

    found = [
        (row.key, row.label, row.old, row.new.replace("\N{NO-BREAK SPACE}", " "))
        for row in diff_order(old, new)
    ]

    assert found == [
        ("order.title", "Rubrik", "Ordning", "Ny ordning"),
        ("order.version", "Version", "2026:1", "2027:1"),
        ("order.adopted_in", "Antagen genom", "KUN § 1", "KUN § 2"),
        ("order.valid_from", "Första dag", "2026-01-01", "2027-01-01"),
        ("order.valid_to", "Sista dag", "", "2027-12-31"),
        ("preamble", "Inledning", "", "Nytt."),
        ("general_provisions", "Gemensamma bestämmelser", "Ett.", "Ett.\nTvå."),
        ("urgent_decisions", "Brådskande beslut", "", "Ordförande"),
        ("includes", "Ingår i alla punkter", "", "Bidrag"),
        ("chapters.1", "Kapitel", "Allmänt", ""),
        ("decision_types.grant", "Beslutstyp", "", "Bidrag"),
        ("positions.economist", "Befattning", "Ekonom", ""),
        (
            "positions.chair",
            "Befattning",
            "Ordförande, förtroendevald",
            "Ordförande, förtroendevald, överordnad: Kulturchef",
        ),
        (
            "parameters.base",
            "Belopp",
            "100 från och med 2026-01-01; 200 från och med 2027-01-01",
            "1 000 från och med 2026-01-01",
        ),
    ]


def test_the_example_versions_differ_as_their_board_decided() -> None:
    found = diff(example("run-2020"), example("run-2021"))

    assert [(row.kind, row.old, row.new, [change.key for change in row.changes]) for row in found] == [
        ("changed", "2.1", "2.1", ["title", "when"]),
        ("added", None, "2.3", []),
        ("renumbered", "2.3", "2.4", ["title", "when"]),
    ]


# --- what must hold for any order ----------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(an_order())
def test_an_order_does_not_differ_from_itself(order: Order) -> None:
    assert diff(order, order) == ()
    assert diff_order(order, order) == ()


@settings(max_examples=60, deadline=None)
@given(an_order(), st.data())
def test_new_numbers_that_name_the_old_are_the_only_change(order: Order, data: st.DataObject) -> None:
    old = [point.number for point in order.points]
    numbers = dict(zip(old, data.draw(st.permutations([*old, "8", "9"])), strict=False))
    points = tuple(
        replace(
            point,
            number=numbers[point.number],
            formerly=(f"{order.version}/{point.number}",),
            caps=tuple(
                replace(cap, points=tuple(numbers[number] for number in cap.points)) for cap in point.caps
            ),
        )
        for point in order.points
    )

    found = diff(order, replace(order, version="2021:1", points=points))

    moved = [(old, new) for old, new in numbers.items() if old != new]
    assert [(row.kind, row.old, row.new, row.changes) for row in found] == [
        ("renumbered", old, new, ()) for old, new in moved
    ]
