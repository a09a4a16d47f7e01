"""From rows to documents: what the beslut and the letter say, given the engine's ruling and the day."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from decisions.documents import (
    Appeal,
    BasisRow,
    DecisionDocument,
    LetterDocument,
    Sender,
    Signature,
)
from decisions.models import Decision, DocumentKind, LetterOfIntent
from delegation.authority import Ruling
from delegation.models import Position

_CAPACITIES = {
    "acting": "Tillförordnad {title}",
    "stand_in": "Tjänstförrättande {title}",
    "substitute": "{title}, ersättare",
    "urgent": "{title}, brådskande ärende enligt 6 kap. 39 § kommunallagen",
}


def documents(
    decision: Decision, ruling: Ruling, day: date | None, *, is_draft: bool = False
) -> dict[DocumentKind, DecisionDocument | LetterDocument]:
    """Every document that the decision consists of, the beslut first."""
    found: dict[DocumentKind, DecisionDocument | LetterDocument] = {
        DocumentKind.DECISION: _decision(decision, ruling, day, is_draft)
    }
    letter = LetterOfIntent.objects.filter(decision=decision).first()
    if letter:
        found[DocumentKind.LETTER_OF_INTENT] = _letter(decision, letter, day, is_draft)
    return found


def capacity(decision: Decision, ruling: Ruling) -> str:
    """In which capacity the decider acts, as document and log say it; empty for an ordinary holder."""
    verdict = ruling.verdict
    words = _CAPACITIES.get(verdict["capacity"] or "")
    if words is None:
        return ""
    position = Position.objects.filter(board=decision.case.board, key=verdict["position"]).first()
    title = position.title if position else str(verdict["position"])
    first, rest = words.split("{title}")
    return f"{first}{title[0].lower() + title[1:] if first else title}{rest}"


def held_title(decision: Decision, ruling: Ruling) -> str:
    """The title of the position that gives the power, or the user's own title."""
    position = Position.objects.filter(board=decision.case.board, key=ruling.verdict["position"]).first()
    return position.title if position else _user(decision.decider).title


def _user(user: User | None) -> User:
    if user is None:
        raise ValueError("the decision has no decider")
    return user


def _sender(decision: Decision) -> Sender:
    officer = decision.case.officer
    return Sender(decision.case.unit, officer.name, officer.phone, officer.email)


def _signature(decision: Decision, ruling: Ruling) -> Signature:
    name = decision.decider.name if decision.decider else "Beslutsfattare ej vald"
    special = capacity(decision, ruling)
    if special:
        return Signature(name, special)
    return Signature(name, held_title(decision, ruling) if decision.decider else "")


def _decision(decision: Decision, ruling: Ruling, day: date | None, is_draft: bool) -> DecisionDocument:
    board, order = decision.case.board, ruling.order
    point = order.points.filter(number=decision.point).first() if order and decision.point else None
    organisation = board.organisation
    is_urgent = ruling.verdict["capacity"] == "urgent"
    return DecisionDocument(
        organisation=organisation.name,
        board=board.name,
        sender=_sender(decision),
        day=day,
        dnr=decision.case.dnr,
        title=decision.title,
        background=decision.background,
        basis=tuple(BasisRow(row.title, row.dated) for row in decision.basis.all()),
        order_title=order.title if order else "",
        order_version=order.version if order else "",
        order_adopted_in=order.adopted_in if order else "",
        point="" if is_urgent or point is None else point.number,
        point_title=point.title if point else "",
        decision=decision.decision_text,
        signature=_signature(decision, ruling),
        reporting=ruling.verdict["reporting"] or "",
        appeal=Appeal(
            ruling.verdict["appeal_route"] or ("legality_review" if is_urgent else ""),
            organisation.court,
            ", ".join(organisation.court_address.split("\n")),
            ", ".join(organisation.address.split("\n")),
        ),
        urgent_reason=decision.urgent_reason if is_urgent else "",
        is_draft=is_draft,
    )


def _letter(decision: Decision, letter: LetterOfIntent, day: date | None, is_draft: bool) -> LetterDocument:
    decider = decision.decider
    return LetterDocument(
        language=letter.language,
        organisation=decision.case.board.organisation.name,
        sender=_sender(decision),
        day=day,
        dnr=decision.case.dnr,
        title=letter.title,
        recipient=letter.recipient_name,
        recipient_organisation=letter.recipient_organisation,
        recipient_address=letter.recipient_address,
        body=letter.body,
        signature=Signature(decider.name if decider else "", decider.title if decider else ""),
        is_draft=is_draft,
    )
