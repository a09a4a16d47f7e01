"""An order goes out as a workbook and comes back the same, and what is wrong in one is told by its cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from delegation import formats, orders, sheets
from delegation.terms import Order
from tests.world import ROOT

BUDGET = {"fact": "within_budget", "is": True, "because": "Kostnaden ska rymmas i budget"}
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


# --- what is wrong is told by its cell -----------------------------------------------------------------

Content = str | int | float | date | datetime | None
Change = Callable[[Workbook], None]


def put(sheet: str, cell: str, value: Content) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def changed(*changes: Change) -> bytes:
    """The template after someone has been at it. Its point stands in row 2 of Punkter."""
    book = load_workbook(io.BytesIO(sheets.template()))
    for change in changes:
        change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(content: bytes) -> Order:
    return orders.build(sheets.read(content, "ordning.xlsx"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            put("Punkter", "A2", 1.1),
            "bladet Punkter, rad 2, kolumn A (Nr): cellen är talet 1.1, inte text. Ge cellen",
        ),
        (
            put("Punkter", "A2", date(2026, 1, 10)),
            "kolumn A (Nr): cellen är ett datum eller klockslag, inte text.",
        ),
        (put("Punkter", "B2", None), "rad 2, kolumn B (Ärende): Ärende saknas. Skriv vad punkten gäller."),
        (put("Punkter", "B2", "=A1"), "rad 2, kolumn B (Ärende): cellen har en formel. Klistra in värdet"),
        (put("Punkter", "B2", "a\x85b"), "kolumn B (Ärende): texten har styrtecknet U+0085. Ta bort det."),
        (
            put("Punkter", "C2", "agrement"),
            "kolumn C (Beslutstyper): beslutstypen ”agrement” finns inte i bladet",
        ),
        (
            put("Punkter", "E2", "boss"),
            "kolumn E (Delegat): befattningen ”boss” finns inte i bladet Befattningar.",
        ),
        (
            put("Punkter", "E2", "chair om"),
            "kolumn E (Delegat): tecken 9: texten tar slut. Här ska stå en frågas",
        ),
        (
            put("Punkter", "E2", "director unit_head"),
            "kolumn E (Delegat): tecken 10: ”unit_head”. Skilj delarna åt",
        ),
        (
            put("Punkter", "G2", "amount <= x"),
            "rad 2, kolumn G (Belopp): tecken 11: parametern ”x” finns inte.",
        ),
        (
            put("Punkter", "G2", "amount <= 5 och amount > 1"),
            "kolumn G (Belopp): mer än en prövning. Här står en",
        ),
        (
            put("Punkter", "H2", "amount <= -5"),
            "rad 2, kolumn H (Villkor): tecken 11: ”-5”. Skriv ett belopp",
        ),
        (put("Punkter", "J2", "kanske"), "kolumn J (Vidaredelegation): ”kanske”. Tillåtna är ja, nej."),
        (
            put("Punkter", "K2", "to_board"),
            "kolumn K (Anmälan): ”to_board”. Tillåtna är till nämnden, protokollförs",
        ),
        (
            put("Punkter", "K2", "anmäls inte"),
            "kolumn K (Anmälan): beslut som kan överklagas anmäls inte. Anmäls inte",
        ),
        (
            put("Punkter", "N2", "amount <= 5 per månad"),
            "kolumn N (Tak): tecken 13: ”per”. Här ska stå per kalenderår",
        ),
        (
            put("Punkter", "N2", "within_budget <= 5 sammanlagt"),
            "tecken 1: ”within_budget” är av typen ja/nej. Ett tak räk",
        ),
        (put("Punkter", "S2", "1/1 2026"), "kolumn S (Gäller från): ”1/1 2026”. Skriv dagen som ÅÅÅÅ-MM-DD"),
        (
            put("Punkter", "S2", datetime.fromisoformat("2026-01-01T08:00")),
            "kolumn S (Gäller från): ett klockslag. Skriv dagen",
        ),
        (
            put("Punkter", "V1", "Kommentar"),
            "bladet Punkter, rad 1, kolumn V: okänd rubrik ”Kommentar”. Tillåtna",
        ),
        (put("Punkter", "V2", "obs"), "bladet Punkter, rad 2, kolumn V: kolumnen har ingen rubrik."),
        (put("Punkter", "A1", "Ärende"), "kolumn B: rubriken ”Ärende” står två gånger. Ta bort den ena"),
        (
            put("Punkter", "A1", "Ärende"),
            "bladet Punkter, första raden: rubriker saknas: Nr. Utgå från mallen.",
        ),
        (
            put("Befattningar", "A3", "director"),
            "bladet Befattningar, rad 3, kolumn A (Nyckel): ”director” står redan",
        ),
        (
            put("Befattningar", "E3", "boss"),
            "rad 3, kolumn E (Överordnad): befattningen ”boss” finns inte i bladet",
        ),
        (
            put("Frågor", "B2", "pengar"),
            "bladet Frågor, rad 2, kolumn B (Typ): ”pengar”. Tillåtna är belopp, dec",
        ),
        (put("Frågor", "B3", "val"), "bladet Frågor, rad 3: svarsalternativen saknas. En fråga av typen val"),
        (put("Ordning", "B2", "run"), "bladet Ordning, rad 2 (Nämndens kod): ”run”. Nämndens kod i diariet"),
        (
            put("Ordning", "B9", None),
            "bladet Ordning, rad 9 (Gäller från): Gäller från saknas. Skriv första dagen.",
        ),
        (put("Ordning", "B10", "2026-12-31"), "rad 10 (Gäller till): ”2026-12-31” ligger före Gäller från."),
        (
            put("Ordning", "A10", "Slutar"),
            "bladet Ordning, rad 10: okänd uppgift ”Slutar”. Tillåtna är Nämndens",
        ),
        (
            put("Ordning", "B12", "director"),
            "(Brådskande beslut): ”director” är inte förtroendevald i bladet Bef",
        ),
        (
            lambda book: book.create_sheet("Blad1"),
            "bladet Blad1: bladet hör inte till en delegationsordning.",
        ),
        (lambda book: book.remove(book["Punkter"]), "bladet Punkter: bladet saknas. Utgå från mallen"),
    ],
)
def test_a_fault_is_told_with_sheet_row_and_column(change: Change, words: str) -> None:
    with pytest.raises(formats.FormatError) as caught:
        read(changed(change))

    assert words in str(caught.value)
    assert all(str(fault).startswith("ordning.xlsx, bladet ") for fault in caught.value.faults)


def test_all_faults_are_told_at_once() -> None:
    broken = changed(
        put("Ordning", "B9", "snart"),
        put("Frågor", "C2", None),
        put("Punkter", "A2", 1.1),
        put("Punkter", "H2", "within_budget = kanske och belopp <= 5"),
    )

    with pytest.raises(formats.FormatError) as caught:
        read(broken)

    places = [
        str(fault).split(": ")[0].removeprefix("ordning.xlsx, bladet ") for fault in caught.value.faults
    ]
    assert places == [
        "Ordning, rad 9 (Gäller från)",
        "Frågor, rad 2, kolumn C (Fråga)",
        "Punkter, rad 2, kolumn A (Nr)",
        "Punkter, rad 2, kolumn H (Villkor)",
        "Punkter, rad 2, kolumn H (Villkor)",
    ]


@pytest.mark.parametrize(
    ("cell", "value", "key", "kept"),
    [
        ("G2", 300000, "when", {"all": [BUDGET, {"fact": "amount", "at_most": 300000}]}),
        ("G2", "300 000", "when", {"all": [BUDGET, {"fact": "amount", "at_most": 300000}]}),
        ("G2", "amount < 99,50", "when", {"all": [BUDGET, {"fact": "amount", "below": "99.50"}]}),
        ("G2", None, "when", BUDGET),
        ("H2", None, "when", {"fact": "amount", "at_most": 500000}),
        ("F2", "chair;unit_head", "substitutes", ["chair", "unit_head"]),
        ("J2", True, "may_be_subdelegated", True),
        ("J2", " JA ", "may_be_subdelegated", True),
        ("S2", datetime.fromisoformat("2027-03-01"), "valid_from", "2027-03-01"),
        ("S2", "2027-03-01", "valid_from", "2027-03-01"),
        ("T2", "tills vidare", "valid_to", None),
        ("I2", "–", "consult", []),
        ("M2", "'=1+1", "remark", "'=1+1"),
    ],
)
def test_a_cell_is_read_as_people_write_it(cell: str, value: Content, key: str, kept: object) -> None:
    source = sheets.read(changed(put("Punkter", cell, value)), "ordning.xlsx")

    assert source.data["points"][0][key] == kept


def test_an_empty_row_between_points_does_no_harm() -> None:
    moved = changed(lambda book: book["Punkter"].insert_rows(2, 3))

    assert [point.number for point in read(moved).points] == ["1.1"]


def test_text_that_looks_like_a_formula_is_written_as_text() -> None:
    plain = orders.plain(sheets.read(sheets.template(), "mall.xlsx"))
    plain["points"][0]["remark"] = "=HYPERLINK(1)"

    content = sheets.write(plain)

    cell = load_workbook(io.BytesIO(content))["Punkter"]["M2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")
    assert sheets.read(content, "ordning.xlsx").data == plain


def test_a_text_that_no_cell_can_hold_is_told() -> None:
    plain = orders.plain(sheets.read(sheets.template(), "mall.xlsx"))
    plain["points"][0]["legal_basis"] = ["x" * 2000] * 17

    with pytest.raises(
        formats.FormatError, match=r"bladet Punkter, rad 2, kolumn D: innehållet är 34032 tecken"
    ):
        sheets.write(plain)
