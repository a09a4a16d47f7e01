"""The verdict panel beside the draft: its buttons belong to the form, and its picture is for everyone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from decisions.models import Decision
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import violations
from tests.browser.users import log_in
from tests.decisions.pages import draft_today
from tests.world import World

pytestmark = pytest.mark.browser


def draft_page(page: Page, decision: Decision) -> Page:
    log_in(page, "officer")
    page.goto(f"{decision.get_absolute_url()}utkast/")
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_a_button_in_the_panel_chooses_decider_and_point_and_keeps_what_was_just_typed(
    open_page: OpenPage, region: World, *, javascript: bool
) -> None:
    page = draft_page(open_page(javascript=javascript), draft_today(region, point="", decider=None))

    page.get_by_label("Rubrik").first.fill("Ny rubrik")
    page.get_by_role("button", name="Välj Director och punkt 1.2").click()

    expect(
        page.get_by_text("Utkastet är sparat med punkt 1.2 och Director som beslutsfattare.")
    ).to_be_visible()
    expect(page.get_by_label("Rubrik").first).to_have_value("Ny rubrik")
    expect(page.locator("#id_decider")).to_have_value("director")
    expect(page.locator("#id_point")).to_have_value("1.2")
    expect(page.locator("#verdict")).to_contain_text("Director beslutar som ordinarie")


def test_a_button_that_no_longer_holds_saves_and_shows_why(open_page: OpenPage, region: World) -> None:
    page = draft_page(open_page(), draft_today(region, decider=None))

    # Pressed before the pause after which the answer would be tried.
    page.locator("#id_fact_amount").fill("7")
    page.get_by_role("button", name="Välj Director").click()

    expect(page.get_by_text("Utkastet är sparat.", exact=True)).to_be_visible()
    expect(page.locator("#id_fact_amount")).to_have_value("7")
    expect(page.locator("#verdict")).to_contain_text("Ryms inte i delegationen")


def test_another_type_brings_its_questions_while_one_writes(open_page: OpenPage, region: World) -> None:
    page = draft_page(open_page(), draft_today(region, point="", facts={}))

    page.locator("#id_decision_type").select_option("acting_appointment")

    expect(page.locator("#id_fact_months")).to_be_visible()
    expect(page.locator("#id_decision_type")).to_have_value("acting_appointment")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"facts": {"amount": 9, "commits_funds": True}, "decider": None},
        {"facts": {}, "attested": {}},
        {"point": "", "decision_type": "cooperation_agreement"},
    ],
    ids=["within", "outside", "undetermined", "candidates"],
)
def test_the_panel_is_accessible_with_everything_unfolded(
    open_page: OpenPage, region: World, changes: dict[str, object], width: int
) -> None:
    page = draft_page(open_page(), draft_today(region, **changes))
    page.set_viewport_size({"width": width, "height": 900})

    page.locator("#verdict").evaluate(
        "panel => panel.querySelectorAll('details').forEach(d => d.open = true)"
    )

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
