"""A verdict in words: in which capacity, what is missing, what would change it. Pure values only.

The order is the version that the verdict names, so it knows every position and fact in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from delegation import values
from delegation.conditions import in_words, subject
from delegation.holders import KIND_WORDS
from delegation.terms import Fact, Order, Statute

# What each check is about, in the order of the verdict.
CHECKS = {
    "order.in_force": "Version som gäller",
    "point.exists": "Punkten",
    "point.covers_type": "Beslutstypen",
    "decider.authorised": "Beslutsfattarens behörighet",
    "subdelegation.valid": "Vidaredelegation",
    "conditions.met": "Villkor",
    "caps.not_exceeded": "Beloppstak",
    "consultation.recorded": "Samråd",
    "control.four_eyes": "Fyra ögon",
    "statute.kl_6_38": "Delegationsförbud",
    "statute.conflict_of_interest": "Jäv",
    "statute.kl_6_39": "Brådskande beslut",
    "board.not_reserved": "Förbehåll för nämnden",
}
# By what way a position gives the power, after its title.
WAYS = {
    "substitute": "ersättare för {delegates}",
    "subdelegate": "enligt vidaredelegation från förvaltningschefen",
    "superior": "överordnad {delegates}",
    "urgent": "i brådskande ärende enligt 6 kap. 39 § kommunallagen",
}

_INPUTS = {
    "point": "Vilken punkt i delegationsordningen grundas beslutet på?",
    "decider": "Vem ska besluta?",
    "drafted_by": "Vem har skrivit utkastet?",
    "unit": "Vilken enhet gäller ärendet?",
    "appointments": "Vem har vilken befattning?",
    "absences": "Vem är frånvarande?",
    "subdelegations": "Vad är vidaredelegerat, och till vem?",
    "prior": "Vilka beslut har fattats tidigare?",
}
_PRIOR = re.compile(r"prior\[([0-9]+)\]\.(.+)")

_IF = {
    "is": "vore {}",
    "is_not": "vore något annat än {}",
    "in": "vore {}",
    "not_in": "vore något annat än {}",
    "at_most": "vore högst {}",
    "below": "vore under {}",
    "at_least": "vore minst {}",
    "above": "vore över {}",
}
_IF_DAY = _IF | {
    "at_most": "vore senast {}",
    "below": "låge före {}",
    "at_least": "vore tidigast {}",
    "above": "låge efter {}",
}


def capacity(order: Order, row: Mapping[str, Any]) -> str:
    """A row of `may_decide` as the person would sign, inside a sentence.

    ordinarie ekonomichef; jurist, ersättare för ekonomichef
    """
    kind, name = row["kind"], order.position_title(row["position"])
    if kind in KIND_WORDS:
        return f"{KIND_WORDS[kind]} {name}"
    point = order.point(row.get("point") or "")
    delegates = " och ".join(order.position_title(row.position) for row in point.delegates) if point else ""
    return f"{name}, {WAYS[kind].format(delegates=delegates or 'delegaten')}"


def within_if(order: Order, change: Mapping[str, Any]) -> str:
    """A row of `would_be_within_if` as a sentence: what a single change would do."""
    return f"Det skulle rymmas om {_would_be(order, change)}."


def _would_be(order: Order, change: Mapping[str, Any]) -> str:
    if "consulted" in change:
        return f"samråd med {order.position_title(change['consulted'])} hölls före beslutet och antecknades"
    fact = order.facts[change["fact"]]
    test, raw = next((key, value) for key, value in change.items() if key != "fact")
    value = " eller ".join(_value(item, fact) for item in (raw if isinstance(raw, list) else [raw]))
    return f"{subject(fact)} {(_IF_DAY if fact.type == 'date' else _IF)[test].format(value)}"


def _value(raw: Any, fact: Fact) -> str:
    value = values.simple(raw, fact)
    return value.isoformat() if isinstance(value, date) else in_words(value, fact)


def asked(order: Order, statutes: Iterable[Statute], name: str) -> str:
    """A name in `missing` as the question that nobody has answered."""
    if earlier := _PRIOR.fullmatch(name):
        return f"{asked(order, statutes, earlier[2])} (tidigare beslut nummer {int(earlier[1]) + 1})"
    kind, _, key = name.partition(".")
    match kind:
        case "facts":
            return _fact_asked(order.facts[key.removesuffix(".rate")], key)
        case "consulted":
            return f"Vilken dag hölls samråd med {order.position_title(key)}?"
        case "attested":
            return next((row.question for row in statutes if row.key == key), key)
    return _INPUTS.get(name, name)


def _fact_asked(fact: Fact, key: str) -> str:
    if key.endswith(".rate"):
        return f"Vilken kurs till {fact.currency} gäller för ”{fact.question}”?"
    return fact.question
