"""From the letter's rows to what its document says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from decisions import placeholders, wording
from decisions.documents import (
    Clause,
    LetterDocument,
    Party,
    Sender,
    Signatory,
    Signature,
    Terms,
    Text,
    profile,
)
from decisions.models import Decision, LetterOfIntent


def document(
    decision: Decision,
    letter: LetterOfIntent,
    sender: Sender,
    signature: Signature,
    day: date | None,
    *,
    is_draft: bool,
) -> LetterDocument:
    """The letter as the document that the recipient gets. The signature's way to power is our own matter."""
    if letter.language != "sv":
        sender = replace(sender, phone=wording.from_abroad(sender.phone))
    return LetterDocument(
        language=letter.language,
        organisation=decision.case.board.organisation.name,
        sender=sender,
        day=day,
        dnr=decision.case.dnr,
        title=letter.title,
        recipient=letter.recipient_name,
        recipient_organisation=letter.recipient_organisation,
        recipient_address=letter.recipient_address,
        body=letter.body,
        signature=replace(signature, capacity=""),
        is_draft=is_draft,
        profile=profile.of(decision.case.board.organisation),
        terms=_terms(decision, letter, sender),
    )


def _terms(decision: Decision, letter: LetterOfIntent, sender: Sender) -> Terms:
    second = None
    if letter.second_language:
        second = Text(letter.second_language, letter.second_title, letter.second_purpose, letter.second_body)
    counterpart = Signatory(letter.counterpart, letter.signatory, letter.signatory_title)
    return Terms(
        parties=_parties(decision, letter, sender),
        purpose=letter.purpose,
        starts_on=letter.starts_on,
        ends_on=letter.ends_on,
        clauses=tuple(
            Clause(
                row.language,
                row.title,
                placeholders.filled(row.text, _values(decision, letter, row.language)),
            )
            for row in letter.clauses.all()
        ),
        place=letter.place,
        second=second,
        prevails=letter.prevails,
        counterpart=counterpart if letter.wants_countersignature else None,
    )


def _parties(decision: Decision, letter: LetterOfIntent, sender: Sender) -> tuple[Party, ...]:
    """Both parties, when the letter says more of the other one than its address on the envelope."""
    if not (letter.recipient_number or letter.recipient_contact or letter.second_language):
        return ()
    organisation = decision.case.board.organisation
    ours = Party(
        name=organisation.name,
        number=organisation.number,
        address=sender.address,
        contact=", ".join(filter(None, [sender.name, sender.phone, sender.email])),
    )
    theirs = Party(
        name=letter.counterpart,
        number=letter.recipient_number,
        address=letter.recipient_address,
        contact=letter.recipient_contact or letter.recipient_name,
    )
    return ours, theirs


def _values(decision: Decision, letter: LetterOfIntent, language: str) -> Mapping[str, str]:
    """What the placeholders of a clause stand for in this letter (decisions/placeholders.py)."""
    board = decision.case.board
    return {
        "motpart": letter.counterpart,
        "organisation": board.organisation.name,
        "nämnd": board.name,
        "ärende": decision.case.dnr,
        "slutdag": wording.in_words(letter.ends_on, language),
    }
