"""The outbox: sends the mails that wait, loses none and sends none twice.

A mail is claimed (committed), sent, and then settled. Who dies in between leaves a claimed mail that nobody
sends again by itself, since nobody knows whether it went: a person decides (docs/adr/0010-uncertain-mail.md).
Several may send at once, in this process or others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from threading import Event, Thread

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, close_old_connections, connections, transaction
from django.utils import timezone

from decisions import post, store
from decisions.events import record
from decisions.models import MailState, OutgoingMail, Verb
from decisions.models.dispatch import LONGEST_SENDING

log = logging.getLogger(__name__)

# How long to wait after each attempt that was surely not taken; after the last one the mail has failed.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
LOOK_EVERY = 30.0  # seconds between looks at the outbox when nobody wakes the sender
CAPACITY = "utlådan, automatiskt"

Clock = Callable[[], datetime]

_VERBS = {
    MailState.SENT: Verb.MAIL_SENT,
    MailState.FAILED: Verb.MAIL_FAILED,
    MailState.UNCERTAIN: Verb.MAIL_UNCERTAIN,
}


def deliver(clock: Clock, stop: Event | None = None) -> list[OutgoingMail]:
    """Send all that is due, one at a time, and tell how each went."""
    give_up_lost(clock())
    done = []
    while not (stop and stop.is_set()) and (mail := claim(clock())):
        done.append(_send(mail, clock))
    return done


def claim(now: datetime) -> OutgoingMail | None:
    """Take the mail that has waited longest, so that nobody else does. Committed before it is sent."""
    if not OutgoingMail.objects.due(now).exists():  # on SQLite the next line locks out every writer
        return None
    with transaction.atomic(durable=True):
        rows = OutgoingMail.objects.due(now).select_for_update(skip_locked=True, of=("self",), no_key=True)
        mail: OutgoingMail | None = rows.select_related("dispatch").order_by("due_at", "pk").first()
        if mail is None:
            return None
        mail.state, mail.claimed_at = MailState.SENDING, now
        mail.attempts += 1
        mail.save(update_fields=["state", "claimed_at", "attempts"])
    return mail


def give_up_lost(now: datetime) -> None:
    """Mails whose sender must have died: from now on a person's to decide."""
    lost = OutgoingMail.objects.filter(state=MailState.SENDING, claimed_at__lt=now - LONGEST_SENDING)
    for mail in lost:
        _settle(mail, MailState.UNCERTAIN, now, "Programmet avbröts medan brevet skickades.")


def _send(mail: OutgoingMail, clock: Clock) -> OutgoingMail:
    """One attempt. What is not known to have been refused before it was taken is uncertain."""
    with _line() as line:
        try:
            message = post.message(mail, line)
            line.open()
        except store.Damaged as damaged:
            return _settle(mail, MailState.FAILED, clock(), str(damaged))
        except OSError as error:  # smtplib's errors are of this kind too
            return _not_taken(mail, clock(), _why(error))
        try:
            taken = line.send_messages([message])
        except (SMTPSenderRefused, SMTPRecipientsRefused, SMTPDataError) as refusal:
            return _not_taken(mail, clock(), _why(refusal), is_final=_is_final(refusal))
        except OSError as error:
            why = f"Kontakten med e-postservern bröts innan den hade svarat ({type(error).__name__})."
            return _settle(mail, MailState.UNCERTAIN, clock(), why)
        if not taken:
            return _settle(
                mail, MailState.UNCERTAIN, clock(), "E-postservern sa inte om den tog emot brevet."
            )
        return _settle(mail, MailState.SENT, clock())  # before hanging up, which may hang too


@contextmanager
def _line() -> Iterator[BaseEmailBackend]:
    line = get_connection()
    try:
        yield line
    finally:
        with suppress(OSError):  # what is settled is settled, however the call ends
            line.close()


def _not_taken(mail: OutgoingMail, now: datetime, why: str, *, is_final: bool = False) -> OutgoingMail:
    """Surely not accepted: wait and try again, each time longer, unless there is no use."""
    if is_final or mail.attempts > len(PAUSES):
        return _settle(mail, MailState.FAILED, now, why)
    return _settle(mail, MailState.WAITING, now, why)


def _settle(mail: OutgoingMail, state: MailState, now: datetime, why: str = "") -> OutgoingMail:
    """Write down how it went, with its event; of two that differ the one who was slow and lived is right."""
    with transaction.atomic():
        rows = OutgoingMail.objects.select_for_update(of=("self",), no_key=True)
        about = rows.select_related("dispatch__decision__case__board", "dispatch__by")
        row: OutgoingMail = about.get(pk=mail.pk)
        if row.state == MailState.UNCERTAIN and state == MailState.WAITING:
            state = MailState.FAILED  # a person has been asked meanwhile, and sends it anew
        if row.state not in (MailState.SENDING, MailState.UNCERTAIN) or row.state == state:
            return row
        row.state, row.trouble = state, why[:400]
        if state == MailState.WAITING:
            row.due_at = now + PAUSES[row.attempts - 1]
        else:
            row.settled_at = now
        row.save(update_fields=["state", "trouble", "due_at", "settled_at"])
        if state in _VERBS:
            _record(row, _VERBS[state], now)
    log.info("mail %s: %s after %d attempts", row.message_id, row.state, row.attempts)
    return row


def _record(mail: OutgoingMail, verb: Verb, now: datetime) -> None:
    """The program acts for the one who sent it."""
    dispatch = mail.dispatch
    record(
        verb,
        board=dispatch.decision.case.board,
        actor=dispatch.by,
        capacity=CAPACITY,
        at=now,
        decision=dispatch.decision,
        data={"dispatch": str(dispatch.pk), "to": dispatch.name, "because": mail.trouble},
    )


# --- what a mail server says -----------------------------------------------------------------------------


def _is_final(refusal: OSError) -> bool:
    """Will the same mail be refused again? A 5yz for this recipient or these contents (RFC 5321, 4.2.1).

    A sender that is refused is our own affair, to be mended by whoever runs the site.
    """
    return not isinstance(refusal, SMTPSenderRefused) and _answer(refusal)[0] >= 500


def _why(error: OSError) -> str:
    code, text = _answer(error)
    if code:
        return f"E-postservern svarade {code} {text}".rstrip()
    return f"E-postservern gick inte att nå ({type(error).__name__})."


def _answer(error: OSError) -> tuple[int, str]:
    """The server's code and words; 0 when it said nothing."""
    code: int
    text: bytes | str
    match error:
        case SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()))
        case SMTPResponseException():
            code, text = error.smtp_code, error.smtp_error
        case _:
            return 0, ""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return code, " ".join(words.split())


# --- a sender in the background --------------------------------------------------------------------------

_wake, _stop = Event(), Event()
_threads: list[Thread] = []


def wake() -> None:
    """There is something to send: called when the act that wrote it is committed."""
    _wake.set()


def watch(stop: Event, clock: Clock = timezone.now) -> None:
    """Send what is due, again and again, until `stop`. A database that is away is waited for."""
    while not stop.is_set():
        close_old_connections()
        try:
            deliver(clock, stop)
        except DatabaseError:
            log.exception("the outbox could not be read; trying again in %d s", LOOK_EVERY)
        _wake.wait(LOOK_EVERY)
        _wake.clear()
    connections.close_all()


def start() -> None:
    """Send in the background of this process, beginning with what an earlier one left."""
    thread = Thread(target=watch, args=[_stop], name="outbox", daemon=True)
    _threads.append(thread)
    thread.start()


def stop(timeout: float) -> None:
    """Let the mail that is being sent be sent, within `timeout` seconds, and begin no other."""
    _stop.set()
    _wake.set()
    for thread in _threads:
        thread.join(timeout)
