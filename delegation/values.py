"""Values of facts: exact numbers, days, texts and money, checked against the fact's type."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from delegation.formats import is_date
from delegation.terms import Fact, Money

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,20})?")
# Digits before and after the point. Without a bound, 1e999999999 written out fills the memory.
_WHOLE, _DECIMALS = 30, 20


class Unfit(ValueError):
    """The value does not fit; the text says what is allowed, in Swedish."""


def number(raw: Any) -> Decimal | int:
    """A JSON or YAML number, or text such as 1000.50, without any rounding."""
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        if not is_bounded(raw):
            raise Unfit(f"Ett tal har högst {_WHOLE} siffror före och {_DECIMALS} efter decimaltecknet")
        return raw
    if isinstance(raw, str) and _NUMBER.fullmatch(raw):
        return Decimal(raw) if "." in raw else int(raw)
    raise Unfit("Skriv ett tal med punkt som decimaltecken, till exempel 1000.50")


def is_bounded(number: Decimal | int) -> bool:
    """Finite, and with no more digits than it can be written out with."""
    if isinstance(number, int):
        return bool(abs(number) < 10**_WHOLE)
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -_DECIMALS <= exponent <= _WHOLE and number.adjusted() < _WHOLE


def simple(raw: Any, fact: Fact) -> Any:
    """`raw` as a value of the fact's type. Raises Unfit."""
    match fact.type:
        case "boolean":
            if not isinstance(raw, bool):
                raise Unfit("Svara true eller false")
            return raw
        case "money" | "decimal":
            value = number(raw)
            if fact.type == "money" and value < 0:
                raise Unfit("Ett belopp kan inte vara negativt")
            return value
        case "integer":
            value = number(raw)
            if not isinstance(value, int) or isinstance(raw, str):
                raise Unfit("Skriv ett heltal")
            return value
        case "date":
            if not isinstance(raw, str) or not is_date(raw):
                raise Unfit("Skriv dagen som ÅÅÅÅ-MM-DD")
            return date.fromisoformat(raw)
    if not isinstance(raw, str):
        raise Unfit("Skriv en text")
    text = unicodedata.normalize("NFC", raw)
    if fact.type == "choice" and text not in fact.choices:
        raise Unfit("Tillåtna är " + ", ".join(fact.choices))
    return text


def answer(raw: Any, fact: Fact) -> Any:
    """An answer to the fact, also an amount in a currency of its own. Raises Unfit."""
    return money(raw, fact) if isinstance(raw, dict) else simple(raw, fact)


def money(raw: dict[str, Any], fact: Fact) -> Money:
    """An amount in a currency of its own: {amount, currency, rate, rate_source}. Raises Unfit."""
    unknown = set(raw) - {"amount", "currency", "rate", "rate_source"}
    if fact.type != "money" or unknown or "amount" not in raw or not isinstance(raw.get("currency"), str):
        raise Unfit("Ett belopp i annan valuta anges med amount, currency, rate och rate_source")
    amount = Decimal(simple(raw["amount"], fact))
    if raw.get("rate") is None:
        return Money(amount, raw["currency"])
    rate = Decimal(number(raw["rate"]))
    if rate <= 0:
        raise Unfit("Kursen ska vara större än noll")
    if not raw.get("rate_source"):
        raise Unfit("Ange var kursen kommer ifrån i rate_source")
    return Money(amount, raw["currency"], rate, str(raw["rate_source"]))


def day_or_none(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None


def json_ready(value: Any) -> Any:
    """`value` in JSON types: decimals as text without exponent, days as ISO text."""
    match value:
        case dict():
            return {key: json_ready(item) for key, item in value.items()}
        case list() | tuple():
            return [json_ready(item) for item in value]
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case str():
            return str(value)
    return value
