"""Several decisions in one signature: each read and chosen first, signed by itself, and told how it went."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import stepup
from decisions import actions, chosen
from decisions.models import Decision, Event
from tests import world
from tests.decisions.pages import PASSWORD, director, logged_in, sign_data, submitted_today
from tests.world import World

pytestmark = pytest.mark.django_db

CHANGED = "Har ändrats sedan du läste"


def capped(order: dict[str, Any]) -> None:
    """Point 2.1 with a cap of a million a year."""
    point = next(row for row in order["points"] if row["number"] == "2.1")
    point["caps"] = [{"fact": "amount", "at_most": 1_000_000, "per": "calendar_year"}]


@pytest.fixture
def region(db: None) -> World:
    cache.clear()
    return world.build(capped)


@pytest.fixture
def client(region: World) -> Client:
    return director(region)


def choose(client: Client, *decisions: Decision, **changes: str) -> list[int]:
    """Choose each on its own page, as it is now."""
    return [
        client.post(reverse("choose", args=[one.pk]), sign_data(one, password="", **changes)).status_code
        for one in decisions
    ]


def sign(client: Client, *decisions: Decision, **changes: str) -> Any:
    """Confirm those of `decisions` that are ready, as the list shows them."""
    keys = [str(one.pk) for one in decisions]
    page = client.get(reverse("batch"), {"beslut": keys})
    data = {"digest": page.context["digest"], "password": PASSWORD} | changes
    return client.post(reverse("batch"), data | {"beslut": keys}, follow=True)


def states(*decisions: Decision) -> list[str]:
    return [Decision.objects.get(pk=one.pk).state for one in decisions]


def edited(region: World, decision: Decision) -> None:
    """Taken back, changed and sent again."""
    now = timezone.now()
    decision = actions.recall(by=region.officer, decision=decision, comment="Fel.", now=now)
    draft = world.draft_of(region, title="Ny rubrik")
    decision = actions.save_draft(
        by=region.officer, decision=decision, draft=draft, revision=decision.revision, now=now
    )
    actions.submit(by=region.officer, decision=decision, now=now)


def test_what_is_read_and_chosen_is_signed_with_one_confirmation(region: World, client: Client) -> None:
    first, second = submitted_today(region), submitted_today(region)
    shown = [sign_data(one)["shown"] for one in (first, second)]

    answers = choose(client, first, second)
    page = sign(client, first, second).content.decode()

    assert answers == [302, 302]
    assert states(first, second) == ["signed", "signed"]
    assert "2 av 2 beslut är undertecknade" in page
    proofs = [event.data["proof"] for event in Event.objects.filter(verb="decision.signed")]
    assert [proof["digest"] for proof in proofs] == [stepup.digest_of(shown)] * 2
    assert proofs[0]["of"] == sorted(shown)
    log = client.get(reverse("case", args=[first.case.pk])).content.decode()
    assert "2 beslut på en gång" in log


def test_what_is_not_read_cannot_be_taken_along(region: World, client: Client) -> None:
    read, unread = submitted_today(region), submitted_today(region)
    choose(client, read)

    start = client.get(reverse("start")).content.decode()
    page = sign(client, read, unread)
    alone = client.post(reverse("batch"), {"beslut": [str(unread.pk)], "password": PASSWORD})

    assert f'value="{read.pk}"' in start
    assert f'value="{unread.pk}"' not in start
    assert "1 av 1 beslut är undertecknat" in page.content.decode()
    assert alone.status_code == 422
    assert states(read, unread) == ["signed", "submitted"]


def test_what_has_changed_since_it_was_read_falls_out_with_a_note(region: World, client: Client) -> None:
    same, changed = submitted_today(region), submitted_today(region)
    choose(client, same, changed)
    keys = [str(same.pk), str(changed.pk)]
    before = client.get(reverse("batch"), {"beslut": keys}).context["digest"]
    edited(region, changed)

    start = client.get(reverse("start")).content.decode()
    posted = {"beslut": keys, "digest": before, "password": PASSWORD}
    stale = client.post(reverse("batch"), posted)

    assert CHANGED in start
    assert stale.status_code == 409
    assert CHANGED in stale.content.decode()
    assert states(same, changed) == ["submitted", "submitted"]
    sign(client, same, changed)
    assert states(same, changed) == ["signed", "submitted"]


def test_what_was_chosen_on_a_page_that_had_changed_is_not_chosen(region: World, client: Client) -> None:
    decision = submitted_today(region)
    data = sign_data(decision)
    edited(region, decision)

    answer = client.post(reverse("choose", args=[decision.pk]), data)

    assert answer.status_code == 409
    assert "ändrats sedan du läste" in answer.content.decode()
    assert client.session.get("decisions.chosen") is None


def test_one_that_is_refused_stops_no_other_and_is_told_why(region: World, client: Client) -> None:
    """The two grants pass the cap each by itself, and not together."""
    grants = [
        submitted_today(region, point="2.1", decision_type="project_grant", facts={"amount": 600_000})
        for _ in range(2)
    ]
    letter = submitted_today(region)
    choose(client, *grants, letter)

    page = sign(client, *grants, letter).content.decode()

    assert states(*grants, letter) == ["signed", "submitted", "signed"]
    assert "2 av 3 beslut är undertecknade" in page
    assert "inte undertecknat" in page
    assert "högst 1 000 000 kr" in page.replace("\N{NO-BREAK SPACE}", " ")
    left = client.get(reverse("start")).context["to_sign"]
    assert [(row.decision.pk, row.shown) for row in left] == [(grants[1].pk, "")]


def test_a_conflict_in_one_is_on_record_and_the_others_are_signed(region: World, client: Client) -> None:
    mine, other = submitted_today(region), submitted_today(region)

    unanswered = choose(client, mine, conflict_of_interest="")
    unconfirmed = choose(client, mine, conflict_of_interest="ja")
    data = sign_data(mine, conflict_of_interest="ja")
    declared = client.post(reverse("choose", args=[mine.pk]), data)
    choose(client, other)
    sign(client, mine, other)

    assert (unanswered, unconfirmed, declared.status_code) == ([422], [422], 302)
    assert states(mine, other) == ["draft", "signed"]
    assert Event.objects.filter(verb="decision.conflict_declared", decision=mine).exists()


def test_a_list_that_another_tab_has_overtaken_signs_nothing(region: World, client: Client) -> None:
    first, second = submitted_today(region), submitted_today(region)
    choose(client, first, second)
    keys = [str(first.pk), str(second.pk)]
    digest = client.get(reverse("batch"), {"beslut": keys}).context["digest"]
    client.post(reverse("sign", args=[first.pk]), sign_data(first))  # in the other tab

    answer = client.post(reverse("batch"), {"beslut": keys, "digest": digest, "password": PASSWORD})

    assert answer.status_code == 409
    assert "Urvalet är inte det som visades" in answer.content.decode()
    assert states(first, second) == ["signed", "submitted"]


def test_posting_the_list_again_signs_nothing_more(region: World, client: Client) -> None:
    decision = submitted_today(region)
    choose(client, decision)
    keys = [str(decision.pk)]
    digest = client.get(reverse("batch"), {"beslut": keys}).context["digest"]
    data = {"beslut": keys, "digest": digest, "password": PASSWORD}

    answers = [client.post(reverse("batch"), data).status_code for _ in range(2)]

    assert answers == [302, 422]
    assert Event.objects.filter(verb="decision.signed").count() == 1


@pytest.mark.parametrize(("password", "words"), [("", "Skriv ditt lösenord"), ("fel", "stämmer inte")])
def test_the_list_asks_for_a_confirmation_of_its_own(
    region: World, client: Client, password: str, words: str
) -> None:
    decision = submitted_today(region)
    choose(client, decision)

    answer = sign(client, decision, password=password)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert states(decision) == ["submitted"]


def test_more_than_fit_in_one_signature_are_refused_before_anything_is_signed(
    region: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen, "MOST", 1)
    first, second = submitted_today(region), submitted_today(region)
    choose(client, first, second)

    answer = sign(client, first, second)

    assert answer.status_code == 422
    assert states(first, second) == ["submitted", "submitted"]


def test_what_one_has_chosen_is_chosen_by_nobody_else(region: World, client: Client) -> None:
    decision = submitted_today(region)
    choose(client, decision)

    answer = sign(logged_in(region.officer), decision)

    assert answer.status_code == 422
    assert states(decision) == ["submitted"]
