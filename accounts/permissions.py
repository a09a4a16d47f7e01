"""May this user do this? An answer with its reason, how an act says no, and what a role at a board gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


# What must hold for an act, about whatever the act is done to.
Check = Callable[[User, Any], Answer]


def has(board_of: Callable[[Any], Any], *roles: Role) -> Check:
    """The check that the user has one of the roles at the board that `board_of` finds for the thing."""
    names = " eller ".join(role.label for role in roles)

    def check(user: User, thing: Any) -> Answer:
        board = board_of(thing)
        if has_role(user, board, *roles):
            return YES
        return Answer(False, f"Det här gör den som är {names} i {board}.")

    return check


def allowed(checks: Iterable[Check], user: User, thing: Any) -> Answer:
    """Yes when every check says so; else the first no."""
    if not user.is_active:
        return Answer(False, "Kontot är avstängt.")
    for check in checks:
        answer = check(user, thing)
        if not answer.ok:
            return answer
    return YES


def required(answer: Answer) -> None:
    """Raises NotAllowed with the reason when the answer is no."""
    if not answer.ok:
        raise NotAllowed(answer.why)


def has_role(user: User, board: Any, *roles: Role) -> bool:
    return BoardRole.objects.filter(user=user, board=board, role__in=roles).exists()


def boards_of(user: User, roles: Iterable[Role] = ()) -> models.QuerySet[BoardRole, Any]:
    """Ids of the boards where `user` has a role, or one of `roles`."""
    rows = BoardRole.objects.filter(user=user)
    if roles:
        rows = rows.filter(role__in=list(roles))
    return rows.values("board")
