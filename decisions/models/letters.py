"""The letter of intent (avsiktsförklaring) that a decision sends, and the clauses that its board keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import User
from decisions import placeholders
from decisions.models.decisions import Decision
from decisions.querysets import ClauseQuerySet
from delegation.models import Board

if TYPE_CHECKING:
    from decisions.models.countersigning import SignedCopy


class Language(models.TextChoices):
    SWEDISH = "sv", "svenska"
    ENGLISH = "en", "engelska"
    NORWEGIAN = "nb", "norska (bokmål)"


class LetterClause(models.Model):
    """One version of a clause (klausul) in the board's list. Its words never change: they stand in letters.

    A change is a new version under the same number; the one before it is retired, and stays with the letters
    that hold it.
    """

    board = models.ForeignKey(
        Board, on_delete=models.PROTECT, related_name="letter_clauses", verbose_name="nämnd"
    )
    number = models.PositiveIntegerField("nummer")
    version = models.PositiveIntegerField("version", default=1)
    language = models.CharField("språk", max_length=2, choices=Language)
    title = models.CharField("rubrik", max_length=100)
    text = models.TextField("text")
    added_at = models.DateTimeField("tillagd")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="tillagd av")
    retired_at = models.DateTimeField("avslutad", null=True, blank=True)
    retired_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avslutad av"
    )

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = "klausul"
        verbose_name_plural = "klausuler"
        ordering = ["board", "number", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "number", "version"], name="one_text_per_clause_version"
            ),
            models.CheckConstraint(
                name="a_retired_clause_says_by_whom",
                condition=Q(retired_at=None, retired_by=None)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_language_display()}, version {self.version})"

    @property
    def is_current(self) -> bool:
        return self.retired_at is None


class Standing(models.TextChoices):
    """How far a letter has come with the counterpart's signature."""

    NOT_ASKED = "not_asked", "ingen underskrift av motparten"
    WAITING = "waiting", "väntar på motpartens underskrift"
    RECEIVED = "received", "motpartens exemplar ska granskas"
    ACCEPTED = "accepted", "undertecknat av motparten"


class LetterOfIntent(models.Model):
    """The letter (avsiktsförklaring) that the decision sends, in the recipient's language.

    It may stand in a second language beside the first; then it says which of the two prevails.
    """

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, related_name="letter", verbose_name="beslut"
    )
    language = models.CharField("språk", max_length=2, choices=Language, default=Language.SWEDISH)
    title = models.CharField("rubrik", max_length=200, blank=True)
    recipient_name = models.CharField("mottagare", max_length=200, blank=True)
    recipient_organisation = models.CharField("mottagarens organisation", max_length=200, blank=True)
    recipient_number = models.CharField("mottagarens organisationsnummer", max_length=40, blank=True)
    recipient_address = models.TextField("mottagarens adress", blank=True)
    recipient_contact = models.CharField("mottagarens kontaktperson", max_length=300, blank=True)
    purpose = models.TextField("syfte", blank=True)
    body = models.TextField("text", blank=True)
    starts_on = models.DateField("gäller från och med", null=True, blank=True)
    ends_on = models.DateField("gäller till och med", null=True, blank=True)
    clauses = models.ManyToManyField(
        LetterClause, related_name="letters", blank=True, verbose_name="klausuler"
    )
    place = models.CharField("ort", max_length=100, blank=True)

    second_language = models.CharField("andra språk", max_length=2, choices=Language, blank=True)
    second_title = models.CharField("rubrik på andra språket", max_length=200, blank=True)
    second_purpose = models.TextField("syfte på andra språket", blank=True)
    second_body = models.TextField("text på andra språket", blank=True)
    prevails = models.CharField("språk som har företräde", max_length=2, choices=Language, blank=True)

    wants_countersignature = models.BooleanField("motparten ska underteckna", default=False)
    signatory = models.CharField("motpartens undertecknare", max_length=200, blank=True)
    signatory_title = models.CharField("undertecknarens titel", max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "avsiktsförklaring"
        verbose_name_plural = "avsiktsförklaringar"
        constraints = [
            models.CheckConstraint(
                name="a_letter_ends_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_letters_second_language_is_another", condition=~Q(second_language=F("language"))
            ),
            models.CheckConstraint(
                name="what_prevails_is_one_of_the_letters_languages",
                condition=Q(prevails="") | Q(prevails=F("language")) | Q(prevails=F("second_language")),
            ),
        ]

    def __str__(self) -> str:
        return self.title or "Avsiktsförklaring"

    @property
    def counterpart(self) -> str:
        """Whom the letter is exchanged with: the organisation, or the person where there is none."""
        return self.recipient_organisation or self.recipient_name

    @property
    def languages(self) -> list[str]:
        return [self.language, *([self.second_language] if self.second_language else [])]

    @property
    def standing(self) -> Standing:
        """How far the counterpart's signature has come; a copy that was turned back is waited for anew."""
        copy = self.last_copy
        if not self.wants_countersignature:
            return Standing.NOT_ASKED
        if copy is None or copy.is_turned_back:
            return Standing.WAITING
        return Standing.ACCEPTED if copy.is_accepted else Standing.RECEIVED

    @property
    def last_copy(self) -> SignedCopy | None:
        """The counterpart's copy that came last."""
        copies = list(self.copies.all())
        return copies[-1] if copies else None

    def missing(self) -> list[str]:
        """Names of the parts that a letter cannot be sent without."""
        parts = {"rubrik": self.title, "mottagare": self.recipient_name, "text": self.body}
        if self.second_language:
            named = Language(self.second_language).label
            parts |= {
                f"rubrik på {named}": self.second_title,
                f"text på {named}": self.second_body,
                "svar på vilket språk som har företräde": self.prevails,
            }
            if self.purpose.strip():
                parts[f"syfte på {named}"] = self.second_purpose
        names = [name for name, value in parts.items() if not value.strip()]
        return names + self._missing_for_clauses()

    def _missing_for_clauses(self) -> list[str]:
        """What the chosen clauses need: a last day that they name, and words in each of the languages."""
        clauses = list(self.clauses.all())
        found = []
        if self.ends_on is None and any("slutdag" in placeholders.used(row.text) for row in clauses):
            found.append("sista dag, som en klausul nämner")
        for language in self.languages if clauses else []:
            if language not in {row.language for row in clauses}:
                found.append(f"klausul på {Language(language).label}")
        return found
