"""Signing in the browser: the password, the answer, and exactly what was shown."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from decisions import actions, store
from tests import world
from tests.decisions.pages import director, logged_in, sign_data, submitted_today
from tests.factories import AbsenceFactory
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_attempts_remembered() -> None:
    """The count of failed passwords lives in the cache, longer than a test."""
    cache.clear()


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"password": "fel"}, 422, "Lösenordet stämmer inte"),
        ({"password": ""}, 422, "Skriv ditt lösenord"),
        ({"conflict_of_interest": ""}, 422, "Svara på frågan om jäv"),
        ({"shown": "0" * 64}, 409, "har ändrats sedan du läste"),
    ],
)
def test_nothing_is_signed_without_password_answer_and_the_right_document(
    region: World, changes: dict[str, str], status: int, words: str
) -> None:
    decision = submitted_today(region)

    answer = director(region).post(reverse("sign", args=[decision.pk]), sign_data(decision, **changes))

    decision.refresh_from_db()
    assert (answer.status_code, decision.state) == (status, "submitted")
    assert words in answer.content.decode()


def test_what_changed_after_it_was_shown_is_shown_anew_and_then_signed(region: World) -> None:
    decision = submitted_today(region)
    client, data = director(region), sign_data(decision)
    region.officer.phone = "063-00 00 00"  # stands in the document's head
    region.officer.save()

    first = client.post(reverse("sign", args=[decision.pk]), data)
    second = client.post(reverse("sign", args=[decision.pk]), sign_data(decision))

    decision.refresh_from_db()
    assert first.status_code == 409
    assert "har ändrats sedan du läste" in first.content.decode()
    assert (second.status_code, decision.state) == (302, "signed")


def test_the_page_shows_the_pdf_that_its_form_signs(region: World) -> None:
    decision = submitted_today(region)
    client = director(region)
    page = client.get(reverse("decision", args=[decision.pk])).content.decode()
    fingerprint = actions.final(decision, timezone.now()).fingerprint
    address = reverse("final", args=[decision.pk, fingerprint, "decision"])

    assert f'value="{fingerprint}"' in page
    assert f'src="{address}#' in page
    assert client.get(address).content[:5] == b"%PDF-"


def test_a_stored_document_is_served_byte_for_byte_and_begins_with_what_was_shown(region: World) -> None:
    decision = submitted_today(region)
    client = director(region)
    before = client.get(
        reverse("final", args=[decision.pk, sign_data(decision)["shown"], "decision"])
    ).content
    client.post(reverse("sign", args=[decision.pk]), sign_data(decision))

    stored = decision.documents.get(kind="decision")
    served = client.get(reverse("document", args=[stored.pk])).content
    assert served == store.get(stored.sha256)
    assert served.startswith(before)


def test_guessing_passwords_is_stopped(region: World) -> None:
    decision = submitted_today(region)
    client, data = director(region), sign_data(decision, password="fel")

    answers = [client.post(reverse("sign", args=[decision.pk]), data).status_code for _ in range(12)]

    assert answers[-1] == 429


def test_right_passwords_are_not_counted_as_guesses(region: World) -> None:
    pile, client = [submitted_today(region) for _ in range(11)], director(region)

    answers = [client.post(reverse("sign", args=[one.pk]), sign_data(one)).status_code for one in pile]

    assert answers == [302] * 11


def test_a_draft_is_sent_back_with_a_comment_that_the_officer_reads(region: World) -> None:
    decision = submitted_today(region)
    client = logged_in(region.director)

    empty = client.post(reverse("send_back", args=[decision.pk]), {"comment": " "})
    client.post(reverse("send_back", args=[decision.pk]), {"comment": "Räkna om beloppet."})

    assert empty.status_code == 422
    page = logged_in(region.officer).get(reverse("draft", args=[decision.pk])).content.decode()
    assert "Räkna om beloppet." in page


def test_a_conflict_of_interest_is_on_record_and_cannot_be_taken_back(region: World) -> None:
    decision = submitted_today(region)
    client = director(region)
    data = sign_data(decision, conflict_of_interest="ja")

    page = client.post(reverse("sign", args=[decision.pk]), data, follow=True).content.decode()

    decision.refresh_from_db()
    assert decision.state == "draft"
    assert "Ditt jäv är antecknat" in page
    assert "anmälde jäv" in client.get(reverse("case", args=[decision.case.pk])).content.decode()
    with pytest.raises(actions.Refused, match="Beslutsfattaren är jävig"):
        actions.submit(by=region.officer, decision=decision, now=timezone.now())


def test_another_decider_may_decide_what_one_had_a_conflict_in(region: World) -> None:
    decision = submitted_today(region)
    actions.declare_conflict(by=region.director, decision=decision, now=timezone.now())
    AbsenceFactory.create(person=region.director, starts_on=timezone.localdate())
    decision.refresh_from_db()
    draft = world.draft_of(region, decider=region.deputy)
    decision = actions.save_draft(
        by=region.officer, decision=decision, draft=draft, revision=decision.revision, now=timezone.now()
    )

    decision = actions.submit(by=region.officer, decision=decision, now=timezone.now())

    assert (decision.state, decision.decider) == ("submitted", region.deputy)
