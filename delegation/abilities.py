"""Who may do what with orders and those they name, as one table. Buttons, views and acts all ask here.

A superuser has no more abilities than anyone else: only roles at the board count.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from accounts import permissions
from accounts.models import Role, User
from accounts.permissions import YES, Answer, Check, has_role
from delegation.models import Board, OrderState


def _board(thing: Any) -> Board:
    """The board itself, or the board of an order or a position."""
    found: Board = thing if isinstance(thing, Board) else thing.board
    return found


# --- the checks that the table is made of --------------------------------------------------------------


has = partial(permissions.has, _board)


def is_draft(user: User, order: Any) -> Answer:
    if order.state == OrderState.DRAFT:
        return YES
    return Answer(False, f"Version {order.version} är antagen, och en antagen version ändras aldrig.")


def is_at_board(user: User, thing: Any) -> Answer:
    board = _board(thing)
    if has_role(user, board, *Role):
        return YES
    return Answer(False, f"Du har ingen roll i {board}.")


# --- the table -----------------------------------------------------------------------------------------

ABILITIES: dict[str, tuple[Check, ...]] = {
    # act: what must hold, in the order in which a no is explained
    "start_order": (has(Role.ORDER_EDITOR),),
    "edit_order": (has(Role.ORDER_EDITOR), is_draft),
    "adopt_order": (has(Role.ORDER_EDITOR), is_draft),
    "appoint": (has(Role.ORDER_EDITOR, Role.SECRETARY),),
    "subdelegate": (has(Role.ORDER_EDITOR, Role.SECRETARY),),
    "record_absence": (has(Role.ORDER_EDITOR, Role.SECRETARY, Role.REGISTRAR),),
    "record_own_absence": (is_at_board,),
    "edit_profile": (has(Role.SECRETARY),),
}


def may(user: User, act: str, thing: Any) -> Answer:
    """May `user` do `act` to `thing` (a board, an order or a position)?"""
    return permissions.allowed(ABILITIES[act], user, thing)


def require(user: User, act: str, thing: Any) -> None:
    """Raises NotAllowed with the reason when `user` may not."""
    permissions.required(may(user, act, thing))
