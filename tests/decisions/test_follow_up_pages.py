"""The pages on which a signed decision is followed, taken back or marked, and the lists that tell of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from decisions import actions
from decisions.follow_ups import Kind
from decisions.models import Decision, FollowUp, Mark
from tests import world
from tests.decisions.follow_ups import TWO_DAYS_ON, followed, started, withdrawn
from tests.decisions.pages import as_posted, director, logged_in, sign_data
from tests.decisions.test_reports import freeze, report_of
from tests.world import NOW, World

CORRECTED, CORRECTS = "Rättat genom beslut 2020-09-02", "Rättar beslut 2020-08-31"
SLIP = {"because": "Beloppet är felskrivet.", "ground": "slip_of_pen"}


def way(decision: Decision, kind: Kind = Kind.CORRECTION) -> str:
    return reverse("follow_up", args=[decision.pk, kind])


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_an_officer_corrects_a_decision_from_its_page_to_its_signature(region: World) -> None:
    earlier, officer = world.signed(region), logged_in(region.officer)
    assert way(earlier) in text(officer, earlier.get_absolute_url())

    begun = officer.post(way(earlier), SLIP)

    draft = FollowUp.objects.get().decision
    assert begun.headers["Location"] == reverse("draft", args=[draft.pk])
    sent = officer.post(reverse("draft", args=[draft.pk]), as_posted(draft, act="submit"))
    assert sent.status_code == 302
    signed = director(region).post(reverse("sign", args=[draft.pk]), sign_data(draft))
    assert signed.status_code == 302
    today = timezone.localdate().isoformat()
    assert f"Rättat genom beslut {today}" in text(officer, earlier.get_absolute_url())
    assert CORRECTS in text(officer, draft.get_absolute_url())


def test_who_is_no_officer_is_offered_no_way(region: World) -> None:
    earlier = world.signed(region)

    assert way(earlier) not in text(logged_in(region.secretary), earlier.get_absolute_url())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"ground": "slip_of_pen"}, "Skriv varför. Inget är sparat än."),
        ({"because": "Fel."}, "Välj en av grunderna. Inget är sparat än; det du skrev står kvar."),
        ({"because": "Fel.", "ground": "annat"}, "Välj en av grunderna."),
    ],
)
def test_a_form_that_lacks_something_says_so_and_keeps_the_rest(
    region: World, data: dict[str, str], words: str
) -> None:
    page = logged_in(region.officer).post(way(world.signed(region)), data)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert data.get("because", "") in page.content.decode()
    assert not FollowUp.objects.exists()


def test_a_kind_that_the_way_of_appeal_lacks_is_not_found(region: World) -> None:
    assert logged_in(region.officer).get(way(world.signed(region), Kind.CHANGE)).status_code == 404


def test_the_reason_is_written_anew_from_the_drafts_page(region: World) -> None:
    draft, officer = started(region, world.signed(region)), logged_in(region.officer)
    address = reverse("describe_follow_up", args=[draft.pk])
    assert address in text(officer, draft.get_absolute_url())
    assert "Beloppet är felskrivet." in text(officer, address)
    assert CORRECTS in text(officer, reverse("draft", args=[draft.pk]))

    officer.post(address, {"because": "Summan är fel.", "ground": "slip_in_sum"})

    assert FollowUp.objects.get().because == "Summan är fel."
    assert logged_in(region.secretary).get(address).status_code == 403


def test_the_earlier_page_tells_of_a_draft_that_is_under_way(region: World) -> None:
    earlier = world.signed(region)
    draft = started(region, earlier)

    page = text(logged_in(region.officer), earlier.get_absolute_url())

    assert f'Rättelse är under arbete: <a href="{draft.get_absolute_url()}">' in page


def test_the_decider_takes_a_decision_back_with_a_reason(region: World) -> None:
    decision, client = world.signed(region), logged_in(region.director)
    address = reverse("withdraw_signed", args=[decision.pk])
    assert address in text(client, decision.get_absolute_url())
    assert client.post(address, {"comment": ""}).status_code == 422

    client.post(address, {"comment": "Fel mottagare."})

    page = text(client, decision.get_absolute_url())
    assert "Återkallat" in page
    assert "Fel mottagare." in page
    assert address not in page


def test_the_secretary_marks_a_decision_and_has_it_on_the_desk(region: World) -> None:
    decision, client = world.signed(region), logged_in(region.secretary)
    address = reverse("mark_without_power", args=[decision.pk])
    assert address in text(client, decision.get_absolute_url())

    client.post(address, {"comment": "Punkten omfattar inte det."})

    assert Mark.objects.get().by == region.secretary
    assert "Beslutat utan behörighet (1)" in text(client, reverse("start"))


def test_every_list_tells_what_has_come_of_a_decision(region: World) -> None:
    earlier = world.signed(region)
    correction = followed(region, earlier)
    taken = withdrawn(region, world.signed(region))
    meeting = report_of(region).meeting
    client = logged_in(region.secretary)
    point = reverse("point_decisions", args=["RUN", "2020:1", "1.2"])

    for address in (point, meeting.get_absolute_url(), reverse("start")):
        page = text(client, address)
        assert all(words in page for words in (CORRECTED, CORRECTS, "Återkallat 2020-08-31")), address
    for address in (earlier.case.get_absolute_url(), reverse("case_list") + f"?q={earlier.case.dnr}"):
        assert CORRECTED in text(client, address), address
    assert "Återkallat 2020-08-31" in text(client, reverse("case_list") + f"?q={taken.case.dnr}")
    assert CORRECTS in text(client, correction.get_absolute_url())


def test_the_page_of_a_frozen_list_tells_what_has_come_of_it_since(region: World) -> None:
    earlier = world.signed(region)
    report = freeze(region, report_of(region))
    followed(region, earlier)

    assert CORRECTED in text(logged_in(region.secretary), report.meeting.get_absolute_url())


@pytest.mark.parametrize("page", ["start", "meeting", "point_decisions", "case_list"])
def test_no_list_asks_the_database_more_for_more_follow_ups(
    region: World, django_assert_num_queries: DjangoAssertNumQueries, page: str
) -> None:
    meeting = report_of(region).meeting
    arguments: dict[str, list[Any]] = {"meeting": [meeting.pk], "point_decisions": ["RUN", "2020:1", "1.2"]}
    address, client = reverse(page, args=arguments.get(page, [])), logged_in(region.secretary)
    followed(region, world.signed(region))
    withdrawn(region, world.signed(region))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    followed(region, world.signed(region), now=TWO_DAYS_ON + timedelta(hours=1))
    withdrawn(region, world.signed(region))

    with django_assert_num_queries(len(few)):
        client.get(address)


def test_a_cancelled_number_keeps_its_reason_in_the_case_and_in_the_list(region: World) -> None:
    case = world.case_of(region)
    actions.cancel_number(by=region.registrar, case=case, because="Registrerat två gånger.", now=NOW)
    client = logged_in(region.officer)

    for address in (case.get_absolute_url(), reverse("case_list")):
        page = text(client, address)
        assert "makulerat" in page
        assert "Registrerat två gånger." in page
