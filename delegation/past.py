"""What a row has said before: each change with its moment, who made it, why, and the words that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import models

# The reasons that the commands leave in the history, as a reader of the page meets them.
_BY_COMMAND = {name: f"med kommandot {name}" for name in ("appoint", "absent", "subdelegate")}


@dataclass(frozen=True, slots=True)
class Changed:
    """One field, in words before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One moment in the row's history. Without changes it is the first."""

    moment: datetime
    by: str
    why: str
    changes: tuple[Changed, ...]
    is_first: bool


def versions(row: Any) -> list[Version]:
    """The history of a tracked row, the latest first."""
    records = list(row.history.select_related("history_user").order_by("-history_id"))
    return [
        Version(
            moment=record.history_date,
            by=str(record.history_user or ""),
            why=_BY_COMMAND.get(record.history_change_reason, record.history_change_reason or ""),
            changes=_changes(row, record, earlier),
            is_first=earlier is None,
        )
        for record, earlier in pairwise([*records, None])
    ]


def _changes(row: models.Model, record: Any, earlier: Any) -> tuple[Changed, ...]:
    if earlier is None:
        return ()
    delta = record.diff_against(earlier, foreign_keys_are_objs=True)
    return tuple(_changed(row, change) for change in delta.changes)


def _changed(row: models.Model, change: Any) -> Changed:
    field: Any = row._meta.get_field(change.field)
    names: Sequence[tuple[Any, Any]] = field.flatchoices
    words = {key: str(label) for key, label in names}
    before, after = (words.get(value, _said(value)) for value in (change.old, change.new))
    return Changed(str(field.verbose_name), before, after)


def _said(value: Any) -> str:
    """The value in words; what points at no row is empty, though the library has an object for it."""
    return "" if getattr(value, "pk", value) is None else str(value or "")
