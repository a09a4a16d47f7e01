"""After the signature: a decision that follows another, and what is noted on one that stays as it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.permissions import Refused
from decisions import follow_ups
from decisions.actions.base import comment_of, locked, require, role_of, save
from decisions.events import record
from decisions.follow_ups import Kind, MarkKind
from decisions.models import BasisItem, Decision, DocumentKind, FollowUp, LetterOfIntent, Mark, Verb
from delegation.models import Board

_COPIED = ("decision_type", "point", "background", "decision_text", "facts")
_PDF = "application/pdf"


@transaction.atomic
def start_follow_up(
    *, by: User, decision: Decision, kind: Kind, ground: str, because: str, now: datetime
) -> Decision:
    """Begin a draft that corrects, changes, replaces or annuls a signed decision (FL 36–39 §§).

    It begins with what the earlier decision says, for its author to correct. The law's questions are not
    answered in advance: they are asked of the new decision, on its day.
    """
    earlier = locked(decision)
    require(by, "follow_up", earlier)
    _require_open(kind, earlier)
    _require_ground(kind, ground, earlier)
    draft = Decision(case=earlier.case, drafted_by=by, created_at=now, title=_title(kind, earlier))
    for name in _COPIED:
        setattr(draft, name, getattr(earlier, name))
    if kind == Kind.ANNULMENT:
        draft.background, draft.decision_text = "", f"<p>Beslutet {earlier.decided_on} upphävs.</p>"
    draft.decider = earlier.decider if earlier.decider != by else None
    save(draft, by)
    draft.drafters.add(by)
    row = FollowUp(decision=draft, earlier=earlier, kind=kind, ground=ground, because=comment_of(because))
    save(row, by)
    _copy_parts(earlier, draft, kind, by)
    _log(Verb.FOLLOW_UP_STARTED, draft, by, now, _told(row))
    return draft


@transaction.atomic
def describe_follow_up(*, by: User, decision: Decision, ground: str, because: str, now: datetime) -> Decision:
    """Choose another ground, or write anew what is wrong, as long as the follow-up is a draft."""
    decision = locked(decision)
    require(by, "edit", decision)
    row: FollowUp = decision.follows
    _require_ground(Kind(row.kind), ground, row.earlier)
    row.ground, row.because = ground, comment_of(because)
    save(row, by, ["ground", "because"])
    decision.drafters.add(by)
    _log(Verb.FOLLOW_UP_DESCRIBED, decision, by, now, _told(row))
    return decision


@transaction.atomic
def withdraw_signed(*, by: User, decision: Decision, comment: str, now: datetime) -> Decision:
    """Withdraw (återkalla) what is signed and known to nobody outside: it has not been given yet.

    The decision stays to be read, with its number, and is reported as withdrawn.
    """
    return _mark("withdraw_signed", MarkKind.WITHDRAWN, Verb.SIGNED_WITHDRAWN, by, decision, comment, now)


@transaction.atomic
def mark_without_power(*, by: User, decision: Decision, comment: str, now: datetime) -> Decision:
    """Note that the decision was made without power, found afterwards: the board decides the matter anew."""
    return _mark("mark_without_power", MarkKind.WITHOUT_POWER, Verb.WITHOUT_POWER, by, decision, comment, now)


def _mark(
    act: str, kind: MarkKind, verb: Verb, by: User, decision: Decision, comment: str, now: datetime
) -> Decision:
    decision = locked(decision)
    # A list is frozen, and a follow-up signed, under the same lock: none of them misses the mark.
    Board.objects.select_for_update().get(pk=decision.case.board_id)
    require(by, act, decision)
    because = comment_of(comment)
    _log(verb, decision, by, now, {"comment": because})  # first: the database asks for the event
    Mark.objects.create(decision=decision, kind=kind, because=because, by=by, at=now)
    return decision


def _require_open(kind: Kind, earlier: Decision) -> None:
    if kind not in follow_ups.kinds(earlier.appeal_route):
        raise Refused(
            f"Beslutet kan inte få {kind.label} med den väg för överklagande som det har. Inget har ändrats. "
            "Välj ett annat sätt på beslutets sida."
        )


def _require_ground(kind: Kind, ground: str, earlier: Decision) -> None:
    asked = follow_ups.grounds(kind, earlier.appeal_route)
    if ground not in (asked or ("",)):
        raise Refused("Välj en av grunderna. Inget har ändrats; det du skrev står kvar.")


def _title(kind: Kind, earlier: Decision) -> str:
    """The earlier decision's title behind the kind, within what a title has room for."""
    room = Decision._meta.get_field("title").max_length
    title = earlier.title if kind == Kind.REPLACEMENT else f"{kind.label.capitalize()}: {earlier.title}"
    return title[:room]


def _copy_parts(earlier: Decision, draft: Decision, kind: Kind, by: User) -> None:
    """The earlier decision among the basis, and what it rested on and sent, unless it is annulled."""
    signed = earlier.documents.get(kind=DocumentKind.DECISION)
    title = f"Delegationsbeslut: {earlier.title}"[:200]
    first = BasisItem(decision=draft, title=title, dated=earlier.decided_on, media_type=_PDF)
    first.file_name, first.sha256, first.size = signed.file_name, signed.sha256, signed.size
    save(first, by)
    if kind == Kind.ANNULMENT:
        return
    letter = LetterOfIntent.objects.filter(decision=earlier).first()
    for row in (*earlier.basis.all(), *([letter] if letter else [])):
        row.pk, row._state.adding, row.decision = None, True, draft
        save(row, by)


def _told(row: FollowUp) -> dict[str, Any]:
    return {
        "follows": str(row.earlier_id),
        "follows_day": str(row.earlier.decided_on),
        "follows_as": row.kind,
        "ground": row.ground,
        "comment": row.because,
    }


def _log(verb: Verb, decision: Decision, by: User, now: datetime, data: dict[str, Any]) -> None:
    board = decision.case.board
    record(verb, board=board, actor=by, capacity=role_of(by, board), at=now, decision=decision, data=data)
