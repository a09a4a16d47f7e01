"""The e-mail of a dispatch: what it says when it is written, and the message that goes out."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from decisions import store
from decisions.models import Dispatch, Document, OutgoingMail
from delegation.texts import one_line
from delegation.words import sentence

_PDF = "application/pdf"
_NO_APPEAL = ("", "none")


def write(dispatch: Dispatch, documents: list[Document], now: datetime) -> OutgoingMail:
    """The mail of a new dispatch, not yet saved. Its Message-ID is the dispatch's own, whoever sends it."""
    decision, case = dispatch.decision, dispatch.decision.case
    # A decision's title may say what is secret; a case's number does not.
    title = "" if case.confidential else one_line(decision.title)
    body = render_to_string(
        "mail/dispatch.txt",
        {
            "board": sentence(case.board.name),
            "organisation": case.board.organisation.name,
            "dnr": case.dnr,
            "title": title,
            "count": len(documents),
            "recipient": dispatch.name,
            "documents": documents,
            "decided_on": decision.decided_on,
            "can_be_appealed": decision.appeal_route not in _NO_APPEAL,
            "officer": case.officer,
            "unit": case.unit,
        },
    )
    sender = settings.DEFAULT_FROM_EMAIL
    return OutgoingMail(
        dispatch=dispatch,
        message_id=f"<{dispatch.pk}@{parseaddr(sender)[1].rpartition('@')[2]}>",
        sender=sender,
        reply_to=case.officer.email,
        subject=f"Beslut {case.dnr}",
        body=body.strip() + "\n",
        written_at=now,
        due_at=now,
    )


def message(mail: OutgoingMail, connection: BaseEmailBackend) -> EmailMessage:
    """The message with its PDFs, byte for byte as they are stored. Raises store.Damaged.

    A person has sent it, through us, so it says nothing of being automatic (RFC 3834, 5): an authority's
    automatic receipt is just what the officer hopes for.
    """
    dispatch = mail.dispatch
    attached = dispatch.documents.select_related("document")
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        from_email=mail.sender,
        to=[dispatch.address],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": mail.message_id, "Date": format_datetime(mail.written_at)},
        attachments=[(row.document.file_name, store.get(row.sha256), _PDF) for row in attached],
        connection=connection,
    )
