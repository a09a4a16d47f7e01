"""The headers that keep a page to itself, and the text editor that must work under them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django_prose_editor.widgets import ProseEditorWidget
from playwright.sync_api import Page, Route, sync_playwright
from pytest_django import Settings

SELF_ONLY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'"
)
EXTENSIONS = dict.fromkeys(["Bold", "Table", "TableRow", "TableHeader", "TableCell"], True)


class EditorForm(forms.Form):
    text = forms.CharField(widget=ProseEditorWidget(preset="configurable", config={"extensions": EXTENSIONS}))


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>Sida</title>")


def editor(request: HttpRequest) -> HttpResponse:
    form = EditorForm()
    return HttpResponse(f"<!doctype html><html lang=sv><title>Text</title>{form.media}<form>{form}</form>")


def editor_and_more(request: HttpRequest) -> HttpResponse:
    """The editor's page with a script and a style that someone has smuggled in."""
    foreign = "<script>window.smuggled = true</script><style>body { display: none }</style>"
    return HttpResponse(editor(request).content.decode() + foreign)


def pdf(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"%PDF-", content_type="application/pdf")


def login(request: HttpRequest) -> HttpResponse:
    response = plain(request)
    response.set_cookie("sessionid", "new")
    return response


urlpatterns = [
    path("sida/", plain),
    path("text/", editor),
    path("mer/", editor_and_more),
    path("fil/", pdf),
    path("in/", login),
]
pytestmark = pytest.mark.urls("tests.test_security")


@pytest.fixture(autouse=True)
def files_as_they_lie(settings: Settings) -> None:
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}


def test_a_page_loads_and_runs_only_what_comes_from_the_site() -> None:
    headers = Client().get("/sida/", secure=True).headers

    assert headers["Content-Security-Policy"] == SELF_ONLY
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_page_with_the_editor_allows_its_import_map_by_hash_and_no_other_inline_code() -> None:
    policy = Client().get("/text/", secure=True).headers["Content-Security-Policy"]

    assert "script-src 'self' 'sha256-dMSaNZ2HAg3fGayDHjnzf8aD/o7vhzLwIX1Bct4nqNY=';" in policy
    assert "unsafe" not in policy


def test_a_file_runs_nothing_and_is_framed_only_by_the_site() -> None:
    policy = Client().get("/fil/", secure=True).headers["Content-Security-Policy"]

    assert policy == "script-src 'none'; frame-ancestors 'self'"


def test_nobody_keeps_a_page_of_someone_who_is_logged_in() -> None:
    client = Client()
    client.cookies["sessionid"] = "anything"

    assert client.get("/sida/", secure=True).headers["Cache-Control"] == "no-store"


def test_the_answer_to_a_login_is_not_kept_either() -> None:
    assert Client().get("/in/", secure=True).headers["Cache-Control"] == "no-store"


def test_a_page_for_anyone_may_be_kept() -> None:
    assert "Cache-Control" not in Client().get("/sida/", secure=True).headers


# --- in a browser --------------------------------------------------------------------------------------


@pytest.fixture
def chromium() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def serve(route: Route) -> None:
    """Answer the browser with Django's own response, or with the static file."""
    address = urlsplit(route.request.url).path
    if address.startswith("/static/"):
        found = finders.find(address.removeprefix("/static/"))
        route.fulfill(path=Path(str(found)))
        return
    response = Client().get(address, secure=True)
    route.fulfill(status=response.status_code, headers=dict(response.items()), body=response.content)


def faults_on(page: Page, address: str) -> list[str]:
    """What the browser complains of when it opens the page and the editor is typed in."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.route("**/*", serve)
    page.goto(f"https://testserver{address}")
    page.locator(".ProseMirror[contenteditable=true]").press_sequentially("Hej")
    page.get_by_title("Insert table").click()
    return [text for text in found if "404" not in text]


@pytest.mark.browser
def test_the_editor_works_in_chromium_without_a_word_from_the_policy(chromium: Page) -> None:
    faults = faults_on(chromium, "/text/")

    assert faults == []
    assert "Hej" in chromium.locator("textarea").input_value()
    assert chromium.locator("style").evaluate_all("styles => styles.length && styles.every(one => one.sheet)")


@pytest.mark.browser
def test_a_foreign_inline_script_or_style_is_refused_on_the_editors_page(chromium: Page) -> None:
    faults = faults_on(chromium, "/mer/")

    assert len(faults) == 2
    assert chromium.evaluate("window.smuggled === undefined")
