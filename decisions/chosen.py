"""What a decider has read and chosen to sign together with more: kept in the session, decision by decision.

A decision is chosen on its own page, with its documents open and the question of conflict of interest
answered no. What is kept is the fingerprint of what was shown; whatever changes afterwards falls out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase

from accounts import stepup
from accounts.permissions import Refused
from decisions.actions.signing import Final, matter
from decisions.models import Decision

MOST = 20  # decisions in one signature: each takes a moment to render and sign
CHANGED = "Har ändrats sedan du läste. Öppna och läs den nya versionen."
_SESSION_KEY = "decisions.chosen"


@dataclass(frozen=True)
class Waiting:
    """One decision that waits for the decider."""

    decision: Decision
    shown: str = ""  # the fingerprint of what was read, when it is chosen and unchanged
    note: str = ""  # why it fell out, when it was chosen before

    @property
    def digest(self) -> str:
        """In short, as the decision's own page shows it."""
        return stepup.in_short(self.shown)


def choose(session: SessionBase, decision: Decision, final: Final) -> None:
    kept = {"shown": final.fingerprint, "rests_on": final.matter.digest}
    session[_SESSION_KEY] = session.get(_SESSION_KEY, {}) | {str(decision.pk): kept}


def drop(session: SessionBase, decisions: Iterable[Decision]) -> None:
    gone = {str(decision.pk) for decision in decisions}
    session[_SESSION_KEY] = {
        key: kept for key, kept in session.get(_SESSION_KEY, {}).items() if key not in gone
    }


def holds(session: SessionBase, decision: Decision, final: Final) -> bool:
    """Is the decision chosen, as it would be signed now?"""
    kept = session.get(_SESSION_KEY, {}).get(str(decision.pk))
    return kept is not None and kept["shown"] == final.fingerprint


def among(session: SessionBase, decisions: Iterable[Decision], now: datetime) -> list[Waiting]:
    """Each decision in the order given, with what was read of it if that still is how it would be signed.

    Nothing is rendered for it: equal matters have equal documents (see Matter.digest).
    """
    return [_as_now(decision, session.get(_SESSION_KEY, {}), now) for decision in decisions]


def _as_now(decision: Decision, kept: dict[str, dict[str, str]], now: datetime) -> Waiting:
    read = kept.get(str(decision.pk))
    if read is None:
        return Waiting(decision)
    try:
        unchanged = matter(decision, now).digest == read["rests_on"]
    except Refused as refusal:
        return Waiting(decision, note=str(refusal))
    return Waiting(decision, shown=read["shown"]) if unchanged else Waiting(decision, note=CHANGED)
