"""Asking the counterpart to sign the letter: the link, the copy that comes back, and its review.

Nothing of this can be done before the decision is signed. Locks go decision, then board.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.permissions import Refused
from decisions import store, uploads
from decisions.actions.base import comment_of, locked, require, role_of
from decisions.days import STOCKHOLM, day_of
from decisions.events import record
from decisions.models import CopyReview, CountersignLink, Decision, SignedCopy, Standing, Verb
from delegation.texts import one_line

LONGEST = timedelta(days=365)
COUNTERPART = "motparten, genom länken"  # the capacity of whom we know no more of


class AlreadyReturned(Refused):
    """The counterpart's copy has come, and waits for review or is accepted."""


@transaction.atomic
def make_link(*, by: User, decision: Decision, last_day: date, now: datetime) -> tuple[CountersignLink, str]:
    """A link for the counterpart, and its token, which is told here and never again.

    It is open to the end of `last_day`. One that was open before is revoked: a letter has one.
    """
    decision = locked(decision)
    require(by, "ask_counterpart", decision)
    if not day_of(now) <= last_day <= day_of(now + LONGEST):
        raise Refused("Länken kan gälla till och med i dag eller högst ett år framåt. Ingen länk är gjord.")
    _revoke_open(decision, by, now)
    token = secrets.token_urlsafe(32)
    link = CountersignLink.objects.create(
        letter=decision.letter,
        token_hash=digest(token),
        made_at=now,
        made_by=by,
        expires_at=datetime.combine(last_day + timedelta(days=1), time(), STOCKHOLM),
    )
    _log(Verb.LINK_MADE, decision, by, now, {"link": link.pk, "expires": last_day.isoformat()})
    return link, token


def digest(token: str) -> str:
    """How a token is kept: whoever reads the database can open no link."""
    return store.digest(token.encode())


@transaction.atomic
def revoke_link(*, by: User, decision: Decision, now: datetime) -> None:
    """Close the letter's link."""
    decision = locked(decision)
    require(by, "revoke_link", decision)
    _revoke_open(decision, by, now)


def _revoke_open(decision: Decision, by: User, now: datetime) -> None:
    for link in CountersignLink.objects.filter(letter__decision=decision, revoked_at=None):
        link.revoked_at, link.revoked_by = now, by
        link.save(update_fields=["revoked_at", "revoked_by"])
        _log(Verb.LINK_REVOKED, decision, by, now, {"link": link.pk})


@transaction.atomic
def return_by_link(
    *, link: CountersignLink, content: bytes, file_name: str, signed_by: str, now: datetime
) -> SignedCopy:
    """The counterpart returns the letter, signed. Raises Refused when the link is no longer open."""
    decision = locked(link.letter.decision)
    link.refresh_from_db(fields=["revoked_at", "expires_at"])
    if not link.is_open(now):
        raise Refused("Länken gäller inte längre. Inget har tagits emot.")
    copy = SignedCopy(letter=decision.letter, link=link)
    return _keep(copy, decision, content, file_name, signed_by, now)


@transaction.atomic
def receive_copy(
    *, by: User, decision: Decision, content: bytes, file_name: str, signed_by: str, now: datetime
) -> SignedCopy:
    """Someone here puts in what came by mail."""
    decision = locked(decision)
    require(by, "ask_counterpart", decision)
    copy = SignedCopy(letter=decision.letter, received_by=by)
    return _keep(copy, decision, content, file_name, signed_by, now)


def _keep(
    copy: SignedCopy, decision: Decision, content: bytes, file_name: str, signed_by: str, now: datetime
) -> SignedCopy:
    """Store the bytes as they came. Nothing here opens them."""
    if copy.letter.standing != Standing.WAITING:
        raise AlreadyReturned("Motpartens exemplar har redan kommit in. Det nya är inte sparat.")
    copy.signed_by = one_line(signed_by)
    if not copy.signed_by:
        raise Refused("Ange vem som har undertecknat för motparten. Filen är inte sparad.")
    try:
        uploads.require_pdf(content)
        copy.sha256 = store.put(content)
    except (uploads.BadFile, store.Damaged) as error:
        raise Refused(str(error)) from error
    copy.size, copy.file_name, copy.received_at = len(content), uploads.safe_name(file_name), now
    copy.clean_fields()
    copy.save(force_insert=True)
    verb = Verb.COPY_RECEIVED if copy.received_by else Verb.COPY_RETURNED
    data = {"copy": str(copy.pk), "sha256": copy.sha256, "signed_by": copy.signed_by}
    _log(verb, decision, copy.received_by, now, data)
    return copy


@transaction.atomic
def accept_copy(*, by: User, copy: SignedCopy, now: datetime) -> CopyReview:
    """The counterpart has signed what was sent; its link is closed."""
    decision = _to_review(by, copy)
    review = CopyReview.objects.create(
        copy=copy, outcome=CopyReview.Outcome.ACCEPTED, reviewed_at=now, reviewed_by=by
    )
    _log(Verb.COPY_ACCEPTED, decision, by, now, {"copy": str(copy.pk)})
    _revoke_open(decision, by, now)
    return review


@transaction.atomic
def turn_back_copy(*, by: User, copy: SignedCopy, comment: str, now: datetime) -> CopyReview:
    """The copy is not what it should be. It is kept, and another is waited for."""
    decision = _to_review(by, copy)
    review = CopyReview.objects.create(
        copy=copy,
        outcome=CopyReview.Outcome.TURNED_BACK,
        reason=comment_of(comment),
        reviewed_at=now,
        reviewed_by=by,
    )
    data = {"copy": str(copy.pk), "comment": review.reason}
    _log(Verb.COPY_TURNED_BACK, decision, by, now, data)
    return review


def _to_review(by: User, copy: SignedCopy) -> Decision:
    decision = locked(copy.letter.decision)
    require(by, "review_copy", decision)
    if decision.letter.last_copy != copy:
        raise Refused("Exemplaret är redan granskat. Inget har ändrats. Ladda om sidan och se hur det gick.")
    return decision


def _log(verb: Verb, decision: Decision, by: User | None, now: datetime, data: dict[str, Any]) -> None:
    board = decision.case.board
    capacity = role_of(by, board) if by else COUNTERPART
    record(verb, board=board, actor=by, capacity=capacity, at=now, decision=decision, data=data)
