"""The days on which a board's adopted versions are in force, and the days on which none is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise, zip_longest

Days = tuple[date, date | None]  # first and last day, both included; None is until further notice
_ONE = timedelta(days=1)


def in_force(versions: Iterable[Days]) -> list[Days]:
    """Each version's days, oldest first. Without a last day it ends the day before the next one begins."""
    rows = sorted(versions, key=lambda days: days[0])
    found = []
    for (first, last), following in zip_longest(rows, rows[1:]):
        found.append((first, last or (following[0] - _ONE if following else None)))
    return found


def gaps(versions: Iterable[Days]) -> list[Days]:
    """Days after the first version's first day without any version in force; the last gap may be open."""
    rows = in_force(versions)
    found: list[Days] = [
        (last + _ONE, first - _ONE)
        for (_, last), (first, _) in pairwise(rows)
        if last is not None and last + _ONE < first
    ]
    if rows and (end := rows[-1][1]) is not None:
        found.append((end + _ONE, None))
    return found
