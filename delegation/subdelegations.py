"""What a subdelegation must fulfil to give power (KL 7:6): the engine and Bemanning ask the same. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from delegation.terms import Order, Point, Subdelegation
from delegation.words import in_sentence, sentence


def unlawful(row: Subdelegation, order: Order, point: Point) -> Iterator[tuple[str, str]]:
    """What KL 7:6 does not allow in the row: each thing with the key of the row that it concerns."""
    if not point.may_be_subdelegated:
        yield "point", f"Punkt {point.number} får inte vidaredelegeras."
    giver = order.positions.get(row.from_position)
    if giver is None or not giver.head_of_administration:
        name = in_sentence(giver.title) if giver else f"”{row.from_position}”"
        yield "from_position", f"Bara en förvaltningschef får vidaredelegera, och {name} är inte det."
    elif all(delegate.position != row.from_position for delegate in point.delegates):
        text = f"{giver.title} är inte delegat i punkt {point.number} och kan därför inte vidaredelegera den."
        yield "from_position", text
    receiver = order.positions.get(row.to_position)
    if receiver is None:
        yield (
            "to_position",
            f"Version {order.version} har inte befattningen som har fått uppdraget.",
        )
    elif receiver.elected or receiver.body:
        what = "ett utskott" if receiver.body else "förtroendevald"
        yield "to_position", f"{sentence(receiver.title)} är {what} och kan inte få vidaredelegation."


def fault_in(row: Subdelegation, order: Order, point: Point, made_in: str | None, day: date) -> str:
    """Why the row gives no power under the point on `day`; empty when it does.

    `made_in` is the version that numbers the row's point, `order` the one in force.
    """
    for _, text in unlawful(row, order, point):
        return text
    if not row.covers(day):
        return f"Vidaredelegationen gällde inte {day.isoformat()}."
    if not _lives_on(row, order, point, made_in):
        return f"Vidaredelegationen gäller punkt {row.point} i en annan version av ordningen."
    return ""


def fault_under(row: Subdelegation, order: Order, made_in: str, day: date) -> str:
    """Why the row gives no power under any point of the version on `day`; empty when it does under one."""
    points = [point for point in order.points if _lives_on(row, order, point, made_in)]
    alive = [point for point in points if point.covers(day)]
    if not points:
        return f"Ingen punkt i version {order.version} anges motsvara punkt {row.point} i version {made_in}."
    if not alive:
        return f"Punkt {points[0].number} gäller inte {day.isoformat()}."
    faults = [fault_in(row, order, point, made_in, day) for point in alive]
    return "" if "" in faults else faults[0]


def _lives_on(row: Subdelegation, order: Order, point: Point, made_in: str | None) -> bool:
    """Is the point the row's own, or one that says that it formerly was?"""
    is_here = made_in == order.version and row.point == point.number
    return is_here or f"{made_in}/{row.point}" in point.formerly
