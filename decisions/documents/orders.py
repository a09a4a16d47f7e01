"""The delegation order itself as a document: what the board has adopted, point by point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from decisions.documents import profile
from decisions.documents.profile import PLAIN, Profile
from delegation import authority, plain
from delegation.models import DelegationOrder, OrderState
from delegation.plain import PlainPoint


@dataclass(frozen=True)
class OrderDocument:
    """One version of an order. It says nothing of today: the same version and profile give the same bytes."""

    template: ClassVar[str] = "documents/order.html"

    organisation: str
    board: str
    title: str
    version: str
    adopted_on: date | None  # None for a draft
    adopted_in: str
    valid_from: date
    valid_to: date | None
    preamble: str
    provisions: tuple[str, ...]
    chapters: tuple[tuple[str, tuple[PlainPoint, ...]], ...]
    amounts: tuple[tuple[str, date, str], ...]  # dated amounts: name, first day, amount in words
    is_draft: bool = False
    language: str = "sv"
    profile: Profile = PLAIN


def of_version(row: DelegationOrder, last: date | None) -> OrderDocument:
    """The version as a document; `last` is its last day, when it has one."""
    order = authority.read(row)
    return OrderDocument(
        organisation=row.board.organisation.name,
        board=row.board.name,
        title=row.title,
        version=row.version,
        adopted_on=row.adopted_on,
        adopted_in=row.adopted_in.replace("§ ", "§\N{NO-BREAK SPACE}"),
        valid_from=row.valid_from,
        valid_to=last,
        preamble=order.preamble,
        provisions=plain.of_all_points(order),
        chapters=tuple((heading, tuple(points)) for heading, points in plain.chapters(order)),
        amounts=tuple(plain.dated_amounts(order)),
        is_draft=row.state == OrderState.DRAFT,
        profile=profile.of(row.board.organisation),
    )
