"""A PDF as its faults are looked for (pdf_checks.py): its tag tree, and what its pages draw."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pikepdf
from pikepdf import Array, Dictionary, Pdf

# Operators that put something on the page.
DRAWS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "EI", "Tj", "TJ", "'", '"'}

DEEPEST = 28  # graphics states in each other (ISO 19005-2, 6.1.13)


class Mark(NamedTuple):
    page: int
    mcid: int


@dataclass(eq=False)
class Element:
    """A node of the tag tree, with what a check wants to know of it."""

    source: Any
    role: str
    parent: Element | None
    content: list[Element | Mark | pikepdf.Object] = field(default_factory=list)  # objects are annotations

    @property
    def kids(self) -> list[Element]:
        return [item for item in self.content if isinstance(item, Element)]

    @property
    def marks(self) -> list[Mark]:
        return [item for item in self.content if isinstance(item, Mark)]

    @property
    def objects(self) -> list[pikepdf.Object]:
        return [item for item in self.content if isinstance(item, pikepdf.Object)]

    @property
    def attributes(self) -> dict[str, Any]:
        return {key[1:]: value for key, value in self.source.get("/A", Dictionary()).items()}

    def below(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            yield from kid.below()


class Shown:
    """What a page draws: numbers of its tagged pieces with their words, glyphs by font, and what is wrong."""

    def __init__(self, page: Any) -> None:
        self.marks: list[int] = []
        self.words: dict[int, str] = {}
        self.glyphs: dict[str, set[int]] = {}
        self.faults: list[str] = []
        self._read = {name: unicode_of(font) for name, font in page.obj.Resources.Font.items()}
        self._open: list[str] = []  # marked content, as Span or Artifact
        self._fonts = [""]  # the one at hand last, those of outer states before it
        instructions: Any = pikepdf.parse_content_stream(page)
        for operands, operator in instructions:
            self._do(str(operator), operands)

    def _do(self, operator: str, operands: Any) -> None:
        if operator in DRAWS and not self._open:
            self.faults.append(f"{operator} draws what is neither tagged nor decoration")
        match operator:
            case "BDC" | "BMC":
                self._begin(*operands)
            case "EMC":
                self._open.pop()
            case "q":
                self._fonts.append(self._fonts[-1])
                if len(self._fonts) > DEEPEST + 1:
                    self.faults.append(f"graphics states stand in each other deeper than {DEEPEST}")
            case "Q":
                self._fonts.pop()
            case "Tf":
                self._fonts[-1] = str(operands[0])
            case "Tj":
                self._show(operands)
            case "TJ":
                self._show(operands[0])
            case "k" | "K":
                self.faults.append("a colour is CMYK")

    def _begin(self, tag: Any, properties: Any = None) -> None:
        if self._open:
            self.faults.append(f"{tag} stands in {self._open[-1]}")
        self._open.append(str(tag))
        if str(tag) != "/Artifact":
            self.marks.append(int(properties.MCID))
            self.words[self.marks[-1]] = ""

    def _show(self, texts: Any) -> None:
        codes = b"".join(bytes(text) for text in texts if isinstance(text, pikepdf.String))
        glyphs = [256 * high + low for high, low in zip(codes[::2], codes[1::2], strict=True)]
        font = self._fonts[-1]
        self.glyphs.setdefault(font, set()).update(glyphs)
        if self._open and self._open[-1] != "/Artifact":
            self.words[self.marks[-1]] += "".join(self._read[font].get(glyph, "") for glyph in glyphs)


class File:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.pdf: Pdf = pikepdf.open(io.BytesIO(content))
        self.pages = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}

    @cached_property
    def root(self) -> Element:
        tree = self.pdf.Root.StructTreeRoot
        return self._element(tree, "StructTreeRoot", None)

    def _element(self, source: Any, role: str, parent: Element | None) -> Element:
        element = Element(source, role, parent)
        kids = source.get("/K", Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                element.content.append(Mark(self.pages[source.Pg.objgen], kid))
            elif kid.get("/Type") == "/MCR":
                page = kid.get("/Pg", source.get("/Pg"))
                element.content.append(Mark(self.pages[page.objgen], int(kid.MCID)))
            elif kid.get("/Type") == "/OBJR":
                element.content.append(kid.Obj)
            else:
                element.content.append(self._element(kid, str(kid.S)[1:], element))
        return element

    @cached_property
    def elements(self) -> list[Element]:
        return list(self.root.below())[1:]

    def having(self, role: str) -> list[Element]:
        return [element for element in self.elements if element.role == role]

    @cached_property
    def shown(self) -> list[Shown]:
        return [Shown(page) for page in self.pdf.pages]

    def text(self, item: Element | Mark | pikepdf.Object) -> str:
        """What is read of a tag or a piece, with its own spaces and no soft hyphens."""
        if isinstance(item, Mark):
            return self.shown[item.page].words[item.mcid]
        if not isinstance(item, Element):
            return ""
        read = str(item.source.get("/ActualText", "")) or "".join(map(self.text, item.content))
        return read.replace("\N{SOFT HYPHEN}", "")

    @cached_property
    def xmp(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.pdf.Root.Metadata.read_bytes())

    @cached_property
    def parents(self) -> dict[int, Any]:
        """The parent tree: elements by the key of a page or an annotation."""
        return dict(pikepdf.NumberTree(self.pdf.Root.StructTreeRoot.ParentTree).items())


def unicode_of(font: Any) -> dict[int, str]:
    """What each glyph of a font is read as (ToUnicode)."""
    rows = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]*)>\n", font.ToUnicode.read_bytes() + b"\n")
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in rows}
