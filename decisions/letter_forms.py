"""The forms about letters of intent beside the draft: the board's clauses, the counterpart's signature."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from decisions import letter_words, placeholders
from decisions.models import Language
from delegation.fields import MESSAGES, TextField, day

USUAL = timedelta(days=30)  # how long a link is proposed to be open


class ClauseForm(forms.Form):
    """A new version of a clause; its language is the first version's."""

    title = TextField(label="Rubrik", max_length=100, help_text="Står som rubrik i brevet, på brevets språk.")
    text = TextField(label="Text", max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        told = "; ".join(f"{{{name}}} {meaning}" for name, meaning in placeholders.PLACEHOLDERS.items())
        self.fields["text"].help_text = f"Det här fylls i för varje brev: {told}."

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if wrong := placeholders.faults(text):
            raise forms.ValidationError(wrong)
        return text

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        if "{" in title or "}" in title:
            raise forms.ValidationError("Rubriken kan inte ha klamrar. Skriv dem i texten i stället.")
        return title


class NewClauseForm(ClauseForm):
    """A clause to add to the board's list."""

    language = forms.ChoiceField(label="Språk", choices=Language.choices, error_messages=MESSAGES)
    field_order = ("language", "title", "text")


class LinkForm(forms.Form):
    """For how long the counterpart may use its link."""

    last_day = day("Länken gäller till och med")


class CopyForm(forms.Form):
    """What came by mail."""

    signed_by = TextField(
        label="Undertecknat av", max_length=200, help_text="Namnet under motpartens underskrift."
    )
    file = forms.FileField(
        label="Det undertecknade exemplaret",
        help_text="PDF, högst 20 MB. Den sparas som den är.",
        error_messages=MESSAGES | {"empty": "Filen är tom. Den är inte sparad. Välj en annan fil."},
    )


def for_panel(today: date) -> dict[str, forms.Form]:
    """The empty forms of the panel on the decision's page."""
    return {"link_form": LinkForm(initial={"last_day": today + USUAL}), "copy_form": CopyForm()}


class CounterpartForm(forms.Form):
    """The counterpart's own form, in the language of the letter."""

    signed_by = TextField(max_length=200)
    file = forms.FileField(widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}))

    def __init__(self, *args: Any, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        words = letter_words.COUNTERPART[language]
        for name, label in (("signed_by", "signed_by"), ("file", "file")):
            field = self.fields[name]
            field.label, field.help_text = words[label], words[f"{label}_help"]
            field.error_messages |= {
                "required": words["required"],
                "max_length": words["too_long"],
                "empty": words["not_pdf"],
                "invalid": words["not_pdf"],
            }
