"""The counterpart's signature: the link it is asked for under, the copies that come in, and their review.

Rows are only ever added. What is still missing follows from them (LetterOfIntent.standing).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from decisions.days import day_of
from decisions.ids import uuid7
from decisions.models.letters import LetterOfIntent
from decisions.querysets import CopyQuerySet, LinkQuerySet


class CountersignLink(models.Model):
    """A link under which the counterpart, without a login, reads the signed letter and returns it signed.

    It ends in 256 random bits that are shown once; only their SHA-256 is kept.
    """

    letter = models.ForeignKey(
        LetterOfIntent, on_delete=models.PROTECT, related_name="links", verbose_name="avsiktsförklaring"
    )
    token_hash = models.CharField("länkens SHA-256", max_length=64, unique=True)
    made_at = models.DateTimeField("skapad")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="skapad av")
    expires_at = models.DateTimeField("gäller till")
    revoked_at = models.DateTimeField("återkallad", null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="återkallad av"
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = "länk till motpart"
        verbose_name_plural = "länkar till motparter"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="a_revoked_link_says_by_whom",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}, till {self.expires_at:%Y-%m-%d}"

    @property
    def last_day(self) -> date:
        """The last day on which it is open: it expires as the next one begins."""
        return day_of(self.expires_at - timedelta(seconds=1))

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class SignedCopy(models.Model):
    """The letter as the counterpart returned it: the bytes as they came, opened by nobody here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    letter = models.ForeignKey(
        LetterOfIntent, on_delete=models.PROTECT, related_name="copies", verbose_name="avsiktsförklaring"
    )
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("storlek i byte")
    file_name = models.CharField("filnamn", max_length=200)
    signed_by = models.CharField("undertecknat av, enligt avsändaren", max_length=200)
    received_at = models.DateTimeField("inkom")
    # One of the two: it came through the link, or someone here received it by mail.
    link = models.ForeignKey(
        CountersignLink,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name="genom länken",
    )
    received_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="mottaget av"
    )

    objects = CopyQuerySet.as_manager()

    class Meta:
        verbose_name = "motpartens exemplar"
        verbose_name_plural = "motparters exemplar"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="a_copy_comes_by_link_or_by_mail",
                condition=Q(link=None, received_by__isnull=False) | Q(link__isnull=False, received_by=None),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("signed_copy", args=[self.pk])

    @property
    def is_accepted(self) -> bool:
        return self._outcome == CopyReview.Outcome.ACCEPTED

    @property
    def is_turned_back(self) -> bool:
        return self._outcome == CopyReview.Outcome.TURNED_BACK

    @property
    def _outcome(self) -> str:
        return self.review.outcome if hasattr(self, "review") else ""


class CopyReview(models.Model):
    """What was made of the counterpart's copy: accepted, or turned back with a reason."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "godtaget"
        TURNED_BACK = "turned_back", "inte godtaget"

    copy = models.OneToOneField(
        SignedCopy, on_delete=models.PROTECT, related_name="review", verbose_name="motpartens exemplar"
    )
    outcome = models.CharField("utfall", max_length=20, choices=Outcome)
    reason = models.TextField("skäl", blank=True)
    reviewed_at = models.DateTimeField("granskat")
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="granskat av"
    )

    class Meta:
        verbose_name = "granskning av motpartens exemplar"
        verbose_name_plural = "granskningar av motparters exemplar"
        constraints = [
            models.CheckConstraint(
                name="a_copy_is_turned_back_for_a_reason",
                condition=Q(outcome="accepted", reason="") | (Q(outcome="turned_back") & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.copy}: {self.get_outcome_display()}"
