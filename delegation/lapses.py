"""What gives no power though its days are not over: a version of the order has no room for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from delegation import authority, terms
from delegation.models import Appointment, Board, DelegationOrder, Subdelegation
from delegation.subdelegations import fault_under
from delegation.versions import Versions, compiled


def plain(row: Subdelegation) -> terms.Subdelegation:
    """The row as the engine reads it."""
    return terms.Subdelegation(
        point=row.point,
        from_position=row.from_position.key,
        to_position=row.to_position.key,
        starts=row.starts_on,
        ends=row.ends_on,
        version=row.order.version,
    )


def lapses(board: Board, rows: Iterable[Subdelegation], today: date) -> dict[int, str]:
    """By id, why a row gives no power on some day from today on; the others are left out.

    Versions that are adopted but not yet in force count from their first day.
    """
    versions = compiled([authority.read(row) for row in authority.adopted(board)])
    told = {row.pk: _told(row, versions, today) for row in rows}
    return {pk: text for pk, text in told.items() if text}


def _told(row: Subdelegation, versions: Versions, today: date) -> str:
    first, last = max(row.starts_on, today), row.ends_on
    if versions.in_force(first) is None:
        return f"Gäller inte: ingen version av delegationsordningen gäller {first}."
    for order, ends in versions.rows:
        begins = max(first, order.valid_from, order.adopted_on)
        if any(day is not None and day < begins for day in (ends, last)):
            continue
        if fault := fault_under(plain(row), order, row.order.version, begins):
            since = "" if begins == first else f", från och med {begins}"
            return f"Gäller inte under version {order.version}{since}: {fault}"
    return ""


@dataclass(frozen=True)
class Falling:
    """What is on record when a version begins and gives no power under it."""

    subdelegations: tuple[tuple[Subdelegation, str], ...]  # each with the reason
    appointments: tuple[Appointment, ...]  # to positions that the version does not have

    def __bool__(self) -> bool:
        return bool(self.subdelegations or self.appointments)


def falling(draft: DelegationOrder) -> Falling:
    """What will give no power under the draft, if it is adopted with the days that it has now."""
    order, board = authority.read(draft), draft.board
    given = Subdelegation.objects.filter(order__board=board).exclude(ends_on__lt=draft.valid_from)
    held = Appointment.objects.filter(position__board=board).exclude(ends_on__lt=draft.valid_from)
    if draft.valid_to:
        given, held = (rows.exclude(starts_on__gt=draft.valid_to) for rows in (given, held))
    given = given.select_related("order", "from_position", "to_position").order_by("point", "starts_on", "pk")
    gone = held.exclude(position__key__in=order.positions).select_related("person", "position")
    faults = [
        (row, fault_under(plain(row), order, row.order.version, max(row.starts_on, draft.valid_from)))
        for row in given
    ]
    return Falling(
        tuple((row, fault) for row, fault in faults if fault),
        tuple(gone.order_by("position__key", "starts_on", "pk")),
    )
