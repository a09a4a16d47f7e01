"""What the invented orders in fixtures/orders let someone decide: no law is taken for another."""

from __future__ import annotations

from typing import Any

import pytest

from delegation import advice, orders, questions, statutes
from delegation.terms import Verdict
from tests.engine.examples import ATTESTED
from tests.world import ROOT

FOSTER = {"amount": 90000, "months": 3, "consent": True, "child": "akt 17", "framework_agreement": True}
PERMIT = {"area": 90, "deviation": False, "zone": "tätort", "neighbours_heard": True}


def verdict(name: str, kind: str, position: str, facts: dict[str, Any], **more: Any) -> Verdict:
    """The holder of the position decides in June 2026, drafted by another, with nothing against it in law."""
    order = orders.read(ROOT / "fixtures" / "orders" / f"{name}.yaml")
    asked = {
        "format": "authority-question/1",
        "decided_on": "2026-06-15",
        "decision_type": kind,
        "decider": "holder",
        "drafted_by": "another",
        "unit": "Väst",
        "facts": facts,
        "attested": dict.fromkeys(ATTESTED, False),
        "appointments": [
            {
                "person": "holder",
                "position": position,
                "kind": "ordinary",
                "unit": "Väst",
                "from": "2026-01-01",
            },
        ],
        "absences": [],
        "subdelegations": [],
        "consulted": [{"position": "unit_head_children", "dated": "2026-06-01"}],
        "prior": [],
    }
    return advice.judge([order], questions.from_plain(asked | more, [order], "frågan"), statutes.load())


@pytest.mark.parametrize(
    ("kind", "position", "facts", "point", "outcome"),
    [
        ("placement", "unit_head_children", FOSTER | {"age": 17}, "3.3", "within"),
        ("placement", "unit_head_children", FOSTER | {"age": 18}, None, "outside"),
        ("placement", "family_manager", FOSTER | {"age": 20}, "3.5", "within"),
        ("placement", "family_manager", FOSTER | {"age": 21}, "4.3", "within"),
        ("placement", "unit_head_adults", FOSTER | {"age": 20}, None, "outside"),
        ("placement", "unit_head_adults", FOSTER | {"age": 21}, "4.3", "within"),
        ("contact_person", "social_worker_children", FOSTER | {"age": 17}, "3.6", "within"),
        ("contact_person", "social_worker_children", FOSTER | {"age": 18}, None, "outside"),
    ],
)
def test_an_adult_is_never_placed_under_a_point_for_children(
    kind: str, position: str, facts: dict[str, Any], point: str | None, outcome: str
) -> None:
    found = verdict("sn-2026", kind, position, facts)

    assert found.outcome == outcome
    assert point in (None, found.point)


@pytest.mark.parametrize(
    ("kind", "facts", "point"),
    [
        ("immediate_youth_care", {"age": 19, "cannot_wait": True}, "2.3"),
        ("immediate_youth_care", {"age": 20, "cannot_wait": True}, None),
        ("immediate_youth_care", {"age": 19, "cannot_wait": False}, None),
        ("immediate_addiction_care", {"age": 19, "cannot_wait": True}, "2.9"),
        ("immediate_addiction_care", {"age": 19, "cannot_wait": False}, None),
    ],
)
def test_the_chair_takes_someone_in_care_under_the_law_in_question_when_the_board_cannot_be_awaited(
    kind: str, facts: dict[str, Any], point: str | None
) -> None:
    found = verdict("sn-2026", kind, "chair", facts)

    assert (found.outcome, found.point) == (("within", point) if point else ("outside", found.point))


@pytest.mark.parametrize("point", ["2.3", "2.9"])
def test_what_cannot_be_awaited_is_the_boards_decision_as_the_law_says(point: str) -> None:
    order = orders.read(ROOT / "fixtures" / "orders" / "sn-2026.yaml")
    found = order.point(point)

    assert found is not None
    assert "när nämndens beslut inte kan avvaktas" in found.title
    assert order.facts["cannot_wait"].question == "Är det så bråttom att nämndens beslut inte kan avvaktas?"


@pytest.mark.parametrize("name", ["mn-2026", "mn-2027"])
@pytest.mark.parametrize(("objections", "outcome"), [(False, "within"), (True, "outside")])
def test_the_officer_gives_no_building_permit_that_a_neighbour_objects_to(
    name: str, objections: bool, outcome: str
) -> None:
    day = {"decided_on": f"{name[-4:]}-06-15"}

    found = verdict(
        name, "building_permit", "building_officer", PERMIT | {"objections": objections}, **day, consulted=[]
    )

    assert found.outcome == outcome
    assert "building_committee" in [row.position for row in found.may_decide] or not objections


@pytest.mark.parametrize("name", ["mn-2026", "mn-2027"])
@pytest.mark.parametrize(
    ("kind", "covered_by"),
    [
        ("environment_order", ["2.1"]),
        ("environment_order_with_penalty", ["2.2"]),
        ("food_order", ["4.3"]),
        ("food_order_with_penalty", ["4.4"]),
        ("environment_sanction_fee", ["2.4"]),
        ("building_sanction_fee", ["5.8"]),
        ("waste_exemption", ["2.8"]),
        ("shore_exemption", ["2.9"]),
        ("fee", ["3.1"]),
        ("building_fee", ["3.3"]),
    ],
)
def test_a_decision_under_one_law_is_never_tried_under_a_point_of_another(
    name: str, kind: str, covered_by: list[str]
) -> None:
    order = orders.read(ROOT / "fixtures" / "orders" / f"{name}.yaml")
    earlier = orders.read(ROOT / "fixtures" / "orders" / "mn-2026.yaml")
    titles = [point.title for point in earlier.points if point.number in covered_by]

    covering = [point for point in order.points if kind in point.decision_types]

    assert [point.title for point in covering] == titles
