"""A decision under a subdelegation: signed by the employee, told to the chief, to the board where it must."""

from __future__ import annotations

import subprocess
from datetime import date
from typing import Any

import pytest

from accounts.models import Role
from decisions import actions, store
from decisions.models import Decision, Document
from delegation.models import Subdelegation
from tests import world
from tests.decisions.pages import logged_in
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def given(region: World, **changes: Any) -> Subdelegation:
    """The director passes point 3.2 on to the economy manager."""
    values: dict[str, Any] = {
        "order": region.board.orders.get(version="2020:1"),
        "point": "3.2",
        "from_position": region.board.positions.get(key="regional_development_director"),
        "to_position": region.board.positions.get(key="economy_manager"),
        "decided_by": region.director,
        "decided_in": "RUN/12/2020",
        "starts_on": date(2020, 2, 1),
    }
    return Subdelegation.objects.create(**(values | changes))


def signed(region: World) -> Decision:
    manager = world.person("manager", region.board, Role.DELEGATE, "economy_manager")
    draft = world.drafted(
        region, point="3.2", decision_type="acting_appointment", facts={"months": 3}, decider=manager
    )
    decision = actions.submit(by=region.officer, decision=draft, now=NOW)
    return world.sign(region, decision, by=manager)


def read(decision: Decision) -> str:
    """The words of the decision's document."""
    pdf = Document.objects.get(decision=decision, kind="decision")
    told = subprocess.run(
        ["pdftotext", "-", "-"], input=store.get(pdf.sha256), capture_output=True, check=True
    )
    return " ".join(told.stdout.decode().split())


def to_report(region: World) -> list[Decision]:
    return list(Decision.objects.to_report(region.board))


def test_an_employee_decides_what_the_chief_has_passed_on(region: World) -> None:
    given(region)

    decision = signed(region)

    assert decision.verdict
    assert decision.verdict["capacity"] == "subdelegate"
    assert decision.decided_as == "ekonomichef, enligt vidaredelegation från förvaltningschefen"
    assert to_report(region) == [decision]


def test_without_a_subdelegation_the_employee_is_refused(region: World) -> None:
    with pytest.raises(actions.Refused, match="beslutar regional utvecklingsdirektör"):
        signed(region)


def test_a_decision_told_to_the_chief_stands_on_the_boards_list_too_where_the_point_says_so(
    region: World,
) -> None:
    given(region, reporting="to_head")

    decision = signed(region)

    assert decision.reporting == "to_head"
    assert to_report(region) == [decision]


def test_a_decision_that_is_not_reported_keeps_its_own_protocol_when_the_chief_is_told(db: None) -> None:
    region = world.build(_minuted)
    given(region, reporting="to_head")

    decision = signed(region)

    assert (decision.reporting, to_report(region)) == ("to_head", [])
    assert list(Decision.objects.to_minute(region.board)) == [decision]
    assert "det särskilda protokollet" in read(decision)
    assert list(Decision.objects.told_to_head(region.director)) == [decision]
    assert list(Decision.objects.told_to_head(region.deputy)) == []


def _minuted(order: dict[str, Any]) -> None:
    next(row for row in order["points"] if row["number"] == "3.2")["reporting"] = "minuted"


def test_the_chief_is_still_told_when_the_record_is_ended_or_corrected(region: World) -> None:
    row = given(region, reporting="to_head")
    decision = signed(region)
    row.to_position, row.ends_on = region.board.positions.get(key="lawyer"), date(2020, 3, 1)
    row.save()

    assert list(Decision.objects.told_to_head(region.director)) == [decision]


def test_the_chiefs_first_page_tells_of_what_was_decided(region: World) -> None:
    given(region, reporting="to_head")
    decision = signed(region)

    page = logged_in(region.director).get("/").content.decode()

    assert "Beslutat på din vidaredelegation" in page
    assert decision.case.dnr in page


def test_to_whom_it_is_reported_stands_in_the_decision(region: World) -> None:
    given(region, reporting="to_head")
    decision = signed(region)

    assert "anmäls till den förvaltningschef som har gett vidaredelegationen, och till regionala" in read(
        decision
    )
