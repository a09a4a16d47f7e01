"""May this person decide this? Plain values in, a verdict out; no database, no clock, no files.

The checks stand in CHECKS in the order they are reported. Each answers pass, fail or unknown: any fail puts
the decision outside the delegation, else any unknown leaves it undetermined, else it is within. What this
version cannot evaluate (caps, consultation, subdelegation, own units, ranked substitutes, superiors,
limits of a single delegate) answers unknown, never pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from delegation import conditions, holders
from delegation.terms import Answer, Check, Order, Outcome, Point, Question, Statutes, Verdict
from delegation.words import in_sentence

__all__ = ["Answer", "Outcome", "in_force", "judge"]

PASS, FAIL, UNKNOWN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Matter:
    """What every check looks at."""

    question: Question
    statutes: Statutes
    order: Order | None
    point: Point | None
    authority: holders.Authority
    urgent_position: str | None  # the position that lets the decider decide under KL 6:39

    @property
    def is_urgent(self) -> bool:
        return self.urgent_position is not None

    def law(self, key: str) -> str:
        """The source paragraph of a statutory question, as worded on the day."""
        statute = self.statutes.on(key, self.question.decided_on)
        return statute.source if statute else "lagen i dess lydelse den dagen"


def judge(orders: Sequence[Order], question: Question, statutes: Statutes) -> Verdict:
    """Answer `question` against `orders`, the versions of one board's order (KL 6:37–40, 7:5–6)."""
    order = in_force(orders, question.decided_on)
    point = order.point(question.point) if order and question.point else None
    matter = Matter(
        question=question,
        statutes=statutes,
        order=order,
        point=point,
        authority=holders.authority(order, point, question) if order and point else holders.NONE,
        urgent_position=_urgent_position(order, question),
    )
    checks = tuple(check(matter) for check in CHECKS)
    outcome = _outcome(checks)
    return Verdict(
        outcome=outcome,
        point=question.point,
        order=order,
        capacity="urgent" if matter.is_urgent else matter.authority.capacity,
        position=matter.urgent_position or matter.authority.position,
        checks=checks,
        missing=_missing(checks) if outcome is Outcome.UNDETERMINED else (),
        notes=() if matter.is_urgent else matter.authority.notes,
        reporting="to_board" if matter.is_urgent else point.reporting if point else None,
        appeal_route=point.appeal_route if point else None,
    )


def in_force(orders: Sequence[Order], day: date) -> Order | None:
    """The version in force on `day`; an open end lasts until the day before the next version begins."""
    rows = sorted(orders, key=lambda order: order.valid_from)
    for order, following in zip_longest(rows, rows[1:]):
        ends = order.valid_to
        if ends is None and following:
            ends = following.valid_from - timedelta(days=1)
        if order.valid_from <= day and order.adopted_on <= day and (ends is None or day <= ends):
            return order
    return None


def _outcome(checks: Sequence[Check]) -> Outcome:
    answers = {check.answer for check in checks}
    if FAIL in answers:
        return Outcome.OUTSIDE
    return Outcome.UNDETERMINED if UNKNOWN in answers else Outcome.WITHIN


def _missing(checks: Sequence[Check]) -> tuple[str, ...]:
    names = [name for check in checks if check.answer is UNKNOWN for name in check.missing]
    return tuple(dict.fromkeys(names))


def _urgent_position(order: Order | None, question: Question) -> str | None:
    if not order or question.attested.get("urgent") is not True or not question.appointments:
        return None
    held = holders.held_by(question.decider, question.appointments, question.decided_on)
    if order.urgent_ranked and len(order.urgent_decisions) > 1:
        return None
    return next((position for position in order.urgent_decisions if position in held), None)


# --- the order and the point ---------------------------------------------------------------------------

_URGENT = "Beslutet fattas enligt 6 kap. 39 § kommunallagen, och då prövas inte den här punkten."


def _order_in_force(matter: Matter) -> Check:
    code, day = "order.in_force", matter.question.decided_on
    if matter.order is None:
        reason = f"Ingen antagen version av delegationsordningen gällde {day.isoformat()}."
        return Check(code, FAIL, reason, "6 kap. 37 § kommunallagen")
    reason = f"Version {matter.order.version} av {matter.order.title} gällde {day.isoformat()}."
    return Check(code, PASS, reason, matter.order.adopted_in)


def _needs_point(code: str, check: Callable[[Matter, Order, Point], Check]) -> Callable[[Matter], Check]:
    """Wrap a check that only a point of an order in force can answer."""

    def checked(matter: Matter) -> Check:
        source = matter.order.adopted_in if matter.order else "6 kap. 37 § kommunallagen"
        if matter.is_urgent:
            return Check(code, PASS, _URGENT, matter.law("urgent"))
        if matter.order is None or matter.point is None:
            missing = ("point",) if matter.order and not matter.question.point else ()
            return Check(code, UNKNOWN, "Kan inte prövas utan en punkt som gäller.", source, (), missing)
        return check(matter, matter.order, matter.point)

    return checked


def _point_exists(matter: Matter) -> Check:
    code, number = "point.exists", matter.question.point
    if matter.is_urgent:
        return Check(code, PASS, _URGENT, matter.law("urgent"))
    if matter.order is None:
        return Check(
            code, UNKNOWN, "Kan inte prövas utan en version som gäller.", "6 kap. 37 § kommunallagen"
        )
    source = matter.order.adopted_in
    if number is None:
        return Check(code, UNKNOWN, "Ingen punkt är vald.", source, (), ("point",))
    if matter.point is None:
        return Check(code, FAIL, f"Punkt {number} finns inte i version {matter.order.version}.", source)
    if matter.point.valid_from or matter.point.valid_to:
        reason = f"Punkt {number} har egna giltighetsdagar, som ännu inte kan prövas."
        return Check(code, UNKNOWN, reason, source)
    return Check(code, PASS, f"Punkt {number}: {matter.point.title}.", source)


def _covers_type(matter: Matter, order: Order, point: Point) -> Check:
    code, wanted = "point.covers_type", matter.question.decision_type
    name = order.decision_types.get(wanted, wanted)
    if wanted in point.decision_types:
        return Check(code, PASS, f"Punkt {point.number} omfattar beslutstypen {name}.", order.adopted_in)
    if wanted in order.includes:
        reason = f"Om punkt {point.number} omfattar {name} kan ännu inte prövas."
        return Check(code, UNKNOWN, reason, order.adopted_in)
    covered = ", ".join(order.decision_types.get(kind, kind) for kind in point.decision_types)
    reason = f"Punkt {point.number} omfattar inte {name or 'beslutstypen'}, utan {covered}."
    return Check(code, FAIL, reason, order.adopted_in)


# --- the decider ---------------------------------------------------------------------------------------


def _authorised(matter: Matter, order: Order, point: Point) -> Check:
    authority = matter.authority
    source = f"{order.adopted_in}, punkt {point.number}"
    return Check("decider.authorised", authority.answer, authority.reason, source, (), authority.missing)


def _subdelegation(matter: Matter, order: Order, point: Point) -> Check:
    code, source = "subdelegation.valid", "7 kap. 6 § kommunallagen"
    if not matter.authority.uses_subdelegation:
        return Check(code, PASS, "Ingen vidaredelegation används.", source)
    if not point.may_be_subdelegated:
        return Check(code, FAIL, f"Punkt {point.number} får inte vidaredelegeras.", source)
    return Check(code, UNKNOWN, "Vidaredelegationen kan ännu inte prövas.", source)


# --- what the point demands ----------------------------------------------------------------------------


def _conditions(matter: Matter, order: Order, point: Point) -> Check:
    code, source = "conditions.met", f"{order.adopted_in}, punkt {point.number}"
    if point.when is None:
        return Check(code, PASS, f"Punkt {point.number} har inga villkor.", source)
    tree = conditions.evaluate(point.when, order, matter.question)
    parts = tree.children or (tree,)
    reason = {
        PASS: f"Villkoren i punkt {point.number} är uppfyllda.",
        FAIL: f"Villkoren i punkt {point.number} är inte uppfyllda.",
        UNKNOWN: f"Det går inte att avgöra om villkoren i punkt {point.number} är uppfyllda.",
    }[tree.answer]
    if tree.answer is not PASS:
        reason += "".join(f" {part.reason}" for part in parts if part.answer is tree.answer)
    return Check(code, tree.answer, reason, source, parts, tree.missing)


def _caps(matter: Matter, order: Order, point: Point) -> Check:
    code, source = "caps.not_exceeded", f"{order.adopted_in}, punkt {point.number}"
    if not point.caps:
        return Check(code, PASS, f"Punkt {point.number} har inget tak för sammanlagda belopp.", source)
    reason = f"Punkt {point.number} har ett tak för sammanlagda belopp, som ännu inte kan prövas."
    return Check(code, UNKNOWN, reason, source)


def _consultation(matter: Matter, order: Order, point: Point) -> Check:
    code, source = "consultation.recorded", f"{order.adopted_in}, punkt {point.number}"
    if not point.consult:
        return Check(code, PASS, f"Punkt {point.number} kräver inget samråd.", source)
    names = ", ".join(_title(order, row.position) for row in point.consult)
    return Check(code, UNKNOWN, f"Punkten kräver samråd med {names}, som ännu inte kan prövas.", source)


def _four_eyes(matter: Matter) -> Check:
    code, source = "control.four_eyes", matter.order.adopted_in if matter.order else "intern kontroll"
    question = matter.question
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


def _title(order: Order, key: str) -> str:
    return in_sentence(order.positions[key].title)


# --- the law -------------------------------------------------------------------------------------------


_NO_WORDING = "Delegat har ingen lydelse av lagen för den dagen, så frågan kan inte prövas."


def _kl_6_38(matter: Matter) -> Check:
    children = tuple(_ban(matter, number) for number in range(1, 6))
    answers = {child.answer for child in children}
    answer = FAIL if FAIL in answers else UNKNOWN if UNKNOWN in answers else PASS
    reason = {
        PASS: "Inget av delegationsförbuden hindrar beslutet.",
        FAIL: "Ett delegationsförbud gäller, så nämnden måste själv besluta.",
        UNKNOWN: "Alla frågor om delegationsförbud är inte besvarade.",
    }[answer]
    missing = tuple(name for child in children for name in child.missing)
    return Check("statute.kl_6_38", answer, reason, "6 kap. 38 § kommunallagen", children, missing)


def _ban(matter: Matter, number: int) -> Check:
    key = f"kl_6_38_{number}"
    code, source = f"statute.{key}", matter.law(key)
    if matter.is_urgent and number < 5:
        return Check(code, PASS, "Förbudet hindrar inte ett brådskande beslut.", matter.law("urgent"))
    return _attested(matter, key, code, source, "Förbudet gäller", "Förbudet gäller inte")


def _attested(matter: Matter, key: str, code: str, source: str, yes: str, no: str) -> Check:
    """A question that someone answers for: yes forbids, no passes, silence is unknown."""
    answer = matter.question.attested.get(key)
    statute = matter.statutes.on(key, matter.question.decided_on)
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
    if matter.statutes.on("urgent", question.decided_on) is None:
        return Check(code, UNKNOWN, _NO_WORDING, source)
    if urgent is None:
        return Check(
            code, UNKNOWN, "Om beslutet är brådskande är inte besvarat.", source, (), ("attested.urgent",)
        )
    if not urgent:
        return Check(code, PASS, "Beslutet fattas inte som brådskande.", source)
    if matter.order is None:
        return Check(code, UNKNOWN, "Kan inte prövas utan en version som gäller.", source)
    missing = tuple(name for name in ("decider", "appointments") if getattr(question, name) is None)
    if missing:
        return Check(code, UNKNOWN, "Vem som beslutar eller innehar uppdragen saknas.", source, (), missing)
    if matter.urgent_position:
        title = _title(matter.order, matter.urgent_position)
        return Check(code, PASS, f"Beslutsfattaren är {title} och får besluta i brådskande ärenden.", source)
    if matter.order.urgent_ranked and len(matter.order.urgent_decisions) > 1:
        return Check(code, UNKNOWN, "Turordningen för brådskande beslut kan ännu inte prövas.", source)
    names = " eller ".join(_title(matter.order, key) for key in matter.order.urgent_decisions)
    who = f"Det får bara {names} göra." if names else "Ordningen utser ingen till det."
    return Check(code, FAIL, f"Beslutsfattaren får inte besluta i brådskande ärenden. {who}", source)


def _not_reserved(matter: Matter) -> Check:
    key = "reserved_by_board"
    yes, no = "Nämnden avgör ärendet själv", "Nämnden har inte förbehållit sig ärendet"
    return _attested(matter, key, "board.not_reserved", matter.law(key), yes, no)


CHECKS: tuple[Callable[[Matter], Check], ...] = (
    _order_in_force,
    _point_exists,
    _needs_point("point.covers_type", _covers_type),
    _needs_point("decider.authorised", _authorised),
    _needs_point("subdelegation.valid", _subdelegation),
    _needs_point("conditions.met", _conditions),
    _needs_point("caps.not_exceeded", _caps),
    _needs_point("consultation.recorded", _consultation),
    _four_eyes,
    _kl_6_38,
    _conflict,
    _kl_6_39,
    _not_reserved,
)
