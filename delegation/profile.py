"""The organisation's profile: what all its documents say of it and look like. Kept with its whole history."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import tracked
from accounts.models import User
from accounts.permissions import Refused
from delegation.abilities import require
from delegation.logos import Cleaned
from delegation.models import Board, Logo, Organisation

# What is written; the name itself is that of the orders, and stays.
WRITTEN = (
    "number",
    "address",
    "phone",
    "email",
    "web",
    "court",
    "court_address",
    "court_of_appeal",
    "colour",
    "second_colour",
    "logo_text",
)


@dataclass(frozen=True)
class Change:
    """What the profile is to say, and what becomes of the logo: a new one, none, or the one there is."""

    written: dict[str, Any]  # by the names in WRITTEN
    logo: Cleaned | None = None
    removes_logo: bool = False

    def unsaved(self, row: Organisation) -> Organisation:
        """The organisation as it would be, but for a new logo; `row` itself is changed."""
        for name, value in self.written.items():
            setattr(row, name, value)
        if self.removes_logo:
            row.logo = None
        return row


@transaction.atomic
def change(*, by: User, board: Board, change: Change, shown: int) -> Organisation:
    """Let the profile of the board's organisation say something else.

    `shown` is the revision that the user had before them. Raises Refused, or ValidationError with every fault
    by field; then nothing is kept. Signed documents are not touched: their bytes are stored.
    """
    rows = Organisation.objects.select_for_update(no_key=True, of=("self",))
    row = rows.get(pk=board.organisation_id)
    require(by, "edit_profile", board)
    if revision(row) != shown:
        raise Refused(
            "Någon annan har ändrat profilen sedan du öppnade sidan. Din ändring är inte sparad, men står "
            "kvar i formuläret. Jämför med hur profilen ser ut nu och spara igen om den ska gälla."
        )
    change.unsaved(row)
    if change.logo:
        row.logo = keep(change.logo)
    row.full_clean()
    tracked.save(row, by)
    return row


def keep(logo: Cleaned) -> Logo:
    """The row that holds the logo; the same picture is one row."""
    sha256 = hashlib.sha256(logo.content).hexdigest()
    row, _ = Logo.objects.get_or_create(
        sha256=sha256, defaults={"media_type": logo.media_type, "content": logo.content}
    )
    return row


def revision(row: Organisation) -> int:
    """Which revision of the profile this is; 0 before it has any history."""
    latest = row.history.order_by("history_id").last()
    return int(latest.history_id) if latest else 0
