"""Step-up: the proof that it is really the decider who signs, and signs exactly this.

A proof is given for the fingerprints that were on the screen and for nothing else, holds for five minutes,
and is used up by the signature. It is kept in the session, on the server, so that an unanswered question on
the same page does not cost a second touch of the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import models

from accounts.models import User
from accounts.permissions import Refused

LASTS = timedelta(minutes=5)
OTHER = (
    "Din bekräftelse gäller något annat än det som skulle undertecknas. Inget är undertecknat. Läs "
    "handlingarna som de är nu och bekräfta dem."
)
TOO_OLD = (
    "Din bekräftelse är äldre än fem minuter och gäller inte längre. Inget är undertecknat; dina svar är "
    "kvar. Bekräfta igen."
)
NOT_THAT_WAY = (
    "Du kan inte bekräfta på det sättet. Inget är undertecknat. Ladda om sidan och bekräfta på ett av de "
    "sätt som visas där."
)
_SESSION_KEY = "stepup.proof"


class Method(models.TextChoices):
    """How someone shows that it is them."""

    PASSWORD = "password", "lösenord"
    TOTP = "totp", "engångskod"
    PASSKEY = "passkey", "passkey"
    PLAYED = "played", "uppspelat"  # nobody was asked: a case file was played, in demo mode


@dataclass(frozen=True)
class Proof:
    """Someone confirmed `shown`, the fingerprints of one document set or several (SHA-256, 64 hex digits)."""

    method: Method
    at: datetime
    shown: tuple[str, ...]

    @property
    def digest(self) -> str:
        return digest_of(self.shown)

    def is_fresh(self, now: datetime) -> bool:
        """Not older than five minutes, the last moment included, and not from the future either."""
        return timedelta() <= now - self.at <= LASTS

    def as_data(self) -> dict[str, Any]:
        """As the log keeps it; with the parts of a set, so that its digest can be computed again."""
        data = {"method": self.method.value, "at": self.at.isoformat(), "digest": self.digest}
        return data if len(self.shown) == 1 else data | {"of": sorted(self.shown)}


def digest_of(shown: Iterable[str]) -> str:
    """What is confirmed, as one digest: the fingerprint, or SHA-256 over several, sorted, one a line."""
    lines = sorted(shown)
    return lines[0] if len(lines) == 1 else hashlib.sha256("\n".join(lines).encode()).hexdigest()


def in_short(digest: str) -> str:
    """The first 16 of the 64 digits in fours, for people to compare: 3f9a 01bc 77de 4410."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def methods_of(user: User) -> list[Method]:
    """How `user` may confirm: with the second factors they have, else with their password.

    A password alone is not enough for who has more, nor where the organisation demands more of deciders.
    """
    held = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    factors = {
        Method.TOTP: Authenticator.Type.TOTP,
        Method.PASSKEY: Authenticator.Type.WEBAUTHN,
    }
    found = [method for method, kind in factors.items() if kind in held]
    return found or ([] if settings.SECOND_FACTOR_TO_DECIDE else [Method.PASSWORD])


def require(proof: Proof, *, by: User, shown: str, now: datetime, played: bool) -> None:
    """Raises Refused unless `proof` is by a method open to `by`, for `shown`, and fresh at `now`.

    `played`: a case file is being played, and then only a proof that says so will do.
    """
    if proof.method not in ([Method.PLAYED] if played else methods_of(by)):
        raise Refused(NOT_THAT_WAY)
    if shown not in proof.shown:
        raise Refused(OTHER)
    if not proof.is_fresh(now):
        raise Refused(TOO_OLD)


# --- kept in the session until it is used -------------------------------------------------------------


def keep(session: SessionBase, proof: Proof) -> None:
    """Keep the proof, in place of any other."""
    session[_SESSION_KEY] = {
        "method": proof.method.value,
        "at": proof.at.isoformat(),
        "shown": list(proof.shown),
    }


def kept(session: SessionBase, shown: Iterable[str]) -> Proof | None:
    """The proof given for exactly `shown`, fresh or not, while it is not used."""
    data = session.get(_SESSION_KEY)
    if data is None or sorted(data["shown"]) != sorted(shown):
        return None
    return Proof(Method(data["method"]), datetime.fromisoformat(data["at"]), tuple(data["shown"]))


def use_up(session: SessionBase) -> None:
    """The proof goes to a signature, and can be given to no other."""
    session.pop(_SESSION_KEY, None)
