"""Confirming a signature in Chromium: with the browser's own virtual passkey, and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from decisions.models import Decision, Event
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import NARROW, violations
from tests.browser.users import PASSWORD, answer, log_in
from tests.decisions.pages import submitted_today
from tests.world import World

pytestmark = pytest.mark.browser

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in_key(page: Page) -> tuple[CDPSession, dict[str, Any]]:
    """A key that is touched and unlocked at once; its session and its name."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def faults(page: Page) -> list[str]:
    """What axe finds on the page, and whether it fits a narrow window."""
    found = violations(page)
    size = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 800})
    if page.evaluate("document.documentElement.scrollWidth") > NARROW:
        found.append(f"{page.url} is wider than {NARROW} px")
    assert size
    page.set_viewport_size(size)
    return found


def add_passkey(page: Page) -> list[str]:
    """Under Säkerhet, after the password; the faults of the pages on the way."""
    page.goto("/konto/sakerhet/")
    page.get_by_role("link", name="Lägg till passkey").click()
    found = faults(page)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Bekräfta").click()
    found += faults(page)
    page.get_by_label("Vad ska den heta?").fill("Arbetsdatorn")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_role("heading", name="Reservkoder")).to_be_visible()
    return found + faults(page)


def choose(page: Page, pile: list[Decision]) -> None:
    for decision in pile:
        page.goto(decision.get_absolute_url())
        answer(page, "Är du jävig?", "Nej")
        page.get_by_role("button", name="Läst: underteckna senare").click()
    page.get_by_role("button", name="Underteckna valda beslut").click()


def test_a_passkey_is_added_signs_a_pile_and_logs_in(region: World, open_page: OpenPage) -> None:
    pile = [submitted_today(region, title=f"Beslut {number}") for number in (1, 2)]
    page = log_in(open_page(), "director")
    plug_in_key(page)

    found = add_passkey(page)
    page.goto("/konto/sakerhet/app/")
    found += faults(page)
    choose(page, pile)
    found += faults(page)
    page.get_by_role("button", name="Besluta och underteckna med passkey").click()
    expect(page.get_by_role("heading", name="2 av 2 beslut är undertecknade")).to_be_visible()
    found += faults(page)
    page.get_by_role("button", name="Logga ut").click()
    page.locator("input[name=login]").fill("director")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Bekräfta att det är du")).to_be_visible()
    found += faults(page)
    page.get_by_role("button", name="Logga in med passkey").click()
    expect(page.get_by_role("heading", name="Att göra", exact=True)).to_be_visible()

    assert found == []
    assert set(Decision.objects.values_list("state", flat=True)) == {"signed"}
    methods = [event.data["proof"]["method"] for event in Event.objects.filter(verb="decision.signed")]
    assert methods == ["passkey", "passkey"]


def test_a_passkey_that_is_not_unlocked_is_told_on_the_page_and_signs_nothing(
    region: World, open_page: OpenPage
) -> None:
    decision = submitted_today(region)
    page = log_in(open_page(), "director")
    session, key = plug_in_key(page)
    add_passkey(page)
    session.send("WebAuthn.setUserVerified", key | {"isUserVerified": False})

    page.goto(decision.get_absolute_url())
    page.get_by_role("button", name="Besluta och underteckna med passkey").click()
    unanswered = page.locator("input:invalid").count()
    answer(page, "Är du jävig?", "Nej")
    page.get_by_role("button", name="Besluta och underteckna med passkey").click()

    expect(page.get_by_text("Det gick inte att använda din passkey")).to_be_visible()
    decision.refresh_from_db()
    assert (unanswered > 0, decision.state) == (True, "submitted")


def test_a_pile_is_chosen_and_signed_without_javascript(region: World, open_page: OpenPage) -> None:
    pile = [submitted_today(region, title=f"Beslut {number}") for number in (1, 2)]
    page = log_in(open_page(javascript=False), "director")

    choose(page, pile)
    page.get_by_label("Ditt lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Besluta och underteckna").click()

    expect(page.get_by_role("heading", name="2 av 2 beslut är undertecknade")).to_be_visible()
