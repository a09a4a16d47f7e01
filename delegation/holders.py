"""Who holds which position on the day, and what that lets the decider do under a point. Pure values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from delegation.terms import Answer, Appointment, Order, Point, Question
from delegation.words import in_sentence, sentence

_KINDS = ("ordinary", "acting", "stand_in")
_KIND_WORDS = {"ordinary": "ordinarie", "acting": "tillförordnad", "stand_in": "tjänstförrättande"}


@dataclass(frozen=True, slots=True)
class Authority:
    """Whether the decider may act under the point, in which capacity and through which position."""

    answer: Answer
    reason: str
    capacity: str | None = None
    position: str | None = None
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    uses_subdelegation: bool = False


NONE = Authority(Answer.UNKNOWN, "Kan inte prövas utan en punkt som gäller.")


def held_by(person: str | None, appointments: Sequence[Appointment], day: date) -> dict[str, set[str]]:
    """Position → the kinds in which `person` holds it on `day`."""
    held: dict[str, set[str]] = {}
    for row in appointments:
        if row.person == person and row.covers(day):
            held.setdefault(row.position, set()).add(row.kind)
    return held


def authority(order: Order, point: Point, question: Question) -> Authority:
    """The first capacity that holds: delegate, substitute. Other ways to power answer unknown for now."""
    missing = tuple(name for name in ("decider", "appointments") if getattr(question, name) is None)
    if question.appointments is None or missing:
        return Authority(
            Answer.UNKNOWN,
            "Vem som beslutar, eller vem som har befattningarna, är inte angivet.",
            missing=missing,
        )
    held = held_by(question.decider, question.appointments, question.decided_on)
    if point.own_unit:
        return Authority(Answer.UNKNOWN, "Att punkten gäller inom den egna enheten kan ännu inte prövas.")
    return (
        _as_delegate(order, point, question, held)
        or _as_substitute(order, point, question, held)
        or _otherwise(order, point, question, held)
    )


def _as_delegate(
    order: Order, point: Point, question: Question, held: dict[str, set[str]]
) -> Authority | None:
    free = [delegate.position for delegate in point.delegates if delegate.when is None]
    for kind in _KINDS:
        for key in free:
            if kind in held.get(key, ()):
                reason = f"Beslutsfattaren är {_KIND_WORDS[kind]} {_title(order, key)} och delegat i punkten."
                return Authority(Answer.PASS, reason, kind, key, _delegate_notes(order, question, kind, key))
    if any(delegate.position in held for delegate in point.delegates):
        return Authority(Answer.UNKNOWN, "Delegatens egen gräns i punkten kan ännu inte prövas.")
    return None


def _delegate_notes(order: Order, question: Question, kind: str, key: str) -> tuple[str, ...]:
    """Remarkable, but allowed: an absent holder decides, or a stand-in while the holder is there."""
    title = _title(order, key)
    if _absent(question, question.decider or ""):
        return (f"Beslutsfattaren är registrerad som frånvarande men får besluta som {title}.",)
    ordinary = [
        row.person
        for row in question.appointments or ()
        if row.position == key and row.kind == "ordinary" and row.covers(question.decided_on)
    ]
    if kind in ("acting", "stand_in") and any(not _absent(question, person) for person in ordinary):
        return (f"Ordinarie {title} är inte registrerad som frånvarande.",)
    return ()


def _as_substitute(
    order: Order, point: Point, question: Question, held: dict[str, set[str]]
) -> Authority | None:
    mine = [key for key in point.substitutes if key in held]
    if not mine:
        return None
    if point.ranked and len(point.substitutes) > 1:
        return Authority(Answer.UNKNOWN, "Ersättarnas turordning kan ännu inte prövas.")
    if any(delegate.when for delegate in point.delegates):
        return Authority(Answer.UNKNOWN, "Delegatens egen gräns i punkten kan ännu inte prövas.")
    keys = {delegate.position for delegate in point.delegates}
    persons = {
        row.person
        for row in question.appointments or ()
        if row.position in keys and row.covers(question.decided_on)
    }
    names = ", ".join(_title(order, delegate.position) for delegate in point.delegates)
    if not persons:
        reason = f"Ingen har befattningen {names}, så ersättaren {_title(order, mine[0])} får besluta."
        return Authority(Answer.PASS, reason, "substitute", mine[0], (f"{sentence(names)} är vakant.",))
    if question.absences is None:
        return Authority(
            Answer.UNKNOWN, f"Det är inte angivet om {names} är frånvarande.", missing=("absences",)
        )
    if all(_absent(question, person) for person in persons):
        reason = f"{sentence(names)} är frånvarande, så ersättaren {_title(order, mine[0])} får besluta."
        return Authority(Answer.PASS, reason, "substitute", mine[0])
    return None


def _otherwise(order: Order, point: Point, question: Question, held: dict[str, set[str]]) -> Authority:
    employed = [key for key in held if key in order.positions and not order.positions[key].elected]
    rows = [
        row for row in question.subdelegations or () if row.point == point.number and row.to_position in held
    ]
    if rows:
        answer = Answer.UNKNOWN if point.may_be_subdelegated else Answer.FAIL
        return Authority(
            answer, "Beslutsfattaren stöder sig på en vidaredelegation.", uses_subdelegation=True
        )
    if employed and point.may_be_subdelegated and question.subdelegations is None:
        reason = "Det är inte angivet om punkten är vidaredelegerad till beslutsfattaren."
        return Authority(Answer.UNKNOWN, reason, missing=("subdelegations",))
    if employed and point.superiors != "never":
        return Authority(Answer.UNKNOWN, "En överordnads rätt att besluta kan ännu inte prövas.")
    return Authority(Answer.FAIL, _why_not(order, point, question, held))


def _why_not(order: Order, point: Point, question: Question, held: dict[str, set[str]]) -> str:
    delegates = " eller ".join(_title(order, delegate.position) for delegate in point.delegates)
    if any(key in held for key in point.substitutes):
        return f"Beslutsfattaren är ersättare, men {delegates} är inte frånvarande den dagen."
    day = question.decided_on.isoformat()
    mine = ", ".join(_title(order, key) for key in held if key in order.positions)
    has = f"har befattningen {mine}" if mine else "har ingen befattning i ordningen"
    return f"I punkt {point.number} beslutar {delegates}. Beslutsfattaren {has} {day}."


def _absent(question: Question, person: str) -> bool:
    return any(row.person == person and row.covers(question.decided_on) for row in question.absences or ())


def _title(order: Order, key: str) -> str:
    return in_sentence(order.positions[key].title)
