"""Who holds which position, who is away, and what is passed on: recording it, and putting it right.

Nothing is ever deleted. A row ends on its last day or is corrected, and its history keeps what it said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from accounts import tracked
from accounts.models import User
from accounts.permissions import Refused
from delegation import authority, lapses
from delegation.abilities import require
from delegation.models import Absence, Appointment, Board, Kind, Period, Subdelegation
from delegation.subdelegations import unlawful
from delegation.words import in_sentence

Row = Appointment | Absence | Subdelegation
_Fault = tuple[str, str]  # the field, and what is wrong with it


@transaction.atomic
def record(*, by: User, board: Board, row: Row) -> Row:
    """Keep a new row. Raises Refused, or ValidationError with every fault by field; then nothing is kept."""
    board = board.locked()
    require(by, ability(by, row), board)
    check(board, row)
    tracked.save(row, by)
    return row


@transaction.atomic
def correct(*, by: User, board: Board, row: Row, given: dict[str, Any], why: str, shown: int) -> Row:
    """Let the stored row say what is `given`, by field: another last day, or what was wrong from the start.

    `shown` is the revision that the user had before them. Raises as `record` does.
    """
    board = board.locked()
    stored: Row = type(row).objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    require(by, ability(by, stored), board)
    if tracked.revision(stored) != shown:
        raise Refused(
            "Någon annan har ändrat raden sedan du öppnade den. Din ändring är inte sparad. "
            "Läs vad som står nu och ändra igen om det behövs."
        )
    changed = {name for name, value in given.items() if getattr(stored, name) != value}
    is_shorter = _is_shorter(stored, given["ends_on"])
    for name, value in given.items():
        setattr(stored, name, value)
    require(by, ability(by, stored), board)
    if is_shorter and changed <= {"ends_on", "decided_in"}:
        stored.full_clean()  # what should never have been recorded can always be ended
    else:
        check(board, stored)
    tracked.save(stored, by, why)
    return stored


def ability(user: User, row: Row) -> str:
    """The act of the abilities' table that recording `row` is to `user`: one's own absence is one's own."""
    if isinstance(row, Absence):
        return "record_own_absence" if row.person_id == user.pk else "record_absence"
    return "appoint" if isinstance(row, Appointment) else "subdelegate"


def check(board: Board, row: Row) -> None:
    """Raises ValidationError, with every fault by field, when the row cannot stand at the board."""
    faults: dict[str, Any] = {}
    try:
        row.full_clean()
    except ValidationError as error:
        faults = dict(error.update_error_dict(faults))
    for field, text in _faults(board, row):
        faults.setdefault(field, []).append(ValidationError(text))
    if faults:
        raise ValidationError(faults)


def _is_shorter(row: Row, ends_on: date | None) -> bool:
    return ends_on is not None and (row.ends_on is None or ends_on < row.ends_on)


# --- what makes a row fit to stand ---------------------------------------------------------------------


def _faults(board: Board, row: Row) -> Iterator[_Fault]:
    match row:
        case Appointment():
            yield from _of_appointment(board, row)
        case Absence():
            yield from _of_absence(board, row)
        case Subdelegation():
            yield from _of_subdelegation(board, row)


def _of_appointment(board: Board, row: Appointment) -> Iterator[_Fault]:
    if row.position.board_id != board.pk:
        yield "position", f"Befattningen hör till en annan nämnd än {board}. Välj en befattning i listan."
    if row.kind == Kind.ACTING and row.ends_on is None:
        yield "ends_on", "Den som är tillförordnad är det för en tid. Ange sista dagen."
    if row.kind == Kind.ORDINARY:
        same = {"person": row.person, "position": row.position, "unit": row.unit, "kind": row.kind}
        for other in _overlapping(row, **same):
            yield (
                "starts_on",
                f"{row.person} är redan ordinarie {in_sentence(row.position.title)} {period(other)}. "
                "Avsluta det förordnandet först, eller ändra det.",
            )


def _of_absence(board: Board, row: Absence) -> Iterator[_Fault]:
    at_board = Q(board_roles__board=board) | Q(appointments__position__board=board)
    if not User.objects.filter(at_board, pk=row.person_id).exists():
        yield "person", f"{row.person} har varken roll eller befattning i {board}. Välj en person i listan."
    for other in _overlapping(row, person=row.person):
        yield "starts_on", f"{row.person} är redan frånvarande {period(other)}. Ändra den raden i stället."


def _of_subdelegation(board: Board, row: Subdelegation) -> Iterator[_Fault]:
    """Only a head of administration passes on, one step, to an employee, what the board lets be passed on.

    Source: KL 7:6.
    """
    if row.order.board_id != board.pk:
        yield "point", f"Punkten hör till en annan nämnd än {board}. Välj en punkt i listan."
        return
    order = authority.read(row.order)
    point = order.point(row.point)
    if point is None:
        yield "point", f"Version {order.version} har ingen punkt {row.point}. Välj en punkt i listan."
        return
    for field, text in unlawful(lapses.plain(row), order, point):
        yield field, f"{text} {_INSTEAD[field]}"
    yield from _of_giver(row)
    yield from _of_days(row)


# What to choose instead of what KL 7:6 does not allow.
_INSTEAD = {
    "point": "Välj en annan punkt.",
    "from_position": "Välj en förvaltningschef som själv är delegat i punkten (KL 7:6).",
    "to_position": "Välj en anställds befattning (KL 7:6).",
}


def _of_giver(row: Subdelegation) -> Iterator[_Fault]:
    title = in_sentence(row.from_position.title)
    held = Appointment.objects.filter(position=row.from_position, person=row.decided_by)
    if not held.on(row.starts_on).exists():
        yield (
            "decided_by",
            f"{row.decided_by} är inte {title} den {row.starts_on}, den första dagen. "
            "Välj den som har befattningen då, eller en annan första dag.",
        )
    if row.to_position == row.from_position:
        yield "to_position", "Den som vidaredelegerar har redan uppdraget. Välj en annan befattning."


def _of_days(row: Subdelegation) -> Iterator[_Fault]:
    current = authority.in_force(row.order.board, row.starts_on)
    if current is None or current.row != row.order:
        instead = f"version {current.row.version}" if current else "ingen version"
        yield (
            "starts_on",
            f"Den {row.starts_on} gäller {instead}, och punkten är vald i version {row.order.version}. "
            "Välj en annan dag eller en annan punkt.",
        )
    same = {"order": row.order, "point": row.point, "from_position": row.from_position}
    for other in _overlapping(row, to_position=row.to_position, **same):
        title = in_sentence(row.to_position.title)
        yield (
            "starts_on",
            f"Punkten är redan vidaredelegerad till {title} {period(other)}. Ändra den raden i stället.",
        )


def _overlapping(row: Period, **alike: Any) -> models.QuerySet[Any]:
    """Other rows of the same kind that say the same and share a day with this one."""
    rows = type(row)._default_manager.filter(**alike).exclude(pk=row.pk).exclude(ends_on__lt=row.starts_on)
    return rows.filter(starts_on__lte=row.ends_on) if row.ends_on else rows


def period(row: Period) -> str:
    first, last = row.starts_on, row.ends_on
    return f"från och med {first}" + (f" till och med {last}" if last else " tills vidare")
