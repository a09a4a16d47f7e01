"""Expediering on the pages: what the officer sees and does, and what others only read."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from decisions.models import Decision, Dispatch, Event, OutgoingMail, Receipt, Recipient, Verb, Way
from tests import world
from tests.decisions import sendings
from tests.decisions.pages import logged_in
from tests.world import World

pytestmark = pytest.mark.django_db

DAY = "2020-08-31"
BY_POST: dict[str, Any] = {"way": Way.LETTER, "address": "Box 1"}


@pytest.fixture(autouse=True)
def sends_email(settings: Settings) -> None:
    settings.SENDS_EMAIL = True


@pytest.fixture
def officer(region: World) -> Client:
    return logged_in(region.officer)


def page_of(client: Client, decision: Decision) -> str:
    return client.get(decision.get_absolute_url()).content.decode()


def post(client: Client, name: str, decision: Decision, /, **data: Any) -> Any:
    return client.post(reverse(name, args=[decision.pk]), data)


def test_the_first_recipient_is_suggested_from_the_letter(region: World, officer: Client) -> None:
    page = page_of(officer, sendings.signed(region, letter=sendings.LETTER))

    assert 'value="Mottagaren, Bolaget AS"' in page
    assert "Bolaget AS\nMottagaren\nOrkanger\nNorge" in page
    assert "Beslutet är inte skickat till någon." in page


def test_an_undecided_decision_has_no_dispatch(region: World, officer: Client) -> None:
    assert "Expediering" not in page_of(officer, world.submitted(region))


def test_the_officer_adds_sends_and_sees_how_it_went(region: World, officer: Client) -> None:
    decision = sendings.signed(region)
    document = decision.documents.get()
    add = {"name": "Bolaget AS", "way": "email", "address": "post@bolaget.example", "documents": document.pk}

    assert post(officer, "add_recipient", decision, **add).status_code == 302
    to = Recipient.objects.get()
    answer = post(officer, "dispatch", decision, recipients=to.pk, sent_on=DAY)

    assert answer.headers["Location"].endswith("#expediering")
    page = page_of(officer, decision)
    assert "Beslutet är expedierat till Bolaget AS. E-posten skickas nu" in page
    assert "Brevet är på väg" in page
    assert document.sha256 in page
    assert "Skicka om" not in page
    log = officer.get(decision.case.get_absolute_url()).content.decode()
    assert "expedierade beslutet" in log
    assert "Sätt: e-post" in log


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("add_recipient", {"name": "Bolaget AS", "address": "Box 1", "way": "email"}, "en enda adress"),
        ("add_recipient", {"name": "", "address": "Box 1", "way": "letter"}, "Fyll i det här."),
        (
            "add_recipient",
            {"name": "Bolaget AS", "address": "Box 1", "way": "fax"},
            "Det går inte att välja.",
        ),
        ("dispatch", {"sent_on": DAY}, "Välj minst en mottagare."),
        ("dispatch", {"sent_on": "i går", "recipients": "1"}, "Skriv dagen som ÅÅÅÅ-MM-DD"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_written_stays(
    region: World, officer: Client, name: str, data: dict[str, str], words: str
) -> None:
    decision = sendings.signed(region)
    sendings.recipient(region, decision, name="Annan", **BY_POST)

    answer = post(officer, name, decision, documents=decision.documents.get().pk, **data)

    page = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert words in page
    assert data.get("address", "") in page
    assert (Recipient.objects.count(), Dispatch.objects.count()) == (1, 0)


def test_email_in_a_confidential_case_is_warned_of_and_asked(region: World, officer: Client) -> None:
    decision = sendings.signed(region)
    assert "trots att ärendet har sekretess" not in page_of(officer, decision)
    case = {"title": "Ärende", "unit": "Näringsliv", "officer": region.officer.pk, "confidential": "on"}
    officer.post(reverse("case_edit", args=[decision.case_id]), case)
    to = sendings.recipient(region, decision)
    assert "trots att ärendet har sekretess" in page_of(officer, decision)

    refused = post(officer, "dispatch", decision, recipients=to.pk, sent_on=DAY)
    assert refused.status_code == 409
    assert "Bekräfta att handlingarna får skickas" in refused.content.decode()

    data = {"recipients": to.pk, "sent_on": DAY, "confidentiality_confirmed": "on"}
    assert post(officer, "dispatch", decision, **data).status_code == 302


def test_without_a_mail_server_email_is_no_choice(region: World, officer: Client, settings: Settings) -> None:
    settings.SENDS_EMAIL = False
    page = page_of(officer, sendings.signed(region))

    assert 'value="letter"' in page
    assert 'value="email"' not in page


def test_a_mail_that_nobody_knows_of_is_shown_until_it_is_sent_again(region: World, officer: Client) -> None:
    decision = sendings.signed(region)
    made = sendings.sent(region, decision)
    OutgoingMail.objects.update(state="sending", claimed_at=made.at)
    pages = [decision.get_absolute_url(), decision.case.get_absolute_url(), reverse("start")]

    shown = [officer.get(address).content.decode() for address in pages]

    assert ["Okänt om brevet gick iväg" in page for page in shown] == [True] * 3
    assert all("Kontrollera med mottagaren och skicka om" in page for page in shown)
    assert "Okänt om" not in logged_in(region.director).get(reverse("start")).content.decode()

    answer = post(officer, "resend", decision, dispatch=made.pk, sent_on=DAY, **BY_POST)

    assert answer.status_code == 302
    assert "Okänt om" not in officer.get(reverse("start")).content.decode()
    page = page_of(officer, decision)
    assert f"Skickat om {DAY}" in page
    assert f"Postat {DAY}" in page


def test_a_return_and_a_receipt_are_noted_with_their_file(region: World, officer: Client) -> None:
    decision = sendings.signed(region)
    made = sendings.sent(region, decision, **BY_POST)
    post(officer, "note_return", decision, dispatch=made.pk, returned_on=DAY, because="Okänd på adressen")
    assert f"Kom i retur {DAY}: Okänd på adressen" in officer.get(reverse("start")).content.decode()

    file = io.BytesIO(b"%PDF-1.7 kvitto")
    file.name = "kvitto.pdf"
    data = {"kind": "service", "received_on": DAY, "served_on": DAY, "file": file}
    post(officer, "add_receipt", decision, dispatch=made.pk, **data)

    row = Receipt.objects.get()
    assert officer.get(row.get_absolute_url()).content == b"%PDF-1.7 kvitto"
    assert f"Har kommit fram: delgivningskvitto {DAY}" in page_of(officer, decision)
    assert "Kom i retur" not in officer.get(reverse("start")).content.decode()


def test_a_refused_receipt_stands_open_in_its_own_place(region: World, officer: Client) -> None:
    decision = sendings.signed(region)
    made = sendings.sent(region, decision, **BY_POST)

    data = {"kind": "service", "received_on": DAY, "dispatch": made.pk}
    answer = post(officer, "add_receipt", decision, **data)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Ange delgivningsdagen" in page
    assert "<details open>" in page
    assert not Receipt.objects.exists()


def test_the_package_is_fetched_and_logged(region: World, officer: Client) -> None:
    decision = sendings.signed(region)
    made = sendings.sent(region, decision, way=Way.DIGITAL_MAILBOX, address="556000-0001")

    answer = post(officer, "package", decision, dispatch=made.pk)

    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        assert package.namelist() == ["run-1-2020-beslut.pdf", "manifest.json", "manifest.csv"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="run-1-2020-')
    assert Event.objects.filter(verb=Verb.PACKAGE_FETCHED).count() == 1


@pytest.mark.parametrize("key", ["", "x", "018f0000-0000-7000-8000-000000000000"])
@pytest.mark.parametrize("name", ["resend", "add_receipt", "note_return", "package"])
def test_a_dispatch_that_is_not_the_decisions_is_not_found(
    region: World, officer: Client, name: str, key: str
) -> None:
    assert post(officer, name, sendings.signed(region), dispatch=key).status_code == 404


def test_a_dispatch_of_another_decision_is_not_reached_over_this_one(region: World, officer: Client) -> None:
    made = sendings.sent(region, way=Way.DIGITAL_MAILBOX, address="1")

    assert post(officer, "package", sendings.signed(region), dispatch=made.pk).status_code == 404


def test_who_only_reads_sees_what_was_sent_and_no_forms(region: World) -> None:
    decision = sendings.signed(region)
    sendings.sent(region, decision, **BY_POST)

    page = page_of(logged_in(region.deputy), decision)

    assert f"Postat {DAY}" in page
    assert "Lägg till mottagare" not in page
    assert "Skicka om" not in page


def test_the_page_asks_no_more_for_many_dispatches(
    region: World, officer: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    decision = sendings.signed(region)
    for number in range(12):
        made = sendings.sent(region, decision, address=f"{number}@example.org")
        sendings.heard_of(region, made)
    sendings.recipient(region, decision)

    with django_assert_max_num_queries(50):
        officer.get(decision.get_absolute_url())
    with django_assert_max_num_queries(50):
        officer.get(reverse("start"))
