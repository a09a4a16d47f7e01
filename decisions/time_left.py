"""Told beside a draft: the time in which its decider may sign soon runs out."""

from __future__ import annotations

from datetime import date
from typing import Any

from decisions.models import Decision
from delegation import endings
from delegation.terms import Order

_SIGN_BEFORE = "Beslutet behöver undertecknas senast den dagen, om tiden inte förlängs."


def notes(decision: Decision, verdict: dict[str, Any], order: Order, today: date) -> list[str]:
    """What runs out within endings.WARNED: the decider's appointment, and the subdelegation they act by.

    `verdict` is verdict/1 on the draft as of `today`, and `order` the version that it names.
    """
    board, decider, position = decision.case.board, decision.decider, verdict["position"]
    if decider is None or position is None:
        return []
    found, title = [], order.position_title(position)
    last = endings.ends(board, decider, position, today)
    if endings.runs_out(last, today):
        found.append(f"Förordnandet för {decider} som {title} går ut {last}. {_SIGN_BEFORE}")
    if verdict["capacity"] == "subdelegate":
        last = endings.passed_on_until(board, verdict["point"], position, today)
        if endings.runs_out(last, today):
            found.append(f"Vidaredelegationen till {title} går ut {last}. {_SIGN_BEFORE}")
    return found
