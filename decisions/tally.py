"""What has been decided so far, as a version's caps count it, while one decision after another is replayed.

The engine is given few rows: a day under a point is a sum, and with a cap for each project or child only
those of the same one are given. Twenty thousand decisions a year are then as many short questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any

from decisions import earlier
from delegation.caps import Scope
from delegation.terms import Fact, Key, Ledger, Prior, Question
from delegation.trial import fitting
from delegation.versions import CountedCap

_LOOSE = 50  # decisions that are summed anew for each question, at most

Decided = tuple[str, str, date, dict[str, Any]]  # version, point, day and facts of a decision
Passing = tuple[Decided, date]  # a decision and the day from which it counts no more


class Tally:
    """Grows by one decision at a time, in the order in which they were signed."""

    def __init__(self, scope: Scope | None, facts: dict[str, Fact]) -> None:
        self._scope, self._facts = scope, facts
        self._summed: dict[tuple[str, str], _Rows] = {}  # by version and point
        self._loose: list[Decided] = []  # the latest, all of one day
        self._passing: list[Passing] = []  # few: those that end, each summed alone

    def add(self, decided: Decided, ended_on: date | None = None) -> None:
        version, point, day, _ = decided
        if self._scope is None or (version, point) not in self._scope.numbers:
            return
        if ended_on:
            self._passing.append((decided, ended_on))
            return
        if self._loose and (day != self._loose[0][2] or len(self._loose) == _LOOSE):
            for made_under, row in self._sums(self._loose):
                self._summed.setdefault(made_under, _Rows(self._scope.keys)).add(row)
            self._loose = []
        self._loose.append(decided)

    def ledger(self, counted: Sequence[CountedCap], question: Question) -> Ledger:
        """The rows that one of the caps may count for the question."""
        lasting = [row for row, ended_on in self._passing if ended_on > question.decided_on]
        sums = chain(self._sums(self._loose), self._sums(lasting))
        found = [row for made_under, row in sums if any(cap.counts(*made_under) for cap in counted)]
        for made_under, rows in self._summed.items():
            counting = [cap for cap in counted if cap.counts(*made_under)]
            found += rows.counted_by(counting, question)
        return Ledger(tuple(found))

    def _sums(self, decisions: Sequence[Decided]) -> Iterator[tuple[tuple[str, str], Prior]]:
        """The decisions as rows, each with its version and point."""
        if self._scope is None:
            return
        for row in earlier.summed(decisions, self._scope):
            facts, _ = fitting(row["facts"], self._facts)
            prior = Prior(row["point"], date.fromisoformat(row["decided_on"]), facts, row["version"])
            yield (row["version"], row["point"]), prior


class _Rows:
    """The sums under one point of one version, to be found by each answer that a cap is counted for."""

    def __init__(self, keys: frozenset[str]) -> None:
        self._rows: list[Prior] = []
        self._by_key: dict[str, dict[Any, list[Prior]]] = {name: {} for name in keys}

    def add(self, row: Prior) -> None:
        self._rows.append(row)
        for name, found in self._by_key.items():
            found.setdefault(row.facts.get(name), []).append(row)

    def counted_by(self, caps: Sequence[CountedCap], question: Question) -> list[Prior]:
        """For a cap for each project: those of the question's, and those that may be of any."""
        names = {cap.cap.per.fact for cap in caps if isinstance(cap.cap.per, Key)}
        if any(not isinstance(cap.cap.per, Key) for cap in caps):
            return self._rows
        keys = [(self._by_key[name], key) for name in names for key in {None, question.facts.get(name)}]
        found = chain.from_iterable(rows.get(key, ()) for rows, key in keys)
        return list({id(row): row for row in found}.values())
