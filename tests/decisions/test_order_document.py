"""The order as a PDF: what it says, where its pages break, and how a reader finds a point in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from decisions.documents import orders
from decisions.documents.orders import OrderDocument
from delegation import formats, importing
from tests.decisions.test_documents import ORDER, opened, pages, tags
from tests.world import ROOT

HEADINGS = "Punkt Ärende Beslutas av Villkor och tak Anmälan och överklagande"


@pytest.fixture
def long(db: None) -> OrderDocument:
    """The invented social board's order: 41 points in 7 chapters."""
    row = importing.adopt(importing.store(formats.read_yaml(ROOT / "fixtures" / "orders" / "sn-2026.yaml")))
    return orders.of_version(row, date(2027, 12, 31))


def test_an_order_says_its_parts_in_order() -> None:
    (text,) = pages(ORDER)

    parts = [
        "Region Exempel",
        "Regionala utvecklingsnämnden",
        "Delegationsbestämmelser för regionala utvecklingsnämnden",
        "Version 2020:1",
        "Antagen 2019-12-10, RUN § 123/2019",
        "Gäller från och med 2020-01-01 tills vidare",
        "Allmänna bestämmelser Nämnden delegerar enligt kommunallagen.",
        "Belopp anges utan moms.",
        f"1 Allmänt {HEADINGS}",
        "1.2 Avsiktsförklaringar utan ekonomiskt åtagande Beslutstyp: Avsiktsförklaring "
        "Lagrum: KL 6:37, KL 7:5 Större avtal prövar nämnden.",
        "Regional utvecklingsdirektör Ersättare: Biträdande direktör, när alla delegater är frånvarande",
        "”Belopp” får vara högst 2 × prisbasbelopp. Tak: ”Belopp” högst 90 kr per kalenderår, räknat på "
        "punkt 1.2. Samråd med ekonomichef.",
        "Anmäls till nämnden. Kan inte överklagas.",
        "Belopp som ändras Belopp Från och med Värde prisbasbelopp 2020-01-01 47 300 kr",
        "Version 2020:1 Sida 1 av 1",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places[:-1] == sorted(places[:-1])


def test_a_draft_says_that_nobody_has_adopted_it() -> None:
    (text,) = pages(replace(ORDER, is_draft=True, adopted_on=None, adopted_in="utkast"))

    assert "Antagen nej, ett utkast Tänkt att gälla från och med 2020-01-01" in text
    assert "UTKAST – inte antagen" in text


def test_the_cells_of_an_order_know_their_headings() -> None:
    with opened(ORDER) as pdf:
        every = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        cells = [item for item in every if item.get("/S") == "/TD"]
        headings = [len(cell.A.Headers) for cell in cells]

    assert headings == [2] * (4 + 2)  # each cell its column's and its row's


def test_chapters_and_points_are_bookmarks() -> None:
    with opened(ORDER) as pdf, pdf.open_outline() as outline:
        (title,) = outline.root
        chapters = {item.title: [point.title for point in item.children] for item in title.children}

    assert title.title == "Delegationsbestämmelser för regionala utvecklingsnämnden"
    assert chapters == {
        "Allmänna bestämmelser": [],
        "1 Allmänt": ["1.2 Avsiktsförklaringar utan ekonomiskt åtagande"],
        "Belopp som ändras": [],
    }


def test_a_long_order_repeats_its_headings_and_orphans_none(long: OrderDocument) -> None:
    found = pages(long)
    numbers = {heading: points[0].number for heading, points in long.chapters}

    assert len(found) > 8
    for heading, number in numbers.items():
        assert sum(f"{heading} {HEADINGS} {number} " in page for page in found) == 1
    for place, page in enumerate(found, start=1):
        assert f"Version 2026:1 Sida {place} av {len(found)}" in page
    # The first page is the general provisions, the last ends with the amounts; all others hold points.
    assert [place for place, page in enumerate(found[1:], start=2) if HEADINGS not in page] == []


def test_no_point_of_a_long_order_is_parted_by_a_page(long: OrderDocument) -> None:
    text = pages(long)

    for _, points in long.chapters:
        for point in points:
            (page,) = [page for page in text if f" {point.number} {point.title} Beslutstyp:" in page]
            assert " ".join((point.demands or (point.reporting,))[-1].split()) in page


def test_headings_of_a_long_order_skip_no_level(long: OrderDocument) -> None:
    with opened(long) as pdf:
        levels = [tag for tag in tags(pdf.Root.StructTreeRoot.K) if tag in ("/H1", "/H2", "/H3")]

    assert levels == ["/H1"] + ["/H2"] * 9


def test_a_version_that_was_replaced_says_its_last_day(long: OrderDocument) -> None:
    assert "Gäller från och med 2026-01-01 till och med 2027-12-31" in pages(long)[0]
