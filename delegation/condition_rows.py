"""A condition as the rows of a form, and back. Every row must hold; of a group one is enough. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from delegation.formats import KeyPath

Plain = dict[str, Any]
TESTS = {
    "is": "är",
    "is_not": "är inte",
    "at_most": "är högst",
    "below": "är under",
    "at_least": "är minst",
    "above": "är över",
    "in": "är något av",
    "not_in": "är inget av",
}
GROUPS = ("A", "B", "C", "D", "E", "F")


@dataclass(frozen=True, slots=True)
class Row:
    """One test of one fact. Of the rows with the same letter one is enough."""

    fact: str
    test: str
    value: Any
    because: str = ""
    group: str = ""

    def leaf(self) -> Plain:
        reason = {"because": self.because} if self.because else {}
        return {"fact": self.fact, self.test: self.value, **reason}


def to_rows(condition: Plain | None) -> tuple[Row, ...] | None:
    """The rows that say what `condition` says; None when it is nested more deeply than rows can say."""
    if condition is None:
        return ()
    parts, rows, groups = condition.get("all", [condition]), list[Row](), iter(GROUPS)
    for part in parts:
        leaves = part.get("any", [part])
        group = "" if len(leaves) == 1 else next(groups, None)
        if group is None or not all("fact" in leaf for leaf in leaves):
            return None
        rows += [_row(leaf, group) for leaf in leaves]
    return tuple(rows)


def _row(leaf: Plain, group: str) -> Row:
    test = next(key for key in leaf if key in TESTS)
    return Row(leaf["fact"], test, leaf[test], leaf.get("because", ""), group)


def from_rows(rows: Sequence[Row]) -> tuple[Plain | None, list[KeyPath]]:
    """The condition that the rows say, None when there are none, and where in it each row stands."""
    parts: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        parts.setdefault(row.group or str(index), []).append(index)
    trees: list[Plain] = []
    paths: dict[int, KeyPath] = {}
    for place, members in enumerate(parts.values()):
        leaves = [rows[index].leaf() for index in members]
        trees.append({"any": leaves} if len(leaves) > 1 else leaves[0])
        outer: KeyPath = ("all", place) if len(parts) > 1 else ()
        for number, index in enumerate(members):
            paths[index] = (*outer, "any", number) if len(leaves) > 1 else outer
    if not trees:
        return None, []
    whole = {"all": trees} if len(trees) > 1 else trees[0]
    return whole, [paths[index] for index in range(len(rows))]
