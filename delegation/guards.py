"""What the database refuses to change in delegation orders."""

from django.db.models import Model

from accounts.models import BoardRole, User
from delegation.immutability import Refusal, frozen
from delegation.models import (
    Absence,
    Appointment,
    Board,
    DelegationOrder,
    Logo,
    Organisation,
    Position,
    RulePoint,
    Subdelegation,
)

_ORDER_ADOPTED = (
    "EXISTS (SELECT 1 FROM delegation_delegationorder AS parent "
    "WHERE parent.id = {row}.order_id AND parent.state = 'adopted')"
)
# Another adopted version of the board that has a last day of its own on or after the first day of the later.
_OVERLAPS = (
    "NEW.state = 'adopted' AND EXISTS (SELECT 1 FROM delegation_delegationorder AS other "
    "WHERE other.board_id = NEW.board_id AND other.state = 'adopted'{other_row} AND ("
    "(other.valid_from <= NEW.valid_from AND other.valid_to >= NEW.valid_from) OR "
    "(NEW.valid_from <= other.valid_from AND NEW.valid_to >= other.valid_from)))"
)


def refusals() -> list[Refusal]:
    """An adopted order and its points are immutable; history is only ever added to."""
    found = _never_overlapping()
    found += frozen(DelegationOrder, when="{row}.state = 'adopted'")
    found += frozen(RulePoint, when=_ORDER_ADOPTED, sealed=True)
    # The log names people by their user names; orders and verdicts name positions and boards by their keys.
    found += _fixed(User, "username") + _fixed(Position, "key", "board_id") + _fixed(Board, "code")
    # The history of a profile names the mark that its documents had.
    found += frozen(Logo)
    # What a decision once rested on is ended or corrected, with its history, and never taken away.
    found += [row for row in frozen(Appointment) + frozen(Subdelegation) if row.event == "DELETE"]
    for model in (
        User,
        BoardRole,
        Organisation,
        Board,
        Position,
        Appointment,
        Absence,
        Subdelegation,
        DelegationOrder,
        RulePoint,
    ):
        found += frozen(model.history.model)
    return found


def _fixed(model: type[Model], *columns: str) -> list[Refusal]:
    """These columns of a row never change; the others may."""
    free = [str(field.column) for field in model._meta.concrete_fields if field.column not in columns]
    return [row for row in frozen(model, free=free) if row.event == "UPDATE"]


def _never_overlapping() -> list[Refusal]:
    """A version begins as a draft, and two adopted ones of a board are never in force on the same day."""
    table = DelegationOrder._meta.db_table
    message = f"{table}: versionen överlappar en annan antagen version"
    # A row that is being inserted is not in the table yet, and on SQLite has no id.
    return [
        Refusal(table, "INSERT", "born", "NEW.state <> 'draft'", f"{table}: en version börjar som utkast"),
        Refusal(table, "INSERT", "lap", _OVERLAPS.format(other_row=""), message),
        Refusal(table, "UPDATE", "lap", _OVERLAPS.format(other_row=" AND other.id <> NEW.id"), message),
    ]
