"""Point 4.2 of the order for social welfare as two other rule engines say it: yes or no on what is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cedarpy
import zen as gorules

ROOT = Path(__file__).resolve().parent.parent
Answer = Callable[[dict[str, Any]], bool]

ZEN = """
decision_type == "financial_aid"
and ((some(positions, # == "unit_head_adults") and amount <= 29600)
     or (some(positions, # == "family_manager") and amount <= 59200))
and not(within_guidelines)
and earlier + amount <= 118400
and decider != drafted_by
and not(kl_6_38_1) and not(kl_6_38_2) and not(kl_6_38_3) and not(kl_6_38_4) and not(kl_6_38_5)
and not(conflict_of_interest) and not(urgent) and not(reserved_by_board)
"""

CEDAR = """
permit(principal, action == Action::"decide", resource == Point::"4.2") when {
  context.decision_type == "financial_aid" &&
  ((context.positions.contains("unit_head_adults") && context.amount <= 29600) ||
   (context.positions.contains("family_manager") && context.amount <= 59200)) &&
  !context.within_guidelines &&
  context.earlier + context.amount <= 118400
};
forbid(principal, action, resource) when { context.decider == context.drafted_by };
forbid(principal, action, resource) when {
  context.kl_6_38_1 || context.kl_6_38_2 || context.kl_6_38_3 || context.kl_6_38_4 || context.kl_6_38_5
};
forbid(principal, action, resource) when {
  context.conflict_of_interest || context.urgent || context.reserved_by_board
};
"""


def zen() -> Answer:
    """The point as one ZEN expression (GoRules), compiled once."""
    compiled = gorules.compile_expression(" ".join(ZEN.split()))
    return lambda matter: bool(compiled.evaluate(matter))


def cedar() -> Answer:
    """The point as Cedar policies, parsed once; numbers are whole, since Cedar's have no decimals to add."""
    policies, nobody = cedarpy.PolicySet.from_str(CEDAR), cedarpy.Entities.from_json_str("[]")

    def answer(matter: dict[str, Any]) -> bool:
        request = {
            "principal": f'Person::"{matter["decider"]}"',
            "action": 'Action::"decide"',
            "resource": 'Point::"4.2"',
            "context": matter,
        }
        return bool(cedarpy.is_authorized(request, policies, nobody).allowed)

    return answer
