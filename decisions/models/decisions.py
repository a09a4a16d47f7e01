"""The decision (beslut), what it rests on, and the letter it sends."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from accounts.models import User
from decisions import codes
from decisions.ids import uuid7
from decisions.models.cases import Case
from decisions.querysets import BasisItemQuerySet, DecisionQuerySet
from decisions.states import DECIDED, State
from delegation.models import DelegationOrder, Position

# What the officer attests; conflict of interest (jäv) is the decider's own answer, given when signing.
OFFICER_ATTESTS = (
    "kl_6_38_1",
    "kl_6_38_2",
    "kl_6_38_3",
    "kl_6_38_4",
    "kl_6_38_5",
    "urgent",
    "reserved_by_board",
)
DECIDER_ATTESTS = "conflict_of_interest"


class Decision(models.Model):
    """A delegated decision (delegationsbeslut, KL 6:37). Frozen once signed, by the database too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions", verbose_name="ärende")
    state = models.CharField("läge", max_length=20, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField("revision", default=1)  # grows with each save of a draft
    code_seed = models.CharField(
        max_length=32, default=codes.new_seed, editable=False
    )  # codes follow from it

    title = models.CharField("rubrik", max_length=200)
    decision_type = models.CharField("beslutstyp", max_length=100, blank=True)
    point = models.CharField("punkt", max_length=40, blank=True)
    background = models.TextField("ärendebeskrivning", blank=True)
    decision_text = models.TextField("beslut", blank=True)
    facts = models.JSONField("uppgifter om beslutet", default=dict, blank=True)
    attested = models.JSONField("svar på lagens frågor", default=dict, blank=True)
    # Who takes part beside the decider stands in the decision when there is someone (FL 31 §).
    presented_by = models.CharField("föredragande", max_length=200, blank=True)
    participants = models.CharField("övriga som deltagit", max_length=300, blank=True)
    urgent_reason = models.TextField("varför nämnden inte kan avvaktas", blank=True)

    decider = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions_to_decide",
        verbose_name="beslutsfattare",
    )
    drafted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="decisions_drafted", verbose_name="skrivet av"
    )
    drafters = models.ManyToManyField(
        User, related_name="+", verbose_name="har skrivit"
    )  # everyone whose hand the text has passed
    created_at = models.DateTimeField("skapat")
    submitted_at = models.DateTimeField("skickat för beslut", null=True, blank=True)

    decided_on = models.DateField("beslutsdag", null=True, blank=True)  # Stockholm calendar day
    signed_at = models.DateTimeField("undertecknat", null=True, blank=True)
    signed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions_signed",
        verbose_name="undertecknat av",
    )
    order = models.ForeignKey(
        DelegationOrder,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="delegationsordning",
    )
    question = models.JSONField("fråga", null=True, blank=True)  # authority-question/1, as asked when signed
    verdict = models.JSONField("prövning", null=True, blank=True)  # verdict/1, as answered when signed
    decided_as = models.CharField("befattning och befogenhet", max_length=300, blank=True)  # in a sentence
    outcome = models.CharField("utfall", max_length=20, blank=True)  # the stored verdict's
    reporting = models.CharField("anmälan", max_length=20, blank=True)
    appeal_route = models.CharField("överklagande", max_length=30, blank=True)
    told_to = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions_told",
        verbose_name="anmäls till chefen",
    )  # who gave the subdelegation that it rests on, when it is told to them (KL 7:6, 7:8)

    history = HistoricalRecords()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "beslut"
        verbose_name_plural = "beslut"
        constraints = [
            models.CheckConstraint(
                name="signed_means_within_by_someone_on_a_day",
                condition=~Q(state__in=DECIDED)
                | Q(
                    outcome="within",
                    verdict__isnull=False,
                    question__isnull=False,
                    decided_on__isnull=False,
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    order__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["decided_on", "id"],
                name="signed_and_unreported",
                condition=Q(state=State.SIGNED),
            ),
            models.Index(fields=["decider", "state"], name="waiting_for_a_decider"),
            # What caps count.
            models.Index(
                fields=["order", "point", "decided_on"],
                name="decided_under_a_point",
                condition=Q(state__in=DECIDED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.dnr} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("decision", args=[self.pk])

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED

    @property
    def followed_pk(self) -> UUID | None:
        """The earlier decision that this one corrects, changes, replaces or annuls."""
        row = getattr(self, "follows", None)
        return row.earlier_id if row else None

    def has_declared_conflict(self, user: User) -> bool:
        """Has `user`, as decider, answered that they have a conflict of interest (jäv) in this case?

        Jäv is in the matter and not in one draft of it, so a new draft does not ask anew (KL 6:28, 7:4).
        """
        return self.case.events.filter(verb="decision.conflict_declared", actor=user).exists()

    def as_question(self, on: date) -> dict[str, Any]:
        """This row as authority-question/1 for the day `on`, without the rows of delegation.

        What nobody answered is left out: unknown, not false. Whoever has had a hand in the text counts as
        its drafter, so that a decider cannot draft through a colleague's name.
        """
        drafted_by = self.drafted_by
        if self.decider and self.drafters.filter(pk=self.decider.pk).exists():
            drafted_by = self.decider
        return {
            "format": "authority-question/1",
            "decided_on": on.isoformat(),
            "decision_type": self.decision_type,
            # An urgent decision rests on KL 6:39 and on no point, so it borrows no point's rules either.
            "point": None if self.attested.get("urgent") else self.point or None,
            "decider": self.decider.username if self.decider else None,
            "drafted_by": drafted_by.username,
            "unit": self.case.unit,
            "facts": {key: value for key, value in self.facts.items() if value is not None},
            "consulted": [
                {"position": row.position.key, "dated": row.dated.isoformat()}
                for row in self.consultations.select_related("position")
            ],
            "attested": {key: value for key, value in self.attested.items() if value is not None},
        }


class BasisItem(models.Model):
    """One line under Beslutsunderlag, with or without a file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="basis", verbose_name="beslut"
    )
    title = models.CharField("titel", max_length=200)
    dated = models.DateField("daterad", null=True, blank=True)
    file_name = models.CharField("filnamn", max_length=200, blank=True)
    media_type = models.CharField("filtyp", max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField("storlek i byte", default=0)

    history = HistoricalRecords()

    objects = BasisItemQuerySet.as_manager()

    class Meta:
        verbose_name = "beslutsunderlag"
        verbose_name_plural = "beslutsunderlag"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Consultation(models.Model):
    """A samråd on record: the holder of a position has been heard before the decision, as its point asks."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="consultations", verbose_name="beslut"
    )
    position = models.ForeignKey(
        Position, on_delete=models.PROTECT, related_name="consultations", verbose_name="befattning"
    )
    dated = models.DateField("dag")
    note = models.CharField("vad som kom fram", max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "samråd"
        verbose_name_plural = "samråd"
        ordering = ["dated", "id"]

    def __str__(self) -> str:
        return f"{self.position}, {self.dated}"
