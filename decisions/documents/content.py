"""What each document says, as plain values: no rows, no clock. The templates read nothing else."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from decisions.codes import grouped
from decisions.documents.letter_terms import NO_TERMS, Terms
from decisions.documents.profile import PLAIN, Profile
from delegation import words

# What the announcement that starts the time for a legality review says has been adjusted (KL 13:5).
_MINUTES = "protokollet från det sammanträde där beslutet anmäldes"
_OWN_PROTOCOL = "det särskilda protokollet över beslutet"

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
    """What the decision rests on: a document, or someone who has been heard."""

    title: str
    dated: date | None = None
    sha256: str = ""  # of its file, in hexadecimal


@dataclass(frozen=True)
class Signature:
    """Name, title, and in which capacity, as the block at the end says it."""

    name: str
    title: str
    capacity: str = ""  # beyond the title: Ersättare för …
    # How the document is checked afterwards; empty in a draft.
    verification_code: str = ""
    verification_url: str = ""

    @property
    def code(self) -> str:
        return grouped(self.verification_code)


@dataclass(frozen=True)
class Appeal:
    """How the decision is appealed: a route of the delegation order, and where."""

    route: str
    court: str = ""
    court_address: str = ""
    organisation_address: str = ""
    organisation_email: str = ""
    ground: str = ""  # of a decision that cannot be appealed: a sentence that says why

    @property
    def is_brief(self) -> bool:
        """A line or two, which a page should not end with alone."""
        return self.route in ("none", "")


@dataclass(frozen=True)
class Earlier:
    """The signed decision that this one corrects, changes, replaces or annuls, and why."""

    does: str  # Rättar
    day: date
    dnr: str
    title: str
    decider: str
    decided_as: str
    because: str
    ground: str = ""  # with its source, where the law asks for one


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
    follows: Earlier | None = None
    is_draft: bool = False
    language: str = "sv"
    profile: Profile = PLAIN

    @property
    def board_in_sentence(self) -> str:
        return words.in_sentence(self.board)

    @property
    def is_minuted(self) -> bool:
        """Is it recorded in a protocol of its own? Also when a chief is told of it besides (KL 6:40, 7:8)."""
        is_told_to_head = self.reporting == "to_head" and self.points_reporting == "minuted"
        return self.reporting == "minuted" or is_told_to_head

    @property
    def adjusted(self) -> str:
        return _OWN_PROTOCOL if self.is_minuted else _MINUTES

    @property
    def is_brief(self) -> bool:
        """Short enough to stand whole on one page with its signature; a longer one flows over pages."""
        return len(self.decision) < _BRIEF

    @property
    def code(self) -> str:
        return self.signature.code


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
    profile: Profile = PLAIN
    terms: Terms = NO_TERMS

    @property
    def code(self) -> str:
        return self.signature.code


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
    remark: str = ""  # Rättar beslut 2020-08-31; lists frozen before there were any have none

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
    verification_code: str = ""
    profile: Profile = PLAIN

    @property
    def code(self) -> str:
        return grouped(self.verification_code)

    @property
    def board_in_sentence(self) -> str:
        return words.in_sentence(self.board)

    @property
    def count(self) -> int:
        return sum(len(rows) for _, rows in self.groups)


@dataclass(frozen=True)
class AppendixRow:
    """One basis file in the volume: on which page it begins, None when it is not in it."""

    title: str
    dated: date | None
    file_name: str
    sha256: str
    page: int | None = None
    why_not: str = ""  # why it is not in the volume


@dataclass(frozen=True)
class AppendixDocument:
    """The first pages of the volume of a decision's basis files: what it holds, and what it does not."""

    template: ClassVar[str] = "documents/appendix.html"

    organisation: str
    board: str
    dnr: str
    title: str
    day: date | None
    rows: tuple[AppendixRow, ...]
    is_draft: bool = False
    language: str = "sv"
    profile: Profile = PLAIN


@dataclass(frozen=True)
class OwnProtocolDocument:
    """The protocol of one decision that is not reported to the board (särskilt protokoll, KL 6:40, 7:8).

    The decider adjusts it; its announcement starts the time for an appeal (KL 13:5).
    """

    template: ClassVar[str] = "documents/own_protocol.html"

    organisation: str
    board: str
    number: str  # the protocol's own, in the board's series: 2020:12
    day: date | None  # of the decision
    adjusted_on: date | None
    dnr: str
    title: str  # the matter
    decision: str  # cleaned HTML
    order_title: str
    order_version: str
    order_adopted_in: str
    point: str
    point_title: str
    decided_as: str  # inside a sentence
    signature: Signature  # of the decider, who also adjusts
    appeal: Appeal
    unit: str = ""
    is_draft: bool = False
    language: str = "sv"
    profile: Profile = PLAIN

    @property
    def board_in_sentence(self) -> str:
        return words.in_sentence(self.board)

    @property
    def adjusted(self) -> str:
        return _OWN_PROTOCOL

    @property
    def code(self) -> str:
        return self.signature.code

    @property
    def is_brief(self) -> bool:
        return len(self.decision) < _BRIEF


class Announced(StrEnum):
    """What a public notice tells of."""

    MINUTES = "minutes"  # that the board's minutes are adjusted
    OWN_PROTOCOL = "own_protocol"  # that the protocol of a decision that is not reported is adjusted


@dataclass(frozen=True)
class NoticeDocument:
    """The public notice (anslag) that starts the time for an appeal (KL 8:9–13, 13:5)."""

    template: ClassVar[str] = "documents/notice.html"

    organisation: str
    board: str
    about: Announced
    day: date  # of the meeting, or of the decision
    reference: str  # §§ 80–95 of the minutes, or the protocol's number
    adjusted_on: date
    kept_at: str  # where the minutes or the protocol can be read
    announced_on: date | None
    last_day: date | None  # to appeal, when it is known
    taken_down_from: date | None  # the first day on which the notice may be gone
    posted_by: str  # name and title
    appeal: Appeal
    matter: str = ""  # of an own protocol: what the decision is about
    dnr: str = ""
    is_draft: bool = False
    language: str = "sv"
    profile: Profile = PLAIN

    @property
    def is_of_minutes(self) -> bool:
        return self.about == Announced.MINUTES

    @property
    def adjusted(self) -> str:
        return "protokollet" if self.is_of_minutes else _OWN_PROTOCOL

    @property
    def title(self) -> str:
        what = "Justerat protokoll från" if self.is_of_minutes else "Protokollfört delegationsbeslut"
        return f"{what} {self.day.isoformat()}"

    @property
    def board_in_sentence(self) -> str:
        return words.in_sentence(self.board)
