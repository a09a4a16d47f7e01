"""May this person decide this? Plain values in, a verdict out; no database, no clock, no files.

The checks stand in CHECKS in the order they are reported, and all of them are always made. Each answers pass,
fail or unknown: any fail puts the decision outside the delegation, else any unknown leaves it undetermined,
else it is within. What nobody answered is unknown, and unknown is never a yes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from delegation import caps, conditions, holders
from delegation.terms import BEST_FIRST, Answer, Check, Order, Outcome, Point, Question, Statutes, Verdict
from delegation.versions import Versions, compiled
from delegation.words import in_sentence

__all__ = ["Answer", "Outcome", "Rules", "best", "in_force", "rule", "rules_of"]

PASS, FAIL, UNKNOWN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN
_KL_6_37 = "6 kap. 37 § kommunallagen"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a question is held against: the versions of one board's order, and the law's own questions."""

    versions: Versions
    statutes: Statutes


def rules_of(orders: Sequence[Order], statutes: Statutes) -> Rules:
    """The rules, made ready once for many questions."""
    return Rules(compiled(orders), statutes)


def in_force(orders: Sequence[Order], day: date) -> Order | None:
    return compiled(orders).in_force(day)


@dataclass(frozen=True, slots=True)
class Matter:
    """What every check looks at: one question under one point, or under none."""

    rules: Rules
    question: Question
    order: Order | None
    point: Point | None  # None also outside the point's own days: it is not there then
    seats: holders.Seats | None
    authority: holders.Authority
    urgent: holders.Way | None  # the decider's power under KL 6:39, when the matter is decided so

    @property
    def is_urgent(self) -> bool:
        return self.urgent is not None and self.urgent.answer is PASS

    @property
    def may_be_urgent(self) -> bool:
        return self.urgent is not None and self.urgent.answer is UNKNOWN

    def law(self, key: str) -> str:
        """The source paragraph of a statutory question, as worded on the day."""
        statute = self.rules.statutes.on(key, self.question.decided_on)
        return statute.source if statute else "lagen i dess lydelse den dagen"


def rule(rules: Rules, question: Question) -> Verdict:
    """The checks and their outcome (KL 6:37–40, 7:5–6), under the named point or the best one.

    Without a point it is the first of the order whose verdict is within; else the first that is
    undetermined; else the first. Who else may decide, and what would change it, is left to
    delegation.advice.
    """
    order = rules.versions.in_force(question.decided_on)
    seats = holders.Seats(order, question) if order else None
    urgent = holders.urgent(order, seats, question)
    if question.point is not None or (urgent and urgent.answer is PASS):
        return _under(rules, question, order, seats, urgent)
    points = points_for(order, question)
    verdicts = [
        _under(rules, replace(question, point=point.number), order, seats, urgent) for point in points
    ]
    candidates = tuple(
        (point.number, verdict.outcome) for point, verdict in zip(points, verdicts, strict=True)
    )
    chosen = best(verdicts) if verdicts else _under(rules, question, order, seats, urgent)
    return replace(chosen, candidates=candidates)


def best(verdicts: Sequence[Verdict]) -> Verdict:
    """The first of the best: within, else undetermined, else outside."""
    return min(verdicts, key=lambda verdict: BEST_FIRST.index(verdict.outcome))


def points_for(order: Order | None, question: Question) -> list[Point]:
    """The points that the question may be decided under: the named one, or all that cover its type."""
    if order is None:
        return []
    if question.point is not None:
        named = order.point(question.point)
        return [named] if named and named.covers(question.decided_on) else []
    return [
        point
        for point in order.points
        if point.covers(question.decided_on) and order.covers_type(point, question.decision_type)
    ]


def _under(
    rules: Rules,
    question: Question,
    order: Order | None,
    seats: holders.Seats | None,
    urgent: holders.Way | None,
) -> Verdict:
    """The verdict under the question's point."""
    point = order.point(question.point) if order and question.point is not None else None
    if point and not point.covers(question.decided_on):
        point = None
    authority = (
        holders.authority(rules.versions, seats, point, question) if seats and point else holders.NOBODY
    )
    matter = Matter(rules, question, order, point, seats, authority, urgent)
    checks = tuple(check(matter) for check in CHECKS.values())
    outcome = outcome_of(checks)
    way = urgent if urgent and matter.is_urgent else authority.way
    return Verdict(
        outcome=outcome,
        point=question.point,
        order=order,
        capacity=way.capacity,
        position=way.position,
        checks=checks,
        missing=_missing(checks) if outcome is Outcome.UNDETERMINED else (),
        notes=way.notes + _heir(matter) + _alike(matter) + _by_inclusion(matter),
        reporting=_reporting(matter),
        appeal_route=point.appeal_route if point else None,
        candidates=() if question.point is None else None,
        used=() if matter.is_urgent else authority.used,
    )


def outcome_of(checks: Sequence[Check]) -> Outcome:
    answers = {check.answer for check in checks}
    if FAIL in answers:
        return Outcome.OUTSIDE
    return Outcome.UNDETERMINED if UNKNOWN in answers else Outcome.WITHIN


def _missing(checks: Sequence[Check]) -> tuple[str, ...]:
    """The open questions, most decisive first: those that most checks wait for, then as the checks come."""
    waits = [dict.fromkeys(check.missing) for check in checks if check.answer is UNKNOWN]
    names = dict.fromkeys(name for names in waits for name in names)
    return tuple(sorted(names, key=lambda name: -sum(name in names for names in waits)))


def _reporting(matter: Matter) -> str | None:
    """Where the decision is to be reported (KL 6:40). A subdelegation may say otherwise than the point."""
    if matter.is_urgent:
        return "to_board"
    if matter.point is None:
        return None
    by_point = matter.point.reporting
    said = {row.reporting or by_point for row in matter.authority.used} or {by_point}
    # What several say is never less open than one of them says.
    return next((where for where in ("to_board", by_point) if where in said), "to_head")


def _heir(matter: Matter) -> tuple[str, ...]:
    """An old number is never taken for a new one, but the reader may be told which point it became."""
    number = matter.question.point
    if matter.order is None or number is None or matter.is_urgent:
        return ()
    heir = matter.rules.versions.heir_of(number, matter.order)
    if heir is None or heir.number == number:
        return ()
    return (f"Punkt {number} i en tidigare version motsvaras av punkt {heir.number}, {heir.title}.",)


def _alike(matter: Matter) -> tuple[str, ...]:
    """Answers that a cap counts apart, and that may be the same project or person written in another way."""
    if matter.order is None or matter.point is None or matter.is_urgent:
        return ()
    counted = matter.rules.versions.caps[matter.order.version, matter.point.number]
    return tuple(dict.fromkeys(note for cap in counted for note in caps.alike(cap, matter.question)))


def _by_inclusion(matter: Matter) -> tuple[str, ...]:
    """A refusal or a correction comes with every point, so only the matter says which is the right one."""
    wanted = matter.question.decision_type
    if matter.order is None or matter.point is None or matter.is_urgent:
        return ()
    if wanted in matter.point.decision_types or wanted not in matter.order.includes:
        return ()
    kind = type_name(matter.order, wanted)
    return (f"Alla punkter omfattar {kind}: kontrollera att ärendet hör till punkt {matter.point.number}.",)


# --- the order and the point ---------------------------------------------------------------------------

_URGENT = "Beslutet fattas enligt 6 kap. 39 § kommunallagen, och då prövas inte den här punkten."
_PERHAPS = " Det saknar betydelse om beslutet får fattas enligt 6 kap. 39 § kommunallagen, vilket är ovisst."


def _order_in_force(matter: Matter) -> Check:
    code, day = "order.in_force", matter.question.decided_on
    if matter.order is None:
        reason = f"Ingen antagen version av delegationsordningen gällde {day.isoformat()}."
        return Check(code, FAIL, reason, _KL_6_37)
    reason = f"Version {matter.order.version} av {matter.order.title} gällde {day.isoformat()}."
    return Check(code, PASS, reason, matter.order.adopted_in)


def _unless_urgent(code: str, check: Callable[[Matter, Order], Check], matter: Matter) -> Check:
    """A check that an order in force answers, and that does not apply under KL 6:39.

    While it is unknown whether the decider has that power, a no is not final.
    """
    if matter.is_urgent:
        return Check(code, PASS, _URGENT, matter.law("urgent"))
    if matter.order is None:
        return Check(code, UNKNOWN, "Kan inte prövas utan en version som gäller.", _KL_6_37)
    found = check(matter, matter.order)
    if found.answer is FAIL and matter.may_be_urgent:
        return replace(found, answer=UNKNOWN, reason=found.reason + _PERHAPS)
    return found


def _of_point(code: str, check: Callable[[Matter, Order, Point], Check], matter: Matter) -> Check:
    """A check that only a point of an order in force can answer."""

    def checked(matter: Matter, order: Order) -> Check:
        if matter.point is None:
            return Check(code, UNKNOWN, "Kan inte prövas utan en punkt som gäller.", order.adopted_in)
        return check(matter, order, matter.point)

    return _unless_urgent(code, checked, matter)


def _point_exists(matter: Matter, order: Order) -> Check:
    code, number, source = "point.exists", matter.question.point, order.adopted_in
    if number is None:
        kind = type_name(order, matter.question.decision_type)
        return Check(code, FAIL, f"Ingen punkt i version {order.version} omfattar {kind}.", source)
    if matter.point:
        return Check(code, PASS, f"Punkt {number}: {matter.point.title}.", source)
    if point := order.point(number):
        begins = f" från och med {point.valid_from}" if point.valid_from else ""
        ends = f" till och med {point.valid_to}" if point.valid_to else ""
        day = matter.question.decided_on.isoformat()
        return Check(code, FAIL, f"Punkt {number} gäller{begins}{ends}, alltså inte {day}.", source)
    return Check(code, FAIL, f"Punkt {number} finns inte i version {order.version}.", source)


def _covers_type(matter: Matter, order: Order, point: Point) -> Check:
    code, wanted = "point.covers_type", matter.question.decision_type
    name = type_name(order, wanted)
    if wanted in point.decision_types:
        return Check(code, PASS, f"Punkt {point.number} omfattar beslutstypen {name}.", order.adopted_in)
    if wanted in order.includes:
        reason = f"Alla punkter omfattar också {name}, i de ärenden som de gäller."
        return Check(code, PASS, reason, order.adopted_in)
    covered = ", ".join(type_name(order, kind) for kind in point.decision_types)
    reason = f"Punkt {point.number} omfattar inte {name}, utan {covered}."
    return Check(code, FAIL, reason, order.adopted_in)


def type_name(order: Order, decision_type: str) -> str:
    """The type's title inside a sentence; a key without a title stands in quotes."""
    if title := order.decision_types.get(decision_type):
        return in_sentence(title)
    return f"”{decision_type}”" if decision_type else "beslutstypen"


# --- the decider ---------------------------------------------------------------------------------------


def _authorised(matter: Matter, order: Order, point: Point) -> Check:
    way, source = matter.authority.way, _source(order, point)
    return Check("decider.authorised", way.answer, way.reason, source, matter.authority.limits, way.missing)


def _subdelegation(matter: Matter, order: Order, point: Point) -> Check:
    code, source = "subdelegation.valid", "7 kap. 6 § kommunallagen"
    if matter.authority.fault:
        return Check(code, FAIL, matter.authority.fault, source)
    if not matter.authority.used:
        return Check(code, PASS, "Ingen vidaredelegation används.", source)
    row = matter.authority.used[0]
    until = f" till och med {row.ends}" if row.ends else ""
    reason = (
        f"Vidaredelegationen av punkt {row.point} från {_title(order, row.from_position)} till "
        f"{_title(order, row.to_position)} gäller från och med {row.starts}{until}."
    )
    return Check(code, PASS, reason, source)


# --- what the point demands ----------------------------------------------------------------------------


def _conditions(matter: Matter, order: Order, point: Point) -> Check:
    code, source = "conditions.met", _source(order, point)
    if point.when is None:
        return Check(code, PASS, f"Punkt {point.number} har inga villkor.", source)
    tree = conditions.evaluate(point.when, order, matter.question)
    reason = {
        PASS: f"Villkoren i punkt {point.number} är uppfyllda.",
        FAIL: f"Villkoren i punkt {point.number} är inte uppfyllda.",
        UNKNOWN: f"Det går inte att avgöra om villkoren i punkt {point.number} är uppfyllda.",
    }[tree.answer]
    parts = tree.children if tree.code == "all" else (tree,)
    if tree.answer is not PASS:
        reason += "".join(f" {part.reason}" for part in parts if part.answer is tree.answer)
    return Check(code, tree.answer, reason, source, parts, tree.missing)


def _caps(matter: Matter, order: Order, point: Point) -> Check:
    code, source = "caps.not_exceeded", _source(order, point)
    counted = matter.rules.versions.caps[order.version, point.number]
    if not counted:
        return Check(code, PASS, f"Punkt {point.number} har inget tak för sammanlagda belopp.", source)
    versions = matter.rules.versions
    found = tuple(caps.evaluate(cap, versions, order, matter.question) for cap in counted)
    return _all_of(code, found, source)


def _consultation(matter: Matter, order: Order, point: Point) -> Check:
    code, source = "consultation.recorded", _source(order, point)
    if not point.consult:
        return Check(code, PASS, f"Punkt {point.number} kräver inget samråd.", source)
    found = tuple(_consulted(matter, order, point, place) for place in range(len(point.consult)))
    return _all_of(code, found, source)


def _consulted(matter: Matter, order: Order, point: Point, place: int) -> Check:
    """One samråd: recorded, and dated no later than the decision. Holding the position is no samråd."""
    wanted, question = point.consult[place], matter.question
    code, source, title = (
        f"consulted.{wanted.position}",
        _source(order, point),
        _title(order, wanted.position),
    )
    days = [row.dated for row in question.consulted or () if row.position == wanted.position]
    early = [day for day in days if day <= question.decided_on]
    if early:
        return Check(code, PASS, f"Samråd med {title} är antecknat {max(early).isoformat()}.", source)
    needed = conditions.evaluate(wanted.when, order, question) if wanted.when else None
    if needed and needed.answer is FAIL:
        return Check(code, PASS, f"Samråd med {title} behövs inte här.", source, (needed,))
    children, missing = ((needed,), needed.missing) if needed else ((), ())
    perhaps = f"Om samråd med {title} behövs går inte att avgöra"
    if days:
        late = f"samråd med {title} är antecknat först {min(days).isoformat()}, efter beslutet"
        if needed and needed.answer is UNKNOWN:
            return Check(code, UNKNOWN, f"{perhaps}; {late}.", source, children, missing)
        return Check(code, FAIL, f"{late[:1].upper()}{late[1:]}.", source, children)
    open_too = missing if needed and needed.answer is UNKNOWN else ()
    reason = f"{perhaps}, och inget är antecknat." if open_too else f"Samråd med {title} är inte antecknat."
    return Check(code, UNKNOWN, reason, source, children, (code, *open_too))


def _all_of(code: str, parts: tuple[Check, ...], source: str) -> Check:
    """One check of several that must all pass; its reason is that of the parts that decided it."""
    answer = conditions.combined("all", [part.answer for part in parts])
    reason = " ".join(part.reason for part in parts if part.answer is answer)
    missing = tuple(name for part in parts for name in part.missing) if answer is UNKNOWN else ()
    return Check(code, answer, reason, source, parts, missing)


def _four_eyes(matter: Matter) -> Check:
    code, question = "control.four_eyes", matter.question
    source = matter.order.adopted_in if matter.order else "intern kontroll"
    if matter.point is None and not matter.is_urgent:
        return Check(code, UNKNOWN, "Kan inte prövas utan en punkt som gäller.", source)
    if matter.point and not matter.point.four_eyes:
        return Check(code, PASS, "Punkten tillåter att den som har skrivit utkastet beslutar.", source)
    if question.drafted_by is None or question.decider is None:
        missing = tuple(name for name in ("decider", "drafted_by") if getattr(question, name) is None)
        return Check(code, UNKNOWN, "Vem som skrivit eller beslutar är inte angivet.", source, (), missing)
    if question.drafted_by == question.decider:
        return Check(code, FAIL, "Den som har skrivit utkastet får inte själv besluta.", source)
    return Check(code, PASS, "En annan än beslutsfattaren har skrivit utkastet.", source)


def _source(order: Order, point: Point) -> str:
    return f"{order.adopted_in}, punkt {point.number}"


def _title(order: Order, key: str) -> str:
    return order.position_title(key)


# --- the law -------------------------------------------------------------------------------------------

_NO_WORDING = "Delegat har ingen lydelse av lagen för den dagen, så frågan kan inte prövas."


def _kl_6_38(matter: Matter) -> Check:
    children = tuple(_ban(matter, number) for number in range(1, 6))
    answer = conditions.combined("all", [child.answer for child in children])
    unworded = any(child.answer is UNKNOWN and not child.missing for child in children)
    reason = {
        PASS: "Inget av delegationsförbuden hindrar beslutet.",
        FAIL: "Ett delegationsförbud gäller, så nämnden måste själv besluta.",
        UNKNOWN: _NO_WORDING if unworded else "Alla frågor om delegationsförbud är inte besvarade.",
    }[answer]
    missing = tuple(name for child in children for name in child.missing)
    return Check("statute.kl_6_38", answer, reason, "6 kap. 38 § kommunallagen", children, missing)


def _ban(matter: Matter, number: int) -> Check:
    """One ban on delegation. What cannot wait may be decided despite the first four, but not the fifth."""
    key = f"kl_6_38_{number}"
    code, source = f"statute.{key}", matter.law(key)
    if matter.is_urgent and number < 5:
        return Check(code, PASS, "Förbudet hindrar inte ett brådskande beslut.", matter.law("urgent"))
    found = _attested(matter, key, code, source, "Förbudet gäller", "Förbudet gäller inte")
    if found.answer is FAIL and matter.may_be_urgent and number < 5:
        return replace(found, answer=UNKNOWN, reason=found.reason + _PERHAPS)
    return found


def _attested(matter: Matter, key: str, code: str, source: str, yes: str, no: str) -> Check:
    """A question that someone answers for: yes forbids, no passes, silence is unknown."""
    answer = matter.question.attested.get(key)
    statute = matter.rules.statutes.on(key, matter.question.decided_on)
    if statute is None:
        return Check(code, UNKNOWN, _NO_WORDING, source)
    asked = f" ”{statute.question}”"
    if answer is None:
        return Check(code, UNKNOWN, f"Frågan är inte besvarad:{asked}", source, (), (f"attested.{key}",))
    if answer:
        return Check(code, FAIL, f"{yes}: frågan{asked} är besvarad med ja.", source)
    return Check(code, PASS, f"{no}: frågan{asked} är besvarad med nej.", source)


def _conflict(matter: Matter) -> Check:
    key = "conflict_of_interest"
    return _attested(matter, key, f"statute.{key}", matter.law(key), "Beslutsfattaren är jävig", "Inget jäv")


def _kl_6_39(matter: Matter) -> Check:
    code, source, question = "statute.kl_6_39", matter.law("urgent"), matter.question
    urgent = question.attested.get("urgent")
    if matter.rules.statutes.on("urgent", question.decided_on) is None:
        return Check(code, UNKNOWN, _NO_WORDING, source)
    if urgent is None:
        reason = "Om beslutet är brådskande är inte besvarat."
        return Check(code, UNKNOWN, reason, source, (), ("attested.urgent",))
    if not urgent:
        return Check(code, PASS, "Beslutet fattas inte som brådskande.", source)
    if matter.urgent is None:
        return Check(code, UNKNOWN, "Kan inte prövas utan en version som gäller.", source)
    return Check(code, matter.urgent.answer, matter.urgent.reason, source, (), matter.urgent.missing)


def _not_reserved(matter: Matter) -> Check:
    key = "reserved_by_board"
    yes, no = "Nämnden avgör ärendet själv", "Nämnden har inte förbehållit sig ärendet"
    return _attested(matter, key, "board.not_reserved", matter.law(key), yes, no)


# --- the table -----------------------------------------------------------------------------------------

CHECKS: dict[str, Callable[[Matter], Check]] = {
    "order.in_force": _order_in_force,
    "point.exists": partial(_unless_urgent, "point.exists", _point_exists),
    "point.covers_type": partial(_of_point, "point.covers_type", _covers_type),
    "decider.authorised": partial(_of_point, "decider.authorised", _authorised),
    "subdelegation.valid": partial(_of_point, "subdelegation.valid", _subdelegation),
    "conditions.met": partial(_of_point, "conditions.met", _conditions),
    "caps.not_exceeded": partial(_of_point, "caps.not_exceeded", _caps),
    "consultation.recorded": partial(_of_point, "consultation.recorded", _consultation),
    "control.four_eyes": _four_eyes,
    "statute.kl_6_38": _kl_6_38,
    "statute.conflict_of_interest": _conflict,
    "statute.kl_6_39": _kl_6_39,
    "board.not_reserved": _not_reserved,
}
