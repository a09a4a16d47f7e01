"""What comes after a signed decision: the decisions that follow it, and what is noted on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import User
from decisions.follow_ups import GROUNDS, Kind, MarkKind
from decisions.models.decisions import Decision


class FollowUp(models.Model):
    """That a decision corrects, changes, replaces or annuls an earlier one in the same case.

    Made with the draft and never taken away; ground and reason are settled when the draft is signed.
    """

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, related_name="follows", verbose_name="beslut"
    )
    earlier = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="followed_by", verbose_name="tidigare beslut"
    )
    kind = models.CharField("slag", max_length=20, choices=Kind)
    ground = models.CharField("grund", max_length=40, blank=True)  # a key of follow_ups.GROUNDS
    because = models.TextField("skäl")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "uppföljande beslut"
        verbose_name_plural = "uppföljande beslut"
        constraints = [
            models.CheckConstraint(name="a_follow_up_is_of_a_known_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="a_follow_up_has_a_reason", condition=~Q(because="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.earlier}"

    @property
    def ground_in_words(self) -> str:
        """The ground, and where the law says it; empty where none is asked for."""
        ground = GROUNDS.get(self.ground)
        return f"{ground.label}, {ground.source_in(self.earlier.appeal_route)}" if ground else ""


class Mark(models.Model):
    """What is noted on a signed decision, which stays as it is: withdrawn, or found to lack power.

    Added to, never changed: an event of the log tells of each.
    """

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="marks", verbose_name="beslut"
    )
    kind = models.CharField("slag", max_length=20, choices=MarkKind)
    because = models.TextField("skäl")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="marks", verbose_name="vem")
    at = models.DateTimeField("tidpunkt")

    class Meta:
        verbose_name = "anteckning på beslut"
        verbose_name_plural = "anteckningar på beslut"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "kind"], name="one_mark_of_a_kind_per_decision"),
            models.CheckConstraint(name="a_mark_is_of_a_known_kind", condition=Q(kind__in=MarkKind.values)),
            models.CheckConstraint(name="a_mark_has_a_reason", condition=~Q(because="")),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.get_kind_display()}"
