"""What becomes of a subdelegation under a later version: it lives on, or the reason why not is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from delegation import orders, subdelegations
from delegation.terms import Order, Subdelegation

DAY = date(2027, 3, 1)
POSITIONS = {
    "director": {"title": "Socialdirektör", "head_of_administration": True},
    "manager": {"title": "Avdelningschef"},
    "chair": {"title": "Ordförande", "elected": True},
    "committee": {"title": "Arbetsutskottet", "body": True},
}
POINT = {
    "number": "3.4",
    "title": "Bidrag",
    "decision_types": ["grant"],
    "delegates": ["director"],
    "may_be_subdelegated": True,
    "formerly": ["2026:1/3.2"],
    "reporting": "to_board",
    "appeal_route": "legality_review",
}
ROW = Subdelegation("3.2", "director", "manager", date(2026, 2, 1))


def later(*points: dict[str, Any], **positions: Any) -> Order:
    """Version 2027:1 with these points; a position that is None is gone."""
    rows = {key: row for key, row in (POSITIONS | positions).items() if row is not None}
    data = {
        "format": "delegation-order/1",
        "board": {"code": "SN", "name": "Socialnämnden", "organisation": "Exempelkommunen"},
        "order": {
            "title": "Ordning",
            "version": "2027:1",
            "adopted_on": "2026-12-01",
            "adopted_in": "SN § 1",
            "valid_from": "2027-01-01",
        },
        "positions": rows,
        "facts": {},
        "points": list(points),
    }
    return orders.from_plain(data, "ordningen")


@pytest.mark.parametrize(
    ("points", "positions", "expected"),
    [
        ([POINT], {}, ""),
        ([POINT | {"number": "3.2"}], {}, ""),
        # The same number is not the same point unless the version says so.
        (
            [POINT | {"number": "3.2", "formerly": []}],
            {},
            "Ingen punkt i version 2027:1 anges motsvara punkt 3.2 i version 2026:1.",
        ),
        (
            [POINT | {"formerly": ["2025:1/3.2"]}],
            {},
            "Ingen punkt i version 2027:1 anges motsvara punkt 3.2 i version 2026:1.",
        ),
        ([POINT | {"may_be_subdelegated": False}], {}, "Punkt 3.4 får inte vidaredelegeras."),
        # Split in two: enough that one of them may be passed on.
        ([POINT | {"number": "3.1", "may_be_subdelegated": False}, POINT], {}, ""),
        (
            [POINT],
            {"director": {"title": "Socialdirektör"}},
            "Bara en förvaltningschef får vidaredelegera, och socialdirektör är inte det.",
        ),
        (
            [POINT | {"delegates": ["manager"]}],
            {},
            "Socialdirektör är inte delegat i punkt 3.4 och kan därför inte vidaredelegera den.",
        ),
        ([POINT], {"manager": None}, "Version 2027:1 har inte befattningen som har fått uppdraget."),
        (
            [POINT],
            {"manager": {"title": "Avdelningschef", "elected": True}},
            "Avdelningschef är förtroendevald och kan inte få vidaredelegation.",
        ),
        (
            [POINT],
            {"manager": {"title": "Utskottet", "body": True}},
            "Utskottet är ett utskott och kan inte få vidaredelegation.",
        ),
        ([POINT | {"valid_from": "2027-03-02"}], {}, "Punkt 3.4 gäller inte 2027-03-01."),
        ([POINT | {"valid_from": "2027-03-01", "valid_to": "2027-03-01"}], {}, ""),
        ([POINT | {"valid_to": "2027-02-28"}], {}, "Punkt 3.4 gäller inte 2027-03-01."),
    ],
)
def test_a_subdelegation_lives_on_under_a_later_version_or_it_is_told_why_not(
    points: list[dict[str, Any]], positions: dict[str, Any], expected: str
) -> None:
    order = later(*points, **positions)

    assert subdelegations.fault_under(ROW, order, "2026:1", DAY) == expected


def test_a_subdelegation_made_in_the_version_is_held_to_its_own_point() -> None:
    order = later(POINT | {"number": "3.2", "formerly": []})

    assert subdelegations.fault_under(ROW, order, "2027:1", DAY) == ""
    assert subdelegations.fault_under(ROW, order, "2027:1", date(2026, 1, 31)) == (
        "Vidaredelegationen gällde inte 2026-01-31."
    )
