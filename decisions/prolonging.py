"""Which documents' signatures have to be prolonged, and prolonging one (ETSI EN 319 142-1, B-LTA).

A signature is proven by certificates that end. Before they do, a time stamp over it all carries it further;
the time stamp's own certificate ends too, so this is done again for as long as the record is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from decisions import signatures, store
from decisions.events import record
from decisions.models import Document, Prolonged, Verb


def due(now: datetime, margin: timedelta) -> QuerySet[Document]:
    """Documents that have not been prolonged, or whose latest time stamp ends within `margin`."""
    rows = Document.objects.annotate(holds=Max("prolonged__holds_until"))
    return rows.filter(Q(holds=None) | Q(holds__lt=now + margin)).order_by(
        F("holds").asc(nulls_first=True), "pk"
    )


def prolong(document: Document, now: datetime) -> Prolonged:
    """Add a time stamp to the latest bytes of the document and keep the result beside them.

    Raises signatures.SigningFailed or store.Damaged; nothing is then changed.
    """
    latest = document.prolonged.last()
    content = signatures.prolong(store.get(latest.sha256 if latest else document.sha256), at=now)
    until = signatures.validate(content, at=now).holds_until
    if until is None:
        raise signatures.SigningFailed("Tidsstämpeln säger inte hur länge den håller. Inget är ändrat.")
    with transaction.atomic():
        row = Prolonged.objects.create(
            document=document, sha256=store.put(content), size=len(content), made_at=now, holds_until=until
        )
        record(
            Verb.PROLONGED,
            board=document.board,
            actor=None,
            capacity="systemet",
            at=now,
            decision=document.decision,
            meeting=document.report.meeting if document.report else None,
            data={"document": str(document.pk), "sha256": row.sha256, "holds_until": until.isoformat()},
        )
    return row
