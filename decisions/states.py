"""The states of a decision and the moves between them, as data. The database enforces the same table."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    DRAFT = "draft", "utkast"
    SUBMITTED = "submitted", "väntar på beslut"
    SIGNED = "signed", "beslutat"
    REPORTED = "reported", "anmält"
    WITHDRAWN = "withdrawn", "tillbakadraget"
    HANDED_OVER = "handed_over", "överlämnat till nämnden"


# The columns that a signature sets; every other is as it was read.
SIGNED_FIELDS = (
    "state",
    "attested",
    "decided_on",
    "signed_at",
    "signed_by",
    "order",
    "question",
    "verdict",
    "decided_as",
    "outcome",
    "reporting",
    "appeal_route",
    "told_to",
)

OPEN = (State.DRAFT, State.SUBMITTED)
DECIDED = (State.SIGNED, State.REPORTED)


@dataclass(frozen=True)
class Move:
    """A button on a decision: where it leads from and to, and its Swedish label."""

    sources: tuple[State, ...]
    target: State
    label: str
    asks_why: bool = False  # the button comes with a required comment


MOVES = {
    "submit": Move((State.DRAFT,), State.SUBMITTED, "Skicka för beslut"),
    "send_back": Move((State.SUBMITTED,), State.DRAFT, "Skicka tillbaka", asks_why=True),
    "recall": Move((State.SUBMITTED,), State.DRAFT, "Ta tillbaka och ändra", asks_why=True),
    "sign": Move((State.SUBMITTED,), State.SIGNED, "Besluta och underteckna"),
    "withdraw": Move(OPEN, State.WITHDRAWN, "Dra tillbaka utkastet", asks_why=True),
    "hand_over": Move(OPEN, State.HANDED_OVER, "Överlämna till nämnden", asks_why=True),
    "report": Move((State.SIGNED,), State.REPORTED, "Anteckna som anmält"),
}


def transitions() -> list[tuple[State, State]]:
    """Every allowed (from, to), in the order of the table."""
    return [(source, move.target) for move in MOVES.values() for source in move.sources]
