"""The forms for a version of an order as a whole: beginning one, what is said of it, and adopting it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from delegation.editing import MAX_REASON, Adoption, Head
from delegation.fields import MESSAGES, TextField, day
from delegation.formats import Fault
from delegation.models import UNADOPTED, DelegationOrder
from delegation.texts import one_line
from delegation.words import sentence

_TITLE = "Ordningens rubrik, som den ska stå i protokollet."
_VERSION = "Versionens eget namn, till exempel 2027:1."
_LAST = "Lämna tomt om versionen gäller tills en ny börjar gälla."
_SHORT = {"class": "short"}


def tell(form: forms.Form, faults: Iterable[Fault]) -> None:
    """Put the faults of an order on the form's fields; those that belong to none stand first."""
    for fault in faults:
        field = str(fault.path[1]) if fault.path[:1] == ("order",) and len(fault.path) > 1 else ""
        if field not in form.fields and fault.path:
            field = str(fault.path[0])
        form.add_error(field if field in form.fields else None, in_sentences(fault))


# What the pages have other words for than the format.
_ON_PAGES = {
    "under positions": "bland befattningarna",
    "under facts": "bland frågorna",
    "under decision_types": "bland beslutstyperna",
    "under parameters": "bland beloppen",
    "före valid_from": "före första dagen",
    "före from": "före första dagen",
    "none får bara stå med appeal_route: none (KL 6:40)": (
        "Välj en anmälan, eller att beslutet inte kan överklagas (KL 6:40)"
    ),
}


def in_sentences(fault: Fault) -> str:
    """The fault as an editor reads it, who sees pages and no file."""
    text = f"{sentence(fault.found)}. {fault.allowed}."
    for name, here in _ON_PAGES.items():
        text = text.replace(name, here)
    return text


class HeadForm(forms.Form):
    """Title, version and days."""

    title = TextField(label="Rubrik", max_length=300, help_text=_TITLE)
    version = TextField(
        label="Version", max_length=40, help_text=_VERSION, widget=forms.TextInput(attrs=_SHORT)
    )
    valid_from = day("Gäller från och med")
    valid_to = day("Gäller till och med", required=False, help_text=_LAST)

    def head(self) -> Head:
        given = self.cleaned_data
        return Head(
            one_line(given["title"]), one_line(given["version"]), given["valid_from"], given["valid_to"]
        )


class NewOrderForm(HeadForm):
    """A new draft, written in the browser."""

    source = forms.TypedChoiceField(
        label="Börja med",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages=MESSAGES,
        help_text="En kopia har alla punkter, och varje punkt minns vilket nummer den hade.",
    )

    def __init__(self, *args: Any, versions: Iterable[DelegationOrder], **options: Any) -> None:
        super().__init__(*args, **options)
        source = self.fields.pop("source")
        assert isinstance(source, forms.TypedChoiceField)
        source.choices = [
            *((row.pk, f"En kopia av version {row.version}") for row in versions),
            ("", "Inget innehåll"),
        ]
        self.fields = {"source": source} | self.fields


class FileForm(forms.Form):
    """A new draft from a file."""

    file = forms.FileField(
        label="Fil",
        help_text="Excel enligt mallen, högst 5 MB, eller YAML (delegation-order/1), högst 2 MB.",
        error_messages=MESSAGES | {"empty": "Filen är tom. Välj en annan fil.", "required": "Välj en fil."},
    )


class WholeForm(HeadForm):
    """Title, version and days, and the texts and rules that hold for every point."""

    preamble = TextField(
        label="Inledning",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Visas bredvid varje prövning.",
    )
    general_provisions = TextField(
        label="Allmänna bestämmelser",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="En bestämmelse i varje stycke, med en tom rad emellan.",
    )
    superiors = forms.ChoiceField(
        label="Får delegatens chef besluta i delegatens ställe?",
        choices=[("", "Nej"), ("when_absent", "När delegaten är frånvarande"), ("always", "Ja, alltid")],
        required=False,
        help_text="Gäller de punkter som inte säger annat.",
        error_messages=MESSAGES,
    )
    ranked = forms.BooleanField(
        label="De som får fatta brådskande beslut träder in i turordning",
        required=False,
        help_text="Den andra får besluta först när också den första är frånvarande, och så vidare.",
    )

    def head(self) -> Head:
        given, plain = self.cleaned_data, super().head()
        blocks = given["general_provisions"].split("\n\n")
        words = {
            "preamble": given["preamble"],
            "general_provisions": [block.strip() for block in blocks if block.strip()],
            "superiors": given["superiors"],
            "ranked": given["ranked"],
        }
        return Head(plain.title, plain.version, plain.valid_from, plain.valid_to, words)


def whole(order: DelegationOrder) -> dict[str, Any]:
    """The stored version as the form's values."""
    words: Mapping[str, Any] = order.vocabulary
    superiors = words.get("superiors", "")
    return {
        "title": order.title,
        "version": order.version,
        "valid_from": order.valid_from,
        "valid_to": order.valid_to,
        "preamble": words.get("preamble", ""),
        "general_provisions": "\n\n".join(words.get("general_provisions", [])),
        "superiors": "" if superiors == "never" else superiors,
        "ranked": words.get("ranked", False),
    }


class AdoptForm(forms.Form):
    """The board's decision on the version."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    adopted_on = day("Nämnden antog versionen")
    adopted_in = TextField(
        label="I protokollet", max_length=200, help_text="Nämnd och paragraf, till exempel RUN § 123/2026."
    )
    valid_from = day("Gäller från och med")
    valid_to = day("Gäller till och med", required=False, help_text=_LAST)
    despite = TextField(
        label="Varför ska versionen antas trots felen?",
        required=False,
        max_length=MAX_REASON,
        help_text="Skälet sparas i versionens historik.",
    )

    def __init__(self, *args: Any, has_faults: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if has_faults:
            self.fields["despite"].required = True
        else:
            del self.fields["despite"]

    def clean_adopted_in(self) -> str:
        text = one_line(self.cleaned_data["adopted_in"])
        if text.casefold() == UNADOPTED:
            raise forms.ValidationError("Skriv paragrafen i nämndens protokoll.")
        return text

    def adoption(self) -> Adoption:
        given = self.cleaned_data
        return Adoption(given["adopted_on"], given["adopted_in"], given["valid_from"], given["valid_to"])
