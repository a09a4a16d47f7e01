"""Dispatch (expediering): to whom a decision is sent, what was sent and how, and what came back.

Recipients are kept until they have been sent to. A dispatch is a record: added, never changed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from accounts.models import User
from decisions.ids import uuid7
from decisions.models.decisions import Decision
from decisions.models.documents import Document
from decisions.querysets import DispatchQuerySet, OutgoingMailQuerySet, ReceiptQuerySet

# A sender waits at most EMAIL_TIMEOUT for each of the dozen answers of a mail server. Who has claimed a
# mail longer than this has died on the way.
LONGEST_SENDING = timedelta(minutes=15)


class Way(models.TextChoices):
    EMAIL = "email", "e-post"
    LETTER = "letter", "brev"
    DIGITAL_MAILBOX = "digital_mailbox", "digital brevlåda"


class Recipient(models.Model):
    """Someone the decision is to be sent to, and what of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="recipients", verbose_name="beslut"
    )
    name = models.CharField("mottagare", max_length=200)
    way = models.CharField("sätt", max_length=20, choices=Way)
    address = models.TextField("adress", max_length=500)  # as the way has it
    documents = models.ManyToManyField(Document, related_name="+", verbose_name="handlingar")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "mottagare"
        verbose_name_plural = "mottagare"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="a_recipient_has_a_known_way", condition=Q(way__in=Way.values)),
        ]

    def __str__(self) -> str:
        return self.name


class Dispatch(models.Model):
    """One sending (expediering): who sent which documents, when, to whom and how."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="dispatches", verbose_name="beslut"
    )
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, related_name="dispatches", verbose_name="mottagare"
    )
    number = models.PositiveSmallIntegerField("gång", default=1)  # the second is sent again, and so on
    # As it was that day: a second sending may go another way.
    name = models.CharField("mottagarens namn", max_length=200)
    way = models.CharField("sätt", max_length=20, choices=Way)
    address = models.TextField("adress", max_length=500)
    sent_on = models.DateField("dag")  # when it was posted, mailed, or put in the digital mailbox
    at = models.DateTimeField("antecknat")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="dispatches", verbose_name="av")
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="skickar om",
    )
    document_count = models.PositiveSmallIntegerField("antal handlingar")
    confidentiality_confirmed = models.BooleanField("sekretess bekräftad", default=False)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = "expediering"
        verbose_name_plural = "expedieringar"
        ordering = ["id"]
        constraints = [
            # The database's own no to two who press the button at once.
            models.UniqueConstraint(fields=["recipient", "number"], name="each_sending_has_its_number"),
            models.CheckConstraint(
                name="only_the_first_sending_replaces_none",
                condition=Q(number=1, replaces=None) | Q(number__gt=1, replaces__isnull=False),
            ),
            models.CheckConstraint(name="a_dispatch_goes_a_known_way", condition=Q(way__in=Way.values)),
            models.CheckConstraint(name="a_dispatch_sends_something", condition=Q(document_count__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.sent_on.isoformat()}"


class DispatchedDocument(models.Model):
    """One document of a dispatch, with the digest of the bytes that were sent."""

    dispatch = models.ForeignKey(
        Dispatch, on_delete=models.PROTECT, related_name="documents", verbose_name="expediering"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="dispatched", verbose_name="handling"
    )
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "expedierad handling"
        verbose_name_plural = "expedierade handlingar"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "document"], name="a_document_is_once_in_a_dispatch"),
        ]

    def __str__(self) -> str:
        return str(self.document)


class MailState(models.TextChoices):
    WAITING = "waiting", "väntar"
    SENDING = "sending", "skickas"
    SENT = "sent", "skickat"
    FAILED = "failed", "gick inte iväg"
    UNCERTAIN = "uncertain", "okänt om det gick iväg"


# From → to. Nothing leads back from sending but an answer that the mail was not taken, and nothing at all
# leads from uncertain to sending: that is a person's to decide (docs/adr/0010-uncertain-mail.md).
MAIL_MOVES = {
    MailState.WAITING: (MailState.SENDING,),
    MailState.SENDING: (MailState.SENT, MailState.WAITING, MailState.FAILED, MailState.UNCERTAIN),
    MailState.UNCERTAIN: (MailState.SENT, MailState.FAILED),  # the sender lived and was only slow
}


class OutgoingMail(models.Model):
    """An e-mail in the outbox (utlådan), written in the transaction of its dispatch and sent after it."""

    dispatch = models.OneToOneField(
        Dispatch, on_delete=models.PROTECT, related_name="mail", verbose_name="expediering"
    )
    message_id = models.CharField("Message-ID", max_length=255, unique=True)
    sender = models.CharField("från", max_length=320)
    reply_to = models.CharField("svar till", max_length=320, blank=True)
    subject = models.CharField("ämne", max_length=300)
    body = models.TextField("text")
    written_at = models.DateTimeField("skrivet")

    state = models.CharField("läge", max_length=20, choices=MailState, default=MailState.WAITING)
    due_at = models.DateTimeField("skickas tidigast")
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    claimed_at = models.DateTimeField("taget", null=True, blank=True)
    settled_at = models.DateTimeField("avgjort", null=True, blank=True)
    trouble = models.CharField("vad som hindrade", max_length=400, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "utgående e-post"
        verbose_name_plural = "utgående e-post"
        indexes = [
            models.Index(
                fields=["due_at"],
                name="mail_under_way",
                condition=Q(state__in=[MailState.WAITING, MailState.SENDING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch}: {self.get_state_display()}"

    def state_at(self, now: datetime) -> MailState:
        """The state, where a sender that must have died is counted as one."""
        if self.state == MailState.SENDING and self.claimed_at and self.claimed_at < now - LONGEST_SENDING:
            return MailState.UNCERTAIN
        return MailState(self.state)


class ReceiptKind(models.TextChoices):
    RECEIPT = "receipt", "mottagningskvitto"
    SERVICE = "service", "delgivningskvitto"
    OTHER = "other", "annat besked om att det kom fram"


class Receipt(models.Model):
    """That what was sent has arrived (kvitto). Of several the latest counts; none is changed.

    With `served_on` begins the time for an administrative appeal (FL 44 §).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dispatch = models.ForeignKey(
        Dispatch, on_delete=models.PROTECT, related_name="receipts", verbose_name="expediering"
    )
    kind = models.CharField("slag", max_length=20, choices=ReceiptKind)
    received_on = models.DateField("kvittots dag")
    served_on = models.DateField("delgivningsdag", null=True, blank=True)
    file_name = models.CharField("filnamn", max_length=200, blank=True)
    media_type = models.CharField("filtyp", max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField("storlek i byte", default=0)
    at = models.DateTimeField("antecknat")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="av")

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "kvitto"
        verbose_name_plural = "kvitton"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="a_receipt_of_service_has_its_day",
                condition=~Q(kind=ReceiptKind.SERVICE) | Q(served_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.received_on.isoformat()}"

    def get_absolute_url(self) -> str:
        return reverse("receipt_file", args=[self.pk])


class Bounce(models.Model):
    """That what was sent has come back (retur), told by a mail server or noted by hand."""

    dispatch = models.OneToOneField(
        Dispatch, on_delete=models.PROTECT, related_name="bounce", verbose_name="expediering"
    )
    returned_on = models.DateField("dag")
    because = models.CharField("varför", max_length=400)
    at = models.DateTimeField("antecknat")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="av"
    )  # nobody when a mail server said so

    class Meta:
        verbose_name = "retur"
        verbose_name_plural = "returer"

    def __str__(self) -> str:
        return f"{self.dispatch}: {self.because}"
