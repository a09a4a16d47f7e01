"""What the tests of dispatch share: someone to send to, something sent, and a mail server to send by."""

from __future__ import annotations

from typing import Any

from pytest_django import Settings

from accounts.models import User
from decisions import actions
from decisions.actions import signing
from decisions.documents import Pdf
from decisions.models import Decision, Dispatch, OutgoingMail, ReceiptKind, Recipient, Way
from tests import world
from tests.smtp import MailServer
from tests.world import NOW, World

LETTER = actions.Letter(
    title="Avsikt",
    recipient_name="Mottagaren",
    recipient_organisation="Bolaget AS",
    recipient_address="Orkanger\nNorge",
    body="<p>Vi avser.</p>",
)
HOW = actions.Sending(NOW.date())


def by_mail(server: MailServer, settings: Settings) -> None:
    """Decisions are sent through the test's own server."""
    settings.SENDS_EMAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 1
    settings.DEFAULT_FROM_EMAIL = "Region Exempel <delegat@example.org>"


def signed(region: World, decision: Decision | None = None, **changes: Any) -> Decision:
    """A decision signed as the button does it, but for its PDFs: rendering takes most of a second."""
    rows = Decision.objects.select_related("case__board__organisation", "case__officer", "decider")
    submitted = rows.get(pk=(decision or world.submitted(region, **changes)).pk)
    found = signing.matter(submitted, NOW)
    pdfs = {kind: Pdf(f"%PDF-1.7 {kind}".encode(), pages=1) for kind in found.documents}
    final = signing.Final(found, pdfs)
    proof = world.proof(final.fingerprint, NOW)
    return signing._decide(region.director, submitted, final, False, proof, NOW)


def recipient(region: World, decision: Decision, **changes: Any) -> Recipient:
    values: dict[str, Any] = {
        "by": region.officer,
        "name": "Bolaget AS",
        "way": Way.EMAIL,
        "address": "post@bolaget.example",
        "documents": list(decision.documents.all()),
    }
    return actions.add_recipient(decision=decision, now=NOW, **(values | changes))


def sent(region: World, decision: Decision | None = None, by: User | None = None, **changes: Any) -> Dispatch:
    """A dispatch of a decision that is signed for it."""
    decision = decision or signed(region)
    row = recipient(region, decision, **changes)
    (made,) = actions.dispatch(by=by or region.officer, decision=decision, recipients=[row], how=HOW, now=NOW)
    return made


def mailed(region: World) -> OutgoingMail:
    return OutgoingMail.objects.get(dispatch=sent(region))


def heard_of(region: World, dispatch: Dispatch) -> None:
    """It has arrived, says the recipient, and come back, says a mail server."""
    actions.add_receipt(
        by=region.officer,
        dispatch=dispatch,
        kind=ReceiptKind.RECEIPT,
        received_on=NOW.date(),
        served_on=None,
        now=NOW,
    )
    mail = OutgoingMail.objects.get(dispatch=dispatch)
    actions.take_bounce(message_id=mail.message_id, because="550", day=NOW.date(), now=NOW)
