"""What follows from the points' conditions on one day: overlaps, gaps, and what can never be used.

A point can be used for the facts that satisfy its `when`, the own `when` of some delegate, and each cap as it
is before any earlier decision has been counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from delegation.analysis import words
from delegation.analysis.findings import Finding, Severity
from delegation.analysis.regions import MOST_BOXES, Box, Compiled, Space, TooMany, replaced
from delegation.conditions import in_plain_swedish, leaves
from delegation.terms import NUMBERS, Condition, Delegate, Leaf, Order, Parameter, Point, Tree
from delegation.values import json_ready
from delegation.words import in_sentence, listed

# What may set two points apart that cover the same decision: the attribute and its word.
_DEMANDS = {
    "consult": "samråd",
    "caps": "tak",
    "own_unit": "egen enhet",
    "four_eyes": "krav på fyra ögon",
    "reporting": "anmälan",
    "appeal_route": "överklagande",
}
_DECIDERS = {
    "delegates": "delegat",
    "substitutes": "ersättare",
    "ranked": "turordning",
    "superiors": "överordnade",
    "may_be_subdelegated": "vidaredelegation",
}


def on(order: Order, day: date) -> Iterator[Finding]:
    """What the conditions of the points in force on `day` come to."""
    points = [point for point in order.points if point.covers(day)]
    yield from _missing_amounts(order, points, day)
    for point in points:
        what = f"om punkt {point.number} kan användas"
        yield from _told(_contradictions(order, point, day), (point.number,), what)
    for pair in combinations(points, 2):
        numbers = tuple(point.number for point in pair)
        what = f"om punkt {listed(numbers)} gäller för samma beslut"
        yield from _told(_overlap(order, pair, day), numbers, what)
    for kind in types_of(order):
        covering = [point for point in points if order.covers_type(point, kind)]
        what = f"vad nämnden själv beslutar om {in_sentence(_title(order, kind))}"
        yield from _told(_gaps(order, covering, kind, day), tuple(p.number for p in covering), what)


def types_of(order: Order) -> tuple[str, ...]:
    """The decision types that the order declares, or else those that its points name."""
    own = dict.fromkeys(kind for point in order.points for kind in point.decision_types)
    return tuple(order.decision_types or own)


def usable(point: Point) -> Tree:
    """The condition under which someone may decide by the point."""
    return Tree("all", tuple(condition for _, condition in _parts(point, point.delegates)))


def _parts(point: Point, delegates: Sequence[Delegate]) -> list[tuple[str, Condition]]:
    """What must hold for one of the delegates to decide by the point, each part with its lead-in."""
    when, parts = point.when, list[tuple[str, Condition]]()
    if when is not None:
        split = when.parts if isinstance(when, Tree) and when.operator == "all" else (when,)
        parts += [("", part) for part in split]
    own = [row.when for row in delegates if row.when]
    if len(own) == len(delegates):
        parts.append(("delegatens eget villkor: ", Tree("any", tuple(own))))
    return parts + [("taket: ", Leaf(cap.fact, "at_most", cap.at_most)) for cap in point.caps]


def _told(findings: Iterator[Finding], points: tuple[str, ...], what: str) -> Iterator[Finding]:
    """The findings; or, when there are too many combinations to try, that it could not be decided."""
    try:
        yield from findings
    except TooMany:
        text = (
            f"Det kunde inte avgöras {what}: svaren kan kombineras på fler än {MOST_BOXES} sätt. "
            "Gå igenom villkoren för hand eller dela upp punkterna."
        )
        yield Finding("undecided", Severity.WARNING, points, text)


def _missing_amounts(order: Order, points: Iterable[Point], day: date) -> Iterator[Finding]:
    """Dated amounts that have no value yet: what they limit is unknown, and then nobody may decide."""
    for point in points:
        own = (*(row.when for row in point.delegates), *(row.when for row in point.consult))
        asked = Tree("all", (usable(point), *(when for when in own if when)))
        names = [leaf.value.name for leaf in leaves(asked) if isinstance(leaf.value, Parameter)]
        for name in dict.fromkeys(names):
            if not any(starts <= day for starts, _ in order.parameters[name]):
                text = f"Punkt {point.number} räknar med {name}, som inte har något belopp då."
                yield Finding("parameter", Severity.FAULT, (point.number,), text)


# --- contradictions ------------------------------------------------------------------------------------


def _contradictions(order: Order, point: Point, day: date) -> Iterator[Finding]:
    if core := _core(order, day, _parts(point, point.delegates)):
        text = f"Punkt {point.number} kan aldrig användas. {core}"
        yield Finding("contradiction", Severity.FAULT, (point.number,), text)
        return
    for row in point.delegates:
        if row.when and (core := _core(order, day, _parts(point, [row]))):
            title = order.positions[row.position].title
            text = f"{title} kan aldrig besluta enligt punkt {point.number}. {core}"
            yield Finding("contradiction", Severity.FAULT, (point.number,), text)
    for asked in point.consult:
        own = [("samrådets villkor: ", asked.when)] if asked.when else []
        if own and (core := _core(order, day, _parts(point, point.delegates) + own)):
            title = order.position_title(asked.position)
            text = f"Samrådet med {title} i punkt {point.number} blir aldrig aktuellt. {core}"
            yield Finding("contradiction", Severity.WARNING, (point.number,), text)


def _core(order: Order, day: date, parts: list[tuple[str, Condition]]) -> str:
    """The fewest of the parts that no answers satisfy together, in words; empty when some answers do."""
    space = Space(order, day, [condition for _, condition in parts])

    def impossible(some: list[tuple[str, Condition]]) -> bool:
        return space.never(Tree("all", tuple(condition for _, condition in some)))

    if not impossible(parts):
        return ""
    core = parts
    for part in parts:
        fewer = [other for other in core if other is not part]
        core = fewer if impossible(fewer) else core
    told = "; ".join(lead + in_plain_swedish(condition, order) for lead, condition in core)
    return f"Det här kan inte gälla{' samtidigt' if len(core) > 1 else ''}: {told}."


# --- overlaps and gaps ---------------------------------------------------------------------------------


def _overlap(order: Order, pair: tuple[Point, Point], day: date) -> Iterator[Finding]:
    first, second = pair
    shared = [kind for kind in first.decision_types if kind in second.decision_types]
    if not shared:
        return
    both = Tree("all", (usable(first), usable(second)))
    space = Space(order, day, [both])
    boxes = space.cover(both)
    if not boxes:
        return
    demands = [word for key, word in _DEMANDS.items() if getattr(first, key) != getattr(second, key)]
    deciders = [word for key, word in _DECIDERS.items() if getattr(first, key) != getattr(second, key)]
    text = (
        f"Punkt {first.number} och {second.number} gäller båda för "
        f"{listed([in_sentence(_title(order, kind)) for kind in shared])} {words.cases(space, boxes)}. "
        f"{_compared([*deciders, *demands])}"
    )
    severity = Severity.WARNING if demands else Severity.NOTE
    witness = _witness(space, boxes[0], shared[0])
    yield Finding("overlap", severity, (first.number, second.number), text, witness)


def _compared(different: Sequence[str]) -> str:
    """Names what was compared: two points that are alike in it may rest on different laws."""
    if different:
        return f"De skiljer sig åt: {listed(different)}."
    return f"De har samma {listed([*_DECIDERS.values(), *_DEMANDS.values()])}."


def _gaps(order: Order, points: Sequence[Point], kind: str, day: date) -> Iterator[Finding]:
    """The facts for which only the board may decide; those below delegated ones are likely to be forgotten.

    A type that every point includes goes with the matter of each point and has no gaps of its own.
    """
    title, numbers = _title(order, kind), tuple(point.number for point in points)
    if not points:
        text = f"{title}: ingen punkt omfattar beslutstypen, så nämnden beslutar själv."
        yield Finding("gap", Severity.WARNING, (), text, _witness(Space(order, day, []), (), kind))
        return
    if kind in order.includes:
        return
    outside = Tree("not", (Tree("any", tuple(usable(point) for point in points)),))
    space = Space(order, day, [outside])
    forgotten, kept = list[Box](), list[Box]()
    for box in space.cover(outside):
        low, rest = _split(space, space.compiled(outside), box)
        forgotten += low
        kept += rest
    if forgotten:
        text = (
            f"{title}: ingen har delegation {words.cases(space, forgotten)}, fast högre värden är delegerade."
        )
        yield Finding("gap", Severity.WARNING, numbers, text, _witness(space, forgotten[0], kind))
    if kept:
        text = f"{title}: nämnden beslutar själv {words.cases(space, kept)}."
        yield Finding("gap", Severity.NOTE, numbers, text, _witness(space, kept[0], kind))


def _split(space: Space, outside: Compiled, box: Box) -> tuple[list[Box], list[Box]]:
    """The part of the box that has delegated numbers above it, other answers being the same; and the rest."""
    for place, fact in enumerate(space.facts):
        if fact.type not in NUMBERS:
            continue
        delegated = [
            bit
            for bit in range(len(space.cells[place]))
            if any(answer is False for _, answer in space.pieces(outside, replaced(box, place, 1 << bit)))
        ]
        below = (1 << max(delegated, default=0)) - 1
        if low := box[place] & below:
            rest = box[place] & ~below
            return [replaced(box, place, low)], [replaced(box, place, rest)] if rest else []
    return [], [box]


def _title(order: Order, kind: str) -> str:
    return order.decision_types.get(kind, kind)


def _witness(space: Space, box: Box, kind: str) -> dict[str, Any]:
    question = {"decided_on": space.day, "decision_type": kind, "facts": space.sample(box)}
    return dict(json_ready(question))
