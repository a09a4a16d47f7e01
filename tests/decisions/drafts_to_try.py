"""Drafts of the order to try decisions on, and decisions to try, for the tests of the replay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from decisions import actions
from decisions.models import Decision
from delegation import formats, importing
from delegation.models import DelegationOrder
from tests import world
from tests.world import NOW, ROOT, World

FIRST, LAST = date(2020, 1, 1), date(2020, 12, 31)
Change = Callable[[dict[str, Any]], None]


def unchanged(order: dict[str, Any]) -> None:
    """The draft says what the version in force said."""


def draft(change: Change = unchanged, version: str = "2022:1") -> DelegationOrder:
    """A draft like the version of 2020, but for `change`. Each of a test has a year of its own."""
    source = formats.read_yaml(ROOT / "fixtures" / "orders" / "run-2020.yaml")
    source.data["order"] |= {"version": version, "valid_from": f"{version[:4]}-01-01"}
    change(source.data)
    return importing.store(source)


def on_point(number: str, /, **changes: Any) -> Change:
    """The point with other keys; None takes a key away."""

    def change(order: dict[str, Any]) -> None:
        point = next(row for row in order["points"] if row["number"] == number)
        point |= changes
        for key in [key for key, value in changes.items() if value is None]:
            del point[key]

    return change


def without(number: str) -> Change:
    def change(order: dict[str, Any]) -> None:
        order["points"] = [row for row in order["points"] if row["number"] != number]

    return change


def both(*parts: Change) -> Change:
    def change(order: dict[str, Any]) -> None:
        for part in parts:
            part(order)

    return change


def asking(name: str, **fact: Any) -> Change:
    """Ask a fact, or ask it otherwise."""
    return lambda order: order["facts"].update({name: fact})


def another_point(number: str, /, **keys: Any) -> Change:
    content = {
        "number": number,
        "title": "Avsiktsförklaringar i övrigt",
        "decision_types": ["letter_of_intent"],
        "delegates": ["regional_development_director"],
        "reporting": "to_board",
        "appeal_route": "legality_review",
    }
    return lambda order: order["points"].append(content | keys)


def committee(order: dict[str, Any]) -> None:
    order["positions"]["au"] = {"title": "Arbetsutskottet", "body": True}


def decide(region: World, decider: User, now: datetime = NOW, **changes: object) -> Decision:
    """A decision signed by `decider` at `now`."""
    options: dict[str, Any] = {"confidential": True} if changes.pop("confidential", False) else {}
    case = world.case_of(region, now=now, **options)
    decision = actions.start_draft(by=region.officer, case=case, now=now)
    content = world.draft_of(region, decider=decider, **changes)
    decision = actions.save_draft(by=region.officer, decision=decision, draft=content, revision=1, now=now)
    actions.submit(by=region.officer, decision=decision, now=now)
    return world.sign(region, decision, now, by=decider)


def grant(region: World, amount: int, hours: int, **changes: object) -> Decision:
    """A project grant, so many hours after the first."""
    values = {"point": "2.1", "decision_type": "project_grant", "facts": {"amount": amount}} | changes
    return decide(region, region.director, NOW + timedelta(hours=hours), **values)
