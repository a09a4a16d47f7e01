"""Form fields that turn what a Swede writes into values, and say in Swedish what is wrong with it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms

from delegation import values
from delegation.terms import Fact
from delegation.texts import comparable, tidy

YES_NO = (("ja", "Ja"), ("nej", "Nej"))
# What every field says when it is empty, too long or not among what may be chosen.
MESSAGES: dict[str, Any] = {
    "required": "Fyll i det här.",
    "max_length": "Högst %(limit_value)d tecken får plats; texten har %(show_value)d. Korta den.",
    "invalid_choice": "Det går inte att välja. Välj något i listan.",
}
_DAY = "Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2020-08-31."
_WHOLE_LIMIT = 10**12


class TextField(forms.CharField):
    """Plain text, tidied before anything is asked of it: what shows nothing is empty."""

    default_error_messages = MESSAGES

    def to_python(self, value: Any) -> Any:
        return super().to_python(tidy(value) if isinstance(value, str) else value)


class AnswerField(TextField):
    """A text that is compared with others' answers: what looks the same is the same."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(comparable(value) if isinstance(value, str) else value)


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
        error_messages=MESSAGES | {"invalid": _DAY},
        **options,
    )


class _Typed(str):
    """What a user wrote, as against what is stored: in it a dot is nobody's decimal sign."""


class NumberField(forms.CharField):
    """An exact number as a Swede writes it: 400 000,50. Gives JSON: an int, or text such as 400000.50."""

    # Thousands apart or together; every other spacing is a slip of the hand.
    _WRITTEN = re.compile(r"-?([0-9]{1,3}( [0-9]{3}){1,4}|[0-9]{1,15})(,[0-9]{1,15})?")
    # 60,000 is sixty to one reader and sixty thousand to another.
    _TWO_WAYS = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")
    default_error_messages = MESSAGES

    def __init__(self, *, fact: Fact, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.fact = fact
        mode = "numeric" if fact.type == "integer" else "decimal"
        self.widget.attrs |= {"inputmode": mode, "class": "short", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        text = _plain(super().clean(value))
        if not text:
            return None
        if wrong := self._wrong(text):
            raise forms.ValidationError(wrong)
        try:
            number = values.simple(_number(text), self.fact)
        except values.Unfit as error:
            raise forms.ValidationError(str(error) + ".") from error
        return number if isinstance(number, int) else str(number)

    def _wrong(self, text: str) -> str:
        """What is wrong with the number as it is written; empty when it can be read in one way only."""
        is_whole = self.fact.type == "integer"
        if "." in text:
            return "Skriv talet utan punkt: 60 000." if is_whole else _WITHOUT_DOT[self.fact.type == "money"]
        if not self._WRITTEN.fullmatch(text):
            return _WHOLE if is_whole else "Skriv ett tal med siffror, till exempel 400 000 eller 99,50."
        decimals = len(text.partition(",")[2])
        if is_whole and (decimals or abs(Decimal(_number(text))) > _WHOLE_LIMIT):
            return _WHOLE
        if self.fact.type == "money" and decimals > 2:
            return "Ett belopp har högst två decimaler. Skriv 60 000 eller 60,50."
        if self._TWO_WAYS.fullmatch(text):
            return f"{text} kan läsas på två sätt. Skriv {text.replace(',', ' ')} eller {text}0."
        return ""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return _Typed(data) if isinstance(data, str) else data

    def prepare_value(self, value: Any) -> Any:
        """400000.50 → 400 000,50 and 60000.00 → 60 000; what does not parse is shown as it was written."""
        try:
            if isinstance(value, _Typed):
                return value if self._wrong(_plain(value)) else self._shown(_number(_plain(value)))
            return self._shown(values.number(value))
        except values.Unfit:
            return value

    def _shown(self, number: Decimal | int) -> str:
        whole, _, decimals = f"{Decimal(number):,f}".partition(".")
        decimals = decimals.rstrip("0")
        if decimals and self.fact.type == "money":
            decimals = decimals.ljust(2, "0")
        text = whole.replace(",", " ") + (f",{decimals}" if decimals else "")
        return f"{text}0" if self._TWO_WAYS.fullmatch(text) else text


_WHOLE = "Skriv ett heltal med siffror, högst 1 000 000 000 000."
_WITHOUT_DOT = {
    True: "Skriv beloppet utan punkt: 60 000 eller 60,50.",
    False: "Skriv talet utan punkt: 60 000 eller 60,5.",
}


def _plain(text: str) -> str:
    """Spaces of every width as one, minus as a hyphen, without unit."""
    spaced = " ".join(tidy(text).split()).replace("\N{MINUS SIGN}", "-")
    return spaced.removesuffix("kr").removesuffix("kronor").rstrip()


def _number(text: str) -> Decimal | int:
    return values.number(text.replace(" ", "").replace(",", "."))


def fact_field(fact: Fact) -> forms.Field:
    """The field that asks a point's question."""
    asked: dict[str, Any] = {"label": fact.question, "required": False}
    match fact.type:
        case "boolean":
            return yes_no(fact.question)
        case "money":
            unit = "kronor" if fact.currency == "SEK" else fact.currency
            return NumberField(fact=fact, help_text=f"I {unit}.", **asked)
        case "decimal" | "integer":
            return NumberField(fact=fact, **asked)
        case "date":
            return day(**asked)
        case "choice":
            return forms.ChoiceField(
                choices=[("", "Välj"), *((choice, choice) for choice in fact.choices)],
                error_messages=MESSAGES,
                **asked,
            )
    return AnswerField(max_length=200, **asked)
