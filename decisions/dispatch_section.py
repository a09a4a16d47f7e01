"""Expediering as the decision's page shows it: who is to be sent to, what was sent, and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from accounts.models import User
from decisions.abilities import may
from decisions.actions.dispatches import is_under_way
from decisions.days import day_of
from decisions.dispatch_forms import (
    DispatchForm,
    ReceiptForm,
    RecipientForm,
    ResendForm,
    ReturnForm,
)
from decisions.models import (
    Case,
    Decision,
    Dispatch,
    DispatchedDocument,
    Document,
    LetterOfIntent,
    MailState,
    OutgoingMail,
    Recipient,
    Way,
)
from decisions.models.dispatch import LONGEST_SENDING

_CHECK = "Kontrollera med mottagaren och skicka om, eller anteckna ett kvitto."


@dataclass(frozen=True)
class Status:
    """How a sending went: well, under_way, wrong or past (dealt with); in words, and what to do."""

    kind: str
    words: str
    advice: str = ""


@dataclass(frozen=True)
class Line:
    """One dispatch with what can be done about it; a form that may not be used is None."""

    dispatch: Dispatch
    status: Status
    resend: ResendForm | None = None
    receipt: ReceiptForm | None = None
    came_back: ReturnForm | None = None
    has_package: bool = False


@dataclass(frozen=True)
class Section:
    """The whole part of the page. Without forms for who may only read."""

    lines: list[Line]
    pending: list[Recipient]
    recipient_form: RecipientForm | None = None
    dispatch_form: DispatchForm | None = None


def section(decision: Decision, user: User, now: datetime, refused_form: Any = None) -> Section | None:
    """The section for this reader; None before the decision is made."""
    if not decision.is_decided:
        return None
    pending = list(decision.recipients.filter(dispatches=None).prefetch_related("documents"))
    rows = _rows(decision)
    if not may(user, "dispatch", decision).ok:
        return Section([Line(row, status_of(row, now)) for row in rows], pending)
    documents = list(decision.documents.all())
    to_add = recipient_form(decision, documents, is_first=not (rows or pending))
    to_send = dispatch_form(decision, now) if pending else None
    return Section(
        lines=[_line(row, decision, now, refused_form) for row in rows],
        pending=pending,
        recipient_form=_or(refused_form, RecipientForm) or to_add,
        dispatch_form=_or(refused_form, DispatchForm) or to_send,
    )


def _or(form: Any, kind: type[Any]) -> Any:
    return form if isinstance(form, kind) else None


def recipient_form(
    decision: Decision, documents: Sequence[Document], data: Any = None, *, is_first: bool = False
) -> RecipientForm:
    """Empty, or for the first recipient with whom the letter is written to."""
    return RecipientForm(data, documents=documents, initial=_of_letter(decision) if is_first else {})


def _of_letter(decision: Decision) -> dict[str, str]:
    letter = LetterOfIntent.objects.filter(decision=decision).first()
    if letter is None or not letter.recipient_name:
        return {}
    lines = [letter.recipient_organisation, letter.recipient_name, letter.recipient_address]
    return {
        "name": ", ".join(filter(None, [letter.recipient_name, letter.recipient_organisation]))[:200],
        "address": "\n".join(filter(None, lines))[:500],
    }


def dispatch_form(decision: Decision, now: datetime, data: Any = None) -> DispatchForm:
    return DispatchForm(
        data,
        recipients=list(decision.recipients.filter(dispatches=None)),
        today=day_of(now),
        confidential=decision.case.confidential,
    )


def resend_form(decision: Decision, now: datetime, about: Dispatch, data: Any = None) -> ResendForm:
    return ResendForm(data, about=about, today=day_of(now), confidential=decision.case.confidential)


def _rows(decision: Decision) -> list[Dispatch]:
    """Every dispatch, with all that its line says; the latest first."""
    documents = Prefetch("documents", DispatchedDocument.objects.select_related("document"))
    rows = decision.dispatches.select_related("by", "mail", "bounce", "replaced_by", "replaces")
    return list(rows.prefetch_related(documents, "receipts").order_by("-id"))


def _line(row: Dispatch, decision: Decision, now: datetime, refused: Any) -> Line:
    """What is refused is shown again in its own place; of what is under way or sent again only the status."""
    status, today = status_of(row, now), day_of(now)
    if hasattr(row, "replaced_by") or is_under_way(row, now):
        return Line(row, status)
    came_back = ReturnForm(about=row, initial={"returned_on": today})
    return Line(
        row,
        status,
        resend=_of(refused, ResendForm, row) or resend_form(decision, now, row),
        receipt=_of(refused, ReceiptForm, row) or ReceiptForm(about=row, initial={"received_on": today}),
        came_back=_of(refused, ReturnForm, row) or (None if hasattr(row, "bounce") else came_back),
        has_package=row.way == Way.DIGITAL_MAILBOX,
    )


def _of(form: Any, kind: type[Any], row: Dispatch) -> Any:
    return form if isinstance(form, kind) and form.about == row else None


def status_of(row: Dispatch, now: datetime) -> Status:
    """How the sending went, in words: what was heard last counts."""
    went = _went(row, now)
    receipts = list(row.receipts.all())
    if hasattr(row, "replaced_by"):
        again = row.replaced_by.sent_on.isoformat()
        return Status("past", f"{went.words}. Skickat om {again}")
    if receipts:
        return Status("well", f"Har kommit fram: {receipts[-1]}")
    return went


def _went(row: Dispatch, now: datetime) -> Status:
    if hasattr(row, "bounce"):
        told = f"Kom i retur {row.bounce.returned_on.isoformat()}: {row.bounce.because}"
        return Status("wrong", told, "Rätta adressen och skicka om.")
    if row.way == Way.LETTER:
        return Status("well", f"Postat {row.sent_on.isoformat()}")
    if row.way == Way.DIGITAL_MAILBOX:
        return Status("well", f"Lagt i den digitala brevlådan {row.sent_on.isoformat()}")
    return _mailed(row.mail, now)


def _mailed(mail: OutgoingMail, now: datetime) -> Status:
    match mail.state_at(now):
        case MailState.SENT:
            return Status("well", f"Skickat {_clock(mail.settled_at)}")
        case MailState.UNCERTAIN:
            return Status("wrong", "Okänt om brevet gick iväg", f"{mail.trouble} {_CHECK}".strip())
        case MailState.FAILED:
            return Status("wrong", "Brevet gick inte iväg", f"{mail.trouble} Rätta adressen och skicka om.")
        case MailState.WAITING if mail.attempts:
            return Status("under_way", f"Nytt försök {_clock(mail.due_at)}", mail.trouble)
    return Status("under_way", "Brevet är på väg")


def _clock(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def troubles(
    user: User, now: datetime, *, case: Case | None = None, of: User | None = None
) -> list[tuple[Dispatch, Status]]:
    """What came back, failed or is uncertain and not dealt with: in a case, or of an officer's."""
    rows = Dispatch.objects.visible_to(user).in_trouble(now - LONGEST_SENDING)
    if case is not None:
        rows = rows.filter(decision__case=case)
    if of is not None:
        rows = rows.filter(Q(by=of) | Q(decision__case__officer=of))
    found = rows.select_related("decision__case", "mail", "bounce").order_by("at", "pk")
    return [(row, _went(row, now)) for row in found]
