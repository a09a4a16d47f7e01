"""Meetings of the board, and the lists on which decisions are reported to it (anmälan)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from accounts.models import User
from decisions import codes
from decisions.ids import uuid7
from decisions.models.decisions import Decision
from decisions.querysets import MeetingQuerySet, ReportQuerySet
from delegation.models import Board


class Meeting(models.Model):
    """A meeting (sammanträde) of the board."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings", verbose_name="nämnd")
    held_on = models.DateField("sammanträdesdag")

    history = HistoricalRecords()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "sammanträde"
        verbose_name_plural = "sammanträden"
        ordering = ["held_on"]
        constraints = [
            models.UniqueConstraint(fields=["board", "held_on"], name="one_meeting_per_board_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.board}, {self.held_on.isoformat()}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])


class ReportState(models.TextChoices):
    OPEN = "open", "öppen"
    FROZEN = "frozen", "fryst"
    REPORTED = "reported", "anmäld"


class BoardReport(models.Model):
    """The list (delegationslista) of one meeting: open, frozen at the notice, then written back with its §.

    An open list has no lines of its own: it proposes. Its rows come into being when it is frozen.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, related_name="report", verbose_name="sammanträde"
    )
    state = models.CharField("läge", max_length=20, choices=ReportState, default=ReportState.OPEN)
    number = models.CharField("listans nummer", max_length=20, blank=True)
    code_seed = models.CharField(
        max_length=32, default=codes.new_seed, editable=False
    )  # its code follows from it
    frozen_at = models.DateTimeField("fryst", null=True, blank=True)
    frozen_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="fryst av"
    )
    minutes_section = models.CharField("paragraf", max_length=40, blank=True)
    reported_at = models.DateTimeField("antecknad som anmäld", null=True, blank=True)

    history = HistoricalRecords()

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "anmälningslista"
        verbose_name_plural = "anmälningslistor"
        constraints = [
            models.CheckConstraint(
                name="a_frozen_list_has_number_and_time",
                condition=Q(state=ReportState.OPEN) | (~Q(number="") & Q(frozen_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_reported_list_has_its_section",
                condition=~Q(state=ReportState.REPORTED)
                | (~Q(minutes_section="") & Q(reported_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Anmälan av delegationsbeslut, {self.meeting}"


class ReportLine(models.Model):
    """One decision on a frozen list. The one-to-one key keeps each decision on one list at most."""

    report = models.ForeignKey(
        BoardReport, on_delete=models.PROTECT, related_name="lines", verbose_name="anmälningslista"
    )
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, related_name="report_line", verbose_name="beslut"
    )
    line = models.PositiveIntegerField("rad")
    row = models.JSONField("raden som den frystes", default=dict)  # documents.ReportRow in JSON types

    class Meta:
        verbose_name = "rad på anmälningslista"
        verbose_name_plural = "rader på anmälningslistor"
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["report", "line"], name="one_decision_per_line"),
        ]

    def __str__(self) -> str:
        return f"{self.line}. {self.decision}"
