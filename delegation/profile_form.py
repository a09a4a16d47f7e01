"""The form of an organisation's profile. It saves nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from delegation import colours, logos
from delegation.addresses import organisation_number, web_address
from delegation.fields import MESSAGES, TextField
from delegation.models import Organisation
from delegation.profile import WRITTEN, Change, revision
from delegation.texts import one_line

_SHORT = {"class": "short"}
_LINES = {"rows": 3}


class _Line(TextField):
    """Text on one line."""

    def to_python(self, value: Any) -> Any:
        return one_line(super().to_python(value) or "")


class _Colour(forms.CharField):
    """A colour, as the browser's own palette gives it or as it is written."""

    default_error_messages = MESSAGES
    widget = forms.TextInput(attrs={"type": "color", "class": "colour"})

    def to_python(self, value: Any) -> Any:
        return str(super().to_python(value)).lower()


class ProfileForm(forms.Form):
    """What all documents of the organisation say of it and look like."""

    logo = forms.FileField(
        label="Logotyp",
        required=False,
        help_text="SVG (helst) eller PNG, högst 300 kB. Den visas högst 13 mm hög.",
        widget=forms.FileInput(attrs={"accept": ".svg,.png"}),
        error_messages=MESSAGES | {"empty": "Filen är tom. Välj en annan.", "invalid": "Välj en fil."},
    )
    removes_logo = forms.BooleanField(label="Ta bort logotypen", required=False)
    logo_text = _Line(
        label="Vad logotypen föreställer",
        required=False,
        max_length=200,
        help_text="Läses upp för den som inte ser bilden. Lämnas det tomt läses organisationens namn.",
    )
    colour = _Colour(
        label="Färg",
        validators=[colours.legible],
        help_text="Organisationens namn och rubriker. Den måste synas tydligt på vitt (kontrast 4,5 till 1).",
    )
    second_colour = _Colour(
        label="Andra färg", validators=[colours.written], help_text="Tunna linjer, aldrig text."
    )
    number = _Line(
        label="Organisationsnummer",
        required=False,
        max_length=11,
        validators=[organisation_number],
        widget=forms.TextInput(attrs=_SHORT),
    )
    address = TextField(
        label="Postadress",
        required=False,
        max_length=300,
        help_text="Utan organisationens namn, rad för rad.",
        widget=forms.Textarea(attrs=_LINES),
    )
    phone = _Line(
        label="Telefon", required=False, max_length=40, widget=forms.TextInput(attrs=_SHORT | {"type": "tel"})
    )
    email = forms.EmailField(
        label="E-post",
        required=False,
        help_text="Dit överklaganden får skickas.",
        error_messages=MESSAGES | {"invalid": "Skriv en e-postadress, till exempel regionen@example.org."},
    )
    web = _Line(
        label="Webbplats",
        required=False,
        max_length=200,
        validators=[web_address],
        help_text="Som den ska stå, till exempel www.example.org.",
    )
    court = _Line(
        label="Förvaltningsrätt",
        required=False,
        max_length=200,
        help_text="Dit ett beslut överklagas genom laglighetsprövning.",
    )
    court_address = TextField(
        label="Förvaltningsrättens adress",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs=_LINES),
    )
    court_of_appeal = _Line(
        label="Kammarrätt",
        required=False,
        max_length=200,
        help_text="Dit ett avslag på en begäran om allmän handling överklagas.",
    )
    shown = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, row: Organisation, data: QueryDict | None = None, files: MultiValueDict[str, Any] | None = None
    ) -> None:
        stored = {name: getattr(row, name) for name in WRITTEN}
        super().__init__(data, files, initial=stored | {"shown": revision(row)})
        if row.logo_id is None:
            del self.fields["removes_logo"]

    def clean_logo(self) -> logos.Cleaned | None:
        file = self.cleaned_data["logo"]
        if not file:
            return None
        if file.size > logos.MAX_BYTES:
            raise forms.ValidationError(logos.TOO_LARGE)
        try:
            return logos.cleaned(file.read())
        except logos.BadLogo as error:
            raise forms.ValidationError(str(error)) from error

    def change(self) -> Change:
        """What is written and in order; a fault leaves what there was, which only a preview makes use of."""
        given = self.cleaned_data
        return Change(
            written={name: given[name] for name in WRITTEN if name in given},
            logo=given.get("logo"),
            removes_logo=given.get("removes_logo", False),
        )

    def tell(self, error: ValidationError) -> None:
        """Show each fault at its field, and what concerns no field of the form above it."""
        for name, faults in error.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, faults)
