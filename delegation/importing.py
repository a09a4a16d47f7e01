"""Taking a delegation-order/1 file into the database, as a draft first and then adopted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from accounts import tracked
from accounts.models import User
from delegation import orders, values
from delegation.formats import Source
from delegation.models import Board, DelegationOrder, OrderState, Organisation, Position, RulePoint
from delegation.terms import Order

# What the order's row and its points hold themselves; the rest of the file is its vocabulary.
_IN_ROWS = ("format", "order", "points")


@transaction.atomic
def store(source: Source) -> DelegationOrder:
    """The file as a draft version of its board's order. The board is made when new.

    Raises FormatError when the file is broken or does not go together with the versions that are adopted.
    """
    checked, data = orders.build(source), orders.plain(source)
    board = _board(data["board"])
    orders.family([*_adopted(board), checked])
    head = data["order"]
    given = {"adopted_on": date.fromisoformat(head["adopted_on"]), "adopted_in": head["adopted_in"]}
    return create(board, data, why="Inläst från fil", **given)


def create(
    board: Board, data: dict[str, Any], *, by: User | None = None, why: str, **given: Any
) -> DelegationOrder:
    """The rows of a draft from delegation-order/1 in JSON types, which must be checked already."""
    head = data["order"]
    order = DelegationOrder(
        board=board,
        title=head["title"],
        version=head["version"],
        valid_from=date.fromisoformat(head["valid_from"]),
        valid_to=values.day_or_none(head.get("valid_to")),
        vocabulary=vocabulary(data),
        **given,
    )
    tracked.save(order, by, why)
    for place, point in enumerate(data["points"], start=1):
        tracked.save(RulePoint(order=order, place=place, **columns(point)), by, why)
    return order


def vocabulary(data: dict[str, Any]) -> dict[str, Any]:
    """What the order's own row keeps of the file."""
    return {key: value for key, value in data.items() if key not in _IN_ROWS}


def columns(point: dict[str, Any]) -> dict[str, Any]:
    """A point of the file as its row's columns."""
    rule = {key: value for key, value in point.items() if key not in ("number", "title")}
    return {"number": point["number"], "title": point["title"], "rule": rule}


@transaction.atomic
def adopt(
    order: DelegationOrder, *, by: User | None = None, why: str = "Antagen", **given: Any
) -> DelegationOrder:
    """Mark the version as adopted, as its `adopted_in` says. From now on the database keeps it unchanged.

    Columns in `given` are set with it, and its positions can then be held. Raises FormatError when the order
    is unfinished or does not go together with the versions that are adopted. The board is locked: of two
    that overlap, the second is refused.
    """
    order = DelegationOrder.objects.select_for_update(no_key=True, of=("self",)).get(pk=order.pk)
    board = order.board.locked()
    for name, value in given.items():
        setattr(order, name, value)
    orders.family([*_adopted(board), orders.from_plain(order.as_plain(), str(order))])
    for key, row in order.vocabulary["positions"].items():
        if row.get("body"):
            continue  # nobody holds a committee
        position = board.positions.filter(key=key).first() or Position(board=board, key=key)
        if position.title != row["title"]:
            position.title = row["title"]
            tracked.save(position, by, f"Enligt version {order.version}")
    order.state = OrderState.ADOPTED
    tracked.save(order, by, why)
    return order


def _adopted(board: Board) -> list[Order]:
    rows = board.orders.filter(state=OrderState.ADOPTED).prefetch_related("points")
    return [orders.from_plain(row.as_plain(), str(row)) for row in rows]


def _board(data: dict[str, str]) -> Board:
    organisation, _ = Organisation.objects.get_or_create(name=data["organisation"])
    board, _ = Board.objects.get_or_create(
        code=data["code"], defaults={"name": data["name"], "organisation": organisation}
    )
    return board
