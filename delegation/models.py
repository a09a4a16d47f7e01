"""The delegation order as versioned data, and who holds which position on which day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import User
from delegation.addresses import organisation_number, web_address
from delegation.colours import COLOUR, SECOND_COLOUR, legible, written
from delegation.words import in_sentence


class Logo(models.Model):
    """A mark (logotyp), cleaned by delegation/logos.py and known by its digest. A new mark is a new row."""

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField("slag", max_length=40)
    content = models.BinaryField("innehåll")

    class Meta:
        verbose_name = "logotyp"
        verbose_name_plural = "logotyper"

    def __str__(self) -> str:
        return f"{self.media_type}, SHA-256 {self.sha256[:12]}"


class Organisation(models.Model):
    """The region, with what its documents say about it and what they look like."""

    name = models.CharField("namn", max_length=200, unique=True)
    number = models.CharField(
        "organisationsnummer", max_length=11, blank=True, validators=[organisation_number]
    )
    address = models.TextField("postadress", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    email = models.EmailField("e-post", blank=True)
    web = models.CharField("webbplats", max_length=200, blank=True, validators=[web_address])
    colour = models.CharField("färg", max_length=7, default=COLOUR, validators=[legible])
    second_colour = models.CharField("andra färg", max_length=7, default=SECOND_COLOUR, validators=[written])
    logo = models.ForeignKey(
        Logo, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="logotyp"
    )
    logo_text = models.CharField("vad logotypen föreställer", max_length=200, blank=True)
    court = models.CharField("förvaltningsrätt", max_length=200, blank=True)
    court_address = models.TextField("förvaltningsrättens adress", blank=True)
    court_of_appeal = models.CharField("kammarrätt", max_length=200, blank=True)
    is_public = models.BooleanField(
        "visa ”Vem får besluta?” utan inloggning",
        default=False,
        help_text="Vem som helst kan då fråga vilken befattning som får besluta vad. Namn visas inte.",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"

    def __str__(self) -> str:
        return self.name


class Board(models.Model):
    """A board (nämnd) whose power is delegated."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="boards", verbose_name="organisation"
    )
    code = models.CharField("kod", max_length=20, unique=True)
    name = models.CharField("namn", max_length=200)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "nämnd"
        verbose_name_plural = "nämnder"

    def __str__(self) -> str:
        return self.name

    def locked(self) -> Board:
        """The row as it is now, locked until the transaction ends. Locks go order first, then board."""
        return Board.objects.select_for_update(no_key=True, of=("self",)).get(pk=self.pk)


class Position(models.Model):
    """A position (befattning) that a delegation order of the board names by its key."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="positions", verbose_name="nämnd")
    key = models.CharField("nyckel", max_length=100)
    title = models.CharField("befattning", max_length=200)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "befattning"
        verbose_name_plural = "befattningar"
        constraints = [models.UniqueConstraint(fields=["board", "key"], name="one_position_per_key")]

    def __str__(self) -> str:
        return self.title


class PeriodQuerySet(models.QuerySet[Any]):
    def on(self, day: date) -> PeriodQuerySet:
        """Rows in force on `day`; both ends included, an open end counts."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Period(models.Model):
    """A first and a last day, both included; no last day means until further notice."""

    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Sista dagen får inte ligga före första dagen.",
            )
        ]


class Kind(models.TextChoices):
    """How a position is held."""

    ORDINARY = "ordinary", "ordinarie"
    ACTING = "acting", "tillförordnad"
    STAND_IN = "stand_in", "tjänstförrättande"


class Appointment(Period):
    """A person holds a position for a time (förordnande). Rests on a decision, which it names."""

    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="appointments", verbose_name="person"
    )
    position = models.ForeignKey(
        Position, on_delete=models.PROTECT, related_name="appointments", verbose_name="befattning"
    )
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.ORDINARY)
    unit = models.CharField("enhet", max_length=200, blank=True)
    decided_in = models.CharField("beslutat i", max_length=200, help_text="Till exempel RUN § 12/2019")

    history = HistoricalRecords()

    class Meta(Period.Meta):
        verbose_name = "förordnande"
        verbose_name_plural = "förordnanden"

    def __str__(self) -> str:
        return f"{self.person}, {self.get_kind_display()} {in_sentence(str(self.position))}"


class Absence(Period):
    """A person is away, so that a substitute in the order may decide."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences", verbose_name="person")
    decided_in = models.CharField(
        "beslutat i", max_length=200, blank=True, help_text="Till exempel ledighetsbeslut 2026-05-04"
    )

    history = HistoricalRecords()

    class Meta(Period.Meta):
        verbose_name = "frånvaro"
        verbose_name_plural = "frånvaro"

    def __str__(self) -> str:
        return f"{self.person}, frånvarande"


class SubdelegationReporting(models.TextChoices):
    """Who is told of what is decided under a subdelegation. Blank: what the point says."""

    TO_BOARD = "to_board", "till nämnden"
    TO_HEAD = "to_head", "till chefen som har vidaredelegerat"


class Subdelegation(Period):
    """The head of administration passes a point's task on to another position (vidaredelegation, KL 7:6)."""

    order = models.ForeignKey(
        "DelegationOrder", on_delete=models.PROTECT, related_name="subdelegations", verbose_name="version"
    )
    point = models.CharField("punkt", max_length=40)
    from_position = models.ForeignKey(
        Position, on_delete=models.PROTECT, related_name="subdelegations_given", verbose_name="från"
    )
    to_position = models.ForeignKey(
        Position, on_delete=models.PROTECT, related_name="subdelegations_received", verbose_name="till"
    )
    reporting = models.CharField("anmälan", max_length=20, choices=SubdelegationReporting, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="subdelegations_decided", verbose_name="beslutad av"
    )
    decided_in = models.CharField("beslutat i", max_length=200, help_text="Till exempel RUN/12/2026")

    history = HistoricalRecords()

    class Meta(Period.Meta):
        verbose_name = "vidaredelegation"
        verbose_name_plural = "vidaredelegationer"

    def __str__(self) -> str:
        return f"Punkt {self.point} till {self.to_position}"


class OrderState(models.TextChoices):
    DRAFT = "draft", "utkast"
    ADOPTED = "adopted", "antagen"


# What the format's adopted_in says of a version that no board has adopted.
UNADOPTED = "utkast"


class DelegationOrder(models.Model):
    """One version of a board's delegation order (delegationsordning). Immutable once adopted."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="orders", verbose_name="nämnd")
    state = models.CharField("läge", max_length=20, choices=OrderState, default=OrderState.DRAFT)
    title = models.CharField("titel", max_length=300)
    version = models.CharField("version", max_length=40)
    adopted_on = models.DateField("antagen", null=True, blank=True)
    adopted_in = models.CharField("antagen i", max_length=200, blank=True)
    valid_from = models.DateField("gäller från")
    valid_to = models.DateField("gäller till och med", null=True, blank=True)
    vocabulary = models.JSONField(
        "övrigt innehåll", help_text="Alla nycklar i delegation-order/1 utom format, order och points."
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "delegationsordning"
        verbose_name_plural = "delegationsordningar"
        ordering = ["board", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["board", "version"], name="one_order_per_version"),
            models.UniqueConstraint(fields=["board", "valid_from"], name="one_order_per_first_day"),
            models.CheckConstraint(
                name="order_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="adopted_order_says_where",
                condition=Q(state="draft") | (Q(adopted_on__isnull=False) & ~Q(adopted_in="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    def as_plain(self) -> dict[str, Any]:
        """The order as delegation-order/1 in JSON types; a draft says that it is one where the § would be."""
        return {
            "format": "delegation-order/1",
            **self.vocabulary,
            "order": {
                "title": self.title,
                "version": self.version,
                "adopted_on": (self.adopted_on or self.valid_from).isoformat(),
                "adopted_in": self.adopted_in or UNADOPTED,
                "valid_from": self.valid_from.isoformat(),
                "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            },
            "points": [point.as_plain() for point in self.points.all()],
        }


class RulePoint(models.Model):
    """One point (punkt) of one version: what may be decided, by whom, under which conditions."""

    order = models.ForeignKey(
        DelegationOrder, on_delete=models.PROTECT, related_name="points", verbose_name="delegationsordning"
    )
    place = models.PositiveIntegerField("plats i ordningen")
    number = models.CharField("nummer", max_length=40)
    title = models.CharField("ärende", max_length=500)
    rule = models.JSONField("regel", help_text="Punktens övriga nycklar i delegation-order/1.")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "punkt"
        verbose_name_plural = "punkter"
        ordering = ["order", "place"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="one_point_per_number"),
            models.UniqueConstraint(fields=["order", "place"], name="one_point_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def as_plain(self) -> dict[str, Any]:
        return {"number": self.number, "title": self.title, **self.rule}
