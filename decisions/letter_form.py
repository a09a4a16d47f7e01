"""The part of the draft's form that is about the letter of intent."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms

from decisions.actions import Letter
from decisions.fields import EDITOR, RichField
from decisions.models import Decision, Language, LetterClause, LetterOfIntent
from delegation.fields import MESSAGES, TextField, day

LETTER = "letter_"
_PARTS = tuple(field.name for field in fields(Letter))  # each a field of the form, with LETTER before it
_NO_SECOND, _NOT_CHOSEN = ("", "Bara ett språk"), ("", "Välj")


def _text(label: str, most: int = 200, rows: int = 0, help_text: str = "") -> TextField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return TextField(label=label, max_length=most, required=False, widget=widget, help_text=help_text)


def _language(label: str, first: tuple[tuple[str, str], ...] = (), help_text: str = "") -> forms.ChoiceField:
    choices = [*first, *Language.choices]
    return forms.ChoiceField(
        label=label, choices=choices, required=False, error_messages=MESSAGES, help_text=help_text
    )


class LetterFields(forms.Form):
    """What the draft's form asks of the letter. Nothing is required to save."""

    has_letter = forms.BooleanField(label="Beslutet skickar en avsiktsförklaring", required=False)
    letter_language = _language("Språk")
    letter_title = _text("Brevets rubrik")
    letter_recipient_name = _text("Mottagare", help_text="Den person som brevet skickas till.")
    letter_recipient_organisation = _text("Organisation")
    letter_recipient_number = _text("Organisationsnummer", 40)
    letter_recipient_address = _text("Adress", 1000, rows=3)
    letter_recipient_contact = _text(
        "Kontaktperson", 300, help_text="Namn, telefon och e-post, om det är någon annan än mottagaren."
    )
    letter_purpose = _text(
        "Syfte", 4000, rows=3, help_text="Varför parterna vill samarbeta. Får en egen rubrik i brevet."
    )
    letter_body = RichField(
        label="Brevets text",
        help_text="Vad var och en av parterna avser att göra.",
        config=EDITOR,
        preset="configurable",
        required=False,
    )
    letter_starts_on = day("Gäller från och med", required=False)
    letter_ends_on = day("Gäller till och med", required=False)
    letter_clauses = forms.TypedMultipleChoiceField(
        label="Klausuler",
        help_text="Ur nämndens lista. De står efter texten, med parternas namn och ärendets nummer ifyllda.",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=MESSAGES,
    )
    letter_place = _text("Ort", 100, help_text="Där brevet undertecknas. Dagen är beslutsdagen.")
    letter_second_language = _language(
        "Andra språk",
        (_NO_SECOND,),
        "Texterna står då bredvid varandra, avsnitt för avsnitt. Rubriker i texten paras ihop i ordning.",
    )
    letter_second_title = _text("Rubrik på det andra språket")
    letter_second_purpose = _text("Syfte på det andra språket", 4000, rows=3)
    letter_second_body = RichField(
        label="Text på det andra språket", config=EDITOR, preset="configurable", required=False
    )
    letter_prevails = _language(
        "Språk som har företräde", (_NOT_CHOSEN,), "Gäller om texterna skiljer sig åt."
    )
    letter_wants_countersignature = forms.BooleanField(
        label="Motparten ska underteckna",
        help_text="När beslutet är undertecknat gör du en länk till motparten, eller lägger in det som kom.",
        required=False,
    )
    letter_signatory = _text("Undertecknare för motparten", help_text="Lämna tomt om det inte är bestämt.")
    letter_signatory_title = _text("Undertecknarens titel")

    def offer(self, clauses: list[LetterClause]) -> None:
        """Let these clauses be chosen, grouped by language."""
        groups: dict[str, list[tuple[int, str]]] = {}
        for row in clauses:
            label = (
                row.title if row.is_current else f"{row.title} (version {row.version}, inte längre i listan)"
            )
            groups.setdefault(row.get_language_display().capitalize(), []).append((row.pk, label))
        field = self.fields[f"{LETTER}clauses"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(groups.items())

    def clean(self) -> dict[str, Any]:
        """Days in order, languages that differ, and one of them that prevails."""
        given = super().clean() or {}
        starts, ends = given.get(f"{LETTER}starts_on"), given.get(f"{LETTER}ends_on")
        first, second = given.get(f"{LETTER}language"), given.get(f"{LETTER}second_language")
        if starts and ends and ends < starts:
            self.add_error(f"{LETTER}ends_on", "Sista dagen får inte ligga före den första.")
        if second and second == first:
            self.add_error(f"{LETTER}second_language", "Välj ett annat språk än brevets första.")
        if given.get(f"{LETTER}prevails") not in ("", None, first, second):
            self.add_error(f"{LETTER}prevails", "Välj ett av de två språk som brevet är skrivet på.")
        return given

    def letter(self) -> Letter | None:
        """The letter as the action takes it; None when the decision sends none."""
        given = {part: self.cleaned_data[f"{LETTER}{part}"] for part in _PARTS}
        if not self.cleaned_data["has_letter"]:
            return None
        given["language"] = given["language"] or Language.SWEDISH
        return Letter(**given | {"clauses": tuple(given["clauses"])})


def stored(letter: LetterOfIntent | None) -> dict[str, Any]:
    """The saved letter as the form's values."""
    row = letter or Letter()
    values = {f"{LETTER}{part}": getattr(row, part) for part in _PARTS}
    # As the form gives them back, so that what nobody has touched is no difference.
    values[f"{LETTER}clauses"] = [str(clause.pk) for clause in letter.clauses.all()] if letter else []
    return values | {"has_letter": letter is not None}


def clauses_for(decision: Decision, letter: LetterOfIntent | None) -> list[LetterClause]:
    """What the board's list offers, and what the letter holds already."""
    current = LetterClause.objects.current().filter(board=decision.case.board)
    held = letter.clauses.all() if letter else []
    return sorted({*current, *held}, key=lambda row: (row.language, row.number, row.version))
