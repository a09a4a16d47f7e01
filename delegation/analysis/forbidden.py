"""What the law keeps for the board (KL 6:38), as dated data: what is certain, and what to look twice at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from delegation import formats, values
from delegation.analysis.findings import Finding, Severity
from delegation.terms import Order, Point


@dataclass(frozen=True, slots=True)
class Ban:
    """Decision types and words of a point's title that point at matters the board may not delegate."""

    decision_types: tuple[str, ...]
    words: tuple[str, ...]
    matter: str
    source: str
    valid_from: date
    valid_to: date | None
    is_certain: bool  # whatever is of these decision types is forbidden; else they too are only a sign

    def names_type_of(self, point: Point) -> bool:
        return any(kind in self.decision_types for kind in point.decision_types)

    def names_words_of(self, order: Order, point: Point) -> bool:
        titles = [point.title, *(order.decision_types.get(kind, "") for kind in point.decision_types)]
        text = " ".join(titles).casefold()
        return any(re.search(rf"\b{re.escape(word)}", text) for word in self.words)

    def lives_with(self, order: Order) -> bool:
        return (self.valid_to is None or order.valid_from <= self.valid_to) and (
            order.valid_to is None or self.valid_from <= order.valid_to
        )


@cache
def bans() -> tuple[Ban, ...]:
    source = formats.read_yaml(Path(__file__).parent.with_name("forbidden.yaml"))
    return tuple(
        Ban(
            decision_types=tuple(row["decision_types"]),
            words=tuple(word.casefold() for word in row["words"]),
            matter=row["matter"],
            source=row["source"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=values.day_or_none(row.get("valid_to")),
            is_certain=row["certain"],
        )
        for row in source.data["bans"]
    )


def findings(order: Order) -> Iterator[Finding]:
    """Each point that delegates what only the board may decide: a fault where that is certain."""
    for ban in bans():
        for point in order.points if ban.lives_with(order) else ():
            if ban.is_certain and ban.names_type_of(point):
                yield _of(ban, point, Severity.FAULT, "omfattar")
            elif ban.names_type_of(point) or ban.names_words_of(order, point):
                yield _of(ban, point, Severity.WARNING, "kan röra")


def _of(ban: Ban, point: Point, severity: Severity, verb: str) -> Finding:
    text = f"Punkt {point.number}, {point.title}, {verb} {ban.matter}. Det får inte delegeras ({ban.source})."
    return Finding("forbidden", severity, (point.number,), text)
