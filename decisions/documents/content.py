"""What each document says, as plain values: no rows, no clock. The templates read nothing else."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, ClassVar

from decisions.documents.letter_terms import NO_TERMS, Terms
from delegation import words

_BRIEF = 1500  # characters, about a third of a page


@dataclass(frozen=True)
class Sender:
    """Who answers for the document at the region."""

    unit: str
    name: str
    phone: str = ""
    email: str = ""
    address: str = ""  # the organisation's, on several lines


@dataclass(frozen=True)
class BasisRow:
    title: str
    dated: date | None = None


@dataclass(frozen=True)
class Signature:
    """Name, title, and in which capacity, as the block at the end says it."""

    name: str
    title: str
    capacity: str = ""  # beyond the title: Ersättare för …


@dataclass(frozen=True)
class Appeal:
    """How the decision is appealed: a route of the delegation order, and where."""

    route: str
    court: str = ""
    court_address: str = ""
    organisation_address: str = ""
    organisation_email: str = ""


@dataclass(frozen=True)
class DecisionDocument:
    """A beslut. Rich texts are cleaned HTML (decisions/richtext.py)."""

    template: ClassVar[str] = "documents/decision.html"

    organisation: str
    board: str
    sender: Sender
    day: date | None
    dnr: str
    title: str
    background: str
    basis: tuple[BasisRow, ...]
    order_title: str
    order_version: str
    order_adopted_in: str
    point: str
    point_title: str
    decision: str
    decided_as: str  # inside a sentence: ordinarie regional utvecklingsdirektör
    signature: Signature
    reporting: str
    appeal: Appeal
    consulted: tuple[BasisRow, ...] = ()  # positions that have been heard, and when
    presented_by: str = ""  # föredragande, and who took part without deciding (FL 31 §)
    participants: str = ""
    points_reporting: str = ""  # what the point says, also when a chief is told of it
    is_urgent: bool = False  # decided under KL 6:39, by no point
    urgent_reason: str = ""
    is_draft: bool = False
    language: str = "sv"

    @property
    def board_in_sentence(self) -> str:
        return words.in_sentence(self.board)

    @property
    def is_brief(self) -> bool:
        """Short enough to stand whole on one page with its signature; a longer one flows over pages."""
        return len(self.decision) < _BRIEF


@dataclass(frozen=True)
class LetterDocument:
    """The letter of intent, in the recipient's language."""

    template: ClassVar[str] = "documents/letter.html"

    language: str  # sv, en or nb
    organisation: str
    sender: Sender
    day: date | None
    dnr: str
    title: str
    recipient: str
    recipient_organisation: str
    recipient_address: str
    body: str
    signature: Signature
    is_draft: bool = False
    terms: Terms = NO_TERMS


@dataclass(frozen=True)
class ReportRow:
    """One decision on the list to the board."""

    line: int
    decided_on: date
    dnr: str
    title: str
    decision: str  # what was decided, in a sentence or so
    decider: str
    decided_as: str
    point: str
    order_version: str
    unit: str

    def as_plain(self) -> dict[str, Any]:
        """The row in JSON types, as a frozen list keeps it."""
        return asdict(self) | {"decided_on": self.decided_on.isoformat()}

    @classmethod
    def from_plain(cls, data: dict[str, Any]) -> ReportRow:
        return cls(**data | {"decided_on": date.fromisoformat(data["decided_on"])})


@dataclass(frozen=True)
class ReportDocument:
    """The list of delegated decisions that is reported to a meeting of the board."""

    template: ClassVar[str] = "documents/report.html"

    organisation: str
    board: str
    meeting_on: date
    number: str
    groups: tuple[tuple[str, tuple[ReportRow, ...]], ...]
    is_draft: bool = False
    language: str = "sv"
    title: str = field(default="Anmälan av delegationsbeslut")

    @property
    def board_in_sentence(self) -> str:
        return words.in_sentence(self.board)

    @property
    def count(self) -> int:
        return sum(len(rows) for _, rows in self.groups)
