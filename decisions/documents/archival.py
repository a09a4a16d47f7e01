"""The archive's last hand on a PDF: bytes in, bytes out, the same for the same.

WeasyPrint draws the pages. Here the file gets what the archive (PDF/A-2a, ISO 19005-2) and the reader with a
screen reader (PDF/UA-1, ISO 14289-1) both ask for: a tag tree, metadata that says so, links that say where
they lead.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

import pikepdf
import weasyprint
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from decisions.documents.pieces import Page
from decisions.documents.tagging import Annotation, Mark, Node, tree

_MARKED = re.compile(rb"/(?:Span|Figure)\n<</MCID (\d+)>>\nBDC\n(.*?)EMC", re.DOTALL)
_FONT = re.compile(rb"/(\w+) ([\d.]+) Tf")
_GLYPH = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>\n")
_SPACE = re.compile(rb"<([0-9a-f]{4})> <0020>")
_DECORATION = b"/Artifact\n<</Type /Pagination>>\nBDC\n%sEMC"
_PRODUCER = f"Delegat med WeasyPrint {weasyprint.__version__}"
# One rdf:RDF: a second one is lost to those who read or sign the file.
_XMP = (Path(__file__).parent / "archival.xmp").read_text("utf-8")
_PRINTED = 4  # the flag of an annotation that is printed and not hidden


def finish(content: bytes, html: Element, pages: Sequence[Page]) -> bytes:
    """WeasyPrint's PDF/A-2a as PDF/A-2a and PDF/UA-1 too; `html` and `pages` are what it was drawn from."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tags = tree(html, pages, _mcids(pdf))
        fonts: Any = pdf.pages[0].Resources.Font  # one dictionary for all pages
        for font in fonts.values():
            _mend_characters(font)
        _Writer(pdf).write(tags)
        _describe(pdf, _identifier(html))
        out = io.BytesIO()
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            min_version="1.7",
        )
    return out.getvalue()


def _mcids(pdf: Pdf) -> list[list[int]]:
    """The numbers of each page's marked content, in the order of WeasyPrint's tag tree."""
    numbers: dict[tuple[int, int], list[int]] = {page.obj.objgen: [] for page in pdf.pages}

    def below(node: Any) -> None:
        for kid in node.K.as_list():
            if isinstance(kid, int):
                numbers[node.Pg.objgen].append(kid)
            elif "/S" in kid:
                below(kid)

    for top in pdf.Root.StructTreeRoot.K.as_list():
        below(top)
    return list(numbers.values())


def _mend_characters(font: Any) -> None:
    """What each glyph is read as, where WeasyPrint's first use of it misleads.

    Of a letter and a mark that stands apart, the letter says nothing and the mark says both. A hyphen that
    parts a word between two lines is the same glyph as any other.
    """
    words = _GLYPH.findall(font.ToUnicode.read_bytes())
    read = {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in words}
    wrong = [glyph for glyph, text in read.items() if not text or (len(text) > 1 and _has_mark(text))]
    if wrong:
        descriptor = font.DescendantFonts[0].FontDescriptor
        with TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()), lazy=True) as program:
            letters = {program.getGlyphID(name): chr(code) for code, name in program.getBestCmap().items()}
        read |= {glyph: letters.get(glyph, read[glyph]) or "\N{ZERO WIDTH SPACE}" for glyph in wrong}
    hyphens = {glyph: "-" for glyph, text in read.items() if text == "\N{HYPHEN}"}
    if not wrong and not hyphens:
        return
    read |= hyphens

    def row(match: re.Match[bytes]) -> bytes:
        return b"<%s> <%s>\n" % (match[1], read[int(match[1], 16)].encode("utf-16-be").hex().encode())

    font.ToUnicode.write(_GLYPH.sub(row, font.ToUnicode.read_bytes()))


def _has_mark(text: str) -> bool:
    return any(unicodedata.combining(letter) for letter in text)


class _Writer:
    """Writes a tag tree in place of WeasyPrint's, and numbers the marked content of each page anew."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.marked: list[dict[Mark, Object]] = [{} for _ in pdf.pages]  # each page's, with their elements
        self.annotated: list[Object] = []  # the element of each annotation
        self.named: dict[str, Object] = {}

    def write(self, tags: Node) -> None:
        self.root.K = Array([self._element(tags, self.root)])
        spaces = _spaces(self.pdf)
        for page, marked in zip(self.pdf.pages, self.marked, strict=True):
            page.Contents.write(_renumbered(page.Contents.read_bytes(), list(marked), spaces))
        rows = [self.pdf.make_indirect(Array(list(marked.values()))) for marked in self.marked]
        entries = [*rows, *self.annotated]
        self.root.ParentTree = self.pdf.make_indirect(
            Dictionary(Nums=Array([part for row in enumerate(entries) for part in row]))
        )
        self.root.ParentTreeNextKey = len(entries)
        if self.named:
            names = [part for name, element in sorted(self.named.items()) for part in (String(name), element)]
            self.root.IDTree = self.pdf.make_indirect(Dictionary(Names=Array(names)))
        self.pdf.Root.StructTreeRoot = self.root

    def _element(self, node: Node, parent: Object) -> Object:
        element = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + node.role), P=parent))
        texts = {"Lang": node.language, "Alt": node.alt, "ActualText": node.actual, "ID": node.name}
        for key, text in texts.items():
            if text:
                element[Name("/" + key)] = String(text)
        if node.name:
            self.named[node.name] = element
        if node.attributes:
            element.A = Dictionary({"/" + key: _value(value) for key, value in node.attributes.items()})
        first = next((kid.page for kid in node.kids if isinstance(kid, Mark)), None)
        if first is not None:
            element.Pg = self.pdf.pages[first].obj
        element.K = Array([self._kid(kid, element, first) for kid in node.kids])
        return element

    def _kid(self, kid: Node | Mark | Annotation, element: Object, first: int | None) -> Object | int:
        if isinstance(kid, Node):
            return self._element(kid, element)
        page = self.pdf.pages[kid.page].obj
        if isinstance(kid, Annotation):
            annotation = self.pdf.get_object(kid.number, 0)
            annotation.F, annotation.Contents = _PRINTED, String(kid.says)
            annotation.StructParent = len(self.pdf.pages) + len(self.annotated)
            self.annotated.append(element)
            return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)
        number = len(self.marked[kid.page])
        self.marked[kid.page][kid] = element
        return number if kid.page == first else Dictionary(Type=Name.MCR, Pg=page, MCID=number)


def _spaces(pdf: Pdf) -> dict[bytes, bytes]:
    """The glyph of the space in each font that has one, by the font's name on the pages."""
    fonts: Any = pdf.pages[0].Resources.Font
    found = {name: _SPACE.search(font.ToUnicode.read_bytes()) for name, font in fonts.items()}
    return {name[1:].encode(): match[1] for name, match in sorted(found.items()) if match}


def _renumbered(content: bytes, marks: list[Mark], spaces: dict[bytes, bytes]) -> bytes:
    """The page with its marked content numbered anew; what is not among the marks is decoration."""
    numbers = {mark.mcid: (number, mark) for number, mark in enumerate(marks)}

    def mark(match: re.Match[bytes]) -> bytes:
        old, drawn = int(match[1]), match[2]
        if old not in numbers:
            return _DECORATION % drawn
        number, mark = numbers[old]
        if mark.lost_space:
            drawn = _with_space(drawn, spaces)
        return b"/Span\n<</MCID %d>>\nBDC\n%sEMC" % (number, drawn)

    return _MARKED.sub(mark, content)


def _with_space(drawn: bytes, spaces: dict[bytes, bytes]) -> bytes:
    """The words with the space after them, which parts them from the next line's (ISO 32000-1, 14.8.2.5)."""
    *_, (font, size) = _FONT.findall(drawn)
    font = font if font in spaces else next(iter(spaces), b"")
    if not font:
        return drawn
    words, rest = drawn.rsplit(b"ET\n", 1)
    return b"%s/%s %s Tf\n[<%s>] TJ\nET\n%s" % (words, font, size, spaces[font], rest)


def _value(value: str | int | Sequence[str] | Sequence[float]) -> Any:
    """An attribute as the PDF has it: a word is a name, a list one of numbers or of cells' names."""
    if isinstance(value, str):
        return Name("/" + value)
    if isinstance(value, int):
        return value
    return Array([String(item) if isinstance(item, str) else Decimal(str(item)) for item in value])


def _identifier(html: Element) -> str:
    """The verification code, as the page's head has it; decisions/verification.py finds it in the file."""
    found = html.find(".//meta[@name='dcterms.identifier']")
    return found.get("content", "") if found is not None else ""


def _describe(pdf: Pdf, identifier: str) -> None:
    """Metadata, once for people's readers (Info) and once for machines (XMP), saying the same."""
    title, author, language = (str(text) for text in (pdf.docinfo.Title, pdf.docinfo.Author, pdf.Root.Lang))
    pdf.docinfo = pdf.make_indirect(Dictionary(Title=title, Author=author, Producer=_PRODUCER))
    words = {"title": title, "author": author, "language": language, "producer": _PRODUCER}
    words = {key: escape(word) for key, word in words.items()}
    named = f"\n      <dc:identifier>{escape(identifier)}</dc:identifier>" if identifier else ""
    xmp = _XMP.format(**words, identifier=named)
    pdf.Root.Metadata = pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
