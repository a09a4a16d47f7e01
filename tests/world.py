"""A small region to test in: one board with the demo orders, and one person for each role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from accounts.models import Role, User
from accounts.stepup import Method, Proof
from decisions import actions
from decisions.models import Case, Decision
from delegation import formats, importing
from delegation.models import Board, Position
from tests.factories import AbsenceFactory, AppointmentFactory, RoleFactory, UserFactory

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2020, 8, 31, 10, 0, tzinfo=UTC)
BANS = ("kl_6_38_1", "kl_6_38_2", "kl_6_38_3", "kl_6_38_4", "kl_6_38_5")
ATTESTED = dict.fromkeys([*BANS, "urgent", "reserved_by_board"], False)


@dataclass(frozen=True)
class World:
    board: Board
    officer: User
    director: User
    deputy: User
    secretary: User
    registrar: User


def build(change: Callable[[dict[str, Any]], None] = lambda order: None) -> World:
    """The board RUN with both versions of its order, and people who hold its positions and roles.

    `change` may alter the orders, as their files say them, before they are adopted.
    """
    for name in ("run-2020", "run-2021"):
        source = formats.read_yaml(ROOT / "fixtures" / "orders" / f"{name}.yaml")
        change(source.data)
        order = importing.adopt(importing.store(source))
    board = order.board
    return World(
        board=board,
        officer=person("officer", board, Role.OFFICER),
        director=person("director", board, Role.DELEGATE, "regional_development_director"),
        deputy=person("deputy", board, Role.DELEGATE, "deputy_director"),
        secretary=person("secretary", board, Role.SECRETARY),
        registrar=person("registrar", board, Role.REGISTRAR),
    )


def person(username: str, board: Board, role: Role, position: str = "") -> User:
    user = UserFactory.create(username=username)
    RoleFactory.create(board=board, user=user, role=role)
    if position:
        AppointmentFactory.create(person=user, position=Position.objects.get(board=board, key=position))
    return user


def away(user: User, day: date) -> None:
    AbsenceFactory.create(person=user, starts_on=day)


def case_of(world: World, **changes: object) -> Case:
    values = {"title": "Avsiktsförklaring", "unit": "Näringsliv", "now": NOW} | changes
    return actions.register_case(by=world.officer, board=world.board, **values)  # type: ignore[arg-type]


def draft_of(world: World, **changes: object) -> actions.Draft:
    values = {
        "title": "Avsiktsförklaring",
        "decision_type": "letter_of_intent",
        "point": "1.2",
        "background": "<p>Bakgrund.</p>",
        "decision_text": "<p>Avsiktsförklaringen skickas.</p>",
        "facts": {"amount": 0, "commits_funds": False},
        "attested": ATTESTED,
        "decider": world.director,
    } | changes
    return actions.Draft(**values)  # type: ignore[arg-type]


def drafted(world: World, **changes: object) -> Decision:
    """A saved draft, complete unless `changes` says otherwise."""
    decision = actions.start_draft(by=world.officer, case=case_of(world), now=NOW)
    draft = draft_of(world, **changes)
    return actions.save_draft(by=world.officer, decision=decision, draft=draft, revision=1, now=NOW)


def submitted(world: World, **changes: object) -> Decision:
    return actions.submit(by=world.officer, decision=drafted(world, **changes), now=NOW)


def proof(shown: str, at: datetime = NOW) -> Proof:
    """What the decider gives with their password for what was shown."""
    return Proof(Method.PASSWORD, at, (shown,))


def signed(world: World, **changes: object) -> Decision:
    return sign(world, submitted(world, **changes))


def sign(
    world: World,
    decision: Decision,
    now: datetime = NOW,
    *,
    by: User | None = None,
    shown: str = "",
    conflict: bool | None = False,
) -> Decision:
    """Signed by its director, or by another; as it would be shown now, or as it was `shown` before."""
    shown = shown or actions.final(decision, now).fingerprint
    return actions.sign(
        by=by or world.director,
        decision=decision,
        shown=shown,
        conflict_of_interest=conflict,
        proof=proof(shown, now),
        now=now,
    )
