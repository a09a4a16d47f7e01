"""What is heard of a dispatch afterwards: a receipt, or that it came back; and fetching a package."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from accounts.permissions import Refused
from decisions import store, uploads
from decisions.actions.base import locked, require, role_of
from decisions.actions.dispatches import past_day
from decisions.events import record
from decisions.models import Bounce, Decision, Dispatch, OutgoingMail, Receipt, ReceiptKind, Verb, Way
from decisions.outbox import CAPACITY
from delegation.texts import one_line

KEPT = "expedieringen"


@transaction.atomic
def add_receipt(
    *,
    by: User,
    dispatch: Dispatch,
    kind: ReceiptKind,
    received_on: date,
    served_on: date | None,
    now: datetime,
    file_name: str = "",
    content: bytes | None = None,
) -> Receipt:
    """It has arrived. With a day of service the time for an administrative appeal begins (FL 44 §)."""
    decision = _for_act(by, dispatch)
    if kind == ReceiptKind.SERVICE and served_on is None:
        raise Refused(
            "Ange delgivningsdagen; från den räknas tiden för överklagande. Kvittot är inte sparat."
        )
    for day in filter(None, (received_on, served_on)):
        past_day(decision, day, now)
    if served_on and served_on < dispatch.sent_on:
        raise Refused(
            f"Delgivningsdagen {served_on} ligger före {dispatch.sent_on}, då det skickades. Kvittot är inte "
            "sparat. Rätta dagen och försök igen."
        )
    row = Receipt(dispatch=dispatch, kind=kind, received_on=received_on, served_on=served_on, at=now, by=by)
    if content is not None:
        _attach(row, file_name, content)
    row.save(force_insert=True)
    told = {"dispatch": str(dispatch.pk), "to": dispatch.name, "kind": kind.value, "sha256": row.sha256}
    days = {"received_on": received_on.isoformat(), "served_on": served_on.isoformat() if served_on else ""}
    _log(Verb.RECEIPT_NOTED, decision, by, role_of(by, decision.case.board), now, told | days)
    return row


def _attach(row: Receipt, file_name: str, content: bytes) -> None:
    try:
        row.media_type = uploads.media_type(file_name, content, KEPT)
        row.sha256 = store.put(content)
    except uploads.BadFile as error:
        raise Refused(str(error)) from error
    except store.Damaged as error:
        raise Refused(
            f"{error} Kvittot är inte sparat, men {KEPT} är kvar. Hör av dig till den som förvaltar systemet."
        ) from error
    row.file_name, row.size = uploads.safe_name(file_name), len(content)


@transaction.atomic
def note_return(*, by: User, dispatch: Dispatch, returned_on: date, because: str, now: datetime) -> Bounce:
    """It has come back, and somebody says so."""
    decision = _for_act(by, dispatch)
    if Bounce.objects.filter(dispatch=dispatch).exists():
        raise Refused("Det är redan antecknat att det kom i retur. Inget har ändrats.")
    past_day(decision, returned_on, now)
    words = one_line(because)[:400]
    if not words:
        raise Refused("Skriv varför det kom i retur, till exempel ”okänd på adressen”. Inget är sparat.")
    row = Bounce.objects.create(dispatch=dispatch, returned_on=returned_on, because=words, at=now, by=by)
    _tell_of_bounce(row, decision, by, role_of(by, decision.case.board), now)
    return row


@transaction.atomic
def take_bounce(*, message_id: str, because: str, day: date, now: datetime) -> Bounce | None:
    """A mail server says that the mail came back. None when it has said so before.

    Raises OutgoingMail.DoesNotExist for a mail that is not ours.
    """
    mail = OutgoingMail.objects.select_related("dispatch__decision", "dispatch__by").get(
        message_id=message_id
    )
    decision = locked(mail.dispatch.decision)
    if Bounce.objects.filter(dispatch=mail.dispatch).exists():
        return None
    row = Bounce.objects.create(dispatch=mail.dispatch, returned_on=day, because=because[:400], at=now)
    _tell_of_bounce(row, decision, mail.dispatch.by, CAPACITY, now)
    return row


@transaction.atomic
def fetch_package(*, by: User, dispatch: Dispatch, now: datetime) -> Dispatch:
    """Somebody takes the package that they are to put in the digital mailbox."""
    decision = _for_act(by, dispatch)
    if dispatch.way != Way.DIGITAL_MAILBOX:
        raise Refused("Det finns inget paket: expedieringen gick på annat sätt. Inget har ändrats.")
    told = {"dispatch": str(dispatch.pk), "to": dispatch.name}
    _log(Verb.PACKAGE_FETCHED, decision, by, role_of(by, decision.case.board), now, told)
    return dispatch


def _for_act(by: User, dispatch: Dispatch) -> Decision:
    decision = locked(dispatch.decision)
    require(by, "dispatch", decision)
    return decision


def _tell_of_bounce(row: Bounce, decision: Decision, by: User, capacity: str, now: datetime) -> None:
    told = {"dispatch": str(row.dispatch_id), "to": row.dispatch.name, "because": row.because}
    _log(Verb.BOUNCED, decision, by, capacity, now, told)


def _log(
    verb: Verb, decision: Decision, by: User, capacity: str, now: datetime, data: dict[str, str]
) -> None:
    record(verb, board=decision.case.board, actor=by, capacity=capacity, at=now, decision=decision, data=data)
