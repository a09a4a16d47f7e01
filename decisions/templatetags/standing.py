"""How a decision stands, as lists say it: one line for each thing that has come of it."""

from __future__ import annotations

from typing import Any

from django import template

from decisions import standing
from decisions.models import Decision

register = template.Library()


@register.inclusion_tag("decisions/parts/standing_notes.html")
def standing_of(decision: Decision) -> dict[str, Any]:
    """The notes on the decision; a list fetches its rows `with_standing`, or asks anew for each."""
    return {"notes": standing.standing(decision).notes}
