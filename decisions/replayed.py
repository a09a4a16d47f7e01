"""What another version of the order makes of a decision, in words and as a line of a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models

from decisions import discreet
from decisions.models import Decision
from decisions.reporting import harmless
from delegation import authority, explain
from delegation.plain import APPEAL, REPORTING
from delegation.terms import Answer, Check, MayDecide, Outcome, Verdict
from delegation.trial import Trial, Tried
from delegation.words import in_sentence

# The checks that are made whichever point is chosen, and without any.
_WITHOUT_POINT = ("order.", "control.", "statute.", "board.")
_NAMED = 5  # of those who may decide instead
_EARLIER = "Uppgifter saknas i tidigare beslut, som ett tak räknar."


class Kind(models.TextChoices):
    """What became of a decision, the gravest first. The values stand in addresses."""

    OUTSIDE = "utanfor", "Ryms inte längre"
    OTHER_DECIDER = "annan", "En annan måste besluta"
    UNDETERMINED = "oavgjort", "Går inte att avgöra"
    OTHERWISE = "annorlunda", "Ryms, men något blir annorlunda"
    SAME = "som-forut", "Ryms som förut"


@dataclass(frozen=True, slots=True)
class Line:
    """One decision: what it was, and what it would have been. The texts are whole sentences."""

    kind: Kind
    pk: UUID
    decided_on: date
    dnr: str
    title: str
    decider: str
    decided_as: str
    point: str  # as decided; empty for an urgent decision
    version: str
    new_point: str  # empty when there is none
    reasons: tuple[str, ...]  # what stops it
    missing: tuple[str, ...]  # what the version asks and nobody has answered
    others: tuple[str, ...]  # who may decide it instead
    changes: tuple[str, ...]  # what would be otherwise
    notes: tuple[str, ...]


class Words:
    """Puts words to what a version says. `names` are those of the users who may be named as deciders."""

    def __init__(self, version: Trial, names: Mapping[str, str], *, tells_sums: bool) -> None:
        self.version, self.order, self.names, self.tells_sums = version, version.order, names, tells_sums

    def line(self, decision: Decision, tried: Tried) -> Line:
        if not (decision.question and decision.order and decision.decided_on and decision.signed_by):
            raise ValueError(f"decision {decision.pk} is not signed")
        verdict, urgent = tried.verdict, decision.question.get("point") is None
        changes = self._changes(decision, tried)
        return Line(
            kind=_kind(tried, changes),
            pk=decision.pk,
            decided_on=decision.decided_on,
            dnr=decision.case.dnr,
            title=decision.title,
            decider=decision.signed_by.name,
            decided_as=decision.decided_as,
            point="" if urgent else decision.point,
            version=decision.order.version,
            new_point="" if urgent else verdict.point or "",
            reasons=self._stopping(verdict, urgent=urgent),
            missing=self._missing(verdict, decision.decided_on),
            others=self._others(tried.others),
            changes=changes,
            notes=tuple(self._aside(name) for name in tried.aside),
        )

    def _changes(self, decision: Decision, tried: Tried) -> tuple[str, ...]:
        """What would be otherwise. Where nobody may decide, only what has become of the point."""
        verdict, was = tried.verdict, (decision.question or {}).get("point")
        found = [_other_point(was, verdict.point, has_heir=tried.has_heir)] if was else []
        if verdict.outcome is not Outcome.OUTSIDE or tried.others:
            found.append(_other("Anmälan", REPORTING, decision.reporting, verdict.reporting))
            found.append(_other("Överklagande", APPEAL, decision.appeal_route, verdict.appeal_route))
        return tuple(filter(None, found))

    def _stopping(self, verdict: Verdict, *, urgent: bool) -> tuple[str, ...]:
        """Why it may not be decided. What cannot wait rests on no point, so what points say is no reason."""
        if verdict.outcome is not Outcome.OUTSIDE:
            return ()
        failing = [check for check in verdict.checks if check.answer is Answer.FAIL]
        about = [check for check in failing if not urgent or check.code.startswith(_WITHOUT_POINT)]
        return tuple(map(self._reason, about))

    def _reason(self, check: Check) -> str:
        if self.tells_sums or check.code != discreet.CAPS:
            return check.reason
        return discreet.reason(part.reason for part in check.children if part.answer is check.answer)

    def _missing(self, verdict: Verdict, day: date) -> tuple[str, ...]:
        """The questions that nobody has answered; without any, why it is unknown all the same."""
        if verdict.outcome is not Outcome.UNDETERMINED:
            return ()
        law = authority.asked_by_law(day)
        asked = [
            _EARLIER if name.startswith("prior") else explain.asked(self.order, law, name)
            for name in verdict.missing
        ]
        unknown = (check.reason for check in verdict.checks if check.answer is Answer.UNKNOWN)
        return tuple(dict.fromkeys(asked)) or tuple(unknown)

    def _others(self, rows: tuple[MayDecide, ...]) -> tuple[str, ...]:
        told = [self._other(row) for row in rows[:_NAMED]]
        if len(rows) > _NAMED:
            told.append(f"och {len(rows) - _NAMED} till")
        return tuple(told)

    def _other(self, row: MayDecide) -> str:
        """Eva Ek, ordinarie ekonomichef, punkt 2.3; or a committee."""
        if row.person is None:
            return self.order.positions[str(row.position)].title
        told = {"kind": row.kind, "position": row.position, "point": row.point}
        name = self.names.get(row.person, row.person)
        return ", ".join(
            filter(None, [name, explain.capacity(self.order, told), row.point and f"punkt {row.point}"])
        )

    def _aside(self, name: str) -> str:
        """An answer that the version has no use for."""
        if name in self.order.facts:
            question = self.order.facts[name].question
            return f"Svaret på ”{question}” är lämnat åt sidan: versionen vill ha ett annat slags svar."
        known = [order.facts[name].question for order in self.version.others if name in order.facts]
        return f"Svaret på ”{known[-1] if known else name}” är lämnat åt sidan: versionen frågar inte det."


def _kind(tried: Tried, changes: tuple[str, ...]) -> Kind:
    match tried.verdict.outcome:
        case Outcome.WITHIN:
            return Kind.OTHERWISE if changes else Kind.SAME
        case Outcome.UNDETERMINED:
            return Kind.UNDETERMINED
    return Kind.OTHER_DECIDER if tried.others else Kind.OUTSIDE


def _other_point(was: str, now: str | None, *, has_heir: bool) -> str:
    if has_heir:
        return f"Punkt {now} i stället för {was}." if now != was else ""
    nearest = f" Närmast är punkt {now}." if now else ""
    return f"Ingen punkt i versionen svarar mot punkt {was}.{nearest}"


def _other(what: str, words: Mapping[str, str], was: str, now: str | None) -> str:
    """Anmälan: protokollförs särskilt, anmäls inte. Då: anmäls till nämnden."""
    if now is None or now == was:
        return ""
    return f"{what}: {in_sentence(words[now])}. Förut: {in_sentence(words.get(was, 'inte angivet'))}."


# --- as a file -----------------------------------------------------------------------------------------

_HEADINGS = (
    "Utfall",
    "Beslutsdag",
    "Diarienummer",
    "Beslut",
    "Beslutsfattare",
    "Befattning",
    "Version",
    "Punkt",
    "Ny punkt",
    "Hindrar",
    "Saknas",
    "Kan besluta i stället",
    "Blir annorlunda",
    "Anmärkning",
)


def as_csv(lines: Iterable[Line], hidden: int) -> Iterator[bytes]:
    """Line by line, with semicolons and BOM for Swedish Excel; no cell is read as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")

    def written(cells: Iterable[Any]) -> bytes:
        writer.writerow([harmless(cell) for cell in cells])
        row = text.getvalue()
        text.seek(0)
        text.truncate()
        return row.encode()

    yield "\N{BYTE ORDER MARK}".encode() + written(_HEADINGS)
    for line in lines:
        yield written(_cells(line))
    if hidden:
        yield written([not_seen(hidden)])


def not_seen(count: int) -> str:
    return f"{count} beslut som du inte ser är inte med."


def _cells(line: Line) -> list[Any]:
    return [
        line.kind.label,
        line.decided_on,
        line.dnr,
        line.title,
        line.decider,
        line.decided_as,
        line.version,
        line.point or "KL 6:39",
        line.new_point,
        *(" ".join(texts) for texts in (line.reasons, line.missing)),
        "; ".join(line.others),
        *(" ".join(texts) for texts in (line.changes, line.notes)),
    ]
