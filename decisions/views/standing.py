"""What the page of a decision shows of how it stands, and what its reader may begin."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from decisions import follow_ups
from decisions.abilities import may
from decisions.follow_ups import WORDS, Kind
from decisions.models import Decision, FollowUp
from decisions.standing import standing
from decisions.states import OPEN


def after_signing(user: User, decision: Decision) -> dict[str, Any]:
    """For a decision, decided or not: what it follows, what follows it, and the ways that are open."""
    follows: FollowUp | None = getattr(decision, "follows", None)
    kinds = follow_ups.kinds(decision.appeal_route) if may(user, "follow_up", decision).ok else ()
    return {
        "standing": standing(decision),
        "follows": follows,
        "follow_up_drafts": [row for row in decision.followed_by.all() if row.decision.state in OPEN],
        "ways": [(kind, WORDS[kind]) for kind in kinds],
        "is_changed": Kind.CHANGE in kinds,
    }
