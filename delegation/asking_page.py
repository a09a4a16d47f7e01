"""What ”Vem får besluta?” says of a matter: the answer, each point tried, what is taken for granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from delegation import asking, explain, plain, verdicts
from delegation.asking import Asked, Grounds, Trial, Walk
from delegation.plain import PlainPoint
from delegation.terms import BEST_FIRST, Outcome, Point, Question
from delegation.words import sentence


@dataclass(frozen=True, slots=True)
class Tried:
    """One point that may cover the matter, with what the engine says of its delegates."""

    point: Point
    trials: tuple[Trial, ...]

    @property
    def outcome(self) -> Outcome:
        return min((trial.outcome for trial in self.trials), key=BEST_FIRST.index)

    @property
    def positions(self) -> tuple[str, ...]:
        """The delegates who may decide, or may turn out to."""
        return tuple(trial.position for trial in self.trials if trial.outcome is self.outcome)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    capacity: str
    is_away: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One tried point as the page shows it. `persons` is None where names are not shown."""

    point: PlainPoint
    outcome: Outcome
    positions: str
    stand_ins: tuple[str, ...] = ()
    persons: tuple[Person, ...] | None = None
    reasons: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


def tried(walk: Walk) -> list[Tried]:
    """The points, those that let somebody decide first."""
    found = [Tried(point, trials) for point, trials in walk.points()]
    return sorted(found, key=lambda row: BEST_FIRST.index(row.outcome))


def headline(walk: Walk) -> str:
    """The answer in one sentence; empty while there is something to ask."""
    if walk.asks:
        return ""
    able = titles(walk, walk.of(Outcome.WITHIN))
    if able:
        return f"{sentence(able)} får besluta"
    if walk.of(Outcome.UNDETERMINED):
        return "Det går inte att avgöra här vem som får besluta"
    return "Bara nämnden får besluta"


def titles(walk: Walk, trials: Sequence[Trial]) -> str:
    """The delegates' titles inside a sentence, each once."""
    positions = dict.fromkeys(trial.position for trial in trials)
    return " eller ".join(map(walk.order.position_title, positions))


def shown(
    grounds: Grounds, asked: Asked, walk: Walk, row: Tried, people: Question | None, names: Mapping[str, str]
) -> Row:
    """The row in words, with persons where `people` says who holds what."""
    needed = asking.as_needed(walk.order, row.point, asked)
    found = Row(
        point=plain.plain(walk.order, needed),
        outcome=row.outcome,
        positions=sentence(titles(walk, [trial for trial in row.trials if trial.outcome is row.outcome])),
    )
    if row.outcome is Outcome.OUTSIDE:
        changes = [text for trial in row.trials for text in _changes(grounds, asked, walk, trial)]
        return replace(found, reasons=asking.why_not(row.trials), changes=tuple(dict.fromkeys(changes)))
    if row.outcome is Outcome.UNDETERMINED:
        return replace(found, reasons=asking.why_unsure(row.trials))
    return replace(
        found,
        stand_ins=asking.stand_ins(walk.order, row.point, row.positions),
        persons=None if people is None else _persons(grounds, asked, walk, row, people, names),
    )


def _changes(grounds: Grounds, asked: Asked, walk: Walk, trial: Trial) -> list[str]:
    found = verdicts.to_plain(asking.advised(grounds, asked, trial))["would_be_within_if"]
    return [explain.within_if(walk.order, change) for change in found]


def _persons(
    grounds: Grounds, asked: Asked, walk: Walk, row: Tried, people: Question, names: Mapping[str, str]
) -> tuple[Person, ...]:
    """Everyone who may decide under the point that day, in which capacity, and whether they are away."""
    found = verdicts.to_plain(asking.staffed(grounds, asked, people, row.point))["may_decide"]
    away = {absence.person for absence in people.absences or () if absence.covers(asked.day)}
    return tuple(
        Person(names[may["person"]], explain.capacity(walk.order, may), may["person"] in away)
        for may in found
        if "person" in may
    )


# --- what is taken for granted -------------------------------------------------------------------------


def assumptions(walk: Walk, asked: Asked, conflict: str) -> list[str]:
    """What the answer rests on besides the answers. `conflict` is the law on jäv as worded on the day."""
    points = list(dict.fromkeys(trial.point for trial in walk.of(Outcome.WITHIN)))
    found = [f"Den som beslutar är inte jävig, enligt {conflict}."]
    if any(point.four_eyes for point in points):
        found.append("Någon annan än den som beslutar har skrivit utkastet.")
    found.append("Nämnden har inte förbehållit sig ärendet eller tagit tillbaka delegationen.")
    if any(asking.as_needed(walk.order, point, asked).consult for point in points):
        found.append("Samråd som krävs är antecknat senast den dag då beslutet fattas.")
    if any(point.caps for point in points):
        found.append(
            "Taket räcker till. Här räknas bara det här beslutet; vad tidigare beslut har tagit av taket "
            "prövas när beslutet skrivs."
        )
    return found


def urgent(walk: Walk, asked: Asked) -> str:
    """Who decides what cannot wait (KL 6:39); empty when the order names nobody."""
    names = asking.in_urgent_matters(walk.order)
    if not names:
        return ""
    unless = ", om inte någon annan lag hindrar det" if asked.banned else ""
    return f"Kan nämndens avgörande inte avvaktas får {names} besluta{unless} (6 kap. 39 § kommunallagen)."
