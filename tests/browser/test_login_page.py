"""The first page that anyone meets."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_the_login_page_is_in_swedish_and_takes_a_name_and_a_password(page: Page) -> None:
    page.goto("/konto/login/")

    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator("input[name=login]")).to_be_visible()
    expect(page.locator("input[name=password]")).to_be_visible()


def test_a_wrong_password_is_told_on_the_page(page: Page) -> None:
    page.goto("/konto/login/")

    page.locator("input[name=login]").fill("ingen")
    page.locator("input[name=password]").fill("fel lösenord")
    page.locator("input[name=password]").press("Enter")

    expect(page.get_by_text("felaktigt")).to_be_visible()
