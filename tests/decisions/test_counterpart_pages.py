"""The counterpart's page, which is open to whoever holds the link, and the officer's panel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import Role
from decisions import actions
from decisions.models import Decision, Document, DocumentKind, SignedCopy
from delegation.models import Board
from tests import world
from tests.decisions.pages import logged_in, submitted_today
from tests.world import World

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 undertecknad"


@pytest.fixture(autouse=True)
def no_attempts_remembered() -> None:
    cache.clear()


def sent(region: World, language: str = "sv") -> Decision:
    letter = actions.Letter(
        language=language, title="Avsikt", recipient_name="B", body="<p>C</p>", wants_countersignature=True
    )
    decision, now = submitted_today(region, letter=letter), timezone.now()
    return world.sign(region, decision, now)


def link_to(region: World, decision: Decision) -> str:
    """The address that the officer's page shows, once."""
    day = timezone.localdate() + timedelta(days=30)
    address = reverse("make_link", args=[decision.pk])
    answer = logged_in(region.officer).post(address, {"last_day": day.isoformat()})
    page = answer.content.decode()
    start = page.index("http://testserver/motpart/")
    return page[start : page.index("<", start)].strip().removeprefix("http://testserver")


def returned(address: str, content: bytes = PDF, name: str = "svar.pdf", by: str = "Daglig leder") -> Any:
    return Client().post(address, {"signed_by": by, "file": SimpleUploadedFile(name, content)})


# --- the counterpart -----------------------------------------------------------------------------------


def test_the_counterpart_reads_the_signed_letter_and_returns_it(region: World) -> None:
    decision = sent(region)
    address = link_to(region, decision)
    stored = Document.objects.get(decision=decision, kind=DocumentKind.LETTER_OF_INTENT)

    page = Client().get(address)
    letter = Client().get(f"{address}brev.pdf")
    answer = returned(address)
    thanks = Client().get(address).content.decode()

    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert int(letter.headers["Content-Length"]) == stored.size
    assert answer.status_code == 302
    assert "Tack, exemplaret har kommit in." in thanks
    assert "<form" not in thanks
    assert SignedCopy.objects.get().signed_by == "Daglig leder"


def test_the_page_tells_of_nothing_but_the_letter(region: World) -> None:
    decision = sent(region)
    page = Client().get(link_to(region, decision)).content.decode()

    for secret in (decision.case.title, "Officer", "Director", "Bakgrund", "Ärenden", str(decision.pk)):
        assert secret not in page
    assert decision.case.dnr in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", ["har skickat en avsiktsförklaring till er", "Filen är ingen PDF"]),
        ("en", ["has sent you a letter of intent", "The file is no PDF"]),
        ("nb", ["har sendt dere en intensjonserklæring", "Filen er ikke en PDF"]),
    ],
)
def test_the_page_speaks_the_language_of_the_letter(region: World, language: str, words: list[str]) -> None:
    answer = returned(link_to(region, sent(region, language)), b"MZ", "virus.pdf")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<html lang="{language}">' in page
    assert [word for word in words if word not in page] == []
    assert 'value="Daglig leder"' in page
    assert not SignedCopy.objects.exists()


def test_guessed_revoked_expired_and_used_up_links_give_the_same_answer(region: World) -> None:
    decision = sent(region)
    replaced = link_to(region, decision)
    accepted = link_to(region, decision)
    returned(accepted)
    actions.accept_copy(by=region.officer, copy=SignedCopy.objects.get(), now=timezone.now())
    expired = "/motpart/" + "x" * 43 + "/"

    answers = [
        Client().get(address + part)
        for address in (replaced, accepted, expired, "/motpart/1/")
        for part in ("", "brev.pdf")
    ]
    posts = [returned(address) for address in (replaced, accepted, expired)]

    assert {answer.status_code for answer in (*answers, *posts)} == {404}
    assert len({answer.content for answer in answers}) == 1
    page = answers[0].content.decode()
    for words in ("Länken öppnar inget", "This link opens nothing", "Lenken åpner ingenting"):
        assert words in page
    assert SignedCopy.objects.count() == 1


def test_a_link_past_its_time_opens_nothing(region: World, monkeypatch: pytest.MonkeyPatch) -> None:
    address = link_to(region, sent(region))
    later = timezone.now() + timedelta(days=32)
    monkeypatch.setattr("decisions.views.counterpart.timezone.now", lambda: later)

    assert Client().get(address).status_code == 404
    assert returned(address).status_code == 404


def test_a_second_copy_is_told_to_have_come_already(region: World) -> None:
    address = link_to(region, sent(region))
    returned(address)

    answer = returned(address, b"%PDF-1.7 annan")

    assert answer.status_code == 409
    assert "Ett exemplar har redan kommit in." in answer.content.decode()


def test_a_copy_that_was_turned_back_is_asked_for_again_with_the_reason(region: World) -> None:
    address = link_to(region, sent(region))
    returned(address)
    copy = SignedCopy.objects.get()
    actions.turn_back_copy(by=region.officer, copy=copy, comment="Sidan två saknas.", now=timezone.now())

    page = Client().get(address).content.decode()

    assert "godtogs inte" in page
    assert "Sidan två saknas." in page
    assert returned(address, b"%PDF-1.7 hel").status_code == 302


@pytest.mark.parametrize("data", [{}, {"signed_by": "B"}, {"signed_by": "x" * 201}, {"file": "text"}])
def test_a_form_that_is_not_filled_in_is_told_at_its_fields(region: World, data: dict[str, str]) -> None:
    answer = Client().post(link_to(region, sent(region)), data)

    assert answer.status_code == 422
    assert "Inget har lämnats in" in answer.content.decode()


def test_a_post_from_another_site_is_refused(region: World) -> None:
    address = link_to(region, sent(region))
    client = Client(enforce_csrf_checks=True)

    answer = client.post(address, {"signed_by": "B", "file": SimpleUploadedFile("a.pdf", PDF)})

    assert answer.status_code == 403
    assert not SignedCopy.objects.exists()


def test_who_tries_too_often_waits(region: World, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"countersign": "1/h/key", "countersign_miss": "2/h/ip"}
    address = link_to(region, sent(region))

    first, second = returned(address, b"x"), returned(address)
    missed = [Client().get(f"/motpart/gissning{number}/").status_code for number in range(3)]

    assert (first.status_code, second.status_code) == (422, 429)
    assert "För många försök." in second.content.decode()
    assert missed == [404, 404, 404]
    assert Client().get(address).status_code == 404  # not even the right one, from that place, for a while


def test_the_page_costs_few_queries(
    region: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = link_to(region, sent(region))
    returned(address)

    with django_assert_max_num_queries(4):
        Client().get(address)


# --- the officer ---------------------------------------------------------------------------------------


def test_case_decision_and_desk_say_that_the_counterpart_is_waited_for(region: World) -> None:
    decision, client = sent(region), logged_in(region.officer)
    words = f"Väntar på motpartens underskrift sedan {timezone.localdate().isoformat()}."

    for address in (decision.get_absolute_url(), decision.case.get_absolute_url(), reverse("start")):
        assert words in client.get(address).content.decode()


def test_the_link_is_shown_once(region: World) -> None:
    decision = sent(region)
    address = link_to(region, decision)

    page = logged_in(region.officer).get(decision.get_absolute_url()).content.decode()

    assert address not in page
    assert "En länk är öppen till och med" in page


def test_the_officer_puts_in_a_copy_and_accepts_it(region: World) -> None:
    decision, client = sent(region), logged_in(region.officer)

    data = {"signed_by": "Daglig leder", "file": SimpleUploadedFile("brev.pdf", PDF)}
    answer = client.post(reverse("receive_copy", args=[decision.pk]), data)
    copy = SignedCopy.objects.get()
    page = client.get(decision.get_absolute_url()).content.decode()
    file = client.get(copy.get_absolute_url())
    done = client.post(reverse("accept_copy", args=[copy.pk]), follow=True).content.decode()

    assert answer.status_code == 302
    assert "per post och lades in av Officer" in page
    assert file.content == PDF
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "Undertecknat av motparten genom Daglig leder" in done


def test_a_wrong_file_is_told_on_the_decisions_page(region: World) -> None:
    decision = sent(region)

    answer = logged_in(region.officer).post(
        reverse("receive_copy", args=[decision.pk]),
        {"signed_by": "B", "file": SimpleUploadedFile("brev.pdf", b"PK\x03\x04")},
    )

    assert answer.status_code == 409
    assert "Filen är ingen PDF." in answer.content.decode()


def test_another_boards_officer_finds_neither_decision_nor_copy(region: World) -> None:
    decision = sent(region)
    returned(link_to(region, decision))
    copy = SignedCopy.objects.get()
    other = Board.objects.create(organisation=region.board.organisation, code="KUN", name="Kulturnämnden")
    client = logged_in(world.person("kun", other, Role.OFFICER))

    for name, key in (
        ("make_link", decision.pk),
        ("revoke_link", decision.pk),
        ("receive_copy", decision.pk),
        ("accept_copy", copy.pk),
        ("turn_back_copy", copy.pk),
    ):
        assert (name, client.post(reverse(name, args=[key])).status_code) == (name, 404)
    assert client.get(copy.get_absolute_url()).status_code == 404


def test_the_case_costs_as_many_queries_with_many_letters_as_with_few(
    region: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    decision, client = sent(region), logged_in(region.officer)
    letter = actions.Letter(title="A", wants_countersignature=True)
    for _ in range(6):
        more = actions.start_draft(by=region.officer, case=decision.case, now=timezone.now())
        draft = world.draft_of(region, letter=letter)
        actions.save_draft(by=region.officer, decision=more, draft=draft, revision=1, now=timezone.now())

    with django_assert_max_num_queries(17):
        client.get(decision.case.get_absolute_url())
