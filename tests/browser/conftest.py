"""A real Chromium against a real server, one browser a session and one page a test.

Browser tests run on SQLite in a file: the database that `make run` serves, with the locks it really takes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import world
from tests.browser.users import PASSWORD
from tests.world import World

# Playwright keeps an event loop in this thread, and Django takes that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",  # the tests may run as root, and visit only themselves
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class OpenPage(Protocol):
    def __call__(self, *, javascript: bool = True, watched: bool = True) -> Page: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Each call opens a page with cookies of its own: one for each user that the test needs.

    Addresses may be given from the root: page.goto("/konto/login/"). The test fails at its end if a page
    raised an error, wrote one to the console, missed a file, or got a server error; one that is to meet such
    trouble is opened with watched=False.
    """
    faults: list[str] = []
    opened: list[Page] = []

    def open_one(*, javascript: bool = True, watched: bool = True) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript,
            base_url=live_server.url,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            viewport={"width": 1280, "height": 900},
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        if watched:
            _watch(page, live_server.url, faults)
        opened.append(page)
        return page

    yield open_one
    for page in opened:
        page.context.close()
    assert faults == []


@pytest.fixture
def region(transactional_db: None) -> World:
    """The small region, where the officer, the director and the secretary have passwords."""
    region = world.build()
    for user in (region.officer, region.director, region.secretary):
        user.set_password(PASSWORD)
        user.save()
    return region


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


def _watch(page: Page, origin: str, faults: list[str]) -> None:
    def on_console(message: ConsoleMessage) -> None:
        # Chromium also reports a page that answers 409 or 422, as a refused act should; see on_response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(f"konsol: {message.text}")

    def on_error(error: Error) -> None:
        faults.append(f"fel i sidan: {error}")

    def on_response(response: Response) -> None:
        part = response.request.resource_type not in {"document", "xhr", "fetch"}
        if response.url.startswith(origin) and (response.status >= 500 or (part and response.status >= 400)):
            faults.append(f"{response.status} {response.url}")

    page.on("console", on_console)
    page.on("pageerror", on_error)
    page.on("response", on_response)
