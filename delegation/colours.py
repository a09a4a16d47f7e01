"""The colours of an organisation, and whether they can be seen on white paper."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

# Until the organisation chooses its own.
COLOUR, SECOND_COLOUR = "#0b4a6f", "#a9b4bf"
# WCAG 2.2, 1.4.3 and 1.4.11: what text and what graphics must reach.
TEXT, GRAPHICS = 4.5, 3.0
_HEX = re.compile(r"#[0-9a-f]{6}")


def contrast(colour: str) -> float:
    """The contrast of #rrggbb against white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def written(colour: str) -> None:
    """Raises ValidationError when the colour is not written #rrggbb."""
    if not _HEX.fullmatch(colour):
        raise ValidationError("Skriv färgen som # och sex tecken 0–9 eller a–f, till exempel #0b4a6f.")


def legible(colour: str) -> None:
    """Raises ValidationError when words in the colour are too faint on white."""
    written(colour)
    found = contrast(colour)
    if found < TEXT:
        raise ValidationError(
            f"Färgen {colour} är för ljus mot vitt papper: kontrasten är {_number(found)} till 1, och text "
            f"behöver minst {_number(TEXT)} till 1. Välj en mörkare."
        )


def advice(colour: str) -> str:
    """What to know of a colour that only lines have: that it is faint, or nothing. Decoration may be."""
    found = contrast(colour)
    if found >= GRAPHICS:
        return ""
    return (
        f"Den andra färgen, {colour}, syns svagt på vitt: kontrasten är {_number(found)} till 1. Den används "
        "bara till linjer som inte bär någon uppgift, så den får vara så ljus."
    )


def _number(value: float) -> str:
    """Cut, not rounded: what is too little never looks like enough."""
    return f"{int(value * 10) / 10:.1f}".replace(".", ",")
