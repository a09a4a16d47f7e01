"""Documents (handlingar): the rows that point at the stored bytes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from decisions import codes
from decisions.ids import uuid7
from decisions.models.decisions import Decision
from decisions.models.reports import BoardReport
from decisions.querysets import DocumentQuerySet
from delegation.models import Board


class DocumentKind(models.TextChoices):
    DECISION = "decision", "Beslut"
    LETTER_OF_INTENT = "letter_of_intent", "Avsiktsförklaring"
    OWN_PROTOCOL = "own_protocol", "Särskilt protokoll"
    BOARD_REPORT = "board_report", "Anmälan av delegationsbeslut"


class OwnProtocol(models.Model):
    """The number of a decision's own protocol (särskilt protokoll), in the board's series of the year."""

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, related_name="own_protocol", verbose_name="beslut"
    )
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd")
    year = models.PositiveIntegerField("år")
    number = models.PositiveIntegerField("nummer")

    class Meta:
        verbose_name = "särskilt protokoll"
        verbose_name_plural = "särskilda protokoll"
        ordering = ["board", "year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["board", "year", "number"], name="one_protocol_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.year}:{self.number}"


class Rendition(models.Model):
    """A basis file as PDF, made for reading. It belongs to the bytes, whichever decision has them."""

    of_sha256 = models.CharField("original, SHA-256", max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("storlek i byte")
    made_at = models.DateTimeField("gjord")

    class Meta:
        verbose_name = "PDF-version av underlag"
        verbose_name_plural = "PDF-versioner av underlag"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"PDF-version av {self.of_sha256}"


class Document(models.Model):
    """A finished document. Its bytes lie in the content-addressed store and are never rendered again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="beslut",
    )
    report = models.ForeignKey(
        BoardReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="anmälningslista",
    )
    kind = models.CharField("slag", max_length=20, choices=DocumentKind)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("storlek i byte")
    pages = models.PositiveIntegerField("sidor")
    code = models.CharField("verifieringskod", max_length=codes.LENGTH, blank=True)
    file_name = models.CharField("filnamn", max_length=200)
    created_at = models.DateTimeField("upprättad")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "handling"
        verbose_name_plural = "handlingar"
        ordering = ["id"]
        indexes = [models.Index(fields=["sha256"], name="documents_by_digest")]
        constraints = [
            models.CheckConstraint(
                name="a_document_belongs_to_one_thing",
                condition=Q(decision__isnull=False, report=None) | Q(decision=None, report__isnull=False),
            ),
            models.CheckConstraint(
                name="a_document_is_of_a_known_kind", condition=Q(kind__in=DocumentKind.values)
            ),
            models.UniqueConstraint(fields=["decision", "kind"], name="one_document_of_a_kind_per_decision"),
            models.UniqueConstraint(fields=["report", "kind"], name="one_document_of_a_kind_per_report"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_document_per_code"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])

    @property
    def board(self) -> Board:
        """The board whose power the document is about."""
        if self.decision:
            return self.decision.case.board
        if self.report:
            return self.report.meeting.board
        raise ValueError(f"document {self.pk} belongs to nothing")


class Prolonged(models.Model):
    """A document with a time stamp over its signatures, which holds longer than they do (PAdES B-LTA).

    The document that was signed stays as it is and is what is served; all of it is first in these bytes.
    """

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="prolonged", verbose_name="handling"
    )
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField("storlek i byte")
    made_at = models.DateTimeField("förlängd")
    holds_until = models.DateTimeField("håller till")

    class Meta:
        verbose_name = "förlängd handling"
        verbose_name_plural = "förlängda handlingar"
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"{self.document}, förlängd till {self.holds_until:%Y-%m-%d}"
