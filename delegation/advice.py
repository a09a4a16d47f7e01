"""The whole answer: the engine's verdict, who else may decide, and what would change it. Pure values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from delegation import conditions, counterfactuals, holders
from delegation.engine import CHECKS, Matter, Rules, points_for, rule, rules_of
from delegation.terms import Answer, MayDecide, Order, Outcome, Point, Question, Statutes, Verdict

PASS = Answer.PASS

# Checks whose answer depends on who decides; the others are about the matter.
_PERSONAL = (
    "decider.authorised",
    "subdelegation.valid",
    "control.four_eyes",
    "statute.conflict_of_interest",
    "statute.kl_6_39",
)
# Checks that neither an answer about the matter, a samråd nor another point can change.
_FIXED = (
    "order.in_force",
    "statute.kl_6_38",
    "statute.conflict_of_interest",
    "statute.kl_6_39",
    "board.not_reserved",
)


def judge(orders: Sequence[Order], question: Question, statutes: Statutes) -> Verdict:
    """The whole answer to one question, for those who ask once."""
    return answer(rules_of(orders, statutes), question)


def answer(rules: Rules, question: Question) -> Verdict:
    """The verdict, with who may decide instead and which single change would turn it to within."""
    verdict = rule(rules, question)
    may_decide = _may_decide(rules, question, verdict.order)
    if verdict.outcome is Outcome.WITHIN or not _can_change(verdict):
        return replace(verdict, may_decide=may_decide)
    points = points_for(verdict.order, question)
    changes = counterfactuals.changes(
        verdict.order, rules.versions, points, question, lambda asked: rule(rules, asked).outcome
    )
    return replace(verdict, may_decide=may_decide, would_be_within_if=changes)


def _can_change(verdict: Verdict) -> bool:
    return all(check.answer is PASS for check in verdict.checks if check.code in _FIXED)


# --- who may decide instead ----------------------------------------------------------------------------

_BOARD = MayDecide("board")
_CAPACITIES = ("urgent", *holders.KINDS, "substitute", "subdelegate", "superior", "body")


def _may_decide(rules: Rules, question: Question, order: Order | None) -> tuple[MayDecide, ...]:
    """Everyone who in the decider's place would be within, then committees, and always the board.

    Jäv is personal: all are taken to be free of it, save a decider who has answered yes.
    """
    if order is None:
        return (_BOARD,)
    seats = holders.Seats(order, question)
    if question.attested.get("urgent") is True:
        found = _who_may_urgently(rules, question, seats)
    else:
        found = _who_may_under_a_point(rules, question, order, seats)
    found.sort(key=lambda row: (_CAPACITIES.index(row.kind), row.person or "", row.position or ""))
    return (*found, _BOARD)


def _in_place(question: Question, person: str) -> Question:
    """The same question with another decider."""
    conflict = question.attested.get("conflict_of_interest") is True and person == question.decider
    return replace(question, decider=person, attested=question.attested | {"conflict_of_interest": conflict})


def _persons(seats: holders.Seats) -> list[str]:
    return list(dict.fromkeys(row.person for row in seats.rows))


def _who_may_urgently(rules: Rules, question: Question, seats: holders.Seats) -> list[MayDecide]:
    found = []
    for person in _persons(seats):
        verdict = rule(rules, _in_place(question, person))
        if verdict.outcome is Outcome.WITHIN:
            found.append(MayDecide("urgent", verdict.position, person, verdict.point))
    return found


def _who_may_under_a_point(
    rules: Rules, question: Question, order: Order, seats: holders.Seats
) -> list[MayDecide]:
    found: dict[str, MayDecide] = {}
    for point in points_for(order, question):
        asked = replace(question, point=point.number)
        matter = Matter(rules, asked, order, point, seats, holders.NOBODY, None)
        about_the_matter = (check(matter) for code, check in CHECKS.items() if code not in _PERSONAL)
        if any(check.answer is not PASS for check in about_the_matter):
            continue
        for person in _persons(seats):
            way = _way_of(matter, person)
            if way and person not in found:
                found[person] = MayDecide(str(way.capacity), way.position, person, point.number)
        for body in _bodies(matter, order, point):
            found.setdefault(f"body {body}", MayDecide("body", body))
    return list(found.values())


def _way_of(matter: Matter, person: str) -> holders.Way | None:
    """How the person may decide the matter; None when they may not. The matter itself is in order."""
    assert matter.seats
    assert matter.point
    asked = _in_place(matter.question, person)
    authority = holders.authority(matter.rules.versions, matter.seats, matter.point, asked)
    if authority.way.answer is not PASS:
        return None
    theirs = replace(matter, question=asked, authority=authority)
    return authority.way if all(CHECKS[code](theirs).answer is PASS for code in _PERSONAL) else None


def _bodies(matter: Matter, order: Order, point: Point) -> list[str]:
    """The committees that the point lets decide. Nobody holds them, and none has drafted."""
    if CHECKS["statute.kl_6_39"](matter).answer is not PASS:
        return []
    return [
        delegate.position
        for delegate in point.delegates
        if order.positions[delegate.position].body
        and (
            delegate.when is None or conditions.evaluate(delegate.when, order, matter.question).answer is PASS
        )
    ]
