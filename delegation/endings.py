"""When the time in which someone holds a position runs out, so that it is told before it has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet

from accounts.models import User
from delegation.models import Appointment, Board, Kind, Period, Subdelegation

# So many days ahead it is told that a time runs out: enough for a new decision on who is to follow.
WARNED = timedelta(days=14)
_DAY = timedelta(days=1)


def endings(board: Board, today: date) -> list[Appointment]:
    """Acting and stand-in appointments whose last day is today or within `WARNED`, the first to end first.

    One that the same person's next appointment to the same position and unit takes over from is left out.
    """
    rows = list(_appointments(board, today))
    ending = [
        row
        for row in rows
        if row.kind != Kind.ORDINARY
        and row.starts_on <= today
        and runs_out(row.ends_on, today)
        and held_until(_alike(row, rows), today) == row.ends_on
    ]
    return sorted(ending, key=lambda row: (row.ends_on, row.pk))


def ends(board: Board, person: User, position: str, day: date) -> date | None:
    """The last day of the unbroken time in which `person` holds the position (by its key), from `day` on.

    None is until further notice; a day before `day` when they do not hold it then.
    """
    return held_until(_appointments(board, day).filter(person=person, position__key=position), day)


def passed_on_until(board: Board, point: str, position: str, day: date) -> date | None:
    """The same for the point's subdelegation to the position."""
    rows = Subdelegation.objects.filter(order__board=board, point=point, to_position__key=position)
    return held_until(rows.exclude(ends_on__lt=day), day)


def runs_out(last: date | None, today: date) -> bool:
    """Is `last` to come, and so near that it is to be told?"""
    return last is not None and today <= last <= today + WARNED


def held_until(rows: Iterable[Period], day: date) -> date | None:
    """The last day of the unbroken time from `day` on that the rows cover together; None: without end."""
    last = day - _DAY
    for row in sorted(rows, key=lambda row: row.starts_on):
        if row.starts_on > last + _DAY:
            break
        if row.ends_on is None:
            return None
        last = max(last, row.ends_on)
    return last


def _appointments(board: Board, day: date) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(position__board=board).exclude(ends_on__lt=day)
    return rows.select_related("person", "position")


def _alike(row: Appointment, rows: Iterable[Appointment]) -> list[Appointment]:
    key = (row.person_id, row.position_id, row.unit)
    return [other for other in rows if (other.person_id, other.position_id, other.unit) == key]
