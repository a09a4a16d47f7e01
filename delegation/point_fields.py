"""The parts of the form for one point: its own fields, and rows for its delegates, conditions and caps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from delegation import expressions, written
from delegation.condition_rows import GROUPS, TESTS
from delegation.expressions import TYPES, ExpressionError
from delegation.fields import MESSAGES, TextField, day
from delegation.plain import APPEAL, REPORTING
from delegation.swedish import sort_key
from delegation.terms import tests_for
from delegation.texts import one_line
from delegation.words import sentence

_PER = {
    "calendar_year": "per kalenderår",
    "rolling_12_months": "under tolv månader",
    "none": "sammanlagt, all tid",
    "period": "under en bestämd tid (ange dagarna)",
}
_BY_NAME = ("project", "counterparty")  # text facts that a cap may name without {fact: …}
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Words:
    """What an order gives the fields of its points to choose among."""

    positions: Choices
    facts: Mapping[str, Mapping[str, Any]]
    parameters: Mapping[str, Any]
    types: Choices
    points: list[tuple[int, str, str]]  # the other points: id, number, title

    @classmethod
    def of(cls, vocabulary: Mapping[str, Any], points: list[tuple[int, str, str]]) -> Words:
        titles = {key: str(row["title"]) for key, row in vocabulary["positions"].items()}
        types = {key: str(row["title"]) for key, row in vocabulary.get("decision_types", {}).items()}
        return cls(
            positions=sorted(titles.items(), key=lambda pair: sort_key(pair[1])),
            facts=vocabulary.get("facts", {}),
            parameters=vocabulary.get("parameters", {}),
            types=sorted(types.items(), key=lambda pair: sort_key(pair[1])),
            points=points,
        )

    def asked(self, *types: str) -> Choices:
        """The facts of those types, by their question."""
        rows = [(key, row) for key, row in self.facts.items() if not types or row["type"] in types]
        return [(key, f"{row['question']} ({TYPES[row['type']]})") for key, row in rows]


def said(error: ExpressionError) -> list[str]:
    """What is wrong with a text, as sentences."""
    return [f"{sentence(slip.found)}. {slip.allowed}." for slip in error.slips]


def lines(text: str) -> list[str]:
    """One entry a line; empty lines count for nothing."""
    return [found for line in text.splitlines() if (found := one_line(line))]


def _choice(label: str, choices: Choices, empty: str = "Välj", **options: Any) -> forms.ChoiceField:
    rows = [("", empty), *choices]
    return forms.ChoiceField(label=label, choices=rows, error_messages=MESSAGES, **options)


def _text(label: str, rows: int = 2, **options: Any) -> TextField:
    return TextField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **options)


class _Row(forms.Form):
    """A row of a table in the form. What it says in the format, and on which field a fault belongs."""

    def __init__(self, *args: Any, words: Words, **options: Any) -> None:
        super().__init__(*args, **options)
        self.words = words
        self.offer()

    def offer(self) -> None:
        raise NotImplementedError

    def parsed(self, name: str, parse: Callable[[str], Any]) -> Any:
        """The field's text read as `parse` reads it; its faults are told at the field."""
        text = self.cleaned_data.get(name)
        if not text:
            return None
        try:
            return parse(text)
        except ExpressionError as error:
            self.add_error(name, said(error))
            return None

    def condition(self, name: str) -> Any:
        facts, parameters = self.words.facts, self.words.parameters
        return self.parsed(name, lambda text: expressions.parse(text, facts, parameters))


class HolderRow(_Row):
    """A delegate, or a position to consult, perhaps only under a condition."""

    position = forms.ChoiceField(label="Befattning", error_messages=MESSAGES)
    when = TextField(label="Bara om", required=False, max_length=2000)

    def offer(self) -> None:
        self.fields["position"] = _choice("Befattning", self.words.positions)

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["when"] = self.condition("when")
        return self.cleaned_data

    def plain(self) -> Any:
        row = self.cleaned_data
        return {"position": row["position"], "when": row["when"]} if row["when"] else row["position"]


class SubstituteRow(_Row):
    position = forms.ChoiceField(label="Befattning", error_messages=MESSAGES)

    def offer(self) -> None:
        self.fields["position"] = _choice("Befattning", self.words.positions)

    def plain(self) -> Any:
        return self.cleaned_data["position"]


class ConditionRow(_Row):
    """One test of one fact."""

    fact = forms.ChoiceField(label="Fråga", error_messages=MESSAGES)
    test = _choice("Prövning", list(TESTS.items()))
    value = TextField(label="Värde", max_length=500)
    because = TextField(label="Därför att", required=False, max_length=2000)
    group = _choice("Grupp", [(letter, letter) for letter in GROUPS], "–", required=False)

    def offer(self) -> None:
        self.fields["fact"] = _choice("Fråga", self.words.asked())

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("fact") and found.get("test"):
            fact = self.words.facts[found["fact"]]
            if found["test"] in (allowed := tests_for(fact["type"])):
                found["value"] = self.parsed(
                    "value", lambda text: written.read(text, found["test"], fact, self.words.parameters)
                )
            else:
                words = ", ".join(TESTS[test] for test in allowed)
                self.add_error(
                    "test", f"Det passar inte ett svar av slaget {TYPES[fact['type']]}. Välj {words}."
                )
        return found


class CapRow(_Row):
    """A limit to a sum over earlier decisions."""

    fact = forms.ChoiceField(label="Summan av", error_messages=MESSAGES)
    at_most = TextField(label="Högst", max_length=100)
    per = forms.ChoiceField(label="Räknat", error_messages=MESSAGES)
    starts = day("Från och med", required=False)
    ends = day("Till och med", required=False)
    points = TextField(label="På punkterna", required=False, max_length=500)

    def offer(self) -> None:
        self.fields["fact"] = _choice("Summan av", self.words.asked("money", "decimal", "integer"))
        named = [(per_fact(key), f"för samma ”{text}”") for key, text in self.words.asked("text")]
        self.fields["per"] = _choice("Räknat", [*_PER.items(), *named])

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("fact"):
            fact = self.words.facts[found["fact"]]
            found["at_most"] = self.parsed(
                "at_most", lambda text: written.limit(text, fact, self.words.parameters)
            )
        if found.get("per") == "period":
            for name in ("starts", "ends"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, "Ange dagen.")
        return found

    def plain(self) -> dict[str, Any]:
        row = self.cleaned_data
        points = [one_line(number) for number in row["points"].split(",") if number.strip()]
        counted = {"points": points} if points else {}
        return {"fact": row["fact"], "at_most": row["at_most"], "per": self._per(), **counted}

    def _per(self) -> Any:
        row = self.cleaned_data
        if row["per"] == "period":
            return {"from": row["starts"].isoformat(), "to": row["ends"].isoformat()}
        kind, _, fact = row["per"].partition(":")
        return {"fact": fact} if fact else kind


def per_fact(key: str) -> str:
    """How the choice of a text fact is spelled in the form."""
    return key if key in _BY_NAME else f"fact:{key}"


def cap_initial(cap: Mapping[str, Any], words: Words) -> dict[str, Any]:
    per, found = cap["per"], {"fact": cap["fact"], "points": ", ".join(cap.get("points", []))}
    found["at_most"] = written.shown(cap["at_most"], words.facts[cap["fact"]])
    if isinstance(per, str):
        return found | {"per": per}
    if "fact" in per:
        return found | {"per": per_fact(per["fact"])}
    return found | {"per": "period", "starts": per["from"], "ends": per["to"]}


class PointFields(forms.Form):
    """What a point says once."""

    number = TextField(
        label="Nummer",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short"}),
        help_text="Till exempel 1.2.",
    )
    title = TextField(label="Ärende", max_length=500, help_text="Vad punkten gäller.")
    after = forms.TypedChoiceField(
        label="Plats", required=False, coerce=int, empty_value=None, error_messages=MESSAGES
    )
    decision_types = forms.MultipleChoiceField(
        label="Beslutstyper", widget=forms.CheckboxSelectMultiple, error_messages=MESSAGES
    )
    ranked = forms.BooleanField(
        label="Ersättarna träder in i turordning",
        help_text="Den andra får besluta först när också den första är frånvarande, och så vidare.",
        required=False,
    )
    superiors = _choice(
        "Får delegatens chef besluta?",
        [("never", "Nej"), ("when_absent", "När delegaten är frånvarande"), ("always", "Ja, alltid")],
        "Som i ordningen i övrigt",
        required=False,
    )
    expression = _text(
        "Villkoret som text",
        help_text="För villkor som raderna inte räcker till. Skriv antingen rader eller text, inte båda.",
        max_length=10_000,
    )
    own_unit = forms.BooleanField(label="Gäller bara inom den egna enheten", required=False)
    may_be_subdelegated = forms.BooleanField(
        label="Får vidaredelegeras av förvaltningschefen (7 kap. 6 § kommunallagen)", required=False
    )
    four_eyes = forms.BooleanField(
        label="Den som har skrivit utkastet får inte själv besluta", required=False
    )
    valid_from = day(
        "Punkten gäller från och med", required=False, help_text="Lämna tomt för hela versionen."
    )
    valid_to = day("Punkten gäller till och med", required=False)
    reporting = forms.ChoiceField(
        label="Anmälan",
        choices=[(key, REPORTING[key]) for key in ("to_board", "minuted", "none")],
        error_messages=MESSAGES,
    )
    appeal_route = forms.ChoiceField(
        label="Överklagande", choices=list(APPEAL.items()), error_messages=MESSAGES
    )
    legal_basis = _text("Lagrum", help_text="Ett på varje rad, till exempel KL 6:37.", max_length=5000)
    formerly = _text(
        "Tidigare nummer",
        help_text="Version och nummer, ett på varje rad: 2020:1/1.4. Tak räknar då med besluten under dem.",
        max_length=5000,
    )
    remark = _text("Anmärkning", 3, max_length=5000)

    def __init__(self, *args: Any, words: Words, **options: Any) -> None:
        super().__init__(*args, **options)
        self.words = words
        after = self.fields["after"]
        assert isinstance(after, forms.TypedChoiceField)
        after.choices = [
            ("", "Först"),
            *((key, f"Efter {number} {title}") for key, number, title in words.points),
        ]
        if words.types:
            self.fields["decision_types"].choices = words.types  # type: ignore[attr-defined]
        else:
            self.fields["decision_types"] = _text("Beslutstyper", help_text="En nyckel på varje rad.")
            self.fields["decision_types"].required = True

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if text := found.get("expression"):
            try:
                found["when"] = expressions.parse(text, self.words.facts, self.words.parameters)
            except ExpressionError as error:
                self.add_error("expression", [str(slip) for slip in error.slips])
        return found

    def types(self) -> list[str]:
        given = self.cleaned_data["decision_types"]
        return lines(given) if isinstance(given, str) else list(given)
