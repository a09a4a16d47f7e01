"""A finished PDF becomes a signed and sealed one; what the installation signs with is its own affair."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from accounts.permissions import Refused
from decisions import documents, signatures
from decisions.documents import Document, Pdf
from decisions.events import is_replayed
from decisions.signatures import Signatory, SigningFailed


def ready(document: Document, *, for_person: bool) -> Pdf:
    """The document rendered, with empty fields for what will be signed: the last bytes shown before it."""
    pdf = documents.render(document)
    return replace(pdf, content=signatures.ready(pdf.content, for_person=for_person))


def sealed(
    pdf: Pdf, *, organisation: str, message: str, now: datetime, by: Signatory | None = None, secret: str = ""
) -> Pdf:
    """`pdf`, made ready, signed by a person where there is one, and sealed. Raises Refused.

    It may take seconds where the signer is elsewhere, so no row should be locked meanwhile.
    """
    at = timezone.now() if is_replayed() else now  # what is played on a past day is signed today
    try:
        content = signatures.signed(
            pdf.content, signatory=by, seal=Signatory(organisation), at=at, message=message, secret=secret
        )
    except SigningFailed as failure:
        raise Refused(str(failure)) from failure
    return replace(pdf, content=content)
