"""How a signed decision stands: what has followed it, what is noted on it, and what it follows itself.

Pages, lists and documents all say it in the words that are made here. Rows that come `with_standing` ask
the database nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from decisions.days import day_of
from decisions.dispatching import is_dispatched
from decisions.follow_ups import ENDS, WORDS, Kind, MarkKind
from decisions.models import Decision, FollowUp, Mark, ReportLine


@dataclass(frozen=True)
class Link:
    """Another decision in the same case: the one followed, or one that follows."""

    kind: Kind
    decision: UUID
    decided_on: date
    is_earlier: bool = False

    @property
    def text(self) -> str:
        words = WORDS[self.kind]
        if self.is_earlier:
            return f"{words.does} beslut {self.decided_on}"
        return f"{words.done} genom beslut {self.decided_on}"


@dataclass(frozen=True)
class Noted:
    """A mark: who noted it, when (Stockholm calendar day) and why."""

    on: date
    by: str
    because: str


@dataclass(frozen=True)
class Note:
    """The standing in a few words, with the decision that they name."""

    text: str
    decision: UUID | None = None


@dataclass(frozen=True)
class Standing:
    """Signed follow-ups in the order of their signing; a withdrawn one has followed nothing."""

    follows: Link | None = None
    followed_by: tuple[Link, ...] = ()
    withdrawn: Noted | None = None
    without_power: Noted | None = None  # it stays, marked, until the board has decided anew

    @property
    def corrected_by(self) -> tuple[Link, ...]:
        return self._followed(Kind.CORRECTION)

    @property
    def changed_by(self) -> tuple[Link, ...]:
        return self._followed(Kind.CHANGE)

    @property
    def replaced_by(self) -> Link | None:
        return next(iter(self._followed(Kind.REPLACEMENT)), None)

    @property
    def annulled_by(self) -> Link | None:
        return next(iter(self._followed(Kind.ANNULMENT)), None)

    def _followed(self, kind: Kind) -> tuple[Link, ...]:
        return tuple(link for link in self.followed_by if link.kind == kind)

    @property
    def over(self) -> str:
        """How it ended, in words that begin a sentence; empty while it stands."""
        if self.withdrawn:
            return f"Återkallat {self.withdrawn.on}"
        return next((link.text for link in self.followed_by if link.kind in ENDS), "")

    @property
    def is_valid(self) -> bool:
        """Neither withdrawn, replaced nor annulled. One that lacked power is for the board, or a court."""
        return not self.over

    @property
    def links(self) -> tuple[Link, ...]:
        return (*([self.follows] if self.follows else []), *self.followed_by)

    @property
    def notes(self) -> tuple[Note, ...]:
        found = [Note(link.text, link.decision) for link in self.links]
        if self.withdrawn:
            found.append(Note(f"Återkallat {self.withdrawn.on}"))
        if self.without_power:
            found.append(Note(f"Beslutat utan behörighet, till nämnden {self.without_power.on}"))
        return tuple(found)

    def __str__(self) -> str:
        return ". ".join(note.text for note in self.notes)


def standing(decision: Decision) -> Standing:
    """How the decision stands. Of a draft it tells what it would follow."""
    row: FollowUp | None = getattr(decision, "follows", None)
    later = [_link(row.kind, row.decision) for row in _effective(decision)]
    marks = {mark.kind: _noted(mark) for mark in decision.marks.all()}
    return Standing(
        follows=_link(row.kind, row.earlier, is_earlier=True) if row else None,
        followed_by=tuple(later),
        withdrawn=marks.get(MarkKind.WITHDRAWN),
        without_power=marks.get(MarkKind.WITHOUT_POWER),
    )


def _effective(decision: Decision) -> list[FollowUp]:
    rows = [row for row in decision.followed_by.all() if row.decision.is_decided]
    rows = [row for row in rows if not _is_withdrawn(row.decision)]
    return sorted(rows, key=lambda row: (row.decision.signed_at, row.decision.pk))


def _is_withdrawn(decision: Decision) -> bool:
    return any(mark.kind == MarkKind.WITHDRAWN for mark in decision.marks.all())


def _link(kind: str, decision: Decision, *, is_earlier: bool = False) -> Link:
    if decision.decided_on is None:
        raise ValueError(f"decision {decision.pk} is not signed")
    return Link(Kind(kind), decision.pk, decision.decided_on, is_earlier)


def _noted(mark: Mark) -> Noted:
    return Noted(day_of(mark.at), mark.by.name, mark.because)


def made_known(decision: Decision) -> str:
    """How the decision has left the house, in words after "Beslutet"; empty while it has not.

    What has been dispatched or otherwise made known binds, and can no longer be withdrawn.
    """
    if is_dispatched(decision):
        return "är expedierat"
    line = ReportLine.objects.filter(decision=decision).select_related("report").first()
    return f"står på den frysta listan {line.report.number}" if line else ""
