"""An order goes out as a workbook and comes back the same, and what is wrong in one is told by its cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from delegation import formats, orders, sheets
from tests.world import ROOT

FILES = sorted((ROOT / "fixtures" / "orders").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_an_order_comes_back_from_its_workbook_unchanged(path: Path) -> None:
    plain = orders.plain(formats.read_yaml(path))
    content = sheets.write(plain)

    source = sheets.read(content, "ordning.xlsx")

    assert source.data == plain
    assert orders.build(source) == orders.read(path)
    assert sheets.write(plain) == content


def test_the_template_is_an_order_with_one_point() -> None:
    order = orders.build(sheets.read(sheets.template(), "mall.xlsx"))

    assert [point.number for point in order.points] == ["1.1"]
