"""What the database refuses about dispatches: only what is signed is sent, and what was sent stays said."""

from __future__ import annotations

from decisions.models import (
    Bounce,
    Dispatch,
    DispatchedDocument,
    MailState,
    OutgoingMail,
    Receipt,
    Recipient,
)
from decisions.models.dispatch import MAIL_MOVES
from delegation.immutability import Refusal, frozen

_IS_SENT_TO = "EXISTS (SELECT 1 FROM decisions_dispatch AS sent WHERE sent.recipient_id = {row}.%s)"
_IS_DECIDED = (
    "EXISTS (SELECT 1 FROM decisions_decision AS parent "
    "WHERE parent.id = NEW.decision_id AND parent.state IN ('signed', 'reported'))"
)
# What a mail is made of; the rest of its row tells how its sending goes.
_GOING = ["state", "due_at", "attempts", "claimed_at", "settled_at", "trouble"]


def refusals() -> list[Refusal]:
    found = frozen(Dispatch) + frozen(DispatchedDocument) + frozen(Receipt) + frozen(Bounce)
    found += frozen(Recipient, when=_IS_SENT_TO % "id")
    found += frozen(Recipient.documents.through, when=_IS_SENT_TO % "recipient_id", sealed=True)
    found += frozen(Recipient.history.model)
    found += frozen(OutgoingMail, free=_GOING)
    return found + _born() + _documents() + _mail()


def _born() -> list[Refusal]:
    lacks = {
        (Recipient, "dec"): (f"NOT {_IS_DECIDED}", "bara ett fattat beslut har mottagare"),
        (Dispatch, "dec"): (f"NOT {_IS_DECIDED}", "bara ett fattat beslut expedieras"),
        (Dispatch, "who"): (
            "NOT EXISTS (SELECT 1 FROM decisions_recipient AS listed "
            "WHERE listed.id = NEW.recipient_id AND listed.decision_id = NEW.decision_id)",
            "mottagaren hör till ett annat beslut",
        ),
        (Dispatch, "old"): (
            "NEW.replaces_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM decisions_dispatch AS before "
            "WHERE before.id = NEW.replaces_id AND before.recipient_id = NEW.recipient_id)",
            "det som skickas om gick till en annan mottagare",
        ),
        (Dispatch, "osl"): (
            "NEW.way = 'email' AND NOT NEW.confidentiality_confirmed AND EXISTS "
            "(SELECT 1 FROM decisions_decision AS parent JOIN decisions_case AS about "
            "ON about.id = parent.case_id WHERE parent.id = NEW.decision_id AND about.confidential)",
            "e-post i ett ärende med sekretess är inte bekräftad",
        ),
    }
    return [
        Refusal(model._meta.db_table, "INSERT", what, condition, f"{model._meta.db_table}: {message}")
        for (model, what), (condition, message) in lacks.items()
    ]


def _documents() -> list[Refusal]:
    """A dispatch holds stored documents of its own decision, as many as it says, from the start."""
    table = DispatchedDocument._meta.db_table
    return [
        Refusal(
            table,
            "INSERT",
            "doc",
            "NOT EXISTS (SELECT 1 FROM decisions_document AS doc JOIN decisions_dispatch AS sent "
            "ON sent.decision_id = doc.decision_id WHERE doc.id = NEW.document_id "
            "AND sent.id = NEW.dispatch_id AND doc.sha256 = NEW.sha256)",
            f"{table}: handlingen är inte beslutets",
        ),
        Refusal(
            table,
            "INSERT",
            "all",
            "(SELECT count(*) FROM decisions_dispatcheddocument AS kept "
            "WHERE kept.dispatch_id = NEW.dispatch_id) >= "
            "(SELECT sent.document_count FROM decisions_dispatch AS sent WHERE sent.id = NEW.dispatch_id)",
            f"{table}: expedieringen är redan gjord",
        ),
    ]


def _mail() -> list[Refusal]:
    """A mail is born waiting, for a dispatch by e-mail, and its state moves along the table."""
    table = OutgoingMail._meta.db_table
    allowed = " OR ".join(
        f"(OLD.state = '{source.value}' AND NEW.state = '{target.value}')"
        for source, targets in MAIL_MOVES.items()
        for target in targets
    )
    by_mail = (
        "EXISTS (SELECT 1 FROM decisions_dispatch AS sent WHERE sent.id = NEW.dispatch_id "
        "AND sent.way = 'email')"
    )
    return [
        Refusal(
            table,
            "INSERT",
            "born",
            f"NEW.state <> '{MailState.WAITING.value}' OR NOT {by_mail}",
            f"{table}: ett brev börjar som väntande, och går bara med e-post",
        ),
        Refusal(
            table,
            "UPDATE",
            "move",
            f"OLD.state <> NEW.state AND NOT ({allowed})",
            f"{table}: den övergången finns inte",
        ),
    ]
