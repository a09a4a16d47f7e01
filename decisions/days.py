"""The calendar that decisions are dated by: days in Europe/Stockholm, both ends of an interval included."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def day_of(moment: datetime) -> date:
    """The calendar day in Stockholm at `moment`, which must carry its time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no day")
    return moment.astimezone(STOCKHOLM).date()
