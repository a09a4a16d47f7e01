"""Asking for the proof on a page, and checking the answer: password, code or passkey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django import forms

from accounts import passkeys, stepup
from accounts.permissions import Refused
from accounts.requests import UserRequest
from accounts.stepup import Method, Proof

_LONGEST_ANSWER = 20_000  # characters; a passkey's answer is one or two thousand


class TooManyAttempts(Refused):
    """Whoever guesses waits, however they guess."""


class ConfirmForm(forms.Form):
    """The fields of the methods that are open to the user. Nothing is required: a kept proof will do."""

    password = forms.CharField(
        label="Ditt lösenord",
        help_text="Lösenordet bekräftar att det är du som beslutar.",
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label="Engångskod från din app",
        help_text="Koden bekräftar att det är du som beslutar.",
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}
        ),
    )
    credential = forms.JSONField(required=False, widget=forms.HiddenInput, max_length=_LONGEST_ANSWER)

    def __init__(self, *args: Any, methods: Sequence[Method], **options: Any) -> None:
        super().__init__(*args, **options)
        for method, way in _WAYS.items():
            if method not in methods:
                del self.fields[way.field]


@dataclass(frozen=True)
class _Way:
    """One method: its field, how an answer is checked, and what is said when there is none or a wrong one."""

    field: str
    holds: Callable[[UserRequest, Any, str], bool]
    missing: str
    wrong: str


def _password_holds(request: UserRequest, password: str, digest: str) -> bool:
    return request.user.check_password(password)


def _code_holds(request: UserRequest, code: str, digest: str) -> bool:
    """The code that the app shows now; the library lets each be used once."""
    app = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).first()
    if app is None or not app.wrap().validate_code(code):
        return False
    app.record_usage()
    return True


_WAYS = {
    Method.PASSWORD: _Way(
        "password",
        _password_holds,
        "Skriv ditt lösenord. Inget är undertecknat.",
        "Lösenordet stämmer inte. Inget är undertecknat; försök igen.",
    ),
    Method.TOTP: _Way(
        "code",
        _code_holds,
        "Skriv koden från din app. Inget är undertecknat.",
        "Koden stämmer inte, eller är redan använd. Inget är undertecknat; vänta på nästa kod i appen.",
    ),
    Method.PASSKEY: _Way(
        "credential",
        passkeys.holds,
        "Bekräfta med din passkey. Inget är undertecknat.",
        "Din passkey kunde inte kontrolleras. Inget är undertecknat; försök igen.",
    ),
}
_TOO_MANY = "För många försök. Inget är undertecknat. Vänta några minuter och försök igen."


@dataclass(frozen=True)
class Asked:
    """What the page shows where it asks: the short digest, and the form or the proof that is kept."""

    form: ConfirmForm
    digest: str
    proof: Proof | None
    methods: Sequence[Method]
    options: dict[str, Any] | None  # for the passkey


def ask(request: UserRequest, shown: Sequence[str], now: datetime, form: ConfirmForm | None = None) -> Asked:
    """Ask the user to confirm exactly `shown`."""
    methods, digest = stepup.methods_of(request.user), stepup.digest_of(shown)
    proof = stepup.kept(request.session, shown)
    return Asked(
        form=form or ConfirmForm(methods=methods),
        digest=stepup.in_short(digest),
        proof=proof if proof and proof.is_fresh(now) else None,
        methods=methods,
        options=passkeys.options(request, digest) if Method.PASSKEY in methods else None,
    )


def posted(request: UserRequest) -> ConfirmForm:
    """The form as it came back."""
    return ConfirmForm(request.POST, methods=stepup.methods_of(request.user))


def confirm(request: UserRequest, form: ConfirmForm, shown: Sequence[str], now: datetime) -> Proof | None:
    """The proof for exactly `shown`: given now and kept in the session, or kept since before.

    None when there is none; the form then says why. Raises TooManyAttempts.
    """
    if not form.is_valid():
        return None
    given = [(method, way) for method, way in _WAYS.items() if form.cleaned_data.get(way.field)]
    if not given:
        return _kept(request, form, shown, now)
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        raise TooManyAttempts(_TOO_MANY)
    method, way = given[0]
    if not way.holds(request, form.cleaned_data[way.field], stepup.digest_of(shown)):
        form.add_error(_where(way), way.wrong)
        return None
    # Only wrong answers are counted: a chief may sign a pile of decisions in a minute.
    ratelimit.clear(request, action="reauthenticate", user=request.user)
    proof = Proof(method, now, tuple(shown))
    stepup.keep(request.session, proof)
    return proof


def _kept(request: UserRequest, form: ConfirmForm, shown: Sequence[str], now: datetime) -> Proof | None:
    proof = stepup.kept(request.session, shown)
    if proof and proof.is_fresh(now):
        return proof
    methods = stepup.methods_of(request.user)
    if proof or not methods:
        form.add_error(None, stepup.TOO_OLD if proof else stepup.NOT_THAT_WAY)
    else:
        way = _WAYS[methods[0]]
        form.add_error(_where(way), way.missing)
    return None


def _where(way: _Way) -> str | None:
    """Beside its field, or over the form when the field is hidden."""
    return None if way.field == "credential" else way.field
