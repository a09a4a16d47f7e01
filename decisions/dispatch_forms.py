"""The forms of Expediering: a recipient, sending, sending again, a receipt, a return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from decisions.actions import Sending
from decisions.models import Dispatch, Document, ReceiptKind, Recipient, Way
from decisions.uploads import ALLOWED
from delegation.fields import MESSAGES, TextField, day

_CONFIRM = "Handlingarna får skickas med e-post, trots att ärendet har sekretess"


def _ways() -> list[tuple[str, str]]:
    return [(way.value, str(way.label)) for way in Way if way != Way.EMAIL or settings.SENDS_EMAIL]


def _way() -> forms.ChoiceField:
    return forms.ChoiceField(label="Sätt", choices=_ways, widget=forms.RadioSelect, error_messages=MESSAGES)


def _address() -> TextField:
    return TextField(
        label="Adress",
        help_text="E-postadress, postadress, eller person- eller organisationsnummer för digital brevlåda.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )


class _AboutADispatch(forms.Form):
    """A form that stands once for each dispatch on the page."""

    def __init__(self, *args: Any, about: Dispatch, **options: Any) -> None:
        options["auto_id"] = f"id_{str(about.pk)[-8:]}_{type(self).__name__.lower()}_%s"
        super().__init__(*args, **options)
        self.about = about


class RecipientForm(forms.Form):
    """Someone to send to."""

    name = TextField(label="Mottagare", max_length=200)
    way = _way()
    address = _address()
    documents = forms.MultipleChoiceField(
        label="Handlingar", widget=forms.CheckboxSelectMultiple, error_messages=MESSAGES
    )

    def __init__(self, *args: Any, documents: Sequence[Document], **options: Any) -> None:
        initial = {"documents": [str(row.pk) for row in documents], "way": Way.LETTER.value}
        options["initial"] = initial | options.get("initial", {})
        super().__init__(*args, **options)
        self._documents = documents
        self.fields["documents"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), row.get_kind_display()) for row in documents
        ]

    def values(self) -> dict[str, Any]:
        chosen = [row for row in self._documents if str(row.pk) in self.cleaned_data["documents"]]
        return self.cleaned_data | {"way": Way(self.cleaned_data["way"]), "documents": chosen}


class _Sent(forms.Form):
    """When it is sent, and that e-mail will do although the case is confidential."""

    sent_on = day(
        "Dag", help_text="Då brevet postas eller läggs i den digitala brevlådan. E-post skickas i dag."
    )
    confidentiality_confirmed = forms.BooleanField(
        label=_CONFIRM,
        help_text="E-post kan läsas av andra på vägen. Bekräfta bara om sekretess inte hindrar det.",
        required=False,
    )

    def _ask(self, today: date, *, confidential: bool) -> None:
        self.initial.setdefault("sent_on", today)
        if not confidential:
            del self.fields["confidentiality_confirmed"]

    def how(self) -> Sending:
        return Sending(
            self.cleaned_data["sent_on"], self.cleaned_data.get("confidentiality_confirmed", False)
        )


class DispatchForm(_Sent):
    """Who is sent to now."""

    recipients = forms.MultipleChoiceField(
        label="Skicka till",
        widget=forms.CheckboxSelectMultiple,
        error_messages=MESSAGES | {"required": "Välj minst en mottagare."},
    )
    field_order = ["recipients", "sent_on", "confidentiality_confirmed"]

    def __init__(
        self, *args: Any, recipients: Sequence[Recipient], today: date, confidential: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._ask(today, confidential=confidential)
        self._recipients = recipients
        self.initial["recipients"] = [str(row.pk) for row in recipients]
        self.fields["recipients"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), f"{row.name}, {row.get_way_display()}") for row in recipients
        ]

    def chosen(self) -> list[Recipient]:
        return [row for row in self._recipients if str(row.pk) in self.cleaned_data["recipients"]]


class ResendForm(_Sent, _AboutADispatch):
    """The same documents once more, perhaps another way."""

    way = _way()
    address = _address()
    field_order = ["way", "address", "sent_on", "confidentiality_confirmed"]

    def __init__(self, *args: Any, about: Dispatch, today: date, confidential: bool, **options: Any) -> None:
        was = {"way": about.way, "address": about.address}
        super().__init__(*args, about=about, initial=was, **options)
        self._ask(today, confidential=confidential)


class ReceiptForm(_AboutADispatch):
    """That it has arrived."""

    kind = forms.ChoiceField(label="Slag", choices=ReceiptKind.choices, error_messages=MESSAGES)
    received_on = day("Kvittots dag")
    served_on = day(
        "Delgivningsdag",
        required=False,
        help_text="När mottagaren fick beslutet. Vid förvaltningsbesvär räknas överklagandetiden därifrån.",
    )
    file = forms.FileField(label="Kvittot som fil", help_text=f"{ALLOWED}, högst 20 MB.", required=False)

    def kind_of(self) -> ReceiptKind:
        return ReceiptKind(self.cleaned_data["kind"])


class ReturnForm(_AboutADispatch):
    """That it has come back."""

    returned_on = day("Dag")
    because = TextField(label="Varför?", help_text="Till exempel: okänd på adressen.", max_length=400)
