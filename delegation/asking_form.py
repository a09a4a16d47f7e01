"""The answers of ”Vem får besluta?” as they stand in the page's address, and the fields that ask for them.

Nothing is stored: the query string is the whole state. What cannot be read in it is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.utils.html import format_html, format_html_join

from delegation import values
from delegation.asking import BANNED, BANS, UNIT, Asked
from delegation.conditions import in_words
from delegation.fields import MESSAGES, day, fact_field, yes_no
from delegation.terms import Order, Statute

KIND, POINT, DAY = "typ", "punkt", "dag"
FACT = "svar_"
CHANGE = "andra"
# What the engine's names are called in an address; the order's facts have their own names after FACT.
NAMES = {BANNED: "forbud", UNIT: "enhet"}
_LAW = "6 kap. 38 § kommunallagen"


def name_of(asked: str) -> str:
    """The name in the address of something that a walk asks."""
    return NAMES.get(asked, f"{FACT}{asked}")


def given_in(query: Mapping[str, str]) -> dict[str, str]:
    """What the address says of the matter, and nothing else that may stand in it."""
    known = (KIND, POINT, DAY, *NAMES.values())
    return {key: query[key] for key in query if key in known or key.startswith(FACT)}


def address(given: Mapping[str, str], **changes: str | None) -> str:
    """The query string with some of it changed; None takes away."""
    return urlencode({key: value for key, value in (dict(given) | changes).items() if value})


class DayForm(forms.Form):
    """The day of the decision, which says what version and what law to ask."""

    dag = day("Vilken dag ska beslutet fattas?")


class AnswersForm(forms.Form):
    """Those of the page's questions that `names` names, bound to the address."""

    def __init__(self, data: Mapping[str, str] | None, fields: Mapping[str, forms.Field]) -> None:
        super().__init__(data)
        self.fields = dict(fields)


def fields_of(order: Order, laws: Sequence[Statute], units: Sequence[str]) -> dict[str, forms.Field]:
    """Every question that the page may ask about a matter under the order, by its name in the address."""
    found: dict[str, forms.Field] = {f"{FACT}{key}": fact_field(fact) for key, fact in order.facts.items()}
    found[NAMES[BANNED]] = _bans_field(laws)
    if units:
        found[NAMES[UNIT]] = forms.ChoiceField(
            label="Vilken enhet hör ärendet till?",
            choices=[("", "Välj"), *((unit, unit) for unit in units)],
            error_messages=MESSAGES,
        )
    for row in found.values():
        row.required = True
        row.error_messages["required"] = "Svara på frågan för att komma vidare."
    return found


def _bans_field(laws: Sequence[Statute]) -> forms.Field:
    """The law's bans on delegation as one question: a single yes is enough to leave it to the board."""
    rows = format_html_join("", "<li>{}</li>", ((law.question,) for law in laws if law.key in BANS))
    return yes_no(
        "Är svaret ja på någon av de här frågorna?", format_html("<ul>{}</ul>Källa: {}.", rows, _LAW)
    )


def asked_by(name: str, fields: Mapping[str, forms.Field], query: Mapping[str, str]) -> forms.BoundField:
    """The question as a field of the page: with the answer and its fault when the address has one."""
    form = AnswersForm(query if name in query else None, {name: fields[name]})
    return form[name]


@dataclass(frozen=True)
class Told:
    """One answer as the reader meets it, with its name in the address."""

    name: str
    question: str
    answer: str


@dataclass(frozen=True)
class Answers:
    """What the address says, read against the order."""

    asked: Asked
    given: dict[str, str]  # what was read, as it stands in the address
    faulty: str | None = None  # the name of the first answer that cannot be read
    unknown: tuple[str, ...] = ()  # answers to questions that the order does not ask
    told: tuple[Told, ...] = ()


def read(query: Mapping[str, str], on: date, order: Order, fields: Mapping[str, forms.Field]) -> Answers:
    """The answers in the address. One that cannot be read counts as not given."""
    given = given_in(query)
    form = AnswersForm(given, {name: fields[name] for name in given if name in fields})
    form.full_clean()
    fine = {name: value for name, value in form.cleaned_data.items() if value is not None}
    facts = {
        name.removeprefix(FACT): values.simple(values.json_ready(value), order.facts[name.removeprefix(FACT)])
        for name, value in fine.items()
        if name.startswith(FACT)
    }
    asked = Asked(
        day=on,
        decision_type=given.get(KIND, ""),
        point=given.get(POINT) or None,
        unit=fine.get(NAMES[UNIT]),
        facts=facts,
        banned=fine.get(NAMES[BANNED]),
    )
    alien = [name for name in given if name not in fields and name not in (KIND, POINT, DAY)]
    return Answers(
        asked=asked,
        given={name: value for name, value in given.items() if name not in alien and name not in form.errors},
        faulty=next((name for name in form.fields if name in form.errors), None),
        unknown=tuple(name.removeprefix(FACT) for name in alien),
        told=tuple(_told(name, fields[name], asked, order) for name in fine),
    )


def _told(name: str, asked_by: forms.Field, asked: Asked, order: Order) -> Told:
    if name == NAMES[UNIT]:
        return Told(name, str(asked_by.label), asked.unit or "")
    if name == NAMES[BANNED]:
        return Told(name, f"Gäller något av förbuden i {_LAW}?", "ja" if asked.banned else "nej")
    fact = order.facts[name.removeprefix(FACT)]
    return Told(name, fact.question, in_words(asked.facts[fact.name], fact))
