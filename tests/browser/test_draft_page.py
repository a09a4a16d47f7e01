"""The draft page under the hand: nothing hides the focus, the editor is Swedish, the PDF can be passed by."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import world
from tests.browser.conftest import OpenPage
from tests.browser.users import log_in
from tests.decisions.pages import submitted_today
from tests.world import World

pytestmark = pytest.mark.browser

FOCUS = """() => {
  const one = document.activeElement, bar = document.querySelector(".save-bar");
  const name = one.name || one.title || one.ariaLabel || one.textContent.trim();
  const hidden = one.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
  return { name, hidden: hidden && bar.closest("form").contains(one) && !bar.contains(one) };
}"""
TOOLBAR_BEHIND_BAR = """() => {
  const bar = document.querySelector(".save-bar").getBoundingClientRect();
  const button = document.querySelector("[data-name=bold]");
  scrollBy({ top: button.getBoundingClientRect().top - bar.top - bar.height / 2, behavior: "instant" });
  const { left, top, width, height } = button.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  return [top > bar.top, Boolean(seen.closest(".save-bar"))];
}"""


@pytest.fixture
def draft(region: World, page: Page) -> Page:
    """The officer's page with a draft; it scrolls at once, so that what is measured has come to rest."""
    decision = world.drafted(region)
    page.emulate_media(reduced_motion="reduce")
    log_in(page, "officer").goto(f"/beslut/{decision.pk}/utkast/")
    expect(page.get_by_role("textbox", name="Ärendebeskrivning")).to_contain_text("Bakgrund.")
    return page


def test_the_save_bar_never_hides_what_has_the_focus(draft: Page) -> None:
    draft.locator("#id_title").focus()
    passed = []

    for key in ["Tab"] * 55 + ["Shift+Tab"] * 55:
        draft.keyboard.press(key)
        passed.append(draft.evaluate(FOCUS))

    assert [row["name"] for row in passed if row["hidden"]] == []
    assert {"point", "Fetstil", "Beslut", "basis_title", "attest_kl_6_38_5", "has_letter"} <= {
        row["name"] for row in passed
    }


def test_the_save_bar_lies_above_the_toolbars(draft: Page) -> None:
    assert draft.evaluate(TOOLBAR_BEHIND_BAR) == [True, True]


def test_the_editors_buttons_and_dialogs_are_in_swedish(draft: Page) -> None:
    bar, text = draft.locator(".prose-menubar").first, draft.get_by_role("textbox", name="Ärendebeskrivning")
    text.click()
    bar.get_by_title("Infoga tabell").click()
    dialog = draft.get_by_role("dialog", name="Tabell")
    assert dialog.locator("label, option, button").all_inner_texts() == [
        "Rader",
        "Kolumner",
        "Med rubrikrad",
        "Ja",
        "Nej",
        "Infoga tabell",
        "Avbryt",
    ]
    dialog.get_by_label("Med rubrikrad").select_option("Ja")
    dialog.get_by_label("Kolumner").fill("2")
    dialog.get_by_role("button", name="Infoga tabell").click()

    expect(text.locator("th")).to_have_count(2)
    shown = bar.locator("button[title]:not(.hidden)")
    assert shown.evaluate_all("buttons => buttons.map(button => button.title)") == [
        "Brödtext",
        "Punktlista",
        "Numrerad lista",
        "Fetstil",
        "Kursiv",
        "Infoga länk",
        "Infoga tabell",
        "Lägg till kolumn",
        "Ta bort kolumn",
        "Lägg till rad",
        "Ta bort rad",
        "Slå ihop celler",
        "Dela cell",
        "Rubrikcell av eller på",
        "Ta bort tabell",
        "Ångra",
        "Gör om",
    ]


def test_the_keyboard_goes_past_the_pdf_to_the_sign_form(region: World, open_page: OpenPage) -> None:
    decision = submitted_today(region)
    page = log_in(open_page(), "director")
    page.goto(f"/beslut/{decision.pk}/")
    page.get_by_role("link", name="Öppna PDF i ny flik").focus()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa förbi handlingen")).to_be_focused()
    expect(page.get_by_role("link", name="Hoppa förbi handlingen")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_label("Ja", exact=True)).to_be_focused()
