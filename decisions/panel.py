"""The verdict as a page shows it: the outcome in words first, then each check, then what could be done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from accounts.models import User
from decisions import contexts, discreet, panel_rows, time_left
from decisions.actions import Refused
from decisions.actions.moves import judge, missing_parts
from decisions.form_names import TO_BOARD, choose, field_of
from decisions.models import Decision
from decisions.models.decisions import DECIDER_ATTESTS
from decisions.panel_rows import Row
from delegation import authority, explain
from delegation.authority import Ruling
from delegation.terms import Order
from delegation.words import sentence

_HEADLINES = {
    "within": "Ryms i delegationen",
    "outside": "Ryms inte i delegationen",
    "undetermined": "Kan inte avgöras ännu",
}
_CANDIDATES = {"within": "ryms", "outside": "ryms inte", "undetermined": "kan inte avgöras ännu"}
_CONFLICT = "Beslutsfattaren svarar själv på frågan om jäv vid undertecknandet."
_NOTHING_TO_ASK = "Välj beslutstyp eller punkt, så prövas utkastet medan du skriver."


@dataclass(frozen=True)
class Asked:
    """An unanswered question, and the field of the draft's form that answers it (or no field)."""

    question: str
    field: str


@dataclass(frozen=True)
class Candidate:
    """A point that covers the type, when none is chosen."""

    number: str
    title: str
    outcome: str  # as in the verdict
    word: str
    act: str  # the button's value


@dataclass(frozen=True)
class MayDecide:
    """Someone who may decide; without `act` there is nothing to press."""

    name: str
    capacity: str
    label: str = ""
    act: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class Panel:
    """What the verdict panel says."""

    outcome: str  # within, outside or undetermined
    why: str  # the deciding reason
    where: str = ""  # point, version and capacity
    open: tuple[Row, ...] = ()  # what stops or is unknown, in the order of the checks
    passed: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[Asked, ...] = ()
    changes: tuple[str, ...] = ()  # each a sentence: what would make it fit
    candidates: tuple[Candidate, ...] = ()
    may_decide: tuple[MayDecide, ...] = ()
    provisions: tuple[str, ...] = ()  # what the order says of all its points
    unfinished: tuple[str, ...] = ()  # parts that the draft lacks, in words

    @property
    def headline(self) -> str:
        return _HEADLINES[self.outcome]


def of_signed(decision: Decision, viewer: User) -> Panel:
    """The stored verdict of a signed decision, as far as the viewer may read it."""
    if decision.question is None or decision.verdict is None or decision.order is None:
        raise ValueError(f"decision {decision.pk} is not signed")
    stored = Ruling(decision.question, decision.verdict, decision.order)
    ruling = discreet.as_seen_by(viewer, decision.case.board, stored)
    name = decision.signed_by.name if decision.signed_by else ""
    return _panel(ruling.verdict, authority.read(decision.order), name, decision.decided_as)


def of_draft(decision: Decision, now: datetime, viewer: User) -> Panel:
    """The engine's answer today on the stored draft, taking it that the decider has no conflict of interest.

    The decider answers for that alone, when signing; until then it is nothing for the officer to answer.
    """
    unfinished = tuple(missing_parts(decision))
    if not (decision.decision_type or decision.point or decision.attested.get("urgent")):
        return Panel("undetermined", _NOTHING_TO_ASK, unfinished=unfinished)
    try:
        ruling = judge(decision, now, **{DECIDER_ATTESTS: False})
    except Refused as refusal:
        return Panel("undetermined", str(refusal), unfinished=unfinished)
    seen = discreet.as_seen_by(viewer, decision.case.board, ruling)
    return replace(_of_ruling(decision, seen), unfinished=unfinished)


def _of_ruling(decision: Decision, ruling: Ruling) -> Panel:
    """The verdict, and all that can be done about it while the decision is not yet signed."""
    checks = [check for check in ruling.verdict["checks"] if not _is_assumed(check)]
    is_assumed = len(checks) < len(ruling.verdict["checks"])
    verdict = ruling.verdict | {"checks": checks}
    order = authority.read(ruling.order) if ruling.order else None
    name = decision.decider.name if decision.decider else ""
    decided_as = contexts.decided_as(decision, ruling) if name and verdict["capacity"] else ""
    panel = _panel(verdict, order, name, decided_as)
    panel = replace(
        panel,
        where=" ".join(filter(None, [panel.where, _CONFLICT if is_assumed else ""])),
        may_decide=_may_decide(decision, verdict["may_decide"], order),
    )
    if order is None:
        return panel
    day = date.fromisoformat(ruling.question["decided_on"])
    return replace(
        panel,
        notes=(*panel.notes, *time_left.notes(decision, verdict, order, day)),
        missing=_missing(verdict, order, day),
        changes=tuple(explain.within_if(order, change) for change in verdict["would_be_within_if"]),
        candidates=_candidates(verdict, order),
    )


def _is_assumed(check: dict[str, Any]) -> bool:
    return bool(check["code"] == f"statute.{DECIDER_ATTESTS}" and check["outcome"] == "pass")


def _panel(verdict: dict[str, Any], order: Order | None, name: str, decided_as: str) -> Panel:
    checks, outcome = verdict["checks"], verdict["outcome"]
    what = _what(verdict, order)
    basis = f", enligt {what}" if verdict["point"] else ""
    is_within = outcome == "within"
    return Panel(
        outcome=outcome,
        why=f"{name} beslutar som {decided_as}{basis}." if is_within else panel_rows.why_not(checks),
        where="" if is_within or not what else _tried(what, name, decided_as),
        open=panel_rows.rows([check for check in checks if check["outcome"] != "pass"]),
        passed=panel_rows.rows([check for check in checks if check["outcome"] == "pass"]),
        notes=tuple(verdict["notes"]),
        provisions=tuple(filter(None, [order.preamble, *order.general_provisions])) if order else (),
    )


def _what(verdict: dict[str, Any], order: Order | None) -> str:
    """The point and the version that the verdict rests on, inside a sentence."""
    if order is None:
        return ""
    point = f"punkt {verdict['point']} i " if verdict["point"] else ""
    return f"{point}version {order.version} av delegationsordningen"


def _tried(what: str, name: str, decided_as: str) -> str:
    who = f" för {name}" if name else ""
    return f"Prövat mot {what}{who}{f', {decided_as}' if decided_as else ''}."


def _missing(verdict: dict[str, Any], order: Order, day: date) -> tuple[Asked, ...]:
    statutes = authority.asked_by_law(day)
    return tuple(Asked(explain.asked(order, statutes, name), field_of(name)) for name in verdict["missing"])


def _candidates(verdict: dict[str, Any], order: Order) -> tuple[Candidate, ...]:
    titles = {point.number: point.title for point in order.points}
    return tuple(
        Candidate(
            number=row["point"],
            title=titles[row["point"]],
            outcome=row["outcome"],
            word=_CANDIDATES[row["outcome"]],
            act=choose(point=row["point"]),
        )
        for row in verdict.get("candidates", [])
    )


def _may_decide(decision: Decision, rows: list[dict[str, Any]], order: Order | None) -> tuple[MayDecide, ...]:
    usernames = [row["person"] for row in rows if row.get("person")]
    people = {person.username: person for person in User.objects.filter(username__in=usernames)}
    found = []
    for row in rows:
        if row["kind"] == "board" or order is None:
            found.append(_board(decision))
        elif row["kind"] == "body":
            found.append(MayDecide(order.positions[row["position"]].title, "avgör på ett sammanträde"))
        else:
            found.append(_person(decision, row, order, people[row["person"]]))
    return tuple(found)


def _board(decision: Decision) -> MayDecide:
    name = sentence(decision.case.board.name)
    return MayDecide(name, "kan alltid avgöra ärendet själv", "Överlämna till nämnden", TO_BOARD)


def _person(decision: Decision, row: dict[str, Any], order: Order, person: User) -> MayDecide:
    """Someone to choose as decider; the button also chooses the point when none is chosen."""
    point = row.get("point") or ""
    is_other = bool(point) and point != decision.point
    return MayDecide(
        name=person.name,
        capacity=explain.capacity(order, row) + (f", punkt {point}" if point else ""),
        label=f"Välj {person.name}" + (f" och punkt {point}" if is_other else ""),
        act=choose(decider=person.username, point=point if is_other else ""),
        is_chosen=person == decision.decider and not is_other,
    )
