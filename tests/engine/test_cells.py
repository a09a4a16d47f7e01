"""The values of a fact, cut into cells: no value is in none of them, and none in two."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from delegation.cells import cells
from delegation.terms import Fact

D = Decimal


@pytest.mark.parametrize(
    ("kind", "limits", "samples"),
    [
        ("boolean", [], [False, True]),
        ("choice", ["b"], ["a", "b"]),
        ("text", ["x", "a"], ["a", "x", "något annat"]),
        ("text", ["något annat"], ["något annat", "något annat!"]),
        ("money", [], [0, 1]),
        ("money", [0], [0, 1]),
        ("money", [-5, 10], [0, D(5), 10, 11]),
        ("money", [D("0.5")], [0, D("0.25"), D("0.5"), D("1.5")]),
        ("decimal", [1, 2], [0, 1, D("1.5"), 2, 3]),
        ("decimal", [], [0]),
        ("integer", [3], [2, 3, 4]),
        ("integer", [3, 4], [2, 3, 4, 5]),
        ("integer", [3, 5], [2, 3, 4, 5, 6]),
        ("integer", [D("2.5")], [1, 2, 3, 4]),
        ("date", [], [date(2000, 1, 1)]),
        ("date", [date(2024, 2, 29)], [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]),
        ("date", [date.max], [date(9999, 12, 30), date.max]),
        ("date", [date.min], [date.min, date(1, 1, 2)]),
    ],
)
def test_a_fact_is_cut_where_something_compares_it(kind: str, limits: list[Any], samples: list[Any]) -> None:
    fact = Fact("fact", kind, "Fråga", choices=("a", "b") if kind == "choice" else ())

    assert [cell.sample for cell in cells(fact, limits)] == samples


def test_a_sample_lies_between_limits_that_usual_decimals_round_together() -> None:
    low, high = D("100000000000000000000000000000"), D("100000000000000000000000000001")

    found = cells(Fact("fact", "money", "Fråga"), [low, high])

    assert found[3].sample == D("100000000000000000000000000000.5")
