"""A workbook that could harm whoever opens it is refused, in words, before it is read."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from delegation import formats, sheets
from delegation.sheets import opening

SHEET = "xl/worksheets/sheet3.xml"  # Punkter
END = b"</sheetData>"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = f"{RELATIONS}/sharedStrings"
STRINGS = f'<Relationship Id="strings" Type="{KIND}" Target="sharedStrings.xml"/></Relationships>'
STRINGS_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def template(
    part: str = "", old: bytes = b"", new: bytes = b"", added: dict[str, bytes] | None = None
) -> bytes:
    """The template with `old` replaced in one part, and with other parts added."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheets.template())) as source,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            written = source.read(name)
            if name == part:
                assert old in written
                written = written.replace(old, new, 1)
            target.writestr(name, written)
        for name, written in (added or {}).items():
            target.writestr(name, written)
    return content.getvalue()


def adding(part: str, content: bytes) -> bytes:
    return template(added={part: content})


def cell(place: str, inner: bytes) -> bytes:
    row = "".join(letter for letter in place if letter.isdigit())
    return f'<row r="{row}"><c r="{place}" t="inlineStr">'.encode() + inner + b"</c></row>" + END


ENTITY = b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'
CELLS = b"<c/>" * 150_001
SAME = f'<sheet xmlns:r="{RELATIONS}" name="A" sheetId="99" r:id="rId1"/>'.encode()
LAUGHS = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet'
HOSTILE = {
    "no workbook": (b"hej", "filen är inget helt kalkylblad"),
    "an empty package": (b"PK\x05\x06" + b"\0" * 18, "filen är inget helt kalkylblad"),
    "half a workbook": (sheets.template()[:5000], "filen är inget helt kalkylblad"),
    "an old or locked one": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "det gamla formatet .xls eller har lösenord"),
    "too large": (b"PK" + b"\0" * 5 * 1024 * 1024, "filen är större än 5 MB"),
    "a zip bomb": (adding("xl/media/a", b"\0" * 20 * 1024 * 1024), "packas upp till mer än den får"),
    "too many parts": (
        template(added={f"part{n}": b"" for n in range(300)}),
        "packas upp till mer än den får",
    ),
    "an external entity": (template(SHEET, b"<worksheet", ENTITY), "filen har en dokumenttyp"),
    "many laughs": (template(SHEET, b"<worksheet", LAUGHS), "filen har en dokumenttyp"),
    "an entity in a part by another name": (
        adding("xl/a", b"\xef\xbb\xbf" + LAUGHS + b"/>"),
        "en dokumenttyp",
    ),
    "an entity in UTF-16": (adding("xl/b", f"{LAUGHS.decode()}/>".encode("utf-16")), "en dokumenttyp"),
    "other workbooks": (adding("xl/externalLinks/a", b"<x/>"), "filen har länkar till andra arbetsböcker"),
    "macros": (adding("xl/vbaProject.bin", b"x"), "filen har makron"),
    "connections": (adding("xl/connections.xml", b"<x/>"), "filen har dataanslutningar"),
    "a far column": (
        template(SHEET, END, cell("XFD9", b"<is><t>x</t></is>")),
        "cellen XFD9 ligger för långt ut",
    ),
    "a far row": (template(SHEET, END, cell("A20001", b"<is><t>x</t></is>")), "cellen A20001 ligger för"),
    "too many cells": (template(SHEET, END, cell("A9", b"</c>" + CELLS + b"<c>")), "för många celler"),
    "too many cells in parts that each have few": (
        template(added={f"xl/part{n}.xml": b"<r>" + CELLS[: 4 * 50_001] + b"</r>" for n in range(3)}),
        "för många celler",
    ),
    "too many elements": (adding("xl/c.xml", b"<r>" + b"<si/>" * 600_000 + b"</r>"), "för många delar"),
    "a sheet under two names": (
        template("xl/workbook.xml", b"</sheets>", SAME + b"</sheets>"),
        "två blad har samma innehåll",
    ),
    "broken XML": (template("xl/workbook.xml", b"</workbook>", b""), "delen xl/workbook.xml är skadad"),
    "a text that is not there": (
        template(SHEET, END, b'<row><c t="s"><v>9</v></c></row>' + END),
        "inget helt",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_broken_workbook_is_refused(what: str) -> None:
    content, words = HOSTILE[what]

    with pytest.raises(formats.FormatError) as caught:
        sheets.read(content, "ordning.xlsx")

    assert words in str(caught.value)
    assert str(caught.value).startswith("ordning.xlsx: ")


def test_an_order_of_five_thousand_points_in_thirty_columns_has_room() -> None:
    row = b"<row>" + b'<c t="inlineStr"><is><t>x</t></is></c>' * 29 + b"</row>"

    rows = opening.cells(template(SHEET, END, row * 5_000 + END), "ordning.xlsx")["Punkter"]

    assert [len(cells) for cells in rows[-5_000:]] == [29] * 5_000


def test_empty_cells_far_out_do_no_harm() -> None:
    source = sheets.read(template(SHEET, END, cell("XFD1000000", b"")), "ordning.xlsx")

    assert [point["number"] for point in source.data["points"]] == ["1.1"]


def as_excel_saves_it(content: bytes) -> bytes:
    """The same workbook with its texts in a table of their own, some of them in pieces of different style."""
    texts: list[str] = []

    def moved(match: re.Match[str]) -> str:
        texts.append(match[2].replace("<t>", "<r><rPr><b/></rPr><t>").replace("</t>", "</t></r>"))
        return f'<c{match[1]} t="s"><v>{len(texts) - 1}</v></c>'

    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(saved, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode()
            if name.startswith("xl/worksheets/"):
                part = re.sub(r'<c([^>]*) t="inlineStr"><is>(.*?)</is></c>', moved, part, flags=re.DOTALL)
            part = part.replace("</Relationships>", STRINGS) if name == "xl/_rels/workbook.xml.rels" else part
            part = part.replace("</Types>", STRINGS_TYPE) if name == "[Content_Types].xml" else part
            target.writestr(name, part)
        table = "".join(f"<si>{text}</si>" for text in texts)
        target.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{table}</sst>')
    assert len(texts) > 200
    return saved.getvalue()


def test_a_workbook_that_excel_has_saved_is_read_the_same() -> None:
    saved = as_excel_saves_it(sheets.template())

    assert sheets.read(saved, "mall.xlsx").data == sheets.read(sheets.template(), "mall.xlsx").data
