"""The headers that keep a page to itself. How a browser takes them is in tests/browser/test_policy.py."""

from __future__ import annotations

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django_prose_editor.widgets import ProseEditorWidget

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


def pdf(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"%PDF-", content_type="application/pdf")


def login(request: HttpRequest) -> HttpResponse:
    response = plain(request)
    response.set_cookie("sessionid", "new")
    return response


urlpatterns = [
    path("sida/", plain),
    path("text/", editor),
    path("fil/", pdf),
    path("in/", login),
]
pytestmark = pytest.mark.urls("tests.test_security")


def test_a_page_loads_and_runs_only_what_comes_from_the_site() -> None:
    headers = Client().get("/sida/").headers

    assert headers["Content-Security-Policy"] == SELF_ONLY
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_page_with_the_editor_allows_its_import_map_by_hash_and_no_other_inline_code() -> None:
    policy = Client().get("/text/").headers["Content-Security-Policy"]

    assert "script-src 'self' 'sha256-dMSaNZ2HAg3fGayDHjnzf8aD/o7vhzLwIX1Bct4nqNY=';" in policy
    assert "unsafe" not in policy


def test_a_file_runs_nothing_and_is_framed_only_by_the_site() -> None:
    policy = Client().get("/fil/").headers["Content-Security-Policy"]

    assert policy == "script-src 'none'; frame-ancestors 'self'"


def test_nobody_keeps_a_page_of_someone_who_is_logged_in() -> None:
    client = Client()
    client.cookies["sessionid"] = "anything"

    assert client.get("/sida/").headers["Cache-Control"] == "no-store"


def test_the_answer_to_a_login_is_not_kept_either() -> None:
    assert Client().get("/in/").headers["Cache-Control"] == "no-store"


def test_a_page_for_anyone_may_be_kept() -> None:
    assert "Cache-Control" not in Client().get("/sida/").headers
