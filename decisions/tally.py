"""What has been decided so far, as a version's caps count it, while one decision after another is replayed.

The engine is given few rows: a day under a point is a sum, and with a cap for each project or child only
those of the same one are given. Twenty thousand decisions a year are then as many short questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from decisions import earlier
from delegation.caps import Scope
from delegation.terms import Fact, Key, Ledger, Prior, Question
from delegation.trial import fitting
from delegation.versions import CountedCap

_LOOSE = 50  # decisions that are summed anew for each question, at most

Decided = tuple[str, str, date, dict[str, Any]]  # version, point, day and facts of a decision


class Tally:
    """Grows by one decision at a time, in the order in which they were signed."""

    def __init__(self, scope: Scope | None, facts: dict[str, Fact]) -> None:
        self._scope, self._facts = scope, facts
        self._summed: dict[tuple[str, str], list[Prior]] = {}  # by version and point
        self._loose: list[Decided] = []  # the latest, all of one day

    def add(self, decided: Decided) -> None:
        version, point, day, _ = decided
        if self._scope is None or (version, point) not in self._scope.numbers:
            return
        if self._loose and (day != self._loose[0][2] or len(self._loose) == _LOOSE):
            for made_under, row in self._sums():
                self._summed.setdefault(made_under, []).append(row)
            self._loose = []
        self._loose.append(decided)

    def ledger(self, counted: Sequence[CountedCap], question: Question) -> Ledger:
        """The rows that one of the caps may count for the question."""
        found: list[Prior] = []
        for made_under, rows in [*self._summed.items(), *((key, [row]) for key, row in self._sums())]:
            counting = [cap for cap in counted if cap.counts(*made_under)]
            found += [row for row in rows if any(_concerns(cap, row, question) for cap in counting)]
        return Ledger(tuple(found))

    def _sums(self) -> Iterator[tuple[tuple[str, str], Prior]]:
        """The loose decisions as rows, each with its version and point."""
        if self._scope is None:
            return
        for row in earlier.summed(self._loose, self._scope):
            facts, _ = fitting(row["facts"], self._facts)
            prior = Prior(row["point"], date.fromisoformat(row["decided_on"]), facts, row["version"])
            yield (row["version"], row["point"]), prior


def _concerns(counted: CountedCap, row: Prior, question: Question) -> bool:
    """A cap for each project has nothing to do with the others; one that is not known may be the same."""
    if not isinstance(counted.cap.per, Key):
        return True
    key = row.facts.get(counted.cap.per.fact)
    return key is None or key == question.facts.get(counted.cap.per.fact)
