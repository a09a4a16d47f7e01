"""May this user do this? An answer with its reason, how an act says no, and what a role at a board gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from accounts.models import BoardRole, Role, User


@dataclass(frozen=True)
class Answer:
    """Yes, or no with the reason in Swedish."""

    ok: bool
    why: str = ""


YES = Answer(True)


class Refused(Exception):
    """The act was not done and nothing was changed. The text is for the user: why, and what to do."""


class NotAllowed(Refused):
    """This person may not do this, or not now."""


def has_role(user: User, board: Any, *roles: Role) -> bool:
    return BoardRole.objects.filter(user=user, board=board, role__in=roles).exists()


def boards_of(user: User, roles: Iterable[Role] = ()) -> models.QuerySet[BoardRole, Any]:
    """Ids of the boards where `user` has a role, or one of `roles`."""
    rows = BoardRole.objects.filter(user=user)
    if roles:
        rows = rows.filter(role__in=list(roles))
    return rows.values("board")
