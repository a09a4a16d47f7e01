"""How far a letter has come with the counterpart's signature, as pages say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from accounts.permissions import Answer
from decisions.abilities import may
from decisions.days import day_of
from decisions.models import CountersignLink, Decision, LetterOfIntent, SignedCopy, Standing
from decisions.states import OPEN


def line(letter: LetterOfIntent, signed_on: date | None) -> str:
    """What is missing, or when it came and from whom, in one sentence; empty when nothing is asked for."""
    copy = letter.last_copy
    match letter.standing:
        case Standing.WAITING if copy and signed_on:
            day = day_of(copy.review.reviewed_at)
            return f"Väntar på motpartens underskrift på nytt sedan {day}, då ett exemplar inte godtogs."
        case Standing.WAITING if signed_on:
            return f"Väntar på motpartens underskrift sedan {signed_on}."
        case Standing.WAITING:
            return "Motparten ska underteckna när beslutet är undertecknat."
        case Standing.RECEIVED if copy:
            day = day_of(copy.received_at)
            return f"Motpartens exemplar, undertecknat av {copy.signed_by}, kom {day} och ska granskas."
        case Standing.ACCEPTED if copy:
            day = day_of(copy.received_at)
            return f"Undertecknat av motparten genom {copy.signed_by}; exemplaret kom {day} och är godtaget."
    return ""


def line_of(decision: Decision) -> str:
    """The same for a decision, which may send no letter, or be given up."""
    letter = getattr(decision, "letter", None)
    if letter is None or not (decision.is_decided or decision.state in OPEN):
        return ""
    return line(letter, decision.decided_on)


@dataclass(frozen=True)
class Countersigning:
    """The panel on the decision's page."""

    line: str
    copies: list[SignedCopy]
    to_review: SignedCopy | None
    link: CountersignLink | None  # the open one
    ask: Answer
    revoke: Answer
    review: Answer


def of(decision: Decision, user: User, now: datetime) -> Countersigning | None:
    """The panel for `user`; None when the counterpart is not asked to sign."""
    rows = LetterOfIntent.objects.filter(decision=decision, wants_countersignature=True)
    letter = rows.prefetch_related("copies__review__reviewed_by", "copies__received_by").first()
    if letter is None or not (decision.is_decided or decision.state in OPEN):
        return None
    copies = list(letter.copies.all())
    return Countersigning(
        line=line(letter, decision.decided_on),
        copies=copies,
        to_review=copies[-1] if letter.standing == Standing.RECEIVED else None,
        link=letter.links.open_at(now).first(),
        ask=may(user, "ask_counterpart", decision),
        revoke=may(user, "revoke_link", decision),
        review=may(user, "review_copy", decision),
    )
