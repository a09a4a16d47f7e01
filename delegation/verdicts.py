"""verdict/1: the engine's answer as JSON."""

from __future__ import annotations

from typing import Any

from delegation.terms import Check, Verdict


def to_plain(verdict: Verdict) -> dict[str, Any]:
    """The verdict in JSON types, every key always there."""
    order = verdict.order
    return {
        "format": "verdict/1",
        "outcome": verdict.outcome.value,
        "point": verdict.point,
        "order": {"board": order.board, "version": order.version} if order else None,
        "capacity": verdict.capacity,
        "position": verdict.position,
        "checks": [_check(check) for check in verdict.checks],
        "missing": list(verdict.missing),
        "may_decide": [{"kind": "board"}],  # who else may decide is not computed yet
        "would_be_within_if": [],
        "notes": list(verdict.notes),
        "reporting": verdict.reporting,
        "appeal_route": verdict.appeal_route,
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "outcome": check.answer.value,
        "reason": check.reason,
        "source": check.source,
        "children": [_check(child) for child in check.children],
    }
