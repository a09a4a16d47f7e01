"""Who may sign under each point on a day, in which capacity, and who would step in for them.

Only what follows from positions, absences, ranks, units and subdelegations is asked; what a point says of the
matter itself (conditions, caps, consultation, the limits of a single delegate) is left to the reader. Pure
values only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from delegation import holders
from delegation.holders import Seats
from delegation.terms import Absence, Answer, Delegate, Order, Point, Question
from delegation.versions import Versions

_STEPS_IN = ("substitute", "superior")


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who may sign, and as what."""

    person: str
    capacity: str
    position: str
    unit: str | None  # the only unit whose matters they sign; None: all
    is_away: bool  # may still decide, which the engine notes


@dataclass(frozen=True, slots=True)
class Signers:
    """One point, or none for what cannot await the board (KL 6:39)."""

    point: Point | None
    now: tuple[Signer, ...]
    stepping_in: tuple[Signer, ...]  # when those before them are away, the first in rank first


def signers(versions: Versions, rows: Question) -> list[Signers]:
    """Point by point of the version in force on the day of `rows`, which gives the rows and no decider."""
    order = versions.in_force(rows.decided_on)
    if order is None:
        return []
    found = [_under(versions, order, point, rows) for point in order.points if point.covers(rows.decided_on)]
    return [*_when_urgent(order, rows), *found]


def _under(versions: Versions, order: Order, point: Point, rows: Question) -> Signers:
    unlimited = replace(point, delegates=tuple(Delegate(row.position) for row in point.delegates))
    now, stepping_in = [], []
    for asked in _asked(order, point, rows):
        if signer := _as_things_are(versions, order, unlimited, asked):
            now.append(signer)
        elif signer := _if_alone(versions, order, unlimited, asked):
            stepping_in.append(signer)
    rank = {key: place for place, key in enumerate(point.substitutes)}
    stepping_in.sort(key=lambda row: rank.get(row.position, len(rank)))
    return Signers(point, tuple(now), tuple(stepping_in))


def _asked(order: Order, point: Point, rows: Question) -> Iterator[Question]:
    """The question of everyone who holds a position that the point could give power to, unit by unit."""
    positions = {row.position for row in point.delegates} | set(point.substitutes)
    positions |= {order.positions[row.position].superior or "" for row in point.delegates}
    positions |= {row.to_position for row in rows.subdelegations or ()}
    concerned = [row for row in Seats(order, rows).rows if row.position in positions]
    units = sorted({row.unit for row in concerned if row.unit}) if point.own_unit else [None]
    for person in dict.fromkeys(row.person for row in concerned):
        for unit in units:
            yield replace(rows, point=point.number, decider=person, unit=unit)


def _as_things_are(versions: Versions, order: Order, point: Point, asked: Question) -> Signer | None:
    seats = Seats(order, asked)
    way = holders.authority(versions, seats, point, asked).way
    return _signer(way, asked, seats) if way.answer is Answer.PASS else None


def _if_alone(versions: Versions, order: Order, point: Point, asked: Question) -> Signer | None:
    """Would they sign if everyone else were away?"""
    others = {row.person for row in asked.appointments or () if row.person != asked.decider}
    absences = tuple(Absence(person, asked.decided_on) for person in sorted(others))
    alone = replace(asked, absences=absences)
    way = holders.authority(versions, Seats(order, alone), point, alone).way
    if way.answer is not Answer.PASS or way.capacity not in _STEPS_IN:
        return None
    return _signer(way, asked, Seats(order, asked))


def _signer(way: holders.Way, asked: Question, seats: Seats) -> Signer:
    assert asked.decider is not None
    assert way.capacity is not None
    assert way.position is not None
    is_away = asked.decider in (seats.absent or frozenset())
    return Signer(asked.decider, way.capacity, way.position, asked.unit, is_away)


def _when_urgent(order: Order, rows: Question) -> list[Signers]:
    if not order.urgent_decisions:
        return []
    seats, now = Seats(order, rows), []
    for person in dict.fromkeys(row.person for row in seats.rows):
        asked = replace(rows, decider=person, attested={"urgent": True})
        way = holders.urgent(order, seats, asked)
        if way and way.answer is Answer.PASS:
            now.append(_signer(way, asked, seats))
    return [Signers(None, tuple(now), ())]
