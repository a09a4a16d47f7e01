"""How long something has waited, in whole days, as a person would say it."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from decisions.days import day_of

register = template.Library()


@register.filter
def waited(since: date | datetime | None, today: date) -> str:
    """i dag, 1 dag, 12 dagar; empty without a day."""
    if since is None:
        return ""
    day = day_of(since) if isinstance(since, datetime) else since
    days = (today - day).days
    if days <= 0:
        return "i dag"
    return "1 dag" if days == 1 else f"{days} dagar"
