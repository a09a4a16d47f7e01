"""The checker of PDFs notices what it says it does: a good file is broken in one way at a time."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.decisions import samples
from tests.pdf_checks import faults
from tests.pdf_file import File

_SECOND_RDF = b"</rdf:RDF><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"
_NO_WAY_BACK = Array([0, Array()])
BODY = (
    "<h1>Prov med ord</h1><p>Ett stycke med <a href='https://example.org'>en länk</a>.</p>"
    "<ul><li>En punkt</li></ul><h2>Tabell</h2>"
    "<table><thead><tr><th>År</th><th>Kr</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    "<p><img src='static:documents/draft.svg' width='90' alt='Ett vapen'></p>"
)


@pytest.fixture(scope="module")
def good() -> bytes:
    return samples.page(BODY).content


def broken(content: bytes, change: Callable[[Pdf], object]) -> list[str]:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(out, deterministic_id=True)
    return faults(out.getvalue())


def tag(pdf: Pdf, role: str) -> Any:
    """The first element of a role."""
    return next(item for item in _tags(pdf.Root.StructTreeRoot.K[0]) if f"/{role}" == item.S)


def _tags(node: Any) -> list[Any]:
    found = [node]
    for kid in node.K:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += _tags(kid)
    return found


def rewrite(pdf: Pdf, old: bytes, new: bytes, stream: str = "Contents") -> None:
    source = pdf.pages[0].Contents if stream == "Contents" else pdf.Root.Metadata
    content = source.read_bytes()
    assert old in content
    source.write(content.replace(old, new, 1))


def font(pdf: Pdf) -> Any:
    return next(iter(pdf.pages[0].Resources.Font.values()))


def put(thing: Any, key: str, value: Any) -> None:
    thing[Name(key)] = value


def drop(thing: Any, key: str) -> None:
    del thing[Name(key)]


def link(pdf: Pdf) -> Any:
    return pdf.pages[0].Annots[0]


BREAKS: dict[str, tuple[Callable[[Pdf], object], str]] = {
    "language": (lambda pdf: drop(pdf.Root, "/Lang"), "no language"),
    "marked": (lambda pdf: drop(pdf.Root, "/MarkInfo"), "does not say that it is tagged"),
    "title shown": (lambda pdf: drop(pdf.Root, "/ViewerPreferences"), "title is not displayed"),
    "intent": (lambda pdf: drop(pdf.Root, "/OutputIntents"), "not one output intent"),
    "action": (lambda pdf: put(pdf.Root, "/OpenAction", Dictionary(S=Name.JavaScript)), "/OpenAction"),
    "script": (lambda pdf: put(link(pdf), "/A", Dictionary(S=Name.JavaScript)), "a Link does /JavaScript"),
    "archive": (lambda pdf: rewrite(pdf, b">A<", b">B<", "Metadata"), "not say PDF/A-2a"),
    "readers": (lambda pdf: rewrite(pdf, b"pdfuaid:part>1", b"pdfuaid:part>2", "Metadata"), "PDF/UA-1"),
    "what ua is": (lambda pdf: rewrite(pdf, b">pdfuaid<", b">other<", "Metadata"), "what that word means"),
    "two rdf": (lambda pdf: rewrite(pdf, b"</rdf:RDF>", _SECOND_RDF, "Metadata"), "not one rdf:RDF"),
    "title": (lambda pdf: put(pdf.docinfo, "/Title", String("Annan")), "differ in /Title"),
    "author": (lambda pdf: drop(pdf.docinfo, "/Author"), "differ in /Author"),
    "bookmarks": (lambda pdf: drop(pdf.Root, "/Outlines"), "no bookmarks"),
    "role": (lambda pdf: put(tag(pdf, "P"), "/S", Name.Paragraph), "no standard role"),
    "place": (lambda pdf: put(tag(pdf, "LI"), "/S", Name.P), "may not stand there"),
    "parent": (lambda pdf: put(tag(pdf, "P"), "/P", tag(pdf, "L")), "points to another parent"),
    "empty": (lambda pdf: put(tag(pdf, "P"), "/K", Array()), "is empty"),
    "words in a list": (lambda pdf: put(tag(pdf, "Lbl"), "/S", Name.LI), "may not stand there"),
    "first heading": (lambda pdf: put(tag(pdf, "H1"), "/S", Name.H2), "not one H1 first"),
    "heading": (lambda pdf: put(tag(pdf, "H2"), "/S", Name.H3), "skips a level"),
    "figure": (lambda pdf: drop(tag(pdf, "Figure"), "/Alt"), "no alternative text"),
    "figure's box": (lambda pdf: drop(tag(pdf, "Figure"), "/A"), "no box"),
    "numbering": (lambda pdf: drop(tag(pdf, "L"), "/A"), "does not say which they are"),
    "scope": (lambda pdf: drop(tag(pdf, "TH").A, "/Scope"), "no scope"),
    "names": (lambda pdf: drop(pdf.Root.StructTreeRoot, "/IDTree"), "not found by its name"),
    "headings": (lambda pdf: drop(tag(pdf, "TD").A, "/Headers"), "a cell has no headings"),
    "width": (lambda pdf: put(tag(pdf, "TD").A, "/ColSpan", 2), "differ in width"),
    "untagged": (
        lambda pdf: rewrite(pdf, b"/Span\n<</MCID 1>>\nBDC", b"/Artifact\nBMC"),
        "differ in 1 pieces",
    ),
    "twice": (lambda pdf: rewrite(pdf, b"<</MCID 1>>", b"<</MCID 0>>"), "numbered twice"),
    "outside": (lambda pdf: rewrite(pdf, b"q\n", b"q\n0 0 9 9 re\nf\n"), "neither tagged nor decoration"),
    "within": (
        lambda pdf: rewrite(pdf, b"<</MCID 1>>\nBDC", b"<</MCID 1>>\nBDC\n/Artifact\nBMC\nEMC"),
        "/Artifact stands in /Span",
    ),
    "colour": (lambda pdf: rewrite(pdf, b"q\n", b"q\n0 0 0 1 k\n"), "CMYK"),
    "way back": (
        lambda pdf: put(pdf.Root.StructTreeRoot.ParentTree, "/Nums", Array([0, Array()])),
        "lead back",
    ),
    "tabs": (lambda pdf: drop(pdf.pages[0], "/Tabs"), "tabs do not follow"),
    "link says": (lambda pdf: drop(link(pdf), "/Contents"), "a Link says nothing"),
    "link hidden": (lambda pdf: put(link(pdf), "/F", 2), "is hidden"),
    "link untagged": (lambda pdf: put(tag(pdf, "Link"), "/K", Array([0])), "a Link is not in the tag tree"),
    "font": (lambda pdf: drop(font(pdf).DescendantFonts[0].FontDescriptor, "/FontFile2"), "is not embedded"),
    "missing": (lambda pdf: put(font(pdf), "/Encoding", Name("/WP")), ".notdef"),
    "letters": (lambda pdf: font(pdf).ToUnicode.write(b""), "has no character"),
    "widths": (lambda pdf: drop(font(pdf).DescendantFonts[0], "/W"), "wide and says"),
}


def test_a_good_file_has_no_fault(good: bytes) -> None:
    assert faults(good) == []
    assert {"Link", "LBody", "TH", "TD", "Figure"} <= {element.role for element in File(good).elements}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_file_has_its_fault(name: str, good: bytes) -> None:
    change, words = BREAKS[name]

    found = broken(good, change)

    assert [fault for fault in found if words in fault], found
