"""Writing and verifying the event log: one chain per board, each event sealed by the one after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from decisions.models import Case, Decision, Event, Meeting, Verb
from delegation.models import Board

FIRST = "0" * 64  # the hash before the first event

_replayed_from: ContextVar[str] = ContextVar("replayed_from", default="")


@contextmanager
def replayed(file_name: str) -> Iterator[None]:
    """Mark what is recorded within as played from a file, in other people's names and on past days.

    The mark lies beside the actions and not among their arguments, so that no button can set it and no
    action can forget to pass it on. Capacity and data carry it, and so does the event's hash.
    """
    token = _replayed_from.set(file_name)
    try:
        yield
    finally:
        _replayed_from.reset(token)


def is_replayed() -> bool:
    """Is a file being played just now?"""
    return bool(_replayed_from.get())


def record(
    verb: Verb,
    *,
    board: Board,
    actor: User | None,
    capacity: str,
    at: datetime,
    case: Case | None = None,
    decision: Decision | None = None,
    meeting: Meeting | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Add one event at the end of the board's chain. `data` holds ids and short values, never whole texts.

    The board's row is the lock of its chain; it is the last lock that an action takes.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is written in the transaction of the act it tells of.")
    file_name, data = _replayed_from.get(), data or {}
    if file_name:
        capacity, data = f"{capacity}, uppspelat i demoläge", data | {"replayed_from": file_name}
    Board.objects.select_for_update().get(pk=board.pk)
    last = Event.objects.filter(board=board).order_by("-sequence").first()
    event = Event(
        board=board,
        sequence=last.sequence + 1 if last else 1,
        at=at,
        actor=actor,
        capacity=capacity,
        verb=verb,
        case=decision.case if decision else case,
        decision=decision,
        meeting=meeting,
        data=data,
        previous_hash=last.hash if last else FIRST,
    )
    event.hash = event.expected_hash()
    event.save(force_insert=True)
    return event


@dataclass(frozen=True)
class Broken:
    """One place where a chain does not hold."""

    board: str
    sequence: int
    what: str


def verify(board: Board) -> Iterator[Broken]:
    """Every break in the board's chain, first to last: a missing, moved or altered event."""
    expected, before = 1, FIRST
    events = Event.objects.filter(board=board).select_related("board", "actor").order_by("sequence")
    for event in events.iterator(chunk_size=500):
        if event.sequence != expected:
            yield Broken(board.code, expected, "saknas")
        elif event.previous_hash != before:
            yield Broken(board.code, event.sequence, "hänger inte ihop med händelsen före")
        if event.hash != event.expected_hash():
            yield Broken(board.code, event.sequence, "är ändrad i efterhand")
        expected, before = event.sequence + 1, event.hash
