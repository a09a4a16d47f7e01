"""Taking a delegation-order/1 file into the database, as a draft first and then adopted."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from delegation import orders, values
from delegation.formats import Source
from delegation.models import Board, DelegationOrder, OrderState, Organisation, Position, RulePoint

# What the order's row and its points hold themselves; the rest of the file is its vocabulary.
_IN_ROWS = ("format", "order", "points")


@transaction.atomic
def store(source: Source) -> DelegationOrder:
    """The file as a draft version of its board's order. The board and its positions are made when new.

    Raises FormatError when the file is broken or does not go together with the versions that are there.
    """
    checked, data = orders.build(source), orders.plain(source)
    board = _board(data["board"])
    others = [orders.from_plain(row.as_plain(), str(row)) for row in board.orders.all()]
    orders.family([*others, checked])
    for key, row in data["positions"].items():
        Position.objects.update_or_create(board=board, key=key, defaults={"title": row["title"]})
    head = data["order"]
    order = DelegationOrder.objects.create(
        board=board,
        title=head["title"],
        version=head["version"],
        adopted_on=date.fromisoformat(head["adopted_on"]),
        adopted_in=head["adopted_in"],
        valid_from=date.fromisoformat(head["valid_from"]),
        valid_to=values.day_or_none(head.get("valid_to")),
        vocabulary={key: value for key, value in data.items() if key not in _IN_ROWS},
    )
    for place, point in enumerate(data["points"], start=1):
        rule = {key: value for key, value in point.items() if key not in ("number", "title")}
        RulePoint.objects.create(
            order=order, place=place, number=point["number"], title=point["title"], rule=rule
        )
    return order


@transaction.atomic
def adopt(order: DelegationOrder) -> DelegationOrder:
    """Mark the version as adopted, as its `adopted_in` says. From now on the database keeps it unchanged."""
    order = DelegationOrder.objects.select_for_update(no_key=True, of=("self",)).get(pk=order.pk)
    order.state = OrderState.ADOPTED
    order.save(update_fields=["state"])
    return order


def _board(data: dict[str, str]) -> Board:
    organisation, _ = Organisation.objects.get_or_create(name=data["organisation"])
    board, _ = Board.objects.get_or_create(
        code=data["code"], defaults={"name": data["name"], "organisation": organisation}
    )
    return board
