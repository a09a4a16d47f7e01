"""What has been done to a version: who, when and what, from the history of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from delegation.models import DelegationOrder, RulePoint


@dataclass(frozen=True)
class Change:
    at: datetime
    who: str
    what: str


def changes(order: DelegationOrder, limit: int) -> list[Change]:
    """The latest changes of the version and its points, latest first. A reason is in the history of each."""
    histories = (order.history.all(), RulePoint.history.filter(order_id=order.pk))
    found = []
    for rows in histories:
        told = rows.exclude(history_change_reason=None).exclude(history_change_reason="")
        found += list(told.select_related("history_user").order_by("-history_id")[:limit])
    latest = sorted(found, key=lambda row: row.history_date, reverse=True)[:limit]
    return [
        Change(row.history_date, str(row.history_user or ""), row.history_change_reason) for row in latest
    ]
