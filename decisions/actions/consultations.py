"""Samråd: recording on a draft that the holder of a position has been heard, and taking it back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts import tracked
from accounts.models import User
from accounts.permissions import Refused
from decisions.actions.base import locked, log_part, require, save
from decisions.days import day_of
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
    log_part(Verb.CONSULTATION_ADDED, decision=decision, by=by, now=now, data=_told(row))
    return row


@transaction.atomic
def remove_consultation(*, by: User, row: Consultation, now: datetime) -> None:
    """Take a samråd away from a draft. Its history remains."""
    decision = locked(row.decision)
    require(by, "edit", decision)
    log_part(Verb.CONSULTATION_REMOVED, decision=decision, by=by, now=now, data=_told(row))
    tracked.delete(row, by)


def _told(row: Consultation) -> dict[str, str]:
    return {"item": str(row.pk), "position": row.position.key, "dated": row.dated.isoformat()}
