"""The documents as bytes: archival, tagged, the same every time, and saying what they should."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from weasyprint.text import ffi
from weasyprint.urls import FatalURLFetchingError

from decisions import documents
from decisions.checks import check_font_subsetting
from decisions.documents import (
    Appeal,
    BasisRow,
    DecisionDocument,
    Document,
    LetterDocument,
    ReportDocument,
    ReportRow,
    Sender,
    Signature,
)
from decisions.documents.orders import OrderDocument
from delegation.plain import PlainPoint

SENDER = Sender("Näringsliv", "Martina Lundholm", "063-14 65 21", "martina.lundholm@example.org", "Box 1")
DECISION = DecisionDocument(
    organisation="Region Exempel",
    board="Regionala utvecklingsnämnden",
    sender=SENDER,
    day=date(2020, 8, 31),
    dnr="RUN/495/2020",
    title="Letter of Intent – Thamsklyngen",
    background="<p>Regionen har fått en förfrågan.</p><h3>Klimatet</h3><p>Klustret arbetar med klimatet.</p>",
    basis=(BasisRow("Förslag: Avsiktsförklaring Thamsklyngen", date(2020, 8, 25)),),
    order_title="Delegationsbestämmelser för regionala utvecklingsnämnden",
    order_version="2020:1",
    order_adopted_in="RUN § 123/2019",
    point="1.2",
    point_title="Avsiktsförklaringar utan ekonomiskt åtagande",
    decision="<p>Avsiktsförklaringen skickas till Thamsklyngen.</p>",
    decided_as="ordinarie regional utvecklingsdirektör",
    signature=Signature("Anders Byström", "Regional utvecklingsdirektör"),
    reporting="to_board",
    appeal=Appeal("legality_review", "Förvaltningsrätten i Exempelstad", "Box 2, Exempelstad", "Box 1"),
)
LETTER = LetterDocument(
    language="en",
    organisation="Region Exempel",
    sender=SENDER,
    day=date(2020, 8, 31),
    dnr="RUN/495/2020",
    title="Letter of Intent",
    recipient="John Kåre Solem",
    recipient_organisation="Thamsklyngen",
    recipient_address="Orkanger\nNorge",
    body="<p>Dear Mr Solem,</p><h3>No commitment</h3><p>This letter binds nobody.</p>",
    signature=Signature("Anders Byström", "Regional utvecklingsdirektör"),
)
ROWS = tuple(
    ReportRow(
        line=line,
        decided_on=date(2020, 8, 31),
        dnr=f"RUN/{400 + line}/2020",
        title="Avsiktsförklaring",
        decision="Avsiktsförklaringen skickas.",
        decider="Anders Byström",
        decided_as="ordinarie regional utvecklingsdirektör",
        point="1.2",
        order_version="2020:1",
        unit="Näringsliv",
    )
    for line in range(1, 61)
)
REPORT = ReportDocument(
    organisation="Region Exempel",
    board="Regionala utvecklingsnämnden",
    meeting_on=date(2020, 9, 23),
    number="2020:4",
    groups=(("1.2 Avsiktsförklaringar utan ekonomiskt åtagande", ROWS),),
)
ORDER = OrderDocument(
    organisation="Region Exempel",
    board="Regionala utvecklingsnämnden",
    title="Delegationsbestämmelser för regionala utvecklingsnämnden",
    version="2020:1",
    adopted_on=date(2019, 12, 10),
    adopted_in="RUN § 123/2019",
    valid_from=date(2020, 1, 1),
    valid_to=None,
    preamble="Nämnden delegerar enligt kommunallagen.",
    provisions=("Belopp anges utan moms.",),
    chapters=(
        (
            "1 Allmänt",
            (
                PlainPoint(
                    number="1.2",
                    title="Avsiktsförklaringar utan ekonomiskt åtagande",
                    types="Avsiktsförklaring",
                    delegates="Regional utvecklingsdirektör",
                    substitutes="Biträdande direktör",
                    superiors="",
                    conditions=("”Belopp” får vara högst 2 × prisbasbelopp.",),
                    caps=("”Belopp” högst 90 kr per kalenderår, räknat på punkt 1.2.",),
                    demands=("Samråd med ekonomichef.",),
                    amounts=(),
                    reporting="Anmäls till nämnden",
                    appeal="Kan inte överklagas",
                    legal_basis="KL 6:37, KL 7:5",
                    remark="Större avtal prövar nämnden.",
                ),
            ),
        ),
    ),
    amounts=(("prisbasbelopp", date(2020, 1, 1), "47 300 kr"),),
)
EACH = pytest.mark.parametrize(
    "document", [DECISION, LETTER, REPORT, ORDER], ids=["decision", "letter", "report", "order"]
)


def opened(document: Document) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(documents.render(document).content))


def pages(document: Document) -> list[str]:
    """The words of each page in reading order, every space a plain one."""
    command = ["pdftotext", "-raw", "-", "-"]
    content = documents.render(document).content
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    return [" ".join(page.split()) for page in text.split("\f")[:-1]]


def tags(node: Any) -> Iterator[str]:
    """The structure tags in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node.as_list():
            yield from tags(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)
        if "/K" in node:
            yield from tags(node.K)


# --- what the bytes are --------------------------------------------------------------------------------


@EACH
def test_a_document_is_archival_tagged_and_says_its_language_and_title(document: Document) -> None:
    with opened(document) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2A"
        assert metadata["dc:title"] == document.title
        assert str(pdf.Root.Lang) == document.language
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert "/DestOutputProfile" in pdf.Root.OutputIntents[0]


@EACH
def test_a_document_has_one_title_and_no_heading_skips_a_level(document: Document) -> None:
    with opened(document) as pdf:
        levels = [int(tag[2:]) for tag in tags(pdf.Root.StructTreeRoot.K) if tag in ("/H1", "/H2", "/H3")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert len(levels) > 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))


@EACH
def test_every_font_is_embedded_and_readable_as_text(document: Document) -> None:
    with opened(document) as pdf:
        fonts = [font for page in pdf.pages for font in page.resources.Font.values()]
        descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts]

        assert fonts
        assert all("/ToUnicode" in font for font in fonts)
        assert all({"/FontFile2", "/FontFile3"} & set(descriptor.keys()) for descriptor in descriptors)
        assert all("Source-S" in str(descriptor.FontName) for descriptor in descriptors)
        assert all(str(font.Encoding) == "/Identity-H" for font in fonts)  # no glyph is missing


@EACH
def test_nothing_in_a_document_runs_or_hides(document: Document) -> None:
    with opened(document) as pdf:
        names = pdf.Root.get("/Names", pikepdf.Dictionary())
        actions = [item.get("/S") for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]

        assert not pdf.is_encrypted
        assert not {"/JavaScript", "/EmbeddedFiles"} & set(names.keys())
        assert "/OpenAction" not in pdf.Root
        assert not {"/JavaScript", "/Launch", "/SubmitForm"} & {str(action) for action in actions}


@EACH
def test_the_same_document_gives_the_same_bytes(document: Document) -> None:
    assert documents.render(document).content == documents.render(document).content


def test_the_cells_of_the_list_know_their_headings() -> None:
    with opened(REPORT) as pdf:
        found = list(tags(pdf.Root.StructTreeRoot.K))
        every = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        cells = [item for item in every if item.get("/S") == "/TD"]

        assert found.count("/Table") == 1  # on five pages; the heading is drawn on each and read once
        assert found.count("/TH") == 7
        assert len(cells) == 7 * 60
        assert all(len(cell.A.Headers) > 0 for cell in cells)


def test_without_the_library_that_cuts_fonts_the_start_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffi, "harfbuzz_subset", None)

    (error,) = check_font_subsetting()

    assert error.id == "decisions.E001"
    assert "apt-get install --no-install-recommends libharfbuzz-subset0" in str(error.hint)


def test_with_the_library_that_cuts_fonts_the_check_is_silent() -> None:
    assert check_font_subsetting() == []


# --- what they say -------------------------------------------------------------------------------------


def test_a_decision_says_its_parts_in_order() -> None:
    (text,) = pages(DECISION)

    parts = [
        "Region Exempel",
        "Delegationsbeslut",
        "Näringsliv Martina Lundholm Tfn 063-14 65 21 E-post martina.lundholm@example.org",
        "Datum 2020-08-31 Diarienummer RUN/495/2020",
        "Letter of Intent – Thamsklyngen",
        "Ärendebeskrivning Regionen har fått en förfrågan.",
        "Beslutsunderlag Förslag: Avsiktsförklaring Thamsklyngen, 2020-08-25",
        "Delegationsbestämmelse och delegation Delegationsbestämmelser för regionala utvecklingsnämnden, "
        "version 2020:1 (RUN § 123/2019), punkt 1.2: Avsiktsförklaringar utan ekonomiskt åtagande.",
        "Beslutet fattas av Anders Byström, ordinarie regional utvecklingsdirektör.",
        "Beslut Avsiktsförklaringen skickas till Thamsklyngen.",
        "Elektroniskt undertecknat 2020-08-31 Anders Byström Regional utvecklingsdirektör",
        "Anmälan Beslutet anmäls till regionala utvecklingsnämnden.",
        "Hur beslutet överklagas",
        "RUN/495/2020 Sida 1 av 1",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "sv",
            [
                "Elektroniskt undertecknat 31 augusti 2020",
                "Datum 31 augusti 2020",
                "Diarienummer RUN/495/2020",
                "För Region Exempel",
                "Sida 1 av 1",
            ],
        ),
        (
            "en",
            [
                "Signed electronically on 31 August 2020",
                "Date 31 August 2020",
                "Our reference RUN/495/2020",
                "For Region Exempel",
                "Page 1 of 1",
            ],
        ),
        (
            "nb",
            [
                "Elektronisk undertegnet 31. august 2020",
                "Dato 31. august 2020",
                "Vår referanse RUN/495/2020",
                "For Region Exempel",
                "Side 1 av 1",
            ],
        ),
    ],
)
def test_a_letter_has_the_words_and_the_day_of_its_language(language: str, words: list[str]) -> None:
    (text,) = pages(replace(LETTER, language=language))

    assert [word for word in words if word not in text] == []


def test_a_letter_names_its_recipient_also_without_an_address() -> None:
    (with_address,) = pages(LETTER)
    (without,) = pages(replace(LETTER, recipient_organisation="", recipient_address=""))

    assert "John Kåre Solem Thamsklyngen Orkanger Norge Letter of Intent" in with_address
    assert "John Kåre Solem Letter of Intent" in without


@pytest.mark.parametrize(
    ("route", "reporting", "says"),
    [
        (
            "legality_review",
            "to_board",
            "protokollet från det sammanträde där beslutet anmäldes har justerats",
        ),
        ("legality_review", "minuted", "det särskilda protokollet över beslutet har justerats"),
        ("legality_review", "to_board", "lämnas direkt till Förvaltningsrätten i Exempelstad, Box 2"),
        ("administrative_appeal", "to_board", "lämnas till Region Exempel, Box 1, som prövar om det har"),
        ("administrative_appeal", "to_board", "prövas av Förvaltningsrätten i Exempelstad. Överklagandet"),
        ("procurement_review", "to_board", "överprövas enligt 20 kap. lagen (2016:1145) om offentlig"),
        ("none", "none", "Överklagande Beslutet kan inte överklagas."),
        ("none", "none", "Beslutet anmäls inte till regionala utvecklingsnämnden."),
        (
            "legality_review",
            "minuted",
            "utan protokollförs särskilt (6 kap. 40 § och 7 kap. 8 § kommunallagen)",
        ),
        ("", "", "Hur beslutet överklagas avgörs av den punkt som det fattas enligt."),
    ],
)
def test_a_decision_says_how_it_is_reported_and_appealed(route: str, reporting: str, says: str) -> None:
    document = replace(DECISION, reporting=reporting, appeal=replace(DECISION.appeal, route=route))

    assert says in " ".join(pages(document))


def test_a_region_without_a_court_on_record_says_who_tells_which_it_is() -> None:
    appeal = Appeal("legality_review", organisation_address="Box 1")

    text = " ".join(pages(replace(DECISION, appeal=appeal)))

    assert "lämnas direkt till förvaltningsrätten. Det ska" in text
    assert "Region Exempel, Box 1, upplyser om vilken förvaltningsrätt det är" in text


@pytest.mark.parametrize(
    ("document", "mark"),
    [
        (DECISION, "UTKAST"),
        (LETTER, "DRAFT"),
        (replace(LETTER, language="nb"), "UTKAST"),
        (REPORT, "UTKAST"),
        (ORDER, "UTKAST"),
    ],
)
def test_a_draft_says_so_on_every_page_and_the_final_does_not(document: Document, mark: str) -> None:
    draft, final = pages(replace(document, is_draft=True)), pages(document)

    assert [page for page in draft if mark not in page] == []
    assert [page for page in final if mark in page] == []


def test_template_syntax_in_a_users_text_comes_out_as_written() -> None:
    hostile = "{{ settings.SECRET_KEY }} {% now 'Y' %} {# tyst #}"
    document = replace(
        DECISION, title=f"Titel {hostile}", background=f"<p>Text {hostile}</p>", basis=(BasisRow(hostile),)
    )

    (text,) = pages(document)

    assert text.count(hostile) == 3


def test_a_title_is_text_and_never_markup() -> None:
    title = '<script>alert("1")</script> & <b>fet</b>'
    document = replace(DECISION, title=title)

    with opened(document) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == title
    assert title in pages(document)[0]
    assert "<script>" not in documents.html(document)


# --- how the pages break -------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 8, 24, 27, 30, 33, 36, 50])
def test_a_signature_stands_under_words_of_its_decision(count: int) -> None:
    items = "".join(f"<li>Att-sats {number} om avsiktsförklaringen.</li>" for number in range(count))
    found = pages(replace(DECISION, decision=f"<ol>{items}</ol>"))

    (page,) = [page for page in found if "Elektroniskt undertecknat 2020-08-31 Anders Byström" in page]
    assert "Att-sats" in page.split("Elektroniskt undertecknat 2020-08-31 Anders Byström")[0]


def test_a_last_line_that_just_fits_is_not_broken_early() -> None:
    # The space before the end of the paragraph once pushed all but the first word to the next line.
    text = (
        "Delegationsbestämmelser för regionala utvecklingsnämnden, version 2020:1 (RUN § 123/2019), "
        "punkt 1.2: Avsiktsförklaringar och samverkansavtal utan ekonomiskt åtagande."
    )
    content = documents.render(replace(DECISION, background=f"<p>{text} </p>")).content

    lines = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout

    assert "123/2019), punkt 1.2: Avsiktsförklaringar och samverkansavtal utan" in lines.decode()


def test_every_page_of_a_long_list_repeats_headings_reference_and_number() -> None:
    found = pages(REPORT)

    assert len(found) > 2
    for number, page in enumerate(found, start=1):
        assert "Rad Beslutsdag Diarienummer Ärende och beslut Beslutsfattare Punkt (version) Enhet" in page
        assert f"Sammanträde 2020-09-23, lista 2020:4 Sida {number} av {len(found)}" in page


def test_every_page_of_a_long_decision_says_whose_it_is_and_its_number() -> None:
    found = pages(replace(DECISION, background="<p>Regionen har fått en förfrågan.</p>" * 120))

    assert len(found) > 2
    for number, page in enumerate(found, start=1):
        assert "Region Exempel" in page
        assert f"RUN/495/2020 Sida {number} av {len(found)}" in page


# --- what they may fetch -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://example.org/logo.png",
        "ftp://example.org/logo.png",
        "file:///etc/passwd",
        "data:text/plain,hej",
        "/etc/passwd",
        "static:../config/settings.py",
        "static:fonts/../../config/settings.py",
        "static:/etc/passwd",
        "static:fonts",
        "static:fonts/missing.ttf",
    ],
)
def test_a_document_fetches_nothing_but_the_applications_static_files(url: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        documents.StaticOnly().fetch(url)


def test_an_image_in_a_text_stops_the_render_instead_of_reaching_out() -> None:
    document = replace(DECISION, background='<p><img src="http://127.0.0.1/x.png" alt="x"></p>')

    with pytest.raises(FatalURLFetchingError):
        documents.render(document)
