"""What the browser tests do as any user does it: log in, write in the text editor, answer a question."""

from __future__ import annotations

from playwright.sync_api import Page, expect

PASSWORD = "hemligt-losenord"


def log_in(page: Page, username: str) -> Page:
    page.goto("/konto/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Att göra", exact=True)).to_be_visible()
    return page


def write(page: Page, field: str, text: str) -> None:
    """Type in the text editor of a field."""
    editor = page.locator(f"#id_{field}").locator("xpath=..").get_by_role("textbox")
    editor.click()
    editor.press_sequentially(text)


def answer(page: Page, question: str, word: str) -> None:
    page.get_by_role("group", name=question).get_by_label(word, exact=True).check()
