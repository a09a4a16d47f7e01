"""Forms turn strings into domain values and say in Swedish what is wrong with them. They save nothing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join

from accounts.models import User
from delegation import values
from delegation.models import Board
from delegation.terms import Fact, Statute

YES_NO = (("ja", "Ja"), ("nej", "Nej"))
_DAY = "Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2020-08-31."


def yes_no(label: str, help_text: str = "") -> forms.TypedChoiceField:
    """A question with no answer chosen beforehand. Unanswered is None: unknown, not no."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=YES_NO,
        coerce=lambda answer: answer == "ja",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Svara ja eller nej."},
    )


def day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _DAY},
        **options,
    )


class NumberField(forms.CharField):
    """An exact number as a Swede writes it: 400 000,50. Gives JSON: an int, or text such as 400000.50."""

    def __init__(self, *, fact: Fact, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.fact = fact
        self.widget.attrs |= {"inputmode": "decimal", "class": "short", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        text = "".join(super().clean(value).split()).removesuffix("kr").replace(",", ".")
        if not text:
            return None
        try:
            number = values.simple(values.number(text), self.fact)
        except values.Unfit as error:
            is_negative = text.startswith("-")
            example = "Skriv ett tal med siffror, till exempel 400 000 eller 99,50."
            raise forms.ValidationError(str(error) if is_negative else example) from error
        return number if isinstance(number, int) else str(number)

    def prepare_value(self, value: Any) -> Any:
        """400000.5 → 400 000,5; what does not parse is shown as it was written."""
        try:
            number = values.number(value)
        except values.Unfit:
            return value
        grouped = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
        return grouped.replace(",", " ").replace(".", ",")


def fact_field(fact: Fact) -> forms.Field:
    """The field that asks a point's question."""
    asked: dict[str, Any] = {"label": fact.question, "required": False}
    match fact.type:
        case "boolean":
            return yes_no(fact.question)
        case "money":
            unit = "kronor" if fact.currency == "SEK" else fact.currency
            return NumberField(fact=fact, help_text=f"I {unit}.", **asked)
        case "decimal":
            return NumberField(fact=fact, **asked)
        case "integer":
            return forms.IntegerField(
                error_messages={"invalid": "Skriv ett heltal med siffror."},
                min_value=-(10**12),
                max_value=10**12,
                **asked,
            )
        case "date":
            return day(**asked)
        case "choice":
            return forms.ChoiceField(
                choices=[("", "Välj"), *((choice, choice) for choice in fact.choices)], **asked
            )
    return forms.CharField(max_length=200, **asked)


def statute_field(statute: Statute) -> forms.TypedChoiceField:
    """A question of the law, with its grounds, why it is asked, and its source."""
    grounds = format_html_join("", "<li>{}</li>", ((ground,) for ground in statute.grounds))
    listed = format_html("<ul>{}</ul>", grounds) if grounds else ""
    return yes_no(statute.question, format_html("{} Källa: {}.{}", statute.why, statute.source, listed))


class CaseForm(forms.Form):
    """A new case (ärende)."""

    board = forms.ModelChoiceField(label="Nämnd", queryset=Board.objects.none(), empty_label=None)
    title = forms.CharField(
        label="Ärendemening",
        help_text="Vad ärendet gäller, i korthet. Den syns i diariet: skriv inget som är sekretessbelagt.",
        max_length=200,
    )
    unit = forms.CharField(label="Enhet", max_length=200)
    officer = forms.ModelChoiceField(label="Handläggare", queryset=User.objects.none(), empty_label=None)
    confidential = forms.BooleanField(
        label="Ärendet har uppgifter som kan omfattas av sekretess",
        help_text="Då ser bara de som arbetar med det, nämndsekreterare, registrator och revisor ärendet.",
        required=False,
    )
    dnr = forms.CharField(
        label="Redan givet diarienummer",
        help_text="Bara om ärendet redan har ett nummer, till exempel RUN/495/2020. Annars ges nästa.",
        max_length=40,
        required=False,
    )
    opened_on = day("Upprättat eller inkommet", required=False, help_text="Lämna tomt för i dag.")

    def __init__(self, *args: Any, boards: Iterable[Board], officers: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self._among("board", Board.objects.filter(pk__in=[board.pk for board in boards]))
        self._among("officer", User.objects.filter(pk__in=[user.pk for user in officers]).order_by("name"))

    def _among(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class ReasonForm(forms.Form):
    """Why: asked when a draft is sent back, withdrawn or handed over, and when a number is cancelled."""

    comment = forms.CharField(
        label="Varför?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={
            "required": "Skriv varför, så att den andra vet vad som ska göras. Inget har ändrats.",
            "max_length": "Högst 2000 tecken får plats. Inget har ändrats; korta texten och försök igen.",
        },
    )

    def refusal(self) -> str:
        """What is wrong with the reason, as one text."""
        return " ".join(str(error) for error in self.errors["comment"])


class SignForm(forms.Form):
    """What the decider answers at the moment of signing (KL 6:28, 7:4), and that it is really them."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    password = forms.CharField(
        label="Ditt lösenord",
        help_text="Lösenordet bekräftar att det är du som beslutar.",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Skriv ditt lösenord. Inget är undertecknat."},
    )

    def __init__(self, *args: Any, conflict: Statute, **options: Any) -> None:
        super().__init__(*args, **options)
        field = statute_field(conflict)
        field.required = True
        field.error_messages["required"] = "Svara på frågan om jäv. Inget är undertecknat."
        self.fields = {"conflict_of_interest": field} | self.fields


class MeetingForm(forms.Form):
    """A new meeting of a board."""

    board = forms.ModelChoiceField(label="Nämnd", queryset=Board.objects.none(), empty_label=None)
    held_on = day("Sammanträdesdag")

    def __init__(self, *args: Any, boards: Iterable[Board], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["board"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Board.objects.filter(pk__in=[board.pk for board in boards])


class DayForm(forms.Form):
    """Another day for a meeting."""

    held_on = day("Ny sammanträdesdag")


class SectionForm(forms.Form):
    """The section of the minutes under which the list was reported."""

    section = forms.CharField(
        label="Protokollets paragraf",
        help_text="Till exempel § 87.",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short"}),
    )
