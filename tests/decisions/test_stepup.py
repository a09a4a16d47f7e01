"""Step-up: a signature asks for a proof of who signs, for exactly what was shown, just before."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from allauth.core import context
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from fido2.utils import websafe_encode
from pytest_django import Settings

from accounts import passkeys, stepup
from accounts.stepup import Method, Proof
from decisions import actions, events
from decisions.casefiles import playing
from decisions.models import Decision, Event
from tests import world
from tests.decisions.pages import PASSWORD, director, logged_in, sign_data, submitted_today
from tests.factories import UserFactory
from tests.keys import Passkey, code, give_app
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

SHOWN, OTHER = "f" * 64, "0" * 64


@pytest.fixture(autouse=True)
def nothing_remembered(settings: Settings) -> None:
    """Attempts and used codes live in the cache, longer than a test; a code may be a step old here."""
    cache.clear()
    settings.MFA_TOTP_TOLERANCE = 1


# --- the action ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("has", "method", "seconds", "shown", "words"),
    [
        ("", Method.PASSWORD, 0, "same", ""),
        ("", Method.PASSWORD, 300, "same", ""),
        ("", Method.PASSWORD, 301, "same", "äldre än fem minuter"),
        ("", Method.PASSWORD, -1, "same", "gäller inte längre"),
        ("", Method.PASSWORD, 0, "other", "gäller något annat"),
        ("", Method.PASSWORD, 0, "among others", ""),
        ("", Method.TOTP, 0, "same", "kan inte bekräfta på det sättet"),
        ("", Method.PASSKEY, 0, "same", "kan inte bekräfta på det sättet"),
        ("", Method.PLAYED, 0, "same", "kan inte bekräfta på det sättet"),
        ("app", Method.TOTP, 300, "same", ""),
        ("app", Method.TOTP, 301, "same", "äldre än fem minuter"),
        ("app", Method.TOTP, 0, "other", "gäller något annat"),
        ("app", Method.PASSWORD, 0, "same", "kan inte bekräfta på det sättet"),
        ("app", Method.PASSKEY, 0, "same", "kan inte bekräfta på det sättet"),
        ("passkey", Method.PASSKEY, 300, "same", ""),
        ("passkey", Method.PASSKEY, 301, "same", "äldre än fem minuter"),
        ("passkey", Method.PASSKEY, 0, "other", "gäller något annat"),
        ("passkey", Method.PASSWORD, 0, "same", "kan inte bekräfta på det sättet"),
    ],
)
def test_a_proof_holds_only_for_what_it_was_given_for_and_only_while_it_is_fresh(
    db: None, has: str, method: Method, seconds: int, shown: str, words: str
) -> None:
    user = UserFactory.create()
    if has:
        {"app": give_app, "passkey": Passkey}[has](user)
    given_for = {"same": (SHOWN,), "other": (OTHER,), "among others": (OTHER, SHOWN)}[shown]
    proof = Proof(method, NOW - timedelta(seconds=seconds), given_for)

    with pytest.raises(actions.Refused, match=words) if words else nullcontext():
        stepup.require(proof, by=user, shown=SHOWN, now=NOW, played=False)


@pytest.mark.parametrize(
    ("method", "seconds", "given_for", "state"),
    [
        (Method.PASSWORD, 300, "same", "signed"),
        (Method.PASSWORD, 301, "same", "submitted"),
        (Method.PASSWORD, 0, "other", "submitted"),
        (Method.PLAYED, 0, "same", "submitted"),
    ],
)
def test_nothing_is_signed_unless_the_proof_holds(
    region: World, method: Method, seconds: int, given_for: str, state: str
) -> None:
    decision = world.submitted(region)
    shown = actions.final(decision, NOW).fingerprint
    proof = Proof(method, NOW - timedelta(seconds=seconds), (shown if given_for == "same" else OTHER,))

    refusal = sign(region, decision, shown, proof)

    decision.refresh_from_db()
    assert (decision.state, "Inget är undertecknat" in refusal) == (state, state == "submitted")
    assert Event.objects.filter(verb="decision.signed").exists() is (state == "signed")


def sign(region: World, decision: Decision, shown: str, proof: Proof) -> str:
    """Sign, or why not."""
    try:
        actions.sign(
            by=region.director,
            decision=decision,
            shown=shown,
            conflict_of_interest=False,
            proof=proof,
            now=NOW,
        )
    except actions.Refused as refusal:
        return str(refusal)
    return ""


def test_the_log_keeps_how_when_and_for_what_it_was_confirmed(region: World) -> None:
    decision = world.submitted(region)
    shown = actions.final(decision, NOW).fingerprint

    sign(region, decision, shown, Proof(Method.PASSWORD, NOW - timedelta(seconds=90), (shown,)))

    told = Event.objects.get(verb="decision.signed").data["proof"]
    assert told == {"method": "password", "at": "2020-08-31T09:58:30+00:00", "digest": shown}


def test_a_set_is_one_digest_that_the_log_lets_anyone_compute_again() -> None:
    proof = Proof(Method.PASSKEY, NOW, ("b" * 64, "a" * 64))

    # printf '%s\n%s' aaa…a bbb…b | sha256sum
    assert proof.digest == "5e9ae866add9a85d69c3481d059bb9f158a39e5670ba11f95112fc409630894e"
    assert proof.as_data()["of"] == ["a" * 64, "b" * 64]
    assert stepup.in_short(proof.digest) == "5e9a e866 add9 a85d"


def test_a_played_case_file_says_that_nobody_confirmed_it(region: World) -> None:
    decision = world.submitted(region)

    with events.replayed("exempel.case.yaml"):
        playing.sign(decision, region.director, NOW, conflict_of_interest=False)

    assert Event.objects.get(verb="decision.signed").data["proof"]["method"] == "played"


# --- the pages -----------------------------------------------------------------------------------------


def post(client: Client, decision: Decision, **changes: str) -> tuple[int, str]:
    answer = client.post(reverse("sign", args=[decision.pk]), sign_data(decision, password="", **changes))
    return answer.status_code, answer.content.decode()


def asked(client: Client, decision: Decision) -> Any:
    """What the decision's page asks the decider to confirm."""
    return client.get(decision.get_absolute_url()).context["asked"]


def test_the_page_shows_what_exactly_is_confirmed(region: World) -> None:
    decision = submitted_today(region)
    shown = sign_data(decision)["shown"]

    page = director(region).get(decision.get_absolute_url()).content.decode()

    assert "Jag undertecknar exakt detta" in page
    assert f"{shown[:4]} {shown[4:8]} {shown[8:12]} {shown[12:16]}" in page


def test_a_code_from_the_app_signs_once_and_the_password_no_longer(region: World) -> None:
    give_app(region.director)
    client, first, second = director(region), submitted_today(region), submitted_today(region)

    with_password = client.post(reverse("sign", args=[first.pk]), sign_data(first))
    with_code = post(client, first, code=code())
    again = post(client, second, code=code())

    first.refresh_from_db()
    assert with_password.status_code == 422
    assert "Skriv koden från din app" in with_password.content.decode()
    assert (with_code[0], first.state) == (302, "signed")
    assert again[0] == 422
    assert "redan använd" in again[1]


def test_a_proof_waits_for_the_rest_of_the_form_and_is_used_up_by_the_signature(region: World) -> None:
    give_app(region.director)
    client, decision, other = director(region), submitted_today(region), submitted_today(region)

    unanswered = post(client, decision, code=code(), conflict_of_interest="")
    for_another = post(client, other)
    answered = post(client, decision)
    used = "stepup.proof" in client.session

    decision.refresh_from_db()
    assert unanswered[0] == 422
    assert "Bekräftat med engångskod" in unanswered[1]
    assert (for_another[0], answered[0], decision.state, used) == (422, 302, "signed", False)


def test_a_proof_that_waited_too_long_is_refused_in_words(region: World) -> None:
    client, decision = director(region), submitted_today(region)
    client.post(reverse("sign", args=[decision.pk]), sign_data(decision, conflict_of_interest=""))
    session = client.session
    session["stepup.proof"]["at"] = (timezone.now() - timedelta(minutes=5, seconds=1)).isoformat()
    session.save()

    status, page = post(client, decision)

    decision.refresh_from_db()
    assert (status, decision.state) == (422, "submitted")
    assert "äldre än fem minuter" in page


def test_a_passkey_signs_for_this_digest_and_no_other(region: World) -> None:
    key, client = Passkey(region.director), director(region)
    first, second = submitted_today(region), submitted_today(region)
    answer = key.answer(asked(client, first).options)

    elsewhere = post(client, second, credential=answer)
    here = post(client, first, credential=answer)

    first.refresh_from_db()
    assert elsewhere[0] == 422
    assert "kunde inte kontrolleras" in elsewhere[1]
    assert (here[0], first.state) == (302, "signed")
    assert Event.objects.get(verb="decision.signed").data["proof"]["method"] == "passkey"


@pytest.mark.parametrize(
    "spoil",
    [
        {"verified": False},  # touched, without PIN or fingerprint
        {"host": "delegat.example.net"},  # signed on a page that looks like ours
    ],
)
def test_a_passkey_that_was_not_unlocked_here_signs_nothing(region: World, spoil: dict[str, Any]) -> None:
    key, client, decision = Passkey(region.director), director(region), submitted_today(region)

    status, _ = post(client, decision, credential=key.answer(asked(client, decision).options, **spoil))

    decision.refresh_from_db()
    assert (status, decision.state) == (422, "submitted")


def test_a_passkeys_answer_is_accepted_once_and_in_its_own_session(region: World) -> None:
    key, client, decision = Passkey(region.director), director(region), submitted_today(region)
    answer = key.answer(asked(client, decision).options)

    elsewhere = post(logged_in(region.director), decision, credential=answer)
    first = post(client, decision, credential=answer, conflict_of_interest="")
    again = post(client, decision, credential=answer)

    decision.refresh_from_db()
    assert elsewhere[0] == 422
    assert "Bekräftat med passkey" in first[1]
    assert (again[0], decision.state) == (422, "submitted")


def test_someone_elses_passkey_signs_nothing(region: World) -> None:
    Passkey(region.director)
    other = Passkey(region.deputy, b"nyckel-2-nyckel2")
    client, decision = director(region), submitted_today(region)

    status, _ = post(client, decision, credential=other.answer(asked(client, decision).options))

    assert status == 422


def test_an_answer_that_is_no_passkeys_is_told_and_signs_nothing(region: World) -> None:
    Passkey(region.director)
    client, decision = director(region), submitted_today(region)

    status, page = post(client, decision, credential='{"id": 1}')

    decision.refresh_from_db()
    assert (status, decision.state) == (422, "submitted")
    assert "Din passkey kunde inte kontrolleras. Inget är undertecknat" in page


EMPTY: dict[str, Any] = {"clientDataJSON": "e30"}
SHORT: dict[str, Any] = {"authenticatorData": "YQ", "signature": "YQ"}
FRAME: dict[str, Any] = {"id": "YQ", "rawId": "YQ", "type": "public-key"}
GARBAGE: list[Any] = [
    *([], {}, 1, "x", True, {"id": 1}, {"response": []}, FRAME),
    *(FRAME | {"response": response} for response in (EMPTY, SHORT, EMPTY | SHORT)),
    *(FRAME | {"response": {}}, FRAME | {"response": []}),
    FRAME | {"rawId": "é", "response": EMPTY},
    FRAME | {"response": EMPTY | {"authenticatorData": websafe_encode(bytes(40)), "signature": None}},
    FRAME | {"response": EMPTY | SHORT | {"authenticatorData": websafe_encode(bytes(32) + b"\x45" * 9)}},
]


def test_whatever_is_posted_as_a_passkeys_answer_is_no_and_no_crash(region: World) -> None:
    request = RequestFactory().post("/")
    request.user, request.session = region.director, SessionStore()
    Passkey(region.director)

    with context.request_context(request):
        assert not any(passkeys.holds(request, garbage, OTHER) for garbage in GARBAGE)  # type: ignore[arg-type]


def test_wrong_answers_are_counted_together_however_they_are_given(region: World, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "4/m/user"}  # ten in the product
    give_app(region.director)
    key, client, decision = Passkey(region.director), director(region), submitted_today(region)
    wrong = key.answer(asked(client, decision).options, verified=False)

    codes = [post(client, decision, code="000000")[0] for _ in range(2)]
    keys = [post(client, decision, credential=wrong)[0] for _ in range(2)]
    stopped, page = post(client, decision, code=code())

    assert {*codes, *keys} == {422}
    assert stopped == 429
    assert "Vänta några minuter" in page


def test_where_a_second_factor_is_demanded_a_password_signs_nothing(
    region: World, settings: Settings
) -> None:
    settings.SECOND_FACTOR_TO_DECIDE = True
    client, decision = director(region), submitted_today(region)
    page = client.get(decision.get_absolute_url()).content.decode()

    refused = client.post(reverse("sign", args=[decision.pk]), sign_data(decision))
    give_app(region.director)
    done = post(client, decision, code=code())

    assert "Lägg till en app eller en passkey under Säkerhet" in page
    assert (refused.status_code, done[0]) == (403, 302)


def test_a_page_with_a_passkey_keeps_the_strict_policy(region: World) -> None:
    Passkey(region.director)
    answer = director(region).get(submitted_today(region).get_absolute_url())

    assert "script-src 'self'; style-src 'self';" in answer.headers["Content-Security-Policy"]
    assert PASSWORD not in answer.content.decode()
