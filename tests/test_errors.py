"""What goes wrong outside every form is told in Swedish, with what was kept and what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

TYPE = "application/x-www-form-urlencoded; charset="


def read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("a", ""))


def wait_for_a_lock(request: HttpRequest) -> HttpResponse:
    """A database that another connection is writing to."""
    first, second = (sqlite3.connect(request.GET["file"], timeout=0) for _ in range(2))
    first.execute("BEGIN IMMEDIATE")
    with connection.wrap_database_errors:
        second.execute("BEGIN IMMEDIATE")
    return HttpResponse()


def miss_a_lock(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE lock_not_available; END $$")
    return HttpResponse()


def miss_a_table(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nowhere")
    return HttpResponse()


urlpatterns = [
    path("las/", read),
    path("vanta/", wait_for_a_lock),
    path("las-saknas/", miss_a_lock),
    path("tabell-saknas/", miss_a_table),
    path("", include("config.urls")),  # which the pages link to
]
handler500 = "config.errors.server_error"
pytestmark = pytest.mark.urls("tests.test_errors")


@pytest.mark.parametrize(("charset", "status"), [("UTF-8", 200), ("utf8", 200), ("utf-7", 400), ("x", 400)])
def test_a_body_is_read_in_utf_8_only(charset: str, status: int) -> None:
    answer = Client().generic("POST", "/las/", b"a=%C3%A5", content_type=TYPE + charset)

    assert answer.status_code == status
    assert ("å" if status == 200 else "Det som skickades gick inte att läsa") in answer.content.decode()


@pytest.mark.sqlite
def test_a_database_that_someone_else_writes_to_asks_for_another_try(tmp_path: Path) -> None:
    client = Client(raise_request_exception=False)

    answer = client.get("/vanta/", {"file": str(tmp_path / "a.db")})

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Databasen är upptagen" in answer.content.decode()


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_lock_that_is_not_given_in_time_asks_for_another_try() -> None:
    answer = Client(raise_request_exception=False).get("/las-saknas/")

    assert answer.status_code == 503
    assert "Databasen är upptagen" in answer.content.decode()


@pytest.mark.django_db
def test_another_fault_of_the_database_is_ours() -> None:
    answer = Client(raise_request_exception=False).get("/tabell-saknas/")

    assert answer.status_code == 500
    assert "Något gick fel hos oss" in answer.content.decode()


@pytest.mark.urls("config.urls")
@pytest.mark.django_db
def test_a_login_that_is_locked_says_for_how_long_and_whom_to_ask() -> None:
    client = Client()
    for _ in range(6):
        answer = client.post("/konto/login/", {"login": "nobody", "password": "fel"})

    page = answer.content.decode()
    assert "spärrad i fem minuter" in page
    assert "be den som förvaltar systemet" in page
