"""What the analysis says: one finding, and how findings of several days become findings of periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from delegation.periods import Days


class Severity(StrEnum):
    """How bad it is. A fault can never work or is against the law; a warning is worth a look."""

    FAULT = "fel"
    WARNING = "varning"
    NOTE = "upplysning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the reader of an order should know, in Swedish.

    `witness` shows it: `decided_on`, `decision_type` and `facts` as in authority-question/1, in JSON types.
    Empty when no answers can show it.
    """

    kind: str  # overlap, gap, contradiction, parameter, undecided, forbidden, vacant, included or shape
    severity: Severity
    points: tuple[str, ...]
    text: str
    witness: dict[str, Any] = field(default_factory=dict, compare=False)


def over_time(found: Sequence[tuple[Days, Iterable[Finding]]]) -> list[Finding]:
    """Each finding once, with its days unless it holds in all the periods, which follow on each other."""
    periods: dict[Finding, list[int]] = {}
    for index, (_, findings) in enumerate(found):
        for finding in findings:
            periods.setdefault(finding, []).append(index)
    result = []
    for finding, indices in periods.items():
        for first, last in _runs(indices):
            days = found[first][0][0], found[last][0][1]
            whole = (first, last) == (0, len(found) - 1)
            text = finding.text if whole else f"{in_words(days)}: {finding.text}"
            result.append(replace(finding, text=text))
    return result


def _runs(indices: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for index in indices:
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def in_words(days: Days) -> str:
    starts, ends = days
    return f"Från och med {starts}" if ends is None else f"Från och med {starts} till och med {ends}"
