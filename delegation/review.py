"""What to see before a version is adopted: the findings of the analysis, and days without any order."""

from __future__ import annotations

from datetime import date

from delegation import authority, periods
from delegation.analysis import Finding, Severity, analyse
from delegation.models import Appointment, Board, DelegationOrder, OrderState
from delegation.periods import Days


def findings(row: DelegationOrder, today: date) -> tuple[Finding, ...]:
    """What the analysis says of the version, with the positions that nobody holds today."""
    held = Appointment.objects.filter(position__board=row.board).on(today)
    return analyse(authority.read(row), set(held.values_list("position__key", flat=True)))


def faults(found: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in found if finding.severity == Severity.FAULT]


def gaps(board: Board, draft: DelegationOrder | None = None) -> list[Days]:
    """Days without any version in force, when `draft` is adopted too; the last may have no end."""
    rows = list(board.orders.filter(state=OrderState.ADOPTED))
    if draft is not None:
        rows.append(draft)
    return periods.gaps((row.valid_from, row.valid_to) for row in rows)
