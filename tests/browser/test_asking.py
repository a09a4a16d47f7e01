"""”Vem får besluta?” in the browser: with the keyboard alone, without JavaScript, and without logging in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from delegation.models import Organisation
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import NARROW, violations
from tests.world import World

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what the selector names."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab kommer inte till {selector}")


def test_a_visitor_finds_who_may_decide_with_the_keyboard_alone(region: World, open_page: OpenPage) -> None:
    Organisation.objects.update(is_public=True)
    page, wrong = open_page(javascript=False), []
    steps = (
        ("a[href='/vem-far-besluta/RUN/']", ""),
        ("a[href='?typ=cooperation_agreement']", ""),
        ("input[name=svar_amount]", "0"),
        ("input[name=svar_commits_funds]", "Nej"),
        ("input[name=forbud]", "Nej"),
    )

    page.goto("/vem-far-besluta/")
    for selector, answer in steps:
        tab_to(page, selector)
        if answer == "Nej":
            page.keyboard.press("ArrowRight")
        elif answer:
            page.keyboard.type(answer)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    assert page.locator("#svaret").inner_text() == "Regional utvecklingsdirektör får besluta"
    addresses = ["/vem-far-besluta/", "/vem-far-besluta/RUN/", page.url, f"{page.url}&andra=forbud"]
    looking = open_page()
    for address in addresses:
        for width in (1280, NARROW):
            looking.set_viewport_size({"width": width, "height": 800})
            looking.goto(address)
            wrong += [f"{address} {width}: {fault}" for fault in violations(looking)]
            if looking.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{address}: bredare än {width}")
    assert wrong == []
