"""What the database refuses to change in delegation orders."""

from accounts.models import BoardRole, User
from delegation.immutability import Refusal, frozen
from delegation.models import (
    Absence,
    Appointment,
    Board,
    DelegationOrder,
    Organisation,
    Position,
    RulePoint,
    Subdelegation,
)

_ORDER_ADOPTED = (
    "EXISTS (SELECT 1 FROM delegation_delegationorder AS parent "
    "WHERE parent.id = {row}.order_id AND parent.state = 'adopted')"
)


def refusals() -> list[Refusal]:
    """An adopted order and its points are immutable; history is only ever added to."""
    found = frozen(DelegationOrder, when="{row}.state = 'adopted'")
    found += frozen(RulePoint, when=_ORDER_ADOPTED, sealed=True)
    # The log names people by their user names.
    free = [str(field.column) for field in User._meta.concrete_fields if field.column != "username"]
    found += [row for row in frozen(User, free=free) if row.event == "UPDATE"]
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
