"""A ruling as someone may read it: without the sums of cases that they do not see.

A cap counts what is decided in confidential cases too, whoever asks. Whether there is room is told to all,
for nobody could draft without it. The sum is told only to who sees every decision that the point's caps
count, whichever answer it is counted by: else the words would tell which answers have a confidential case.
What is stored keeps its figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from accounts.models import User
from decisions import earlier
from decisions.querysets import DecisionQuerySet
from delegation import caps
from delegation.authority import Row, Ruling
from delegation.caps import Scope
from delegation.models import Board

WITHHELD = "Summan visas inte, eftersom taket räknar ärenden med sekretess som du inte ser."
CAPS = "caps.not_exceeded"


def reason(decisive: Iterable[str]) -> str:
    """The reason of the check of caps, from those of the caps that decided it, without any figure."""
    return " ".join([*map(caps.without_sum, decisive), WITHHELD])


def as_seen_by(viewer: User, board: Board, ruling: Ruling) -> Ruling:
    """The ruling as it is, or with a verdict that has no sums, no limits made of them and no hidden names."""
    prior = ruling.question.get("prior")
    if not prior:
        return ruling
    counted = earlier.counted(board, _scope(prior))
    if not earlier.hidden_from(viewer, counted).exists():
        return ruling
    summed = {name for row in prior for name in row["facts"]}
    verdict, seen = ruling.verdict, counted.visible_to(viewer)
    shown = {
        "checks": [_without_sums(row) if row["code"] == CAPS else row for row in verdict["checks"]],
        "would_be_within_if": [row for row in verdict["would_be_within_if"] if row.get("fact") not in summed],
        "notes": _notes(verdict["notes"], seen, summed),
    }
    return replace(ruling, verdict=verdict | shown)


def _scope(prior: list[Row]) -> Scope:
    """What the rows of `prior` were fetched by."""
    days = [date.fromisoformat(row["decided_on"]) for row in prior]
    numbers = frozenset((row["version"], row["point"]) for row in prior)
    return Scope(numbers, min(days), max(days), frozenset(), frozenset())


def _without_sums(check: dict[str, Any]) -> dict[str, Any]:
    """The check of the caps: which they are and whether they have room."""
    parts = check["children"]
    if not parts:  # the point has no cap
        return check
    decisive = (part["reason"] for part in parts if part["outcome"] == check["outcome"])
    bare = [part | {"reason": caps.without_sum(part["reason"])} for part in parts]
    return check | {"reason": reason(decisive), "children": bare}


def _notes(notes: list[str], seen: DecisionQuerySet, names: Iterable[str]) -> list[str]:
    """The notes without those that name an answer which stands in no decision that is seen."""
    if not any(map(caps.another, notes)):
        return notes
    answers = {str(facts.get(name)) for facts in seen.values_list("facts", flat=True) for name in names}
    return [note for note in notes if caps.another(note) in {None, *answers}]
