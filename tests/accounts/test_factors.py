"""Second factors: adding and losing them, logging in with them, and what the history says of it."""

from __future__ import annotations

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from tests.factories import UserFactory
from tests.keys import Passkey, code, give_app

pytestmark = pytest.mark.django_db

PASSWORD = "hemligt-losenord"


@pytest.fixture(autouse=True)
def nothing_remembered(settings: Settings) -> None:
    """Attempts and used codes live in the cache, longer than a test; a code may be a step old here."""
    cache.clear()
    settings.MFA_TOTP_TOLERANCE = 1


@pytest.fixture
def user() -> User:
    user = UserFactory.create(username="chef")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(username: str = "chef") -> tuple[Client, str]:
    """A client that has given its password, and where it was sent."""
    client = Client()
    answer = client.post(reverse("account_login"), {"login": username, "password": PASSWORD})
    return client, answer.headers["Location"]


def reasons(user: User) -> set[str]:
    """Why the account was changed, as its history says."""
    return set(
        user.history.exclude(history_change_reason=None).values_list("history_change_reason", flat=True)
    )


def test_who_has_only_a_password_logs_in_with_it(user: User) -> None:
    _, sent_to = log_in()

    assert sent_to == reverse("start")


def test_who_has_an_app_is_asked_for_its_code(user: User) -> None:
    give_app(user)
    client, sent_to = log_in()

    outside = client.get(reverse("start")).status_code
    wrong = client.post(sent_to, {"code": "000000"})
    right = client.post(sent_to, {"code": code()})

    assert (sent_to, outside) == (reverse("mfa_authenticate"), 302)
    assert "Det stämmer inte, eller är redan använt" in wrong.content.decode()
    assert right.headers["Location"] == reverse("start")
    assert client.get(reverse("start")).status_code == 200


def test_who_has_a_passkey_logs_in_with_it(user: User) -> None:
    key = Passkey(user)
    client, sent_to = log_in()
    options = client.get(sent_to).context["js_data"]["request_options"]

    answer = client.post(sent_to, {"credential": key.answer(options)})

    assert answer.headers["Location"] == reverse("start")


def test_a_reserve_code_lets_in_once(user: User) -> None:
    client, _ = log_in()
    connect_app(client)
    reserve = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]

    answers = []
    for _ in range(2):
        later, sent_to = log_in()
        answers.append(later.post(sent_to, {"code": reserve}).status_code)

    assert answers == [302, 200]


def connect_app(client: Client) -> str:
    """Confirm with the password, connect an app, and see the codes in reserve."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)}, follow=True)
    return answer.content.decode()


def test_an_app_is_connected_after_the_password_and_gives_codes_in_reserve(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    committing, (client, _) = django_capture_on_commit_callbacks, log_in()

    asked = client.get(reverse("mfa_activate_totp"))
    with committing(execute=True):
        page = connect_app(client)

    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert page.count("<li>") >= 10
    assert "Reservkoder" in page
    assert reasons(user) == {"lade till app med engångskoder"}
    assert "Ta bort appen" in client.get(reverse("mfa_index")).content.decode()


def test_a_password_alone_takes_no_factor_away(user: User) -> None:
    give_app(user)
    client = Client()
    client.force_login(user)

    with_password = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    removed = client.post(reverse("mfa_deactivate_totp"))

    assert with_password.headers["Location"] == reverse("mfa_reauthenticate")
    assert removed.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(user=user).exists()


def test_a_passkey_is_removed_after_a_confirmation_and_the_history_says_so(user: User) -> None:
    row, client = Passkey(user).row, Client()
    give_app(user)
    client.force_login(user)

    client.post(reverse("mfa_reauthenticate"), {"code": code()})
    answer = client.post(reverse("mfa_remove_webauthn", args=[row.pk]))

    assert answer.headers["Location"] == reverse("mfa_index")
    assert not Authenticator.objects.filter(pk=row.pk).exists()
    assert reasons(user) == {"tog bort passkey"}


def test_who_has_a_passkey_is_asked_for_it_before_a_code(user: User) -> None:
    key, client = Passkey(user), Client()
    client.force_login(user)

    asked = client.get(reverse("mfa_activate_totp"), follow=True)
    answer = key.answer(asked.context["js_data"]["request_options"])
    confirmed = client.post(asked.redirect_chain[-1][0], {"credential": answer})

    assert asked.redirect_chain[-1][0].startswith(reverse("mfa_reauthenticate_webauthn"))
    assert confirmed.headers["Location"] == reverse("mfa_activate_totp")


def test_someone_elses_passkey_is_not_found(user: User) -> None:
    row, client = Passkey(UserFactory.create()).row, Client()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert client.post(reverse("mfa_remove_webauthn", args=[row.pk])).status_code == 404


def test_guessing_codes_at_login_is_stopped(user: User) -> None:
    give_app(user)
    client, sent_to = log_in()

    pages = [client.post(sent_to, {"code": "000000"}).content.decode() for _ in range(6)]

    assert "spärrad i fem minuter" in pages[-1]
    assert client.post(sent_to, {"code": code()}).status_code == 200


def test_reset_factors_lets_who_lost_the_phone_in_again_and_says_why(user: User) -> None:
    give_app(user)
    Passkey(user)
    out = StringIO()

    call_command("reset_factors", "chef", "--because", "Tappad telefon, legitimation visad", stdout=out)

    assert "Borttaget för chef: 2" in out.getvalue()
    assert log_in()[1] == reverse("start")
    assert reasons(user) == {"reset_factors: Tappad telefon, legitimation visad"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ingen", "--because", "x"], "finns inte"),
        (["chef", "--because", "x"], "har ingen andra faktor"),
        (["chef", "--because", " "], "Skriv varför"),
        (["chef", "--because", "x" * 81], "högst 80 tecken"),
    ],
)
def test_reset_factors_says_what_is_wrong_and_changes_nothing(
    user: User, arguments: list[str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("reset_factors", *arguments)
