"""Who holds which position on the day, and what that lets the decider do under a point. Pure values only.

A person may come to a decision in several ways, tried in this order: as holder of a delegate position, as
substitute, by subdelegation, as superior. The first way that holds is the capacity they decide in. Each way
answers pass, fail or unknown; a way that nobody can judge for want of an answer is unknown, never fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from delegation import conditions
from delegation.subdelegations import fault_in
from delegation.terms import Answer, Appointment, Check, Delegate, Order, Point, Question, Subdelegation
from delegation.versions import Versions
from delegation.words import listed, sentence

PASS, FAIL, UNKNOWN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN
_LIMIT = {
    PASS: "Gränsen i punkten är uppfylld",
    FAIL: "Gränsen i punkten är inte uppfylld",
    UNKNOWN: "Det går inte att avgöra om gränsen i punkten är uppfylld",
}
KINDS = ("ordinary", "acting", "stand_in")
KIND_WORDS = {"ordinary": "ordinarie", "acting": "tillförordnad", "stand_in": "tjänstförrättande"}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the decision, and whether it holds."""

    answer: Answer
    reason: str
    capacity: str | None = None
    position: str | None = None
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    subdelegation: Subdelegation | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    """What all ways come to for the decider under a point."""

    way: Way  # the first that holds; else the answer of them all
    limits: tuple[Check, ...] = ()  # the delegates' own conditions that were tried
    used: tuple[Subdelegation, ...] = ()  # the valid subdelegations, when it is by them that the decider acts
    fault: str = ""  # why no subdelegation is valid, when the decider has nothing else to rest on


NOBODY = Authority(Way(UNKNOWN, "Kan inte prövas utan en punkt som gäller."))


_UNIT_OPEN = Way(
    UNKNOWN,
    "Punkten gäller inom den egna enheten, och vilken enhet ärendet hör till är inte angivet.",
    missing=("unit",),
)


class Seats:
    """Who sits where on the day of the question. Positions that the order does not know give nothing."""

    def __init__(self, order: Order, question: Question) -> None:
        day = question.decided_on
        self.order, self.question = order, question
        self.rows = tuple(
            row
            for row in question.appointments or ()
            if row.covers(day) and row.position in order.positions and not order.positions[row.position].body
        )
        self.absent = (
            None
            if question.absences is None
            else frozenset(row.person for row in question.absences if row.covers(day))
        )

    def counted(self, point: Point) -> tuple[Appointment, ...]:
        """The appointments that count under the point: all, or those of the question's own unit."""
        if not point.own_unit or self.question.unit is None:
            return self.rows
        return tuple(row for row in self.rows if row.unit == self.question.unit)

    def all_away(self, positions: Iterable[str], rows: Sequence[Appointment]) -> Answer:
        """Is every holder of the positions absent? A vacant position counts as absent."""
        wanted = set(positions)
        persons = {row.person for row in rows if row.position in wanted}
        if not persons:
            return PASS
        if self.absent is None:
            return UNKNOWN
        return PASS if persons <= self.absent else FAIL


def held_by(person: str | None, rows: Sequence[Appointment]) -> dict[str, set[str]]:
    """Position → the kinds in which `person` holds it."""
    held: dict[str, set[str]] = {}
    for row in rows:
        if row.person == person:
            held.setdefault(row.position, set()).add(row.kind)
    return held


def authority(versions: Versions, seats: Seats, point: Point, question: Question) -> Authority:
    """May the decider act under the point, and as what? (KL 6:37, 7:5–6.)"""
    missing = tuple(name for name in ("decider", "appointments") if getattr(question, name) is None)
    if missing:
        return Authority(Way(UNKNOWN, _not_given(missing), missing=missing))
    return _Decider(versions, seats, point, question).authority()


def _not_given(missing: Sequence[str]) -> str:
    who = "Vem som ska besluta är inte angivet." if "decider" in missing else ""
    holders = "Vilka som har befattningarna är inte angivet." if "appointments" in missing else ""
    return " ".join(filter(None, [who, holders]))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The subdelegations of the point to a position that the decider holds."""

    valid: tuple[Subdelegation, ...] = ()
    faults: tuple[str, ...] = ()


class _Decider:
    """One person under one point on one day."""

    def __init__(self, versions: Versions, seats: Seats, point: Point, question: Question) -> None:
        self.versions, self.seats, self.point, self.question = versions, seats, point, question
        self.order = seats.order
        self.rows = seats.counted(point)
        self.held = held_by(question.decider, self.rows)
        self.limits: dict[str, Check] = {}  # by delegate position, as they are tried
        # Nobody holds a committee: it is never away, so nobody steps in for it.
        self.delegates = [row for row in point.delegates if not self.order.positions[row.position].body]

    @property
    def unit_is_unknown(self) -> bool:
        return self.point.own_unit and self.question.unit is None

    def authority(self) -> Authority:
        own = [*self.as_delegate(), *self.as_substitute()]
        superior, given = list(self.as_superior()), self.subdelegations()
        through = list(self.as_subdelegate(given))
        way = _first([*own, *through, *superior]) or Way(FAIL, self.why_not())
        used = [row.subdelegation for row in through if row.answer is PASS and row.subdelegation]
        fault = given.faults[0] if given.faults and not given.valid and way.answer is FAIL else ""
        acts_by_it = way.capacity == "subdelegate"
        return Authority(way, self.told_limits(), tuple(used) if acts_by_it else (), fault)

    # --- the ways --------------------------------------------------------------------------------------

    def as_delegate(self) -> Iterator[Way]:
        for kind in KINDS:
            for delegate in self.point.delegates:
                if kind not in self.held.get(delegate.position, ()):
                    continue
                title = self.title(delegate.position)
                reason = f"Beslutsfattaren är {KIND_WORDS[kind]} {title} och delegat i punkten."
                way = Way(PASS, reason, kind, delegate.position, self.delegate_notes(kind, delegate.position))
                yield self.within_unit(self.within_limits(way, [delegate]))

    def as_substitute(self) -> Iterator[Way]:
        delegates = [delegate.position for delegate in self.delegates]
        for place, key in enumerate(self.point.substitutes):
            if key not in self.held:
                continue
            if self.unit_is_unknown:  # whose absence matters is not known then
                yield _UNIT_OPEN
                continue
            before = [*delegates, *(self.point.substitutes[:place] if self.point.ranked else ())]
            way = self.steps_in("substitute", key, before)
            yield self.within_unit(self.within_limits(way, self.delegates))

    def as_subdelegate(self, given: _Rows) -> Iterator[Way]:
        for row in given.valid:
            giver = [delegate for delegate in self.point.delegates if delegate.position == row.from_position]
            reason = (
                f"{sentence(self.title(row.from_position))} har vidaredelegerat punkt {self.point.number} "
                f"till {self.title(row.to_position)}."
            )
            notes = self.absence_note(row.to_position)
            way = Way(PASS, reason, "subdelegate", row.to_position, notes, subdelegation=row)
            yield self.within_unit(self.within_limits(way, giver))
        employed = any(not self.order.positions[key].elected for key in self.held)
        if self.question.subdelegations is None and self.point.may_be_subdelegated and employed:
            reason = "Det är inte angivet om punkten är vidaredelegerad till beslutsfattaren."
            yield Way(UNKNOWN, reason, missing=("subdelegations",))

    def as_superior(self) -> Iterator[Way]:
        """The superior of a delegate. Who heads another unit is not above this one; who has none may be."""
        if self.point.superiors == "never":
            return
        for delegate in self.delegates:
            superior = self.order.positions[delegate.position].superior
            units = [
                row.unit
                for row in self.seats.rows
                if (row.person, row.position) == (self.question.decider, superior)
            ]
            if superior is None or not units:
                continue
            if self.point.own_unit and None not in units and self.question.unit not in units:
                if self.question.unit is None:
                    yield _UNIT_OPEN
                continue
            reason = (
                f"Beslutsfattaren är {self.title(superior)}, överordnad {self.title(delegate.position)}, "
                "och får enligt ordningen besluta i dennes ställe."
            )
            way = Way(PASS, reason, "superior", superior, self.absence_note(superior))
            if self.point.superiors == "when_absent":
                way = self.steps_in("superior", superior, [row.position for row in self.delegates])
            yield self.within_limits(way, [delegate])

    # --- what limits a way -----------------------------------------------------------------------------

    def steps_in(self, capacity: str, key: str, before: Sequence[str]) -> Way:
        """Someone who may decide only while every holder of the positions `before` is away."""
        who = "överordnad" if capacity == "superior" else "ersättare"
        if not self.delegates:
            body = self.title(self.point.delegates[0].position)
            return Way(FAIL, f"I punkten beslutar {body}, och ingen enskild går in i dess ställe.")
        names = listed((self.title(position) for position in before), "och")
        away = self.seats.all_away(before, self.rows)
        if away is not PASS and capacity == "superior" and self.unit_is_unknown:
            return _UNIT_OPEN
        if away is UNKNOWN:
            return Way(UNKNOWN, f"Det är inte angivet om {names} är frånvarande.", missing=("absences",))
        if away is FAIL:
            present = [position for position in dict.fromkeys(before) if self.is_there(position)]
            names = listed((self.title(position) for position in present), "och")
            return Way(FAIL, f"Beslutsfattaren är {who}, men {names} är inte frånvarande den dagen.")
        taken = {row.position for row in self.rows}
        vacant = [position for position in dict.fromkeys(before) if position not in taken]
        notes = tuple(f"{sentence(self.title(position))} är vakant." for position in vacant)
        absent = [position for position in dict.fromkeys(before) if position in taken]
        why = [
            f"{listed((self.title(position) for position in positions), 'och')} är {word}"
            for positions, word in ((absent, "frånvarande"), (vacant, "vakant"))
            if positions
        ]
        reason = f"{sentence(' och '.join(why))}, så {self.title(key)} får besluta som {who}."
        return Way(PASS, reason, capacity, key, notes + self.absence_note(key))

    def absence_note(self, key: str) -> tuple[str, ...]:
        """Remarkable, but allowed: someone decides who is on record as absent."""
        return _absence_note(self.seats, self.question, self.title(key))

    def is_there(self, position: str) -> bool:
        return self.seats.all_away([position], self.rows) is FAIL

    def within_limits(self, way: Way, delegates: Sequence[Delegate]) -> Way:
        """Nobody has more power than those they stand for: one of these delegates' own limits must hold."""
        if way.answer is FAIL or any(delegate.when is None for delegate in delegates):
            return way
        limits = [self.limit(delegate) for delegate in delegates]
        answer = conditions.combined("any", [limit.answer for limit in limits])
        if answer is PASS:
            return way
        missing = tuple(name for limit in limits for name in limit.missing)
        names = listed((self.title(delegate.position) for delegate in delegates), "och")
        if answer is UNKNOWN:
            reason = f"Det går inte att avgöra om gränsen för {names} i punkten är uppfylld."
            return Way(UNKNOWN, reason, missing=(*way.missing, *missing))
        return Way(FAIL, f"Gränsen för {names} i punkten är inte uppfylld. {limits[0].reason}")

    def limit(self, delegate: Delegate) -> Check:
        assert delegate.when is not None
        if delegate.position not in self.limits:
            self.limits[delegate.position] = conditions.evaluate(delegate.when, self.order, self.question)
        return self.limits[delegate.position]

    def told_limits(self) -> tuple[Check, ...]:
        """The limits that were tried, each under the position it belongs to."""
        return tuple(
            Check(
                f"limit.{position}",
                limit.answer,
                f"{_LIMIT[limit.answer]} för {self.title(position)}.",
                limit.source,
                (limit,),
                limit.missing,
            )
            for position, limit in self.limits.items()
        )

    def within_unit(self, way: Way) -> Way:
        """With power in one's own unit only, nobody can tell while the matter's unit is not given."""
        if way.answer is FAIL or not self.unit_is_unknown:
            return way
        return replace(_UNIT_OPEN, missing=("unit", *way.missing))

    def delegate_notes(self, kind: str, key: str) -> tuple[str, ...]:
        """Remarkable, but allowed: an absent holder decides, or a stand-in while the holder is there."""
        absent, title = self.seats.absent or frozenset(), self.title(key)
        if note := self.absence_note(key):
            return note
        ordinary = [row.person for row in self.rows if row.position == key and row.kind == "ordinary"]
        if kind != "ordinary" and any(person not in absent for person in ordinary):
            return (f"Ordinarie {title} är inte registrerad som frånvarande.",)
        return ()

    # --- subdelegation (KL 7:6) ------------------------------------------------------------------------

    def subdelegations(self) -> _Rows:
        """The rows for this point to a position the decider holds: the valid ones, and why others are not.

        The first given comes first, in whatever order the question has them.
        """
        valid, faults = [], []
        rows = self.question.subdelegations or ()
        for row in sorted(rows, key=lambda row: (row.starts, row.to_position, row.from_position)):
            if row.to_position not in self.held or not self.concerns_point(row):
                continue
            made_in, day = self.made_in(row), self.question.decided_on
            if fault := fault_in(row, self.order, self.point, made_in, day):
                faults.append(fault)
            else:
                valid.append(row)
        return _Rows(tuple(valid), tuple(faults))

    def concerns_point(self, row: Subdelegation) -> bool:
        return row.point == self.point.number or f"{self.made_in(row)}/{row.point}" in self.point.formerly

    def made_in(self, row: Subdelegation) -> str | None:
        """The version whose number the row gives."""
        return row.version or self.versions.version_on(row.starts)

    # --- words -----------------------------------------------------------------------------------------

    def why_not(self) -> str:
        delegates = listed((self.title(delegate.position) for delegate in self.point.delegates), "eller")
        unit = f" för {self.question.unit}" if self.point.own_unit and self.question.unit else ""
        mine = ", ".join(self.title(key) for key in self.held)
        has = f"har befattningen {mine}" if mine else "har ingen befattning i ordningen"
        day = self.question.decided_on.isoformat()
        return f"I punkt {self.point.number} beslutar {delegates}{unit}. Beslutsfattaren {has}{unit} {day}."

    def title(self, key: str) -> str:
        return self.order.position_title(key)


def _first(ways: Sequence[Way]) -> Way | None:
    """The first way that holds; else an unknown one with all that is missing; else the first that fails."""
    for way in ways:
        if way.answer is PASS:
            return way
    if open_ways := [way for way in ways if way.answer is UNKNOWN]:
        missing = tuple(dict.fromkeys(name for way in open_ways for name in way.missing))
        return Way(UNKNOWN, open_ways[0].reason, missing=missing)
    return ways[0] if ways else None


def urgent(order: Order | None, seats: Seats | None, question: Question) -> Way | None:
    """The decider's power when the board cannot be awaited (KL 6:39); None when the matter is not urgent."""
    if order is None or seats is None or question.attested.get("urgent") is not True:
        return None
    missing = tuple(name for name in ("decider", "appointments") if getattr(question, name) is None)
    if missing:
        return Way(UNKNOWN, _not_given(missing), missing=missing)
    held = held_by(question.decider, seats.rows)
    ways = []
    for place, key in enumerate(order.urgent_decisions):
        if key not in held:
            continue
        before = order.urgent_decisions[:place] if order.urgent_ranked else ()
        ways.append(_urgent_as(order, seats, question, key, before))
    if ways:
        return _first(ways)
    names = listed(map(order.position_title, order.urgent_decisions), "eller")
    turn = ", i den ordningen" if order.urgent_ranked and len(order.urgent_decisions) > 1 else ""
    who = f"Det får bara {names} göra{turn}." if names else "Ordningen utser ingen till det."
    return Way(FAIL, f"Beslutsfattaren får inte besluta i brådskande ärenden. {who}")


def _urgent_as(order: Order, seats: Seats, question: Question, key: str, before: Sequence[str]) -> Way:
    title = order.position_title(key)
    first = listed(map(order.position_title, before), "och")
    away = seats.all_away(before, seats.rows)
    if away is UNKNOWN:
        return Way(UNKNOWN, f"Det är inte angivet om {first} är frånvarande.", missing=("absences",))
    if away is FAIL:
        return Way(FAIL, f"Beslutsfattaren är {title}, men {first} är inte frånvarande den dagen.")
    reason = f"Beslutsfattaren är {title} och får besluta i brådskande ärenden."
    return Way(PASS, reason, "urgent", key, _absence_note(seats, question, title))


def _absence_note(seats: Seats, question: Question, title: str) -> tuple[str, ...]:
    if seats.absent is None or question.decider not in seats.absent:
        return ()
    return (f"Beslutsfattaren är registrerad som frånvarande men får besluta som {title}.",)
