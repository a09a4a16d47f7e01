"""The draft's form: which questions a point asks, and the way from stored draft to form and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from decisions import letter_form
from decisions.actions import Draft
from decisions.fields import EDITOR, RichField
from decisions.form_names import ATTEST, CONSULTED, FACT
from decisions.forms import statute_field
from decisions.letter_form import LETTER, LetterFields
from decisions.models import Decision, LetterOfIntent
from decisions.models.decisions import OFFICER_ATTESTS
from decisions.richtext import clean, to_text
from decisions.uploads import ALLOWED
from delegation import authority, conditions
from delegation.authority import InForce
from delegation.fields import MESSAGES, TextField, day, fact_field
from delegation.models import Appointment, Kind
from delegation.swedish import sort_key
from delegation.terms import Order, Point, Statute


@dataclass(frozen=True)
class Rules:
    """What the form asks: the order in force, the chosen point in it, facts, the law's questions, people."""

    current: InForce | None
    point: Point | None
    facts: tuple[str, ...]
    statutes: tuple[Statute, ...]
    deciders: Mapping[str, tuple[User, str]]  # username → person, label


def rules(decision: Decision, point_number: str, kind: str, on: date) -> Rules:
    current = authority.in_force(decision.case.board, on)
    point = current.order.point(point_number) if current and point_number else None
    asked = {statute.key: statute for statute in authority.asked_by_law(on)}
    return Rules(
        current=current,
        point=point,
        facts=_facts(current, point, "" if point_number else kind),
        statutes=tuple(asked[key] for key in OFFICER_ATTESTS if key in asked),
        deciders=_deciders(decision, on),
    )


def form_for(decision: Decision, on: date, data: MultiValueDict[str, Any] | None = None) -> DraftForm:
    """The form with the stored draft in it, or with `data` as posted."""
    before = {"point": decision.point, "decision_type": decision.decision_type}
    chosen = before if data is None else {name: str(data.get(name, "")) for name in before}
    asked = rules(decision, chosen["point"], chosen["decision_type"], on)
    form = DraftForm(data, rules=asked, initial=stored(decision))
    form.offer(letter_form.clauses_for(decision, LetterOfIntent.objects.filter(decision=decision).first()))
    return form


def _facts(current: InForce | None, point: Point | None, kind: str) -> tuple[str, ...]:
    """The facts of the chosen point; with none chosen, those of every point that could be."""
    if current is None:
        return ()
    could = [point] if point else [row for row in current.order.points if kind in _types(current.order, row)]
    return tuple(dict.fromkeys(name for row in could for name in conditions.asked_by(row)))


def _types(order: Order, point: Point) -> tuple[str, ...]:
    """The decision types that the point covers."""
    return (*point.decision_types, *order.includes)


def stored(decision: Decision) -> dict[str, Any]:
    """The saved draft as the form's values."""
    values: dict[str, Any] = {
        "revision": decision.revision,
        "title": decision.title,
        "point": decision.point,
        "decision_type": decision.decision_type,
        "decider": decision.decider.username if decision.decider else "",
        "background": decision.background,
        "decision_text": decision.decision_text,
        "urgent_reason": decision.urgent_reason,
        "presented_by": decision.presented_by,
        "participants": decision.participants,
    }
    values |= {f"{FACT}{name}": _shown(value) for name, value in decision.facts.items()}
    values |= {f"{ATTEST}{key}": _shown(value) for key, value in decision.attested.items()}
    letter = LetterOfIntent.objects.filter(decision=decision).first()
    return values | letter_form.stored(letter)


def _shown(value: Any) -> Any:
    return ("ja" if value else "nej") if isinstance(value, bool) else value


@dataclass(frozen=True)
class Difference:
    """A field in which the saved draft is not what the user has written, with the saved text to read."""

    name: str
    label: str
    text: str


def differences(form: DraftForm, saved: Decision) -> list[Difference]:
    """Where `form` and the saved draft part; what differs in spacing only is the same."""
    values, found = stored(saved), []
    for name, field in form.fields.items():
        mine, other = _text(form[name].value()), _text(field.prepare_value(values.get(name)))
        if name == "revision" or name.startswith(("basis_", CONSULTED)):
            continue
        is_rich = isinstance(field, RichField)
        if _spaced(clean(mine) if is_rich else mine) == _spaced(other):
            continue
        read = to_text(other) if is_rich else other
        if read or to_text(mine):
            found.append(Difference(name, str(field.label), read or "(tomt)"))
    return found


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)


def _spaced(text: str) -> str:
    return " ".join(text.replace(">", "> ").replace("<", " <").split())


class TypeField(forms.ChoiceField):
    """The decision type: a single one needs no choice, and one of another point falls away."""

    def clean(self, value: Any) -> str:
        known = [str(key) for key, _ in self.choices]  # type: ignore[misc,union-attr]
        return str(value) if value in known else known[0]


class DraftForm(LetterFields):
    """Everything the officer writes. Nothing is required to save; what is missing is told when sending."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, error_messages=MESSAGES)
    title = TextField(label="Rubrik", max_length=200, required=False)
    point = forms.ChoiceField(
        label="Punkt i delegationsordningen",
        required=False,
        help_text="Det beslutet grundas på. Lämnas valet öppet visar Delegat vilka punkter som kan passa.",
        error_messages=MESSAGES,
    )
    decision_type = TypeField(label="Beslutstyp", required=False)
    decider = forms.ChoiceField(label="Beslutsfattare", required=False, error_messages=MESSAGES)
    background = RichField(label="Ärendebeskrivning", config=EDITOR, preset="configurable", required=False)
    decision_text = RichField(
        label="Beslut",
        help_text="Ska kunna läsas för sig: vad som beslutas, för vem, på vilka villkor.",
        config=EDITOR,
        preset="configurable",
        required=False,
    )
    urgent_reason = TextField(
        label="Varför kan nämnden inte avvaktas?",
        help_text="Fylls i bara om beslutet fattas som brådskande.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    presented_by = TextField(
        label="Föredragande",
        help_text="Den som har föredragit ärendet, om någon.",
        max_length=200,
        required=False,
    )
    participants = TextField(
        label="Övriga som har deltagit",
        help_text="De som har deltagit i den slutliga handläggningen utan att avgöra ärendet, om några.",
        max_length=300,
        required=False,
    )
    basis_title = TextField(label="Handlingens titel", max_length=200, required=False)
    basis_dated = day("Daterad", required=False)
    basis_file = forms.FileField(
        label="Fil",
        help_text=f"{ALLOWED}, högst 20 MB.",
        required=False,
        error_messages=MESSAGES | {"empty": "Filen är tom. Välj en annan fil."},
    )
    consulted_position = forms.ChoiceField(label="Samråd med", required=False, error_messages=MESSAGES)
    consulted_dated = day("Dag för samrådet", required=False)
    consulted_note = TextField(
        label="Vad som kom fram", help_text="Kort, om det behövs.", max_length=500, required=False
    )

    def __init__(self, data: Any = None, *, rules: Rules, **options: Any) -> None:
        super().__init__(data, **options)
        # What is wrong is told in the order of the page, where the letter stands last.
        self.order_fields([name for name in self.fields if not name.startswith(("has_letter", LETTER))])
        self.rules = rules
        self._choices("point", _point_choices(rules.current, self.initial.get("point", "")))
        self._choices("decision_type", self._type_choices())
        self._choices("consulted_position", self._position_choices())
        labels = [(username, label) for username, (_, label) in rules.deciders.items()]
        self._choices("decider", [("", "Välj"), *labels])
        if rules.current:
            for name in rules.facts:
                self.fields[f"{FACT}{name}"] = fact_field(rules.current.order.facts[name])
        for statute in rules.statutes:
            self.fields[f"{ATTEST}{statute.key}"] = statute_field(statute)

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _type_choices(self) -> list[tuple[str, str]]:
        """The types that the point covers; all of the order's when no point is chosen."""
        if self.rules.current is None:
            return [("", "Välj")]
        order, point = self.rules.current.order, self.rules.point
        names = order.decision_types
        kinds = dict.fromkeys(_types(order, point) if point else names)
        if not point:
            kinds |= dict.fromkeys(kind for row in order.points for kind in _types(order, row))
        rows = [(kind, names.get(kind, kind)) for kind in kinds]
        return rows if point and len(rows) == 1 else [("", "Välj"), *rows]

    def _position_choices(self) -> list[Any]:
        """Whom the point asks to be heard, and then every other position of the order."""
        order = self.rules.current.order if self.rules.current else None
        titles = {row.key: row.title for row in order.positions.values()} if order else {}
        points = [self.rules.point] if self.rules.point else []
        asked = list(dict.fromkeys(row.position for point in points for row in point.consult))
        others = sorted((key for key in titles if key not in asked), key=lambda key: sort_key(titles[key]))
        wanted = [(key, f"{titles[key]} (krävs i punkten)") for key in asked]
        return [("", "Välj"), *wanted, *((key, titles[key]) for key in others)]

    @property
    def wants_consultation(self) -> bool:
        return bool(self.rules.point and self.rules.point.consult)

    def part(self, prefix: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(prefix)]

    @property
    def facts(self) -> list[forms.BoundField]:
        return self.part(FACT)

    @property
    def attests(self) -> list[forms.BoundField]:
        return self.part(ATTEST)

    def draft(self) -> Draft:
        """The cleaned form as the action takes it."""
        given = self.cleaned_data
        decider = self.rules.deciders.get(given["decider"])
        return Draft(
            title=given["title"],
            decision_type=given["decision_type"],
            point=given["point"],
            background=given["background"],
            decision_text=given["decision_text"],
            facts={name.removeprefix(FACT): _json(given[name]) for name in given if name.startswith(FACT)},
            attested={name.removeprefix(ATTEST): given[name] for name in given if name.startswith(ATTEST)},
            urgent_reason=given["urgent_reason"],
            presented_by=given["presented_by"],
            participants=given["participants"],
            decider=decider[0] if decider else None,
            letter=self.letter(),
        )


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def _point_choices(current: InForce | None, chosen: str) -> list[Any]:
    """The points by chapter. A chosen point that the version lacks stays in the list, named as missing."""
    order = current.order if current else None
    groups: dict[str, list[tuple[str, str]]] = {}
    if order:
        for point in order.points:
            groups.setdefault(order.heading(point), []).append(
                (point.number, f"{point.number} {point.title}")
            )
    choices: list[Any] = [("", "Ingen vald: visa punkter som kan passa"), *groups.items()]
    if chosen and (order is None or order.point(chosen) is None):
        choices.append((chosen, f"{chosen} (finns inte i den version som gäller)"))
    return choices


def _deciders(decision: Decision, on: date) -> dict[str, tuple[User, str]]:
    """Everyone who holds a position today, with their positions; whoever is chosen already is kept."""
    rows = authority.holders(decision.case.board, on)
    gone = authority.away([row.person_id for row in rows], on)
    titles: dict[User, list[str]] = {}
    for row in rows:
        titles.setdefault(row.person, []).append(_held(row))
    found = {
        person.username: (
            person,
            f"{person.name}, {', '.join(held)}" + (" (frånvarande i dag)" if person.pk in gone else ""),
        )
        for person, held in titles.items()
    }
    if decision.decider and decision.decider.username not in found:
        found[decision.decider.username] = (
            decision.decider,
            f"{decision.decider.name} (har ingen befattning i dag)",
        )
    return found


def _held(row: Appointment) -> str:
    short = {Kind.ACTING: "tf ", Kind.STAND_IN: "tjf "}.get(Kind(row.kind), "")
    return f"{short}{row.position.title}" + (f" {row.unit}" if row.unit else "")
