"""What the commands that keep appointments and absences share."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from accounts import users
from delegation.models import Board, Period, Position


def day(text: str) -> date:
    """An argument that is a day. argparse answers with its name when it is not."""
    return date.fromisoformat(text)


def position(code: str, key: str) -> Position:
    """The position of the board with that code. Raises CommandError, which names what there is."""
    board: Board = users.board(code)
    found = board.positions.filter(key=key).first()
    if found is None:
        known = ", ".join(board.positions.order_by("key").values_list("key", flat=True))
        raise CommandError(f"Befattningen ”{key}” finns inte. Inget är sparat. Befattningar: {known}.")
    return found


def save(row: Period, why: str) -> None:
    """Save the row with `why` in its history. Raises CommandError when its fields are not in order."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise CommandError("Inget är sparat. " + " ".join(error.messages)) from error
    users.save(row, why)


def period(first: date, last: date | None) -> str:
    return f"från och med {first}" + (f" till och med {last}" if last else " tills vidare")
