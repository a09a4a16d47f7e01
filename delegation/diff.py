"""What a new version of an order changes in an old one, in plain Swedish. Pure values only.

A point of the new version carries on the old one that its `formerly` names. Without that it is the one with
the same number, unless what stood there has moved, unchanged, to another number: that is told as a guess,
since caps go by the number until `formerly` says otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from delegation import plain
from delegation.conditions import in_plain_swedish, in_words, leaves
from delegation.terms import Fact, Order, Point, Position

Pairs = dict[str, str]  # a number in the new version, and the old one's that it carries on


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is said otherwise. Empty words: it is not said at all."""

    key: str  # as in delegation-order/1: reporting; or positions.chair
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PointChange:
    """What has become of a point. `old` and `new` are its numbers; None where it does not exist.

    The kind is added, removed, changed, renumbered (perhaps changed too), split (another point already is the
    old one's heir) or merged (its heir carries on another point).
    """

    kind: str
    old: str | None
    new: str | None
    title: str
    changes: tuple[Changed, ...] = ()
    guessed: bool = False  # renumbered, though only the unchanged content says so


def diff(old: Order, new: Order) -> tuple[PointChange, ...]:
    """The points that are not as they were, in the new version's order; those that are gone come last."""
    pairs = _pairs(old, new)
    changes = [_change(old, new, point, pairs) for point in new.points]
    heirs = {number: point.number for point in new.points for number in _origins(old, point)}
    gone = [
        PointChange(
            "merged" if point.number in heirs else "removed",
            point.number,
            heirs.get(point.number),
            point.title,
        )
        for point in old.points
        if point.number not in pairs.values()
    ]
    return (*(change for change in changes if change), *gone)


def diff_order(old: Order, new: Order) -> tuple[Changed, ...]:
    """What is said otherwise outside the points: the head, the provisions, and the order's vocabulary."""
    found = [
        Changed(key, label, words(old), words(new)) for key, label, words in _HEAD if words(old) != words(new)
    ]
    for key, label, vocabulary in _VOCABULARY:
        before, after = vocabulary(old), vocabulary(new)
        found += [
            Changed(f"{key}.{name}", label, before.get(name, ""), after.get(name, ""))
            for name in dict.fromkeys([*before, *after])
            if before.get(name) != after.get(name)
        ]
    return tuple(found)


# --- which point is which ------------------------------------------------------------------------------


def _origins(old: Order, point: Point) -> list[str]:
    """The numbers that the point says it had in the old version, and that are there."""
    named = [
        name.removeprefix(f"{old.version}/") for name in point.formerly if name.startswith(f"{old.version}/")
    ]
    return [number for number in named if old.point(number)]


def _pairs(old: Order, new: Order) -> Pairs:
    pairs = {point.number: point.number for point in new.points if _stays(old, point)}
    for point in sorted(new.points, key=lambda point: point.number not in _origins(old, point)):
        free = [number for number in _origins(old, point) if number not in pairs.values()]
        if free:
            pairs[point.number] = point.number if point.number in free else free[0]
    pairs |= _alike(old, new, pairs)
    for point in _unnamed(old, new, pairs):
        if old.point(point.number) and point.number not in pairs.values():
            pairs[point.number] = point.number
    return pairs


def _stays(old: Order, point: Point) -> bool:
    """Does the point stand as it did? Another that names it has then been split from it."""
    before = old.point(point.number)
    return before is not None and not _origins(old, point) and _content(before) == _content(point)


def _unnamed(old: Order, new: Order, pairs: Pairs) -> list[Point]:
    return [point for point in new.points if point.number not in pairs and not _origins(old, point)]


def _alike(old: Order, new: Order, pairs: Pairs) -> Pairs:
    """Points that say the same in both versions, each alone in saying it, under whatever number."""
    left = {point.number: _content(point) for point in old.points if point.number not in pairs.values()}
    came = {point.number: _content(point) for point in _unnamed(old, new, pairs)}
    before, after = Counter(left.values()), Counter(came.values())
    by_content = {content: number for number, content in left.items()}
    return {
        number: by_content[content]
        for number, content in came.items()
        if before[content] == after[content] == 1
    }


def _content(point: Point) -> Point:
    """The point without its number, and its own number taken out of its caps."""
    caps = tuple(
        replace(cap, points=tuple("" if number == point.number else number for number in cap.points))
        for cap in point.caps
    )
    return replace(point, number="", formerly=(), caps=caps)


# --- what a point says ---------------------------------------------------------------------------------


def _change(old: Order, new: Order, point: Point, pairs: Pairs) -> PointChange | None:
    origins = _origins(old, point)
    before = old.point(pairs.get(point.number, origins[0] if origins else ""))
    if before is None:
        return PointChange("added", None, point.number, point.title)
    changes = tuple(_said_otherwise(old, before, new, point, pairs))
    if point.number not in pairs:
        return PointChange("split", before.number, point.number, point.title, changes)
    if before.number != point.number:
        return PointChange(
            "renumbered", before.number, point.number, point.title, changes, guessed=not origins
        )
    return PointChange("changed", point.number, point.number, point.title, changes) if changes else None


def _said_otherwise(old: Order, before: Point, new: Order, after: Point, pairs: Pairs) -> Iterator[Changed]:
    """What differs both in the rule and in its words. A question worded anew is told of with the facts."""
    heirs = {number: heir for heir, number in pairs.items()}
    caps = tuple(
        replace(cap, points=tuple(heirs.get(number, number) for number in cap.points)) for cap in before.caps
    )
    moved = replace(before, caps=caps)
    for key, label, attributes, words in _SAID:
        if any(getattr(moved, name) != getattr(after, name) for name in attributes):
            said, says = words(old, before), words(new, after)
            if said != says:
                yield Changed(key, label, said, says)


def _reasons(order: Order, point: Point) -> str:
    whens = [point.when, *(row.when for row in point.delegates), *(row.when for row in point.consult)]
    return " ".join(f"{leaf.because}." for when in whens if when for leaf in leaves(when) if leaf.because)


def _yes_or_no(attribute: str) -> Callable[[Order, Point], str]:
    return lambda order, point: "ja" if getattr(point, attribute) else "nej"


_SUPERIORS = {"never": "aldrig", "when_absent": "när delegaten är frånvarande", "always": "alltid"}
_WHENS = ("when", "delegates", "consult")
# Key, label, the attributes that the words rest on, and the words.
_SAID: tuple[tuple[str, str, tuple[str, ...], Callable[[Order, Point], str]], ...] = (
    ("title", "Rubrik", ("title",), lambda order, point: point.title),
    (
        "decision_types",
        "Beslutstyper",
        ("decision_types",),
        lambda order, point: plain.plain(order, point).types,
    ),
    ("delegates", "Delegat", ("delegates",), lambda order, point: plain.plain(order, point).delegates),
    (
        "substitutes",
        "Ersättare",
        ("substitutes", "ranked"),
        lambda order, point: plain.plain(order, point).substitutes,
    ),
    (
        "superiors",
        "Överordnade får besluta",
        ("superiors",),
        lambda order, point: _SUPERIORS[point.superiors],
    ),
    (
        "when",
        "Villkor",
        ("when",),
        lambda order, point: in_plain_swedish(point.when, order) if point.when else "",
    ),
    ("because", "Skäl för villkoren", _WHENS, _reasons),
    (
        "caps",
        "Tak",
        ("caps",),
        lambda order, point: " ".join(plain.cap_in_words(order, cap) for cap in point.caps),
    ),
    (
        "consult",
        "Samråd",
        ("consult",),
        lambda order, point: ", ".join(plain.with_condition(order, row) for row in point.consult),
    ),
    ("own_unit", "Bara inom den egna enheten", ("own_unit",), _yes_or_no("own_unit")),
    (
        "may_be_subdelegated",
        "Får vidaredelegeras",
        ("may_be_subdelegated",),
        _yes_or_no("may_be_subdelegated"),
    ),
    ("four_eyes", "Fyra ögon", ("four_eyes",), _yes_or_no("four_eyes")),
    ("valid_from", "Första dag", ("valid_from",), lambda order, point: str(point.valid_from or "")),
    ("valid_to", "Sista dag", ("valid_to",), lambda order, point: str(point.valid_to or "")),
    ("reporting", "Anmälan", ("reporting",), lambda order, point: plain.REPORTING[point.reporting]),
    (
        "appeal_route",
        "Överklagande",
        ("appeal_route",),
        lambda order, point: plain.APPEAL[point.appeal_route],
    ),
    ("legal_basis", "Lagrum", ("legal_basis",), lambda order, point: ", ".join(point.legal_basis)),
    ("remark", "Anmärkning", ("remark",), lambda order, point: point.remark),
)


# --- what the rest of the order says -------------------------------------------------------------------


def _position(order: Order, row: Position) -> str:
    marks = [
        "förtroendevald" if row.elected else "",
        "förvaltningschef" if row.head_of_administration else "",
        "utskott" if row.body else "",
        f"överordnad: {order.positions[row.superior].title}" if row.superior else "",
    ]
    return ", ".join([row.title, *(mark for mark in marks if mark)])


_TYPES = {
    "money": "belopp",
    "decimal": "tal",
    "integer": "heltal",
    "boolean": "ja eller nej",
    "text": "text",
    "date": "dag",
    "choice": "val",
}


def _fact(row: Fact) -> str:
    kind = f"belopp i {row.currency}" if row.type == "money" else _TYPES[row.type]
    return f"{row.question} ({': '.join([kind, *([', '.join(row.choices)] if row.choices else [])])})"


def _amounts(order: Order) -> Mapping[str, str]:
    number = Fact("", "decimal", "")
    return {
        name: "; ".join(f"{in_words(value, number)} från och med {day}" for day, value in rows)
        for name, rows in order.parameters.items()
    }


_HEAD: tuple[tuple[str, str, Callable[[Order], str]], ...] = (
    ("order.title", "Rubrik", lambda order: order.title),
    ("order.version", "Version", lambda order: order.version),
    ("order.adopted_on", "Antagen", lambda order: str(order.adopted_on)),
    ("order.adopted_in", "Antagen genom", lambda order: order.adopted_in),
    ("order.valid_from", "Första dag", lambda order: str(order.valid_from)),
    ("order.valid_to", "Sista dag", lambda order: str(order.valid_to or "")),
    ("preamble", "Inledning", lambda order: order.preamble),
    ("general_provisions", "Gemensamma bestämmelser", lambda order: "\n".join(order.general_provisions)),
    (
        "urgent_decisions",
        "Brådskande beslut",
        lambda order: (", därefter " if order.urgent_ranked else " eller ").join(
            order.positions[key].title for key in order.urgent_decisions
        ),
    ),
    (
        "includes",
        "Ingår i alla punkter",
        lambda order: ", ".join(order.decision_types.get(kind, kind) for kind in order.includes),
    ),
)
_VOCABULARY: tuple[tuple[str, str, Callable[[Order], Mapping[str, str]]], ...] = (
    ("chapters", "Kapitel", lambda order: dict(order.chapters)),
    ("decision_types", "Beslutstyp", lambda order: order.decision_types),
    (
        "positions",
        "Befattning",
        lambda order: {key: _position(order, row) for key, row in order.positions.items()},
    ),
    ("facts", "Fråga", lambda order: {name: _fact(row) for name, row in order.facts.items()}),
    ("parameters", "Belopp", _amounts),
)
