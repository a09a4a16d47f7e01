"""Own protocols (särskilda protokoll) of decisions that are not reported to the board (KL 6:40, 7:8).

Each has a number in its board's series of the year, without gaps. It stands in the document that is shown
before it is signed, so it is foretold then, and held to under the board's lock.
"""

from __future__ import annotations

from datetime import date

from decisions.models import Decision, OwnProtocol
from delegation.models import Board


def next_number(board: Board, year: int) -> int:
    """The number of the board's next own protocol of the year."""
    last = OwnProtocol.objects.filter(board=board, year=year).order_by("-number").first()
    return last.number + 1 if last else 1


def keep(decision: Decision, day: date) -> OwnProtocol:
    """Give the number for good, with the signature. The caller holds the board's lock."""
    board, year = decision.case.board, day.year
    number = next_number(board, year)
    return OwnProtocol.objects.create(decision=decision, board=board, year=year, number=number)


def in_words(year: int, number: int) -> str:
    return f"{year}:{number}"
