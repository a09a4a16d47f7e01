"""Forms turn strings into domain values and say in Swedish what is wrong with them. They save nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html, format_html_join

from accounts.models import User
from decisions.follow_ups import GROUNDS, WORDS, Kind, grounds
from delegation.fields import MESSAGES, TextField, day, yes_no
from delegation.models import Board
from delegation.terms import Statute


def statute_field(statute: Statute) -> forms.TypedChoiceField:
    """A question of the law, with its grounds, why it is asked, and its source."""
    grounds = format_html_join("", "<li>{}</li>", ((ground,) for ground in statute.grounds))
    listed = format_html("<ul>{}</ul>", grounds) if grounds else ""
    return yes_no(statute.question, format_html("{} Källa: {}.{}", statute.why, statute.source, listed))


NO_REASON = "Skriv varför. Inget har ändrats; skälet sparas i loggen."


NO_GROUND = "Välj en av grunderna. Inget är sparat än; det du skrev står kvar."


class CaseForm(forms.Form):
    """A new case (ärende)."""

    board = forms.ModelChoiceField(
        label="Nämnd", queryset=Board.objects.none(), empty_label=None, error_messages=MESSAGES
    )
    title = TextField(
        label="Ärendemening",
        help_text="Vad ärendet gäller, i korthet. Den syns i diariet: skriv inget som är sekretessbelagt.",
        max_length=200,
    )
    unit = TextField(label="Enhet", max_length=200)
    officer = forms.ModelChoiceField(
        label="Handläggare", queryset=User.objects.none(), empty_label=None, error_messages=MESSAGES
    )
    confidential = forms.BooleanField(
        label="Ärendet har uppgifter som kan omfattas av sekretess",
        help_text="Då ser bara de som arbetar med det, nämndsekreterare, registrator och revisor ärendet.",
        required=False,
    )
    dnr = TextField(
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


class CaseEditForm(CaseForm):
    """What may be corrected in a case: not its board, its number or its day."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("board", "dnr", "opened_on"):
            del self.fields[name]


class ReasonForm(forms.Form):
    """Why: asked when a draft is sent back, withdrawn or handed over, and when a number is cancelled."""

    comment = TextField(
        label="Varför?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={
            "required": NO_REASON,
            "max_length": (
                "Högst %(limit_value)d tecken får plats; texten har %(show_value)d. Inget har ändrats. "
                "Korta den och försök igen."
            ),
        },
    )

    def refusal(self) -> str:
        """What is wrong with the reason, as one text."""
        return " ".join(str(error) for error in self.errors["comment"])


class FollowUpForm(forms.Form):
    """Why a signed decision is followed by another, and on which ground of the law, where it asks for one."""

    because = TextField(
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Står i det nya beslutet, så att den som läser förstår vad som har hänt.",
        max_length=2000,
        error_messages={"required": "Skriv varför. Inget är sparat än."},
    )
    ground = forms.ChoiceField(
        label="Grund",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], NO_GROUND),
    )

    def __init__(self, *args: Any, kind: Kind, route: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["because"].label = WORDS[kind].because
        asked = grounds(kind, route)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        if asked:
            rows = ((key, GROUNDS[key]) for key in asked)
            field.choices = [(key, f"{row.label}, {row.source_in(route)}") for key, row in rows]
        else:
            self.fields["ground"] = forms.CharField(widget=forms.HiddenInput, required=False)


class PinForm(forms.Form):
    """The PIN of the decider's credential at a remote signer. Used once, and neither kept nor logged."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if settings.SIGNATURE_BACKEND == "csc":
            self.fields["pin"] = forms.CharField(
                label="PIN-kod hos underskriftstjänsten",
                help_text="Den skickas till tjänsten och sparas inte.",
                max_length=100,
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
                error_messages={"required": "Skriv PIN-koden. Inget är undertecknat."},
            )

    def secret(self) -> str:
        return str(self.cleaned_data.get("pin", ""))


class SignForm(PinForm):
    """What the decider answers at the moment of signing (KL 6:28, 7:4), about what was shown.

    That it is really them is asked beside it (accounts/confirming.py). Whatever more a signature needs from
    the decider is a field here and a value of `answers`.
    """

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, conflict: Statute, **options: Any) -> None:
        super().__init__(*args, **options)
        field = statute_field(conflict)
        field.required = True
        field.error_messages["required"] = "Svara på frågan om jäv. Inget är undertecknat."
        self.fields = {"conflict_of_interest": field} | self.fields

    def answers(self) -> dict[str, Any]:
        """The arguments of `actions.sign` that come from the page."""
        given = {name: self.cleaned_data[name] for name in ("shown", "conflict_of_interest")}
        return given | {"secret": self.secret()}


class MeetingForm(forms.Form):
    """A new meeting of a board."""

    board = forms.ModelChoiceField(
        label="Nämnd", queryset=Board.objects.none(), empty_label=None, error_messages=MESSAGES
    )
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

    section = TextField(
        label="Protokollets paragraf",
        help_text="Till exempel § 87.",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short"}),
    )


class VerifyForm(forms.Form):
    """A verification code, or the file itself; the file says more and is asked first."""

    code = TextField(
        label="Verifieringskod",
        help_text="Står vid underskriften, till exempel 7K3QX-09FZB-1CDEG-HJKMN.",
        max_length=60,
        required=False,
    )
    file = forms.FileField(
        label="Eller handlingen som PDF",
        help_text="Filen jämförs byte för byte med den som undertecknades. Den sparas inte.",
        required=False,
        allow_empty_file=True,
        error_messages={"invalid": "Filen kom inte fram. Välj den igen."},
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("code") and not values.get("file"):
            raise forms.ValidationError("Skriv koden eller välj en fil.")
        return values
