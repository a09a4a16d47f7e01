"""A version of the order as a reader meets it: points found by words, caps, and decisions under them."""

from __future__ import annotations

import re
import subprocess
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from decisions import actions
from decisions.models import Decision
from delegation.models import DelegationOrder, OrderState
from delegation.views import base
from tests import world
from tests.decisions.pages import logged_in
from tests.world import World

pytestmark = pytest.mark.django_db

IN_FORCE = "2021:1"


def page(client: Client, version: str = IN_FORCE, **query: str) -> str:
    """The version's page as text, tags and spaces folded."""
    answer = client.get(f"{reverse('order', args=['RUN', version])}?{urlencode(query)}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def text_of(content: bytes) -> str:
    command = ["pdftotext", "-raw", "-", "-"]
    found = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    return " ".join(found.split())


def html(client: Client, **query: str) -> str:
    return client.get(f"{reverse('order', args=['RUN', IN_FORCE])}?{urlencode(query)}").content.decode()


def numbers(client: Client, search: str) -> list[str]:
    return re.findall(r'<article class="panel" id="punkt-([^"]+)"', html(client, q=search))


def granted(region: World, amount: int, *, confidential: bool = False) -> Decision:
    """A project grant that the director has signed today."""
    now = timezone.now()
    case = world.case_of(region, now=now, confidential=confidential)
    decision = actions.start_draft(by=region.officer, case=case, now=now)
    draft = world.draft_of(region, point="2.1", decision_type="project_grant", facts={"amount": amount})
    decision = actions.save_draft(by=region.officer, decision=decision, draft=draft, revision=1, now=now)
    decision = actions.submit(by=region.officer, decision=decision, now=now)
    return world.sign(region, decision, now)


@pytest.fixture
def reader(region: World) -> Client:
    return logged_in(region.officer)


# --- the points ----------------------------------------------------------------------------------------


def test_a_version_tells_its_provisions_and_every_point_under_its_chapter(reader: Client) -> None:
    text = page(reader)

    assert "I ärenden som är så brådskande att nämndens avgörande inte kan avvaktas får ordförande" in text
    assert "16 punkter" in text
    assert "1 Allmänt och avtal 1.1 Yttrande över remisser av mindre vikt" in text
    assert (
        "Beslutas av Regional utvecklingsdirektör Ersättare Biträdande regional utvecklingsdirektör" in text
    )


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("1.4", ["1.4"]),
        ("FULLMAKT", ["1.4"]),
        ("samverkansavtal budget", ["1.3"]),
        ("bekräftelsen också underteckna", ["1.5"]),
        ("fullmakt bygglov", []),
    ],
)
def test_a_search_shows_the_points_that_say_every_word(reader: Client, search: str, found: list[str]) -> None:
    assert numbers(reader, search) == found


def test_a_search_says_how_many_it_found_and_shows_what_was_asked_as_text(reader: Client) -> None:
    found = page(reader, q=" fullmakt ")
    assert "1 av 16 punkter för ”fullmakt”" in found
    assert "Allmänna bestämmelser" not in found
    none = html(reader, q="<b>x</b>\0")
    assert "0 av 16 punkter för ”&lt;b&gt;x&lt;/b&gt;”" in none
    assert "Ingen punkt har alla orden." in none


def test_a_point_leads_to_the_page_that_tries_it(reader: Client) -> None:
    assert 'href="/vem-far-besluta/RUN/?punkt=2.1"' in html(reader)


# --- what is decided -----------------------------------------------------------------------------------


def test_a_cap_is_shown_with_what_is_used_today(region: World, reader: Client) -> None:
    granted(region, 500_000)
    granted(region, 250_000)

    assert "750 000 kr av 6 000 000 kr i år" in page(reader)
    assert 'value="12"' in html(reader)


@pytest.mark.parametrize("version", ["2020:1", "2027:1"])
def test_a_version_that_is_not_in_force_has_caps_and_no_use_of_them(
    region: World, reader: Client, version: str
) -> None:
    row = DelegationOrder.objects.get(version=IN_FORCE)
    draft = DelegationOrder(
        board=region.board,
        state=OrderState.DRAFT,
        title=row.title,
        version="2027:1",
        valid_from="2027-01-01",
        vocabulary=row.vocabulary,
    )
    draft.save()
    for point in row.points.all():
        draft.points.create(place=point.place, number=point.number, title=point.title, rule=point.rule)

    text = page(reader, version)

    assert "högst 6 000 000 kr per kalenderår" in text
    assert "av 6 000 000 kr" not in text


def test_the_decisions_under_a_point_are_counted_and_listed_as_far_as_they_are_seen(
    region: World, reader: Client
) -> None:
    open_one, hidden = granted(region, 1_000), granted(region, 2_000, confidential=True)
    colleague = logged_in(world.person("colleague", region.board, Role.OFFICER))
    year = timezone.localdate().year
    address = f"{reverse('point_decisions', args=['RUN', IN_FORCE, '2.1'])}?ar={year}"

    assert f'href="{address}">2 i år' in html(reader)
    assert f'href="{address}">1 i år' in html(colleague)
    mine, theirs = (client.get(address).content.decode() for client in (reader, colleague))
    assert (open_one.case.dnr in mine, hidden.case.dnr in mine) == (True, True)
    assert (open_one.case.dnr in theirs, hidden.case.dnr in theirs) == (True, False)
    assert f"1 beslut {year}" in theirs


def test_a_year_that_is_not_there_shows_every_decision(region: World, reader: Client) -> None:
    granted(region, 1_000)

    for asked in ("1999", "x", ""):
        address = f"{reverse('point_decisions', args=['RUN', IN_FORCE, '2.1'])}?ar={asked}"
        assert '<h2 id="besluten">1 beslut</h2>' in reader.get(address).content.decode()


def test_a_long_list_of_decisions_has_pages_that_keep_the_year(
    region: World, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted(region, 1_000)
    last = granted(region, 2_000)
    monkeypatch.setattr(base, "PAGE_SIZE", 1)
    year = timezone.localdate().year

    first = reader.get(
        f"{reverse('point_decisions', args=['RUN', IN_FORCE, '2.1'])}?ar={year}"
    ).content.decode()

    assert "Sida 1 av 2" in first
    assert f'href="?ar={year}&amp;sida=2"' in first
    assert last.case.dnr in first


def test_a_point_that_the_version_lacks_is_not_found(reader: Client) -> None:
    assert reader.get(reverse("point_decisions", args=["RUN", IN_FORCE, "9.9"])).status_code == 404


# --- the file, and what a page costs -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "last"), [("2020:1", "till och med 2020-12-31"), (IN_FORCE, "tills vidare")]
)
def test_a_version_comes_as_a_pdf_with_its_days(reader: Client, version: str, last: str) -> None:
    answer = reader.get(reverse("order_pdf", args=["RUN", version]))

    assert answer["Content-Type"] == "application/pdf"
    assert "inline" in answer["Content-Disposition"]
    assert version.replace(":", "-") in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")
    assert last in text_of(answer.content)


def test_more_decisions_cost_no_more_queries(
    region: World, reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for amount in (1_000, 2_000, 3_000):
        granted(region, amount)

    with django_assert_max_num_queries(20):
        reader.get(reverse("order", args=["RUN", IN_FORCE]))
