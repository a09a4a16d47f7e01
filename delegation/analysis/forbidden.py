"""What the law keeps for the board (KL 6:38), as dated data: words that should make a reader look twice."""

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

    def touches(self, order: Order, point: Point) -> bool:
        titles = [point.title, *(order.decision_types.get(kind, "") for kind in point.decision_types)]
        text = " ".join(titles).casefold()
        return any(kind in self.decision_types for kind in point.decision_types) or any(
            re.search(rf"\b{re.escape(word)}", text) for word in self.words
        )

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
        )
        for row in source.data["bans"]
    )


def findings(order: Order) -> Iterator[Finding]:
    """A warning for each point that seems to delegate what only the board may decide."""
    for ban in bans():
        for point in order.points:
            if ban.lives_with(order) and ban.touches(order, point):
                text = (
                    f"Punkt {point.number}, {point.title}, kan röra {ban.matter}. "
                    f"Det får inte delegeras ({ban.source})."
                )
                yield Finding("forbidden", Severity.WARNING, (point.number,), text)
