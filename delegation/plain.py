"""An order's points in plain Swedish: who decides what, under which conditions, and what happens then."""

from __future__ import annotations

from dataclasses import dataclass

from delegation.conditions import in_plain_swedish, in_words
from delegation.terms import Cap, Condition, Consult, Delegate, Key, Order, Parameter, Per, Point, Span, Tree

REPORTING = {
    "to_board": "Anmäls till nämnden",
    "to_head": "Anmäls till den chef som har vidaredelegerat",
    "minuted": "Protokollförs särskilt, anmäls inte",
    "none": "Anmäls inte",
}
APPEAL = {
    "legality_review": "Laglighetsprövning, 13 kap. kommunallagen",
    "administrative_appeal": "Förvaltningsbesvär",
    "procurement_review": "Överprövning enligt lagen om offentlig upphandling",
    "none": "Kan inte överklagas",
}
_PER = {
    "calendar_year": "per kalenderår",
    "rolling_12_months": "under tolv månader",
    "none": "sammanlagt",
}


@dataclass(frozen=True, slots=True)
class PlainPoint:
    """One point as a reader of the order meets it."""

    number: str
    title: str
    types: str
    delegates: str
    substitutes: str
    conditions: tuple[str, ...]
    demands: tuple[str, ...]  # caps, consultation, own unit, four eyes, subdelegation
    reporting: str
    appeal: str
    legal_basis: str
    remark: str


def chapters(order: Order) -> list[tuple[str, list[PlainPoint]]]:
    """The points under their chapters' headings, in the order's own order."""
    titles = dict(order.chapters)
    groups: dict[str, list[PlainPoint]] = {}
    for point in order.points:
        number = point.number.split(".")[0]
        heading = f"{number} {titles[number]}" if number in titles else "Punkter"
        groups.setdefault(heading, []).append(plain(order, point))
    return list(groups.items())


def plain(order: Order, point: Point) -> PlainPoint:
    return PlainPoint(
        number=point.number,
        title=point.title,
        types=", ".join(order.decision_types.get(kind, kind) for kind in point.decision_types),
        delegates=" eller ".join(with_condition(order, row) for row in point.delegates),
        substitutes=(", därefter " if point.ranked else " eller ").join(
            order.positions[key].title for key in point.substitutes
        ),
        conditions=_conditions(order, point.when),
        demands=tuple(_demands(order, point)),
        reporting=REPORTING[point.reporting],
        appeal=APPEAL[point.appeal_route],
        legal_basis=", ".join(point.legal_basis),
        remark=point.remark,
    )


def _conditions(order: Order, when: Condition | None) -> tuple[str, ...]:
    """One sentence for each condition that must hold."""
    if when is None:
        return ()
    parts = when.parts if isinstance(when, Tree) and when.operator == "all" else (when,)
    return tuple(f"{in_plain_swedish(part, order)}." for part in parts)


def with_condition(order: Order, row: Delegate | Consult) -> str:
    """A position, and when only in some cases: Ekonomichef (om ”Belopp” ska vara över 200 000 kr)."""
    title = order.positions[row.position].title
    return f"{title} (om {in_plain_swedish(row.when, order)})" if row.when else title


def _demands(order: Order, point: Point) -> list[str]:
    found = [cap_in_words(order, cap) for cap in point.caps]
    if point.consult:
        found.append("Samråd med " + ", ".join(with_condition(order, row) for row in point.consult) + ".")
    if point.own_unit:
        found.append("Gäller inom den egna enheten.")
    if point.may_be_subdelegated:
        found.append("Får vidaredelegeras av förvaltningschefen.")
    if not point.four_eyes:
        found.append("Den som har skrivit utkastet får själv besluta.")
    if point.formerly:
        found.append(f"Tidigare {', '.join(point.formerly)}.")
    return found


def cap_in_words(order: Order, cap: Cap) -> str:
    fact = order.facts[cap.fact]
    if isinstance(cap.at_most, Parameter):
        limit = f"{cap.at_most.times:f} × {cap.at_most.name}"
    else:
        limit = in_words(cap.at_most, fact)
    points = ", ".join(cap.points)
    return f"Tak: ”{fact.question}” högst {limit} {_per(order, cap.per)}, räknat på punkt {points}."


def _per(order: Order, per: Per) -> str:
    if isinstance(per, Key):
        return f"för samma svar på ”{order.facts[per.fact].question}”"
    if isinstance(per, Span):
        return f"från och med {per.starts} till och med {per.ends}"
    return _PER[per]
