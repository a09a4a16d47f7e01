"""verdict/1: the engine's answer as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from delegation import exact
from delegation.terms import Change, Check, MayDecide, Verdict


def to_plain(verdict: Verdict) -> dict[str, Any]:
    """The verdict in JSON types, every key always there; candidates only where no point was named."""
    order = verdict.order
    plain: dict[str, Any] = {
        "format": "verdict/1",
        "outcome": verdict.outcome.value,
        "point": verdict.point,
        "order": {"board": order.board, "version": order.version} if order else None,
        "capacity": verdict.capacity,
        "position": verdict.position,
        "checks": [_check(check) for check in verdict.checks],
        "missing": list(verdict.missing),
        "may_decide": [_may_decide(row) for row in verdict.may_decide],
        "would_be_within_if": [_change(row) for row in verdict.would_be_within_if],
        "notes": list(verdict.notes),
        "reporting": verdict.reporting,
        "appeal_route": verdict.appeal_route,
    }
    if verdict.candidates is not None:
        plain["candidates"] = [
            {"point": number, "outcome": outcome.value} for number, outcome in verdict.candidates
        ]
    return plain


def _may_decide(row: MayDecide) -> dict[str, Any]:
    if row.kind == "board":
        return {"kind": "board"}
    if row.kind == "body":
        return {"kind": "body", "position": row.position}
    return {"kind": row.kind, "position": row.position, "person": row.person, "point": row.point}


def _change(row: Change) -> dict[str, Any]:
    if row.consulted is not None:
        return {"consulted": row.consulted}
    return {"fact": row.fact, str(row.test): _value(row.value)}


def _value(value: Any) -> Any:
    """Whole numbers as numbers; others as text, so that no reader rounds them."""
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if isinstance(value, Decimal):
        return exact.plain(value)
    return value.isoformat() if isinstance(value, date) else value


def _check(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "outcome": check.answer.value,
        "reason": check.reason,
        "source": check.source,
        "children": [_check(child) for child in check.children],
    }
