"""The event log: who did what, in which capacity, when. Added to, never changed, chained per board."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import models

from accounts.models import User
from decisions.models.cases import Case
from decisions.models.decisions import Decision
from decisions.models.reports import Meeting
from decisions.querysets import EventQuerySet
from delegation.models import Board


class Verb(models.TextChoices):
    CASE_REGISTERED = "case.registered", "registrerade ärendet"
    CASE_EDITED = "case.edited", "ändrade ärendets uppgifter"
    NUMBER_CANCELLED = "case.number_cancelled", "makulerade diarienumret"
    DRAFT_STARTED = "decision.started", "påbörjade ett utkast"
    DRAFT_EDITED = "decision.edited", "ändrade utkastet"
    BASIS_ADDED = "decision.basis_added", "lade till beslutsunderlag"
    BASIS_REMOVED = "decision.basis_removed", "tog bort beslutsunderlag"
    CONSULTATION_ADDED = "decision.consultation_added", "antecknade ett samråd"
    CONSULTATION_REMOVED = "decision.consultation_removed", "tog bort ett samråd"
    SUBMITTED = "decision.submitted", "skickade för beslut"
    SENT_BACK = "decision.sent_back", "skickade tillbaka"
    SIGNED = "decision.signed", "beslutade och undertecknade"
    RECALLED = "decision.recalled", "tog tillbaka beslutet för att ändra det"
    CONFLICT_DECLARED = "decision.conflict_declared", "anmälde jäv"
    WITHDRAWN = "decision.withdrawn", "drog tillbaka utkastet"
    HANDED_OVER = "decision.handed_over", "överlämnade till nämnden"
    FOLLOW_UP_STARTED = "decision.follow_up_started", "påbörjade uppföljningen av ett tidigare beslut"
    FOLLOW_UP_DESCRIBED = "decision.follow_up_described", "skrev om grund och skäl för uppföljningen"
    SIGNED_WITHDRAWN = "decision.signed_withdrawn", "återkallade beslutet"
    WITHOUT_POWER = "decision.without_power", "antecknade att beslutet fattades utan behörighet"
    REPORTED = "decision.reported", "antecknade att beslutet är anmält"
    RECIPIENT_ADDED = "dispatch.recipient_added", "lade till en mottagare"
    RECIPIENT_REMOVED = "dispatch.recipient_removed", "tog bort en mottagare"
    DISPATCHED = "dispatch.made", "expedierade beslutet"
    RESENT = "dispatch.resent", "skickade om beslutet"
    PACKAGE_FETCHED = "dispatch.package_fetched", "hämtade paketet till den digitala brevlådan"
    RECEIPT_NOTED = "dispatch.receipt_noted", "antecknade ett kvitto"
    BOUNCED = "dispatch.bounced", "antecknade att det expedierade kom i retur"
    MAIL_SENT = "mail.sent", "lämnade brevet till e-postservern"
    MAIL_FAILED = "mail.failed", "fick inte iväg brevet"
    MAIL_UNCERTAIN = "mail.uncertain", "vet inte om brevet gick iväg"
    LINK_MADE = "letter.link_made", "gjorde en länk till motparten"
    LINK_REVOKED = "letter.link_revoked", "återkallade länken till motparten"
    COPY_RECEIVED = "letter.copy_received", "tog emot motpartens undertecknade exemplar"
    COPY_RETURNED = "letter.copy_returned", "lämnade in sitt undertecknade exemplar"
    COPY_ACCEPTED = "letter.copy_accepted", "godtog motpartens exemplar"
    COPY_TURNED_BACK = "letter.copy_turned_back", "godtog inte motpartens exemplar"
    CLAUSE_ADDED = "clause.added", "lade till en klausul"
    CLAUSE_CHANGED = "clause.changed", "gjorde en ny version av en klausul"
    CLAUSE_RETIRED = "clause.retired", "avslutade en klausul"
    PROLONGED = "document.prolonged", "förlängde underskrifterna på en handling"
    MEETING_CREATED = "meeting.created", "lade upp sammanträdet"
    MEETING_MOVED = "meeting.moved", "ändrade sammanträdets dag"
    LIST_FROZEN = "report.frozen", "fryste anmälningslistan"
    LIST_REPORTED = "report.reported", "skrev in nämndens paragraf"


class Event(models.Model):
    """One act. `hash` covers the act and the hash before it: none can be lost or altered unseen."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="events", verbose_name="nämnd")
    sequence = models.PositiveIntegerField("nummer i kedjan")
    at = models.DateTimeField("tidpunkt")
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name="vem"
    )  # nobody of ours when the counterpart acts through its link: the capacity then says who
    capacity = models.CharField("i egenskap av", max_length=300)
    verb = models.CharField("händelse", max_length=40, choices=Verb)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="events", verbose_name="ärende"
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="events", verbose_name="beslut"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="events", verbose_name="sammanträde"
    )
    data = models.JSONField("uppgifter", default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ["board", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["board", "sequence"], name="one_event_per_place_in_the_chain"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor or self.capacity} {self.get_verb_display()}"

    def canonical(self) -> bytes:
        """The event as canonical JSON (RFC 8785; keys are ASCII and numbers whole, so sorting is enough)."""
        body: dict[str, Any] = {
            "board": self.board.code,
            "sequence": self.sequence,
            "at": self.at.astimezone(UTC).isoformat(),  # as it comes back from the database
            "actor": self.actor.username if self.actor else None,
            "capacity": self.capacity,
            "verb": self.verb,
            "case": str(self.case_id) if self.case_id else None,
            "decision": str(self.decision_id) if self.decision_id else None,
            "meeting": str(self.meeting_id) if self.meeting_id else None,
            "data": self.data,
        }
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def expected_hash(self) -> str:
        """SHA-256 over 0x00, the hash before it, and the canonical event."""
        return hashlib.sha256(b"\x00" + bytes.fromhex(self.previous_hash) + self.canonical()).hexdigest()
