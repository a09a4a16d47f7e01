"""What can be seen from the order's shape, without weighing any conditions."""

from __future__ import annotations

from collections.abc import Iterator

from delegation.analysis.findings import Finding, Severity
from delegation.terms import Order, Point
from delegation.words import in_sentence, listed


def findings(order: Order) -> Iterator[Finding]:
    yield from _life(order)
    yield from _urgent(order)
    for point in order.points:
        yield from _deciders(order, point)
        yield from _bodies(order, point)
        yield from _twice_covered(order, point)
    yield from _superiors(order)
    yield from _included(order)


def _of(point: Point, severity: Severity, text: str, kind: str = "shape") -> Finding:
    return Finding(kind, severity, (point.number,), text)


def _life(order: Order) -> Iterator[Finding]:
    starts, ends = max(order.valid_from, order.adopted_on), order.valid_to
    if ends is not None and ends < starts:
        text = f"Ordningen gäller aldrig: den antas {order.adopted_on} men gäller bara till och med {ends}."
        yield Finding("contradiction", Severity.FAULT, (), text)
    for point in order.points:
        if (point.valid_to and point.valid_to < starts) or (
            point.valid_from and ends and ends < point.valid_from
        ):
            text = f"Punkt {point.number} gäller aldrig: dess dagar ligger utanför ordningens."
            yield _of(point, Severity.FAULT, text, "contradiction")


def _urgent(order: Order) -> Iterator[Finding]:
    if order.urgent_ranked and len(order.urgent_decisions) < 2:
        text = "Turordningen för brådskande beslut har ingen verkan: färre än två befattningar är uppräknade."
        yield Finding("shape", Severity.WARNING, (), text)
    for key in order.urgent_decisions:
        if order.positions[key].body:
            text = (
                f"{order.positions[key].title} är ett utskott och kan inte besluta i brådskande ärenden: "
                "det gör ordföranden eller en annan ledamot (6 kap. 39 § kommunallagen)."
            )
            yield Finding("shape", Severity.FAULT, (), text)


def _deciders(order: Order, point: Point) -> Iterator[Finding]:
    delegates = [row.position for row in point.delegates]
    for key in point.substitutes:
        if key in delegates:
            text = f"{order.positions[key].title} är både delegat och ersättare i punkt {point.number}."
            yield _of(point, Severity.WARNING, f"{text} Som delegat behöver ingen vara ersättare.")
    if point.ranked and len(point.substitutes) < 2:
        text = f"Turordningen i punkt {point.number} har ingen verkan: det finns färre än två ersättare."
        yield _of(point, Severity.WARNING, text)
    if point.may_be_subdelegated and not any(
        order.positions[key].head_of_administration for key in delegates
    ):
        text = (
            f"Punkt {point.number} får vidaredelegeras, men ingen av delegaterna är förvaltningschef. "
            "Bara en förvaltningschef kan vidaredelegera (7 kap. 6 § kommunallagen)."
        )
        yield _of(point, Severity.FAULT, text)


def _superiors(order: Order) -> Iterator[Finding]:
    """Told once, as a note: what the order says at its top reaches its elected delegates too."""
    numbers = tuple(
        point.number
        for point in order.points
        if point.superiors != "never"
        and not any(order.positions[row.position].superior for row in point.delegates)
    )
    if numbers:
        text = (
            f"Överordnade får besluta enligt punkt {listed(numbers)}, "
            "men ingen delegat där har någon överordnad."
        )
        yield Finding("shape", Severity.NOTE, numbers, text)


def _bodies(order: Order, point: Point) -> Iterator[Finding]:
    """A committee has members of its own: nobody stands in for it, and it stands in for nobody."""
    if point.substitutes and all(order.positions[row.position].body for row in point.delegates):
        text = (
            f"Punkt {point.number} har ersättare, men bara utskott som delegat. "
            "Ett utskott kan inte vara frånvarande."
        )
        yield _of(point, Severity.FAULT, text)
    for key in point.substitutes:
        if order.positions[key].body:
            title = order.positions[key].title
            text = f"{title} är ett utskott och kan inte vara ersättare i punkt {point.number}."
            yield _of(point, Severity.FAULT, text)


def _twice_covered(order: Order, point: Point) -> Iterator[Finding]:
    for kind in point.decision_types:
        if kind in order.includes and len(order.points) > 1:
            text = (
                f"{order.decision_types.get(kind, kind)} ingår i alla punkter och räknas dessutom upp i "
                f"punkt {point.number}. Då kan både den och sakens egen punkt gälla."
            )
            yield _of(point, Severity.NOTE, text, "overlap")


def _included(order: Order) -> Iterator[Finding]:
    """Included types take each point's route and eyes, though they may not suit a refusal."""
    kinds = [order.decision_types.get(kind, kind) for kind in order.includes]
    names = listed([kinds[0], *map(in_sentence, kinds[1:])]) if kinds else ""
    looked_for = (
        (
            [point.number for point in order.points if point.appeal_route == "none"],
            ", där besluten inte kan överklagas. Ett sådant beslut skulle då sägas inte kunna överklagas.",
        ),
        (
            [point.number for point in order.points if not point.four_eyes],
            ", utan krav på fyra ögon. Den som har skrivit ett sådant beslut kan då också fatta det.",
        ),
    )
    for numbers, consequence in looked_for:
        if kinds and numbers:
            text = f"{names} ingår i alla punkter, också i punkt {listed(numbers)}{consequence}"
            yield Finding("included", Severity.WARNING, tuple(numbers), text)
