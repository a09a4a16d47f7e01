"""Signs a decision once for each step, and is killed at it; tells what was left, a line of JSON a step.

python -m tests.decisions.signing_killed, on a database and a folder of its own: see test_signing_killed.py.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402

from accounts.models import User  # noqa: E402
from decisions import settled, signatures, store  # noqa: E402
from decisions.models import Decision, Event  # noqa: E402
from delegation.models import Board  # noqa: E402
from tests import world  # noqa: E402
from tests.decisions.test_signing import LETTER  # noqa: E402
from tests.decisions.test_signing_killed import STEPS  # noqa: E402


def region() -> world.World:
    names = ("officer", "director", "deputy", "secretary", "registrar")
    return world.World(Board.objects.get(), *(User.objects.get(username=name) for name in names))


def dying(function: Callable[..., Any], times: int) -> Callable[..., Any]:
    """The function, until it is called for the last of `times`: then the process is gone."""
    calls = iter(range(1, times))

    def call(*given: Any, **named: Any) -> Any:
        if next(calls, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*given, **named)

    return call


def sign_and_die(decision: Decision, step: str, times: int) -> None:
    if step:
        place, name = step.rsplit(".", 1)
        module = importlib.import_module(place)
        setattr(module, name, dying(getattr(module, name), times))
    world.sign(region(), decision)
    os.kill(os.getpid(), signal.SIGKILL)


def left_of(decision: Decision) -> dict[str, Any]:
    """What is there of the decision and its signature."""
    rows = list(decision.documents.order_by("kind"))
    contents = [store.get(row.sha256) for row in rows]
    return {
        "state": decision.state,
        "documents": [row.kind for row in rows],
        "valid": [signatures.validate(content, at=world.NOW).is_valid for content in contents],
        "events": Event.objects.filter(decision=decision, verb="decision.signed").count(),
        "faults": list(settled.faults(decision.case.board)),
    }


def main() -> None:
    for step, times in STEPS:
        decision = world.submitted(region(), letter=LETTER)
        connections.close_all()
        if not (child := os.fork()):
            sign_and_die(decision, step, times)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        left = left_of(Decision.objects.get(pk=decision.pk))
        again = world.sign(region(), decision).state if left["state"] == "submitted" else ""
        line = {"step": step, "times": times, "killed": killed, "left": left, "again": again}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
