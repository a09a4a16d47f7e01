"""Registering and searching cases, the list to the board, and what a page costs."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from decisions import actions
from decisions.models import Case, Decision, Meeting
from tests import world
from tests.decisions.pages import director, draft_today, logged_in, sign_data, submitted_today
from tests.factories import UserFactory
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_case_gets_its_number_at_once(region: World) -> None:
    data = {
        "board": str(region.board.pk),
        "title": "Samverkan i Mittnorden",
        "unit": "Näringsliv",
        "officer": str(region.officer.pk),
    }

    answer = logged_in(region.officer).post(reverse("case_new"), data, follow=True)

    year = timezone.localdate().year
    assert f"RUN/1/{year}" in answer.content.decode()
    assert Case.objects.get().dnr == f"RUN/1/{year}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "x" * 201}, "Högst 200 tecken får plats; texten har 201"),
        ({"title": ""}, "Fyll i det här."),
        ({"opened_on": "31/8 2020"}, "Skriv dagen som ÅÅÅÅ-MM-DD"),
        ({"opened_on": "2999-01-01"}, "kan inte vara upprättat efter i dag"),
        ({"dnr": "495/2020"}, "är inget diarienummer"),
        ({"dnr": "KUN/1/2020"}, "hör inte till"),
        ({"board": "99999"}, "Det går inte att välja"),
    ],
)
def test_a_case_that_cannot_be_registered_says_why_and_keeps_what_was_written(
    region: World, changes: dict[str, str], words: str
) -> None:
    data = {"board": str(region.board.pk), "title": "Samverkan", "unit": "Enheten för kluster"}
    data |= {"officer": str(region.officer.pk)} | changes

    answer = logged_in(region.officer).post(reverse("case_new"), data)

    page = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert words in page
    assert "Enheten för kluster" in page
    assert not Case.objects.exists()


def test_the_secretary_reports_a_decision_from_list_to_section(region: World) -> None:
    decision = submitted_today(region)
    director(region).post(reverse("sign", args=[decision.pk]), sign_data(decision))
    secretary = logged_in(region.secretary)
    today = timezone.localdate()
    data = {"board": str(region.board.pk), "held_on": today.isoformat()}

    page = secretary.post(reverse("meeting_list"), data, follow=True).content.decode()
    meeting = Meeting.objects.get()
    assert decision.case.dnr in page
    csv = secretary.get(reverse("list_file", args=[meeting.pk, "csv"])).content.decode("utf-8-sig")
    assert csv.splitlines()[1].split(";")[2] == decision.case.dnr
    shown = page.split('name="shown" value="')[1].split('"')[0]
    secretary.post(reverse("freeze", args=[meeting.pk]), {"shown": shown})
    bad = secretary.post(reverse("write_back", args=[meeting.pk]), {"section": "nio"})
    secretary.post(reverse("write_back", args=[meeting.pk]), {"section": "9"})

    decision.refresh_from_db()
    assert (bad.status_code, decision.state) == (409, "reported")
    case_page = logged_in(region.officer).get(reverse("case", args=[decision.case.pk])).content.decode()
    assert "anmält § 9" in case_page


@pytest.mark.parametrize("day", ["i morgon", "2020-13-01", ""])
def test_a_meeting_without_a_real_day_is_not_created(region: World, day: str) -> None:
    data = {"board": str(region.board.pk), "held_on": day}

    answer = logged_in(region.secretary).post(reverse("meeting_list"), data)

    assert answer.status_code == 422
    assert not Meeting.objects.exists()


def test_titles_stand_in_swedish_order(region: World) -> None:
    for title in ("Öppna data", "Ärlighet", "Zebra", "Åkermark", "Apel"):
        world.case_of(region, title=title)

    page = logged_in(region.officer).get(reverse("case_list"), {"ordning": "rubrik"}).content.decode()

    places = [page.index(title) for title in ("Apel", "Zebra", "Åkermark", "Ärlighet", "Öppna data")]
    assert places == sorted(places)


@pytest.mark.parametrize("query", ["%", "'; DROP TABLE", "\x00", "x" * 5000, "RUN/9999"])
def test_any_search_gets_an_answer(region: World, query: str) -> None:
    answer = logged_in(region.officer).get(reverse("case_list"), {"q": query, "sida": "-3"})

    assert answer.status_code == 200


def test_a_list_costs_as_many_queries_however_long_it_is(
    region: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(region.officer)
    for _ in range(3):
        draft_today(region)
    with django_assert_max_num_queries(20) as few:
        client.get(reverse("case_list"))
        client.get(reverse("start"))
    for _ in range(9):
        draft_today(region)

    with django_assert_max_num_queries(20) as many:
        client.get(reverse("case_list"))
        client.get(reverse("start"))

    assert len(many) == len(few)


def test_reading_changes_nothing(region: World) -> None:
    decision = submitted_today(region)
    before = list(Decision.objects.values()), list(Case.objects.values())
    for user in (region.officer, region.director, region.secretary):
        client = logged_in(user)
        for address in ("start", "case_list", "order_list", "meeting_list"):
            client.get(reverse(address))
        client.get(decision.get_absolute_url())
        client.get(decision.case.get_absolute_url())

    assert (list(Decision.objects.values()), list(Case.objects.values())) == before


def test_a_forgotten_confidentiality_is_set_afterwards(region: World) -> None:
    case = world.case_of(region)
    data = {"title": case.title, "unit": case.unit, "officer": str(region.officer.pk), "confidential": "on"}

    page = logged_in(region.registrar).post(reverse("case_edit", args=[case.pk]), data, follow=True)

    case.refresh_from_db()
    assert case.confidential
    assert "ändrade ärendets uppgifter" in page.content.decode()
    assert logged_in(region.deputy).get(case.get_absolute_url()).status_code == 404


def test_an_officer_of_another_board_is_not_given_the_case(region: World) -> None:
    stranger = UserFactory.create(username="stranger")

    with pytest.raises(actions.Refused, match="är inte handläggare"):
        world.case_of(region, officer=stranger)


def test_the_log_of_a_case_with_several_decisions_says_which_it_speaks_of(region: World) -> None:
    first = draft_today(region, title="Det första")
    second = actions.start_draft(by=region.officer, case=first.case, now=timezone.now())

    page = logged_in(region.officer).get(first.case.get_absolute_url()).content.decode()

    assert "påbörjade ett utkast: Det första." in page
    assert f"påbörjade ett utkast: {second.title}." in page
