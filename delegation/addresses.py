"""Is this an organisation number, or the address of a web site, as they are printed?"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

_NUMBER = re.compile(r"[0-9]{6}-[0-9]{4}")
_WEB = re.compile(r"([a-z0-9åäö]([a-z0-9åäö-]*[a-z0-9åäö])?\.)+[a-z]{2,}(/[\w./~-]*)?")


def organisation_number(text: str) -> None:
    """Raises ValidationError unless it is written NNNNNN-NNNN with a check digit that agrees."""
    if not _NUMBER.fullmatch(text):
        raise ValidationError("Skriv organisationsnumret med bindestreck, till exempel 239999-0007.")
    if _luhn(text.replace("-", "")) % 10:
        raise ValidationError("Organisationsnumrets sista siffra stämmer inte med de andra. Läs det igen.")


def _luhn(digits: str) -> int:
    """The Luhn sum, which a number with the right check digit makes a multiple of ten."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return sum(number - 9 if number > 9 else number for number in doubled)


def web_address(text: str) -> None:
    """Raises ValidationError unless it is a host and perhaps a path, as it is printed."""
    if not _WEB.fullmatch(text):
        raise ValidationError("Skriv adressen som den ska stå, utan https://, till exempel www.example.org.")
