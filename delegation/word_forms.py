"""The forms for what an order's points are written with: positions, questions, types, amounts, chapters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from delegation.expressions import TYPES, ExpressionError, Parser, write_number
from delegation.fields import MESSAGES, TextField, day
from delegation.form_rows import Rows
from delegation.formats import Fault, KeyPath
from delegation.order_forms import in_sentences
from delegation.point_fields import said
from delegation.swedish import sort_key
from delegation.texts import one_line

Words = dict[str, Any]
_KEY = re.compile(r"[^\W\d_][\w-]*")
_KEY_HELP = "Nyckeln används i punkterna. Lämna den tom, så görs den av texten."


class KeyField(TextField):
    """The name that points use for the row."""

    def __init__(self) -> None:
        super().__init__(label="Nyckel", required=False, max_length=100)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not _KEY.fullmatch(value):
            raise forms.ValidationError(
                "Skriv ett ord som börjar med en bokstav: bokstäver, siffror, _ och -."
            )


def key_of(text: str) -> str:
    """Regional utvecklingsdirektör → regional_utvecklingsdirektor."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "_".join(re.findall(r"[a-z0-9]+", plain.lower())).lstrip("0123456789_")[:100] or "ord"


class _Row(forms.Form):
    """A row of a table. Some fields choose among what the order has already."""

    def __init__(self, *args: Any, vocabulary: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(vocabulary)

    def offer(self, vocabulary: Mapping[str, Any]) -> None:
        """Most rows choose among nothing."""

    def among(self, field: str, rows: Mapping[str, Any], empty: str) -> None:
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)
        titles = sorted(
            ((key, str(row["title"])) for key, row in rows.items()), key=lambda row: sort_key(row[1])
        )
        chosen.choices = [("", empty), *titles]


class PositionRow(_Row):
    title = TextField(label="Befattning", max_length=300)
    key = KeyField()
    superior = forms.ChoiceField(label="Närmaste chef", required=False, error_messages=MESSAGES)
    elected = forms.BooleanField(label="Förtroendevald", required=False)
    head_of_administration = forms.BooleanField(label="Förvaltningschef", required=False)
    body = forms.BooleanField(label="Utskott", required=False)

    def offer(self, vocabulary: Mapping[str, Any]) -> None:
        self.among("superior", vocabulary["positions"], "–")

    def plain(self) -> Words:
        row = self.cleaned_data
        told = {
            name: row[name] for name in ("superior", "elected", "head_of_administration", "body") if row[name]
        }
        return {"title": row["title"], **told}


class FactRow(_Row):
    question = TextField(label="Fråga", max_length=300)
    key = KeyField()
    type = forms.ChoiceField(label="Svar", choices=[("", "Välj"), *TYPES.items()], error_messages=MESSAGES)
    currency = TextField(label="Valuta", required=False, max_length=3)
    choices = TextField(label="Val", required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("type") == "choice" and not self.cleaned_data.get("choices"):
            self.add_error("choices", "Räkna upp svaren, med semikolon emellan.")
        return self.cleaned_data

    def plain(self) -> Words:
        row = self.cleaned_data
        choices = [one_line(choice) for choice in row["choices"].split(";") if choice.strip()]
        told = {"currency": row["currency"]} if row["currency"] else {}
        return {
            "type": row["type"],
            "question": row["question"],
            **told,
            **({"choices": choices} if choices else {}),
        }


class TypeRow(_Row):
    title = TextField(label="Beslutstyp", max_length=300)
    key = KeyField()

    def plain(self) -> Words:
        return {"title": self.cleaned_data["title"]}


class AmountRow(_Row):
    """What a dated amount is worth from a day on."""

    name = TextField(label="Namn", max_length=100)
    starts = day("Från och med")
    value = TextField(label="Värde", max_length=40)

    def clean_value(self) -> Any:
        fact = {"type": "decimal"}
        try:
            return Parser(self.cleaned_data["value"], {}, ()).whole(
                lambda parser: parser.mended(lambda: parser.single(fact))
            )
        except ExpressionError as error:
            raise forms.ValidationError(said(error)) from error


class ChapterRow(_Row):
    number = TextField(label="Nummer", max_length=100)
    title = TextField(label="Rubrik", max_length=300)


class UrgentRow(_Row):
    position = forms.ChoiceField(label="Befattning", error_messages=MESSAGES)

    def offer(self, vocabulary: Mapping[str, Any]) -> None:
        elected = {key: row for key, row in vocabulary["positions"].items() if row.get("elected")}
        self.among("position", elected, "Välj")


class IncludedRow(_Row):
    kind = TextField(label="Beslutstypens nyckel", max_length=100)


@dataclass(frozen=True)
class Part:
    """One table of an order's vocabulary: its form, and the way between the format and its rows."""

    slug: str
    key: str  # of the format
    title: str
    help: str
    row: type[forms.Form]
    initial: Callable[[Any], list[dict[str, Any]]]
    words: Callable[[list[Any]], Any]
    empty: Any

    def rows(
        self, vocabulary: Mapping[str, Any], data: Any = None, initial: list[dict[str, Any]] | None = None
    ) -> Rows:
        """The stored rows, or those that are posted, or `initial` as it was written."""
        if initial is None:
            initial = [] if data is not None else self.initial(vocabulary.get(self.key, self.empty))
        return Rows(self.row, self.slug, data, initial, vocabulary=vocabulary)

    def read(self, rows: Rows) -> Words:
        """The part as the format has it, of rows that are in order."""
        return {self.key: self.words(rows.filled())}

    def tell(self, rows: Rows, faults: Iterable[Fault], points: Sequence[str]) -> list[str]:
        """Put each fault on its row, and give those that are elsewhere in the order as sentences."""
        elsewhere = []
        for fault in faults:
            text, path = in_sentences(fault), fault.path
            if place := self._place(rows, path):
                form, field = place
                form.add_error(field, text)
            elif path[:1] == ("points",) and len(path) > 1:
                elsewhere.append(f"Punkt {points[int(path[1])]}: {text}")
            else:
                elsewhere.append(text)
        return elsewhere

    def _place(self, rows: Rows, path: KeyPath) -> tuple[forms.Form, str | None] | None:
        if path[:1] != (self.key,) or len(path) < 2:
            return None
        for index, form in enumerate(rows.filled()):
            if path[1] in (index, _key(form), form.cleaned_data.get("name")):
                field = str(path[2]) if len(path) > 2 else None
                return form, field if field in form.fields else None
        return None


def _key(form: forms.Form) -> str:
    row = form.cleaned_data
    return str(row.get("key") or key_of(row.get("title") or row.get("question") or ""))


def _keyed(stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = [{"key": key, **row} for key, row in stored.items()]
    return [row | {"choices": "; ".join(row["choices"])} if "choices" in row else row for row in rows]


def _by_key(forms_: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for form in forms_:
        if _key(form) in found:
            form.add_error("key", f"Nyckeln {_key(form)} finns redan. Ge raden en egen.")
        found[_key(form)] = form.plain()
    return found


def _dated(stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": name, "starts": row["from"], "value": write_number(row["value"])}
        for name, rows in stored.items()
        for row in rows
    ]


def _by_name(forms_: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in (form.cleaned_data for form in forms_):
        found.setdefault(row["name"], []).append({"from": row["starts"].isoformat(), "value": row["value"]})
    return found


def _listed(field: str) -> tuple[Callable[[Any], list[dict[str, Any]]], Callable[[list[Any]], Any]]:
    """A plain list of keys, one in each row."""
    return (
        lambda stored: [{field: key} for key in stored],
        lambda forms_: [form.cleaned_data[field] for form in forms_],
    )


PARTS = {
    part.slug: part
    for part in (
        Part(
            "befattningar",
            "positions",
            "Befattningar",
            f"De som ordningen nämner. {_KEY_HELP} En befattning som en punkt använder kan inte tas bort.",
            PositionRow,
            _keyed,
            _by_key,
            {},
        ),
        Part(
            "fragor",
            "facts",
            "Frågor",
            f"Det som villkor och tak får fråga om ett beslut. {_KEY_HELP} Val skrivs med semikolon emellan.",
            FactRow,
            _keyed,
            _by_key,
            {},
        ),
        Part("beslutstyper", "decision_types", "Beslutstyper", _KEY_HELP, TypeRow, _keyed, _by_key, {}),
        Part(
            "belopp",
            "parameters",
            "Belopp som ändras med tiden",
            "Till exempel prisbasbelopp. En rad för varje dag då beloppet ändras, med samma namn.",
            AmountRow,
            _dated,
            _by_name,
            {},
        ),
        Part(
            "kapitel",
            "chapters",
            "Kapitel",
            "Rubriker. En punkt hör till kapitlet som är den första delen av dess nummer.",
            ChapterRow,
            list,
            lambda forms_: [dict(form.cleaned_data) for form in forms_],
            [],
        ),
        Part(
            "bradskande",
            "urgent_decisions",
            "Brådskande beslut",
            "Förtroendevalda som får besluta när nämnden inte kan avvaktas (6 kap. 39 § kommunallagen).",
            UrgentRow,
            *_listed("position"),
            [],
        ),
        Part(
            "omfattar",
            "includes",
            "Beslut som följer med",
            "Beslutstyper som varje punkt omfattar utöver sina egna, till exempel avslag och rättelse.",
            IncludedRow,
            *_listed("kind"),
            [],
        ),
    )
}
