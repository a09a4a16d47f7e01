"""convert_order turns YAML into a workbook and back, and writes a whole file or none."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from delegation import formats, orders, sheets
from delegation.models import DelegationOrder
from tests.world import ROOT

ORDER = ROOT / "fixtures" / "orders" / "run-2020.yaml"


def run(*arguments: object) -> str:
    out = StringIO()
    call_command(*[str(argument) for argument in arguments], stdout=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == 3
    return str(caught.value)


def test_an_order_goes_to_a_workbook_and_back(tmp_path: Path) -> None:
    book, text = tmp_path / "ordning.xlsx", tmp_path / "ordning.yaml"

    said = run("convert_order", ORDER, book)
    run("convert_order", book, text)

    assert said == f"{book} är skriven.\n"
    assert orders.plain(formats.read_yaml(text)) == orders.plain(formats.read_yaml(ORDER))


def test_the_template_is_written_as_it_is(tmp_path: Path) -> None:
    run("convert_order", "--template", tmp_path / "mall.xlsx")

    assert (tmp_path / "mall.xlsx").read_bytes() == sheets.template()


def test_a_faulty_order_is_not_converted(tmp_path: Path) -> None:
    broken = tmp_path / "fel.yaml"
    broken.write_text(ORDER.read_text("utf-8").replace("to_board", "somewhere"), "utf-8")

    said = refused("convert_order", broken, tmp_path / "ut.xlsx")

    assert "”somewhere”. Tillåtna är to_board" in said
    assert said.endswith("Inget är skrivet. Rätta filen och kör kommandot igen.")
    assert not (tmp_path / "ut.xlsx").exists()


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "ut.xlsx").write_text("mitt")

    assert "finns redan. Inget är skrivet." in refused("convert_order", ORDER, tmp_path / "ut.xlsx")
    assert (tmp_path / "ut.xlsx").read_text() == "mitt"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([ORDER], "Ange två filer"),
        ([ORDER, "ut.pdf"], "ändelsen ska vara .yaml eller .yml eller .xlsx"),
        (["--template", "ut.yaml"], "ändelsen ska vara .xlsx"),
        (["--template", "ut.xlsx", ORDER], "Ange två filer"),
        (["saknas.xlsx", "ut.yaml"], "saknas.xlsx: filen finns inte"),
        ([ORDER, "saknas/ut.xlsx"], "går inte att skriva"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(
    arguments: list[object], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    said = refused("convert_order", *arguments)

    assert words in said
    assert "Inget är skrivet." in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_an_order_is_adopted_from_a_workbook(tmp_path: Path) -> None:
    run("convert_order", ORDER, tmp_path / "ordning.xlsx")

    run("adopt_order", tmp_path / "ordning.xlsx")

    assert DelegationOrder.objects.get().as_plain() == orders.plain(formats.read_yaml(ORDER))
