"""The Content-Security-Policy as Chromium takes it: the text editor works, what was smuggled in does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from playwright.sync_api import Browser, Page, Route

from tests.test_security import editor

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.browser.test_policy")]


def editor_and_more(request: HttpRequest) -> HttpResponse:
    """The editor's page with a script and a style that someone has smuggled in."""
    foreign = "<script>window.smuggled = true</script><style>body { display: none }</style>"
    return HttpResponse(editor(request).content.decode() + foreign)


urlpatterns = [path("text/", editor), path("mer/", editor_and_more)]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.route("**/*", serve)
    yield context.new_page()
    context.close()


def serve(route: Route) -> None:
    """Answer the browser with Django's own response, or with the static file."""
    address = urlsplit(route.request.url).path
    if address.startswith("/static/"):
        route.fulfill(path=Path(str(finders.find(address.removeprefix("/static/")))))
        return
    response = Client().get(address)
    route.fulfill(status=response.status_code, headers=dict(response.items()), body=response.content)


def faults_on(page: Page, address: str) -> list[str]:
    """What the browser complains of when it opens the page and the editor is typed in."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.goto(f"https://testserver{address}")
    page.locator(".ProseMirror[contenteditable=true]").press_sequentially("Hej")
    page.get_by_title("Insert table").click()
    return [text for text in found if "404" not in text]  # the page has no icon


def test_the_editor_works_without_a_word_from_the_policy(page: Page) -> None:
    faults = faults_on(page, "/text/")

    assert faults == []
    assert "Hej" in page.locator("textarea").input_value()
    assert page.locator("style").evaluate_all("styles => styles.length && styles.every(one => one.sheet)")


def test_a_foreign_inline_script_or_style_is_refused_on_the_editors_page(page: Page) -> None:
    faults = faults_on(page, "/mer/")

    assert len(faults) == 2
    assert page.evaluate("window.smuggled === undefined")
