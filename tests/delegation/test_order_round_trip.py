"""Any order is the same after a journey through YAML or a workbook, and means the same."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from delegation import expressions, formats, orders, sheets
from tests.delegation import strategies

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=60, deadline=None, suppress_health_check=_SLOW)
@given(strategies.orders())
def test_an_order_comes_back_from_yaml_and_from_a_workbook(plain: dict[str, Any]) -> None:
    order = orders.from_plain(plain, "ordningen")

    as_yaml = formats.parse_yaml(orders.to_yaml(plain), "ordning.yaml")
    as_sheets = sheets.read(sheets.write(plain), "ordning.xlsx")

    assert orders.plain(as_yaml) == plain
    assert as_sheets.data == plain
    assert orders.build(as_yaml) == order
    assert orders.build(as_sheets) == order


KNOWN: dict[str, Any] = {
    "amount": {"type": "money"},
    "share": {"type": "decimal"},
    "years": {"type": "integer"},
    "[odd] name": {"type": "boolean"},
    "i": {"type": "text"},
    "day": {"type": "date"},
    "kind": {"type": "choice", "choices": ["a", "ja", "annat stöd"]},
}
PARAMETERS = ["prisbasbelopp", "2 * basbelopp"]


@settings(max_examples=300, deadline=None)
@given(strategies.conditions(KNOWN, PARAMETERS))
def test_a_condition_is_read_as_it_is_written(condition: dict[str, Any]) -> None:
    text = expressions.write(condition)

    assert expressions.parse(text, KNOWN, PARAMETERS) == condition
