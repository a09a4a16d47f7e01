"""Dispatch (expediering): keeping the recipients, sending, and sending again.

Only stored documents of signed decisions can be sent: nothing here renders anything, and the database refuses
the rest. What goes by e-mail is written to the outbox in the same transaction and sent after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts import tracked
from accounts.models import User
from accounts.permissions import Refused
from decisions import outbox, post
from decisions.actions.base import locked, require, role_of, save
from decisions.days import day_of
from decisions.events import record
from decisions.models import Decision, Dispatch, DispatchedDocument, Document, MailState, Recipient, Verb, Way
from delegation.texts import one_line, tidy

MOST_RECIPIENTS = 100  # a decision that concerns more is announced and not sent


@dataclass(frozen=True)
class Sending:
    """How and when something is sent: what the sender says of it."""

    sent_on: date  # for what goes by e-mail it is the day of the act, whatever is said
    confidentiality_confirmed: bool = False


@transaction.atomic
def add_recipient(
    *,
    by: User,
    decision: Decision,
    name: str,
    way: Way,
    address: str,
    documents: Sequence[Document],
    now: datetime,
) -> Recipient:
    """Someone to send to, and which of the decision's documents they get."""
    decision = locked(decision)
    require(by, "dispatch", decision)
    if not documents or any(row.decision_id != decision.pk for row in documents):
        raise Refused("Välj minst en av beslutets handlingar. Mottagaren är inte sparad.")
    if decision.recipients.count() >= MOST_RECIPIENTS:
        raise Refused(
            f"Beslutet har redan {MOST_RECIPIENTS} mottagare. Den här är inte sparad. Skicka ett beslut "
            "som rör fler på annat sätt."
        )
    row = Recipient(decision=decision, name=_name(name), way=way, address=_address(way, address))
    row.clean_fields()
    save(row, by)
    row.documents.set(documents)
    _log(Verb.RECIPIENT_ADDED, decision, by, now, {"item": str(row.pk), "to": row.name, "way": way.value})
    return row


@transaction.atomic
def remove_recipient(*, by: User, recipient: Recipient, now: datetime) -> None:
    """Take away someone who has not been sent to. The history remains."""
    decision = locked(recipient.decision)
    require(by, "dispatch", decision)
    if recipient.dispatches.exists():
        raise Refused(f"Beslutet är expedierat till {recipient.name}. Mottagaren står kvar.")
    _log(Verb.RECIPIENT_REMOVED, decision, by, now, {"item": str(recipient.pk), "to": recipient.name})
    recipient.documents.clear()
    tracked.delete(recipient, by)


@transaction.atomic
def dispatch(
    *, by: User, decision: Decision, recipients: Sequence[Recipient], how: Sending, now: datetime
) -> list[Dispatch]:
    """Send the decision to the recipients, each their documents, each their way (FL 33 §)."""
    decision = locked(decision)
    require(by, "dispatch", decision)
    if not recipients:
        raise Refused("Välj minst en mottagare. Inget är expedierat.")
    for recipient in recipients:
        if recipient.decision_id != decision.pk:
            raise Refused("Mottagaren hör till ett annat beslut. Inget är expedierat.")
        if recipient.dispatches.exists():
            raise Refused(
                f"Beslutet är redan expedierat till {recipient.name}. Inget är expedierat nu. "
                "Ladda om sidan, och skicka om därifrån om det behövs."
            )
    return [_send(by, decision, row, row.way, row.address, how, None, now) for row in recipients]


@transaction.atomic
def resend(*, by: User, replaces: Dispatch, way: Way, address: str, how: Sending, now: datetime) -> Dispatch:
    """Send the same documents to the same recipient again: a new dispatch that names the old."""
    decision = locked(replaces.decision)
    require(by, "dispatch", decision)
    # As it is under the lock: what the page was made from may have been sent meanwhile.
    replaces = Dispatch.objects.select_related("mail", "recipient").get(pk=replaces.pk)
    if Dispatch.objects.filter(replaces=replaces).exists():
        raise Refused("Det är redan skickat om. Inget är skickat nu. Ladda om sidan.")
    if is_under_way(replaces, now):
        raise Refused("Brevet är på väg. Inget är skickat om. Vänta tills det syns hur det gick.")
    return _send(by, decision, replaces.recipient, way, _address(way, address), how, replaces, now)


def is_under_way(row: Dispatch, now: datetime) -> bool:
    """Is its mail still to be sent, or being sent, without anybody's help?"""
    mail = getattr(row, "mail", None)
    return bool(mail and mail.state_at(now) in (MailState.WAITING, MailState.SENDING))


def _send(
    by: User,
    decision: Decision,
    recipient: Recipient,
    way: str,
    address: str,
    how: Sending,
    replaces: Dispatch | None,
    now: datetime,
) -> Dispatch:
    is_email = way == Way.EMAIL
    _require_email(decision, how, is_email=is_email)
    documents = list(recipient.documents.all())
    row = Dispatch(
        decision=decision,
        recipient=recipient,
        number=replaces.number + 1 if replaces else 1,
        name=recipient.name,
        way=way,
        address=address,
        sent_on=day_of(now) if is_email else past_day(decision, how.sent_on, now),
        at=now,
        by=by,
        replaces=replaces,
        document_count=len(documents),
        confidentiality_confirmed=how.confidentiality_confirmed,
    )
    row.save(force_insert=True)
    for document in documents:
        DispatchedDocument.objects.create(dispatch=row, document=document, sha256=document.sha256)
    _log(Verb.RESENT if replaces else Verb.DISPATCHED, decision, by, now, _told(row, documents))
    if is_email:
        post.write(row, documents, now).save(force_insert=True)
        transaction.on_commit(outbox.wake)
    return row


def _told(row: Dispatch, documents: Sequence[Document]) -> dict[str, Any]:
    """What the log keeps of it; settled.py holds the rows against this."""
    told: dict[str, Any] = {
        "dispatch": str(row.pk),
        "to": row.name,
        "way": row.way,
        "documents": {document.kind: document.sha256 for document in documents},
    }
    if row.replaces_id:
        told["replaces"] = str(row.replaces_id)
    if row.decision.case.confidential and row.way == Way.EMAIL:
        told["confidentiality_confirmed"] = row.confidentiality_confirmed
    return told


def _require_email(decision: Decision, how: Sending, *, is_email: bool) -> None:
    """E-mail is read by others on its way: what may be secret goes so only when somebody says that it may."""
    if not is_email:
        return
    if not settings.SENDS_EMAIL:
        raise Refused(
            "E-post är inte inställd här. Inget är expedierat. Välj ett annat sätt, eller be den som "
            "förvaltar systemet sätta EMAIL_URL."
        )
    if decision.case.confidential and not how.confidentiality_confirmed:
        raise Refused(
            "Ärendet har sekretess, och e-post kan läsas av andra på vägen. Inget är expedierat. Bekräfta "
            "att handlingarna får skickas med e-post, eller välj brev."
        )


def past_day(decision: Decision, day: date, now: datetime) -> date:
    """A day between the decision and today. Raises Refused."""
    if decision.decided_on and not decision.decided_on <= day <= day_of(now):
        raise Refused(
            f"Dagen {day} går inte: den ska vara tidigast beslutsdagen {decision.decided_on} och senast "
            "i dag. Inget är sparat. Rätta dagen och försök igen."
        )
    return day


def _name(name: str) -> str:
    found = one_line(name)
    if not found or "\n" in tidy(name):
        raise Refused("Skriv mottagarens namn på en rad. Mottagaren är inte sparad.")
    return found


def _address(way: Way, address: str) -> str:
    """The address as its way has it: for e-mail exactly one, without a name and without line breaks."""
    found = tidy(address)
    if not found:
        raise Refused("Skriv adressen. Inget är sparat.")
    if way == Way.EMAIL:
        try:
            validate_email(found)
        except ValidationError as error:
            raise Refused(
                "E-postadressen går inte att skicka till. Inget är sparat. Skriv en enda adress, till "
                "exempel registrator@example.org."
            ) from error
    return found


def _log(verb: Verb, decision: Decision, by: User, now: datetime, data: dict[str, Any]) -> None:
    board = decision.case.board
    record(verb, board=board, actor=by, capacity=role_of(by, board), at=now, decision=decision, data=data)
