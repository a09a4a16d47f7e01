"""Who logs in, and which role they have at which board."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from simple_history.models import HistoricalRecords


class User(AbstractUser):
    """A person who works with delegated decisions. Deactivated when they leave, never deleted."""

    first_name = None  # type: ignore[assignment]  # one name field: a name is not always two parts
    last_name = None  # type: ignore[assignment]
    name = models.CharField("namn", max_length=200)
    title = models.CharField("titel", max_length=200, blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    signing_credential = models.CharField(
        "id hos underskriftstjänsten",
        max_length=200,
        blank=True,
        help_text="Behövs bara när den egna underskriften görs hos en sådan tjänst (SIGNATURE_BACKEND=csc).",
    )
    is_demo = models.BooleanField("demoinloggning", default=False, editable=False)

    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        verbose_name = "användare"
        verbose_name_plural = "användare"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a user may do at a board; who may decide is the delegation order's matter, not the role's."""

    OFFICER = "officer", "handläggare"
    DELEGATE = "delegate", "delegat"
    SECRETARY = "secretary", "nämndsekreterare"
    REGISTRAR = "registrar", "registrator"
    ORDER_EDITOR = "order_editor", "redaktör för delegationsordningen"
    AUDITOR = "auditor", "revisor"


class BoardRole(models.Model):
    """One role of one user at one board (nämnd)."""

    board = models.ForeignKey(
        "delegation.Board", on_delete=models.PROTECT, related_name="roles", verbose_name="nämnd"
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="board_roles", verbose_name="användare"
    )
    role = models.CharField("roll", max_length=20, choices=Role)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "roll"
        verbose_name_plural = "roller"
        constraints = [
            models.UniqueConstraint(fields=["board", "user", "role"], name="one_row_per_board_user_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.board}"
