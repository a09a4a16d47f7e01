"""Samråd: recording on a draft that the holder of a position has been heard, and taking it back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from accounts.permissions import Refused
from decisions.actions.base import locked, require, role_of, save
from decisions.days import day_of
from decisions.events import record
from decisions.models import Consultation, Decision, Verb
from delegation.models import Position
from delegation.texts import one_line

LONG_BEFORE = timedelta(days=366)  # a samråd older than this before the case is a slip of the pen


@transaction.atomic
def add_consultation(
    *, by: User, decision: Decision, position: Position, dated: date, note: str, now: datetime
) -> Consultation:
    """Put a samråd on record. It has been held: a day to come is refused."""
    decision = locked(decision)
    require(by, "edit", decision)
    if position.board_id != decision.case.board_id:
        raise Refused("Befattningen hör till en annan nämnd. Samrådet är inte sparat, men utkastet är det.")
    if dated > day_of(now):
        raise Refused(f"Samrådet kan inte ha hållits {dated}, som inte har varit än. Utkastet är sparat.")
    if dated < decision.case.opened_on - LONG_BEFORE:
        raise Refused(
            f"Samrådet kan inte gälla ärendet om det hölls {dated}, mer än ett år innan ärendet öppnades. "
            "Utkastet är sparat."
        )
    row = Consultation(decision=decision, position=position, dated=dated, note=one_line(note))
    row.clean_fields()
    save(row, by)
    _log(Verb.CONSULTATION_ADDED, row, decision, by, now)
    return row


@transaction.atomic
def remove_consultation(*, by: User, row: Consultation, now: datetime) -> None:
    """Take a samråd away from a draft. Its history remains."""
    decision = locked(row.decision)
    require(by, "edit", decision)
    _log(Verb.CONSULTATION_REMOVED, row, decision, by, now)
    row._history_user = by  # type: ignore[attr-defined]
    row.delete()


def _log(verb: Verb, row: Consultation, decision: Decision, by: User, now: datetime) -> None:
    board = decision.case.board
    decision.drafters.add(by)
    decision.revision += 1
    save(decision, by, ["revision"])
    data = {"item": str(row.pk), "position": row.position.key, "dated": row.dated.isoformat()}
    record(verb, board=board, actor=by, capacity=role_of(by, board), at=now, decision=decision, data=data)
