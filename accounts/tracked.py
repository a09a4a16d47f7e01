"""Rows with a history: saved and deleted by someone, for a reason, and told apart by revision."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.models import User


def save(
    row: models.Model, by: User | None = None, why: str = "", *, fields: list[str] | None = None
) -> None:
    """Save the row with its author and the reason in its history; only the given fields of an old one."""
    _sign(row, by, why)
    row.save(update_fields=fields)


def delete(row: models.Model, by: User | None = None, why: str = "") -> None:
    """Delete the row. Its history stays, and says who did it and why."""
    _sign(row, by, why)
    row.delete()


def revision(row: Any) -> int:
    """Which revision of the row this is: the number of its latest history."""
    return int(row.history.latest("history_id").history_id)


def _sign(row: Any, by: User | None, why: str) -> None:
    if by is not None:
        row._history_user = by
    row._change_reason = why or None  # what the same object said at its last save is not said again
