"""What the commands that keep the organisation, appointments, absences and subdelegations share."""

from __future__ import annotations

import shlex

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import models

from accounts import tracked, users
from delegation import staff
from delegation.models import Board, DelegationOrder, Organisation, Position

# What the documents print about the organisation. Each is an option of set_organisation.
PRINTED = ("address", "email", "court", "court_address", "court_of_appeal")
# What they print where there is any. These are options too.
ALSO_PRINTED = ("number", "phone", "web", "colour", "second_colour")


def position(code: str, key: str) -> Position:
    """The position of the board with that code. Raises CommandError, which names what there is."""
    board: Board = users.board(code)
    found = board.positions.filter(key=key).first()
    if found is None:
        known = ", ".join(board.positions.order_by("key").values_list("key", flat=True))
        raise CommandError(f"Befattningen ”{key}” finns inte. Inget är sparat. Befattningar: {known}.")
    return found


def order(code: str, version: str) -> DelegationOrder:
    """That version of the board's order. Raises CommandError, which names what there is."""
    board: Board = users.board(code)
    found = board.orders.filter(version=version).first()
    if found is None:
        known = ", ".join(board.orders.order_by("valid_from").values_list("version", flat=True))
        raise CommandError(f"Versionen ”{version}” finns inte. Inget är sparat. Versioner: {known}.")
    return found


def organisation(name: str) -> Organisation:
    """The organisation with that name. Raises CommandError, which names what there is."""
    found = Organisation.objects.filter(name=name).first()
    if found is None:
        names = Organisation.objects.order_by("name").values_list("name", flat=True)
        known = ", ".join(names) or "inga; läs in en delegationsordning med adopt_order"
        raise CommandError(f"Organisationen ”{name}” finns inte. Inget är sparat. Organisationer: {known}.")
    return found


def reminder(organisation: Organisation) -> str:
    """What the documents will lack, and the command that sets it. Empty when they lack nothing."""
    empty = [field for field in PRINTED if not getattr(organisation, field)]
    if not empty:
        return ""
    labels = {field.name: str(field.verbose_name) for field in Organisation._meta.fields}
    lacking = ", ".join(labels[field] for field in empty)
    options = " ".join(f"--{field.replace('_', '-')} …" for field in empty)
    return (
        f"{organisation} saknar uppgifter som ska stå i besluten: {lacking}.\n"
        f"Lägg in dem med: manage.py set_organisation {shlex.quote(organisation.name)} {options}"
    )


def save(row: models.Model, why: str) -> None:
    """Save the row with `why` in its history. Raises CommandError when its fields are not in order."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise _unfit(error) from error
    tracked.save(row, why=why)


def keep(board: Board, row: staff.Row, why: str) -> None:
    """Save a row that can stand at the board, with `why` in its history. Raises CommandError otherwise."""
    try:
        staff.check(board, row)
    except ValidationError as error:
        raise _unfit(error) from error
    tracked.save(row, why=why)


def _unfit(error: ValidationError) -> CommandError:
    return CommandError("Inget är sparat. " + " ".join(error.messages))
