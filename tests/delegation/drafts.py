"""Drafts of the order to test with: an editor, a new version, and what its form posts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from accounts.models import Role, User
from delegation import editing
from delegation.editing import Adoption, Head
from delegation.models import DelegationOrder
from tests import world
from tests.world import World

TODAY = date(2026, 11, 25)
HEAD = Head("Delegationsordning", "2027:1", date(2027, 1, 1))
ADOPTION = Adoption(date(2026, 11, 24), "RUN § 99/2026", date(2027, 1, 1))
POINT: dict[str, Any] = {
    "number": "9.1",
    "title": "Yttranden i övrigt",
    "decision_types": ["statement"],
    "delegates": ["regional_development_director"],
    "reporting": "to_board",
    "appeal_route": "none",
}


def editor(region: World, username: str = "editor") -> User:
    return world.person(username, region.board, Role.ORDER_EDITOR)


def latest(region: World) -> DelegationOrder:
    """The adopted version of 2021."""
    row: DelegationOrder = region.board.orders.get(version="2021:1")
    return row


def copied(region: World, by: User) -> DelegationOrder:
    """A draft of 2027, copied from the version of 2021."""
    return editing.start_copy(by=by, source=latest(region), head=HEAD)


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def posted(content: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What the form of a point posts for `content`, of which it knows delegates without conditions."""
    rows = {f"delegates-{index}-position": key for index, key in enumerate(content["delegates"])}
    return {
        "number": content["number"],
        "title": content["title"],
        "decision_types": content["decision_types"],
        "reporting": content["reporting"],
        "appeal_route": content["appeal_route"],
        "four_eyes": "on",
        "delegates-rows": str(len(content["delegates"]) + 1),
        **rows,
        "act": "save",
    } | changes
