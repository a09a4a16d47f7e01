"""The case (ärende) and its number in the board's registry (diarium)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from accounts.models import User
from decisions.ids import uuid7
from decisions.querysets import CaseQuerySet
from delegation.models import Board


class NumberSeries(models.Model):
    """The running number of one board and year. Moved only by decisions/numbering.py."""

    board = models.ForeignKey(
        Board, on_delete=models.PROTECT, related_name="number_series", verbose_name="nämnd"
    )
    code = models.CharField("serie", max_length=20)
    year = models.PositiveIntegerField("år")
    last_number = models.PositiveIntegerField("senaste nummer", default=0)

    class Meta:
        verbose_name = "nummerserie"
        verbose_name_plural = "nummerserier"
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="one_series_per_code_and_year")]

    def __str__(self) -> str:
        return f"{self.code}/{self.year}"


class RegistryNumber(models.Model):
    """One number given. It stays when the case is cancelled (makulerat), with the reason; never reused."""

    series = models.ForeignKey(
        NumberSeries, on_delete=models.PROTECT, related_name="numbers", verbose_name="serie"
    )
    number = models.PositiveIntegerField("nummer")
    given_at = models.DateTimeField("givet")
    cancelled_at = models.DateTimeField("makulerat", null=True, blank=True)
    cancelled_because = models.TextField("skäl", blank=True)

    class Meta:
        verbose_name = "diarienummer"
        verbose_name_plural = "diarienummer"
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="a_number_is_given_once"),
            models.CheckConstraint(
                name="a_cancelled_number_has_a_reason",
                condition=Q(cancelled_at=None, cancelled_because="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series.code}/{self.number}/{self.series.year}"


class Case(models.Model):
    """An ärende in the board's registry. A case may hold several decisions (beslut)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="cases", verbose_name="nämnd")
    number = models.OneToOneField(
        RegistryNumber, on_delete=models.PROTECT, related_name="case", verbose_name="nummer"
    )
    dnr = models.CharField("diarienummer", max_length=40, unique=True)
    title = models.CharField("ärendemening", max_length=200)
    unit = models.CharField("enhet", max_length=200)
    officer = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="cases", verbose_name="handläggare"
    )
    confidential = models.BooleanField("sekretess", default=False)
    opened_on = models.DateField("upprättat")

    history = HistoricalRecords()

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        indexes = [models.Index(fields=["board", "-opened_on"], name="cases_of_a_board")]

    def __str__(self) -> str:
        return f"{self.dnr} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.pk])

    @property
    def is_cancelled(self) -> bool:
        return self.number.cancelled_at is not None
