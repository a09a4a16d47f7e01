"""The moves of a decision other than signing: submit, send back, withdraw, hand over to the board."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.permissions import Refused
from decisions import contexts, discreet, earlier
from decisions.actions.base import comment_of, locked, require, require_printable, role_of, save
from decisions.days import day_of
from decisions.events import record
from decisions.models import Decision, LetterOfIntent, Verb
from decisions.models.decisions import DECIDER_ATTESTS
from decisions.richtext import to_text
from decisions.states import MOVES
from delegation import authority
from delegation.authority import Ruling
from delegation.formats import Fault, FormatError, dotted

# The one check that may stay open until the decider answers it, when signing.
_DECIDER_ANSWERS = f"statute.{DECIDER_ATTESTS}"


def judge(decision: Decision, now: datetime, **answers: bool) -> Ruling:
    """The engine on the stored decision as of today, with what the decider alone answers added.

    Raises Refused when an answer does not fit the order in force today, which may ask it differently.
    """
    question = decision.as_question(day_of(now))
    question["attested"] |= answers
    if decision.decider and decision.has_declared_conflict(decision.decider):
        question["attested"][DECIDER_ATTESTS] = True
    try:
        prior = partial(earlier.decisions, instead_of=decision.followed_pk)
        return authority.judge(decision.case.board, question, prior)
    except FormatError as error:
        faults = " ".join(dict.fromkeys(map(_in_words, error.faults)))
        raise Refused(f"Uppgifterna passar inte delegationsordningen som gäller i dag. {faults}") from error


def _in_words(fault: Fault) -> str:
    """What does not fit. An earlier decision's answers may be in a case that the reader does not see."""
    if fault.path[:1] == ("prior",):
        return "Svar i tidigare beslut passar inte frågorna i den. Be nämndens redaktör rätta ordningen."
    return f"{dotted(fault.path)}: {fault.found}. {fault.allowed}."


@transaction.atomic
def submit(*, by: User, decision: Decision, now: datetime) -> Decision:
    """Send the draft to its decider. Refused unless all but the decider's own answer is in order."""
    decision = locked(decision)
    require(by, "submit", decision)
    if unfinished := missing_parts(decision):
        raise Refused(f"Utkastet saknar {', '.join(unfinished)}. Fyll i det och skicka igen; allt är sparat.")
    judged = judge(decision, now)
    ruling = discreet.as_seen_by(by, decision.case.board, judged)
    reasons = hindrances(ruling)
    if reasons:
        raise Refused("Beslutet kan inte skickas. " + " ".join(reasons) + " Utkastet är sparat.")
    require_printable(contexts.documents(decision, judged, day_of(now)).values())
    decision.submitted_at = now
    return _move("submit", Verb.SUBMITTED, decision, by, now, {"to": str(decision.decider)})


def missing_parts(decision: Decision) -> list[str]:
    """What a draft cannot be sent without, in words."""
    parts = {
        "rubrik": decision.title.strip(),
        "punkt": decision.point,
        "beslutstyp": decision.decision_type,
        "beslutsfattare": decision.decider,
        "ärendebeskrivning": to_text(decision.background),
        "beslutstext": to_text(decision.decision_text),
    }
    missing = [name for name, value in parts.items() if not value]
    if decision.attested.get("urgent"):
        missing = [name for name in missing if name not in ("punkt", "beslutstyp")]
        if not decision.urgent_reason:
            missing.append("varför nämnden inte kan avvaktas")
    letter = LetterOfIntent.objects.filter(decision=decision).first()
    return missing + [f"avsiktsförklaringens {name}" for name in (letter.missing() if letter else [])]


def hindrances(ruling: Ruling) -> list[str]:
    """Reasons why the decision may not go to its decider, failing ones first; empty when it may."""
    checks = ruling.verdict["checks"]
    failed = [check["reason"] for check in checks if check["outcome"] == "fail"]
    unknown = [check for check in checks if check["outcome"] == "unknown" and not awaits_decider(check)]
    return failed + [check["reason"] for check in unknown]


def awaits_decider(check: dict[str, Any]) -> bool:
    """Is this what the decider alone answers, when signing, and has not answered yet?"""
    return bool(check["code"] == _DECIDER_ANSWERS and check["outcome"] == "unknown")


@transaction.atomic
def send_back(*, by: User, decision: Decision, comment: str, now: datetime) -> Decision:
    """Return the draft to the officer with a comment."""
    decision = locked(decision)
    require(by, "send_back", decision)
    decision.submitted_at = None
    return _move("send_back", Verb.SENT_BACK, decision, by, now, {"comment": comment_of(comment)})


@transaction.atomic
def recall(*, by: User, decision: Decision, comment: str, now: datetime) -> Decision:
    """The officer takes back what is not yet decided, to change it or to choose another decider."""
    decision = locked(decision)
    require(by, "recall", decision)
    decision.submitted_at = None
    return _move("recall", Verb.RECALLED, decision, by, now, {"comment": comment_of(comment)})


@transaction.atomic
def declare_conflict(*, by: User, decision: Decision, now: datetime) -> Decision:
    """The decider has a conflict of interest (jäv): on record, and the draft goes back for another decider.

    From now on the engine holds the answer against this person in this decision, whoever asks (KL 6:28, 7:4).
    """
    decision = locked(decision)
    require(by, "send_back", decision)
    decision.submitted_at = None
    comment = f"{by.name} är jävig. En annan som har rätt att besluta kan ta över; annars avgör nämnden."
    return _move("send_back", Verb.CONFLICT_DECLARED, decision, by, now, {"comment": comment})


@transaction.atomic
def withdraw(*, by: User, decision: Decision, comment: str, now: datetime) -> Decision:
    """Give the draft up. It stays to be read, but can no longer be decided."""
    decision = locked(decision)
    require(by, "withdraw", decision)
    return _move("withdraw", Verb.WITHDRAWN, decision, by, now, {"comment": comment_of(comment)})


@transaction.atomic
def hand_over(*, by: User, decision: Decision, comment: str, now: datetime) -> Decision:
    """Hand the matter over to the board, which a delegate may always do."""
    decision = locked(decision)
    require(by, "hand_over", decision)
    return _move("hand_over", Verb.HANDED_OVER, decision, by, now, {"comment": comment_of(comment)})


def _move(
    act: str, verb: Verb, decision: Decision, by: User, now: datetime, data: dict[str, Any]
) -> Decision:
    decision.state = MOVES[act].target
    save(decision, by, ["state", "submitted_at"])
    board = decision.case.board
    record(verb, board=board, actor=by, capacity=role_of(by, board), at=now, decision=decision, data=data)
    return decision
