"""Every PDF is PDF/A-2a and PDF/UA-1 as far as its structure tells: tags, words, fonts, metadata."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import outloud
import pytest

from decisions import documents, store
from decisions.documents import fonts
from decisions.richtext import to_text
from tests.decisions import samples
from tests.pdf_checks import NS, faults
from tests.pdf_file import Element, File
from tests.world import ROOT

_BLOCK = re.compile(r"(?=</?(?!em|strong|span|a\b)\w)")
BLOCKS = {"H1", "H2", "H3", "P", "Lbl", "LBody", "TH", "TD", "Caption"}


def said(file: File) -> list[tuple[str, str]]:
    """The blocks in the order in which they are read, with their words."""
    found = []
    for element in file.elements:
        words = "".join(file.text(item) for item in element.content if not _is_block(item)).strip()
        if element.role in BLOCKS and words:
            found.append((element.role, words))
    return found


def _is_block(item: object) -> bool:
    return isinstance(item, Element) and item.role not in ("Span", "Link")


# --- no fault ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", samples.ALL)
def test_no_document_has_a_structural_fault(name: str) -> None:
    assert faults(samples.content(name)) == []


@pytest.mark.parametrize("name", samples.TEMPLATES)
def test_every_template_can_be_read_out_loud(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(samples.content(name))

    result = outloud.check(str(path))

    assert result.error is None
    assert [finding.message for finding in result.findings if finding.severity == "error"] == []


def test_a_background_of_sixty_pages_is_one_document() -> None:
    assert len(samples.opened("long").pdf.pages) >= 60


@pytest.mark.parametrize("name", samples.ALL)
def test_what_is_read_is_what_the_html_says_word_for_word(name: str) -> None:
    body = documents.html(samples.ALL[name]).split("<body", 1)[1].split(">", 1)[1]

    read = [words for role, words in said(samples.opened(name)) if role != "Lbl"]

    assert " ".join(read).split() == to_text(_BLOCK.sub(" ", body)).split()


def test_the_same_values_give_the_same_bytes_whatever_fonts_the_machine_has(tmp_path: Path) -> None:
    (tmp_path / "none.conf").write_text("<fontconfig></fontconfig>", "utf-8")
    code = (
        "import django, hashlib; django.setup(); from tests.decisions import samples; "
        "print(hashlib.sha256(b''.join(map(samples.content, ('decision', 'names')))).hexdigest())"
    )
    here = {"FONTCONFIG_FILE": str(tmp_path / "none.conf"), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}

    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | here | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    expected = store.digest(samples.content("decision") + samples.content("names"))
    assert run.stdout.strip() == expected


# --- reading order and roles ---------------------------------------------------------------------------


def test_a_decision_is_read_in_its_order() -> None:
    assert said(samples.opened("decision"))[:16] == [
        ("P", "Region Exempel"),
        ("P", "Delegationsbeslut"),
        ("P", "Näringsliv"),
        ("P", "Martina Lundholm"),
        ("P", "Tfn 063-14 65 21"),
        ("P", "E-post martina.lundholm@example.org"),
        ("P", "Datum 2020-08-31"),
        ("P", "Diarienummer RUN/495/2020"),
        ("H1", "Letter of Intent – Thamsklyngen"),
        ("H2", "Ärendebeskrivning"),
        ("P", "Regionen har fått en förfrågan."),
        ("H3", "Klimatet"),
        ("P", "Klustret arbetar med klimatet."),
        ("H2", "Beslutsunderlag"),
        ("Lbl", "•"),
        ("P", "Förslag: Avsiktsförklaring Thamsklyngen, 2020-08-25"),
    ]


def test_nested_lists_are_lists_in_items_and_an_empty_item_is_not_there() -> None:
    outer, numbered = [item for item in samples.opened("lists").having("L") if _depth(item) == 0][:2]

    assert _shape(outer) == (
        "L[Disc](LI(Lbl LBody(P L[Disc](LI(Lbl LBody(P L[Decimal](LI(Lbl LBody))))) P)) LI(Lbl LBody))"
    )
    assert _shape(numbered) == "L[Decimal](LI(Lbl LBody) LI(Lbl LBody))"


def _depth(element: Element) -> int:
    parent = element.parent
    return 0 if parent is None else _depth(parent) + (parent.role == "L")


def _shape(element: Element) -> str:
    kind = f"[{str(element.attributes['ListNumbering'])[1:]}]" if element.role == "L" else ""
    kids = " ".join(map(_shape, element.kids))
    return f"{element.role}{kind}" + (f"({kids})" if kids else "")


def test_a_paragraph_a_list_and_a_table_stay_whole_across_pages() -> None:
    body = f"<h1>Prov</h1><p>{'Ord efter ord. ' * 900}</p>"
    body += f"<ul>{'<li>En punkt i listan.</li>' * 90}</ul>"
    rows = "<tr><td>Cell</td></tr>" * 90
    body += f"<table><thead><tr><th>Rubrik</th></tr></thead><tbody>{rows}</tbody></table>"

    file = samples.page(body)
    roles = ("P", "L", "LI", "Table", "THead", "TH", "TD")

    assert len(file.pdf.pages) > 4
    assert {role: len(file.having(role)) for role in roles} == {
        "P": 1,
        "L": 1,
        "LI": 90,
        "Table": 1,
        "THead": 1,
        "TH": 1,
        "TD": 90,
    }
    assert faults(file.content) == []


def test_headers_footers_and_repeated_table_headings_are_decoration() -> None:
    file = samples.opened("report_long")
    read = " ".join(words for _, words in said(file))

    assert len(file.pdf.pages) > 3
    assert read.count("Beslutsdag") == 1
    assert read.count("Sammanträde 2020-09-23") == 1
    assert "Sida 1 av" not in read


def test_a_table_in_a_text_has_scopes_headings_and_whole_rows() -> None:
    (table, *_) = samples.opened("tables").having("Table")
    rows = [element.kids for element in table.below() if element.role == "TR"]

    assert [[cell.role for cell in row] for row in rows] == [
        ["TH", "TH", "TH"],
        ["TD", "TD", "TD"],
        ["TD", "TD"],
        ["TD", "TD"],
    ]
    assert [str(cell.attributes["Scope"]) for cell in rows[0]] == ["/Column"] * 3
    names = [str(cell.source.ID) for cell in rows[0]]
    assert [list(map(str, cell.attributes["Headers"])) for cell in rows[2]] == [names[:2], names[2:]]
    assert (rows[2][0].attributes["ColSpan"], rows[2][1].attributes["RowSpan"]) == (2, 2)


def test_a_row_of_the_order_has_its_own_heading() -> None:
    (table, _) = samples.opened("order").having("Table")
    columns, row = [element.kids for element in table.below() if element.role == "TR"][:2]

    assert [(cell.role, str(cell.attributes.get("Scope", ""))) for cell in row][:2] == [
        ("TH", "/Row"),
        ("TD", ""),
    ]
    assert list(map(str, row[2].attributes["Headers"])) == [str(columns[2].source.ID), str(row[0].source.ID)]


def test_a_link_says_its_words_and_where_it_leads_on_each_line_that_it_takes() -> None:
    file = samples.opened("links")
    links = file.having("Link")[1:]  # after the sender's e-mail
    annotations = [item for link in links for item in link.objects]

    assert len(links) == 2
    assert len(annotations) > 2
    assert {str(item.Contents) for item in annotations} == {
        "en länk vars text är så lång att den delas på två rader (https://example.org/en/lang/adress)"
    }
    assert {int(item.F) for item in annotations} == {4}


def test_a_heading_that_skips_a_level_is_set_right() -> None:
    file = samples.page("<h1>A</h1><h3>B</h3><h5>C</h5><h2>D</h2><h3>E</h3>")

    assert [role for role, _ in said(file)] == ["H1", "H2", "H3", "H2", "H3"]


def test_bookmarks_are_the_headings() -> None:
    file = samples.opened("decision")
    with file.pdf.open_outline() as outline:
        (title,) = outline.root
        names = [item.title for item in title.children]

    assert [title.title, *names] == [words for role, words in said(file) if role in ("H1", "H2")]


def test_an_image_is_described_and_one_without_words_is_decoration() -> None:
    image = '<img src="static:documents/draft.svg" width="90" alt="{}">'
    file = samples.page(f"<h1>A</h1><p>{image.format('Ett vapen')}</p><p>{image.format('')}</p>")

    (figure,) = file.having("Figure")

    assert str(figure.source.Alt) == "Ett vapen"
    assert len(figure.attributes["BBox"]) == 4
    assert faults(file.content) == []


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ("<div>Bara ord</div>", "Div(P)"),
        ("<section><p>Ord</p>lösa</section>", "Sect(P P)"),
        ("<li>Utan lista</li>", "L[Disc](LI(Lbl LBody))"),
        ("<li>A<ul><li>B</li></ul></li><p>C d</p>", "L[Disc](LI(Lbl LBody(L[Disc](LI(Lbl LBody))))) P"),
        ('<p><a href="https://example.org">Ord<br>två</a></p>', "P(Link)"),
        ("<ul>Lösa ord</ul>", "L[None](LI(LBody))"),
        ("<dl><dt>Datum</dt><dd>I dag</dd></dl>", "L[None](LI(Lbl LBody))"),
        ("<dl><div><dt>Datum</dt><dd>I dag</dd></div></dl>", "L[None](LI(Lbl LBody))"),
        ("<address>Box 1</address>", "Div(P)"),
        ("<p></p><div><p> </p></div><ul><li></li></ul><p>Slut</p>", "P"),
    ],
)
def test_unusual_html_has_a_regular_tag_tree(body: str, shape: str) -> None:
    file = samples.page(f"<h1>Rubrik</h1>{body}")
    (top,) = file.root.kids

    assert " ".join(map(_shape, top.kids[1:])) == shape
    assert faults(file.content) == []


# --- words and languages -------------------------------------------------------------------------------


def test_words_keep_the_space_between_lines_and_elements() -> None:
    file = samples.page(
        "<h1>En rubrik</h1><p><em>Ett</em> <strong>två</strong> <b>tre</b>fyra<br>fem sex</p>"
    )

    assert said(file)[1] == ("P", "Ett två trefyra fem sex")


def test_a_word_that_the_line_parts_is_read_whole() -> None:
    cells = "<td>Avsiktsförklaringsdokumentationen 063-14</td>" * 6
    file = samples.page(f"<h1>En rubrik</h1><table><tbody><tr>{cells}</tr></tbody></table>")
    actual = [str(span.source.ActualText) for span in file.having("Span")]

    assert said(file)[1] == ("TD", "Avsiktsförklaringsdokumentationen 063-14")
    assert all(text.endswith("\N{SOFT HYPHEN}") for text in actual)
    assert len(actual) >= 6


def test_names_from_right_to_left_are_read_in_their_order_and_drawn_from_the_right() -> None:
    file = samples.opened("names")
    raw = "".join(words for shown in file.shown for words in shown.words.values())

    assert samples.HEBREW in " ".join(words for _, words in said(file))
    assert samples.ARABIC in " ".join(words for _, words in said(file))
    assert samples.HEBREW[::-1] in raw  # the glyphs, from left to right


@pytest.mark.parametrize(("name", "language"), [("letter_en", "en"), ("letter_nb", "nb")])
def test_a_letter_abroad_marks_what_is_swedish(name: str, language: str) -> None:
    file = samples.opened(name)
    swedish = [file.text(item).strip() for item in file.elements if str(item.source.get("/Lang", "")) == "sv"]

    assert str(file.pdf.Root.Lang) == language
    assert swedish == ["Näringsliv", "Regional utvecklingsdirektör"]


def test_a_word_in_another_language_inside_a_sentence_says_so() -> None:
    file = samples.page('<h1>A</h1><p>Detta är <span lang="en">letter of intent</span>.</p>')

    (span,) = file.having("Span")

    assert (file.text(span), str(span.source.Lang)) == ("letter of intent", "en")


# --- fonts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", samples.ALL)
def test_only_vendored_fonts_are_embedded(name: str) -> None:
    found = {str(font.BaseFont)[8:] for font in samples.opened(name).pdf.pages[0].obj.Resources.Font.values()}

    assert {font for font in found if not font.startswith(("Source-", "Noto-"))} == set()


def test_every_script_that_is_promised_has_its_letters() -> None:
    assert fonts.missing(samples.NAMES + "ŋŊŧŦđĐ÷×§–”’ ") == []


def test_letters_without_a_font_are_named_once_in_their_order() -> None:
    assert fonts.missing("Avtal med 你好, 你 och ᚠ") == ["你", "好", "ᚠ"]


def test_a_draft_shows_a_box_for_a_letter_without_a_font() -> None:
    file = samples.page("<h1>A</h1><p>Med 你 i</p>")

    assert said(file)[1] == ("P", "Med 你 i")
    assert [fault for fault in faults(file.content) if "missing (.notdef)" in fault]


# --- what the file says of itself ----------------------------------------------------------------------


@pytest.mark.parametrize("name", samples.TEMPLATES)
def test_the_metadata_says_the_standards_author_and_language(name: str) -> None:
    file, document = samples.opened(name), samples.TEMPLATES[name]
    keys = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part", "dc:creator", "dc:language")

    with file.pdf.open_metadata() as metadata:
        found = [metadata[key] for key in keys]

    assert found == ["2", "A", "1", ["Region Exempel"], {document.language}]


def test_a_title_is_said_in_its_language_and_kept_as_it_is_written() -> None:
    file = samples.page("<h1>A</h1>", "en", title="R&amp;D &lt;2020&gt; – §")

    titles = [row.text for row in file.xmp.iterfind(".//dc:title/rdf:Alt/rdf:li", NS)]

    assert titles == ["R&D <2020> – §"] * 2
    assert str(file.pdf.docinfo.Title) == "R&D <2020> – §"
    assert faults(file.content) == []


def test_colours_are_those_of_the_srgb_profile_that_lies_in_the_file() -> None:
    (intent,) = samples.opened("decision").pdf.Root.OutputIntents
    profile = intent.DestOutputProfile.read_bytes()

    assert str(intent.S) == "/GTS_PDFA1"
    assert "sRGB" in str(intent.OutputConditionIdentifier)
    assert profile[12:20] == b"mntrRGB "
    assert profile[36:40] == b"acsp"
