"""A PDF as its faults are looked for (pdf_checks.py): its tag tree, and what its pages draw."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.etree import ElementTree

import pikepdf
from pikepdf import Array, Dictionary, Pdf

# Operators that put something on the page.
DRAWS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "EI", "Tj", "TJ", "'", '"'}


@dataclass(eq=False)
class Element:
    """A node of the tag tree, with what a check wants to know of it."""

    source: Any
    role: str
    parent: Element | None
    kids: list[Element] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)  # page and number
    objects: list[Any] = field(default_factory=list)  # annotations

    @property
    def attributes(self) -> dict[str, Any]:
        return {key[1:]: value for key, value in self.source.get("/A", Dictionary()).items()}

    def below(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            yield from kid.below()


@dataclass(frozen=True)
class Shown:
    """What a page draws: numbers of its tagged pieces, glyphs by font, and what is wrong with it."""

    marks: tuple[int, ...]
    glyphs: dict[str, set[int]]
    faults: tuple[str, ...]


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
                element.marks.append((self.pages[source.Pg.objgen], kid))
            elif kid.get("/Type") == "/MCR":
                element.marks.append((self.pages[kid.get("/Pg", source.get("/Pg")).objgen], int(kid.MCID)))
            elif kid.get("/Type") == "/OBJR":
                element.objects.append(kid.Obj)
            else:
                element.kids.append(self._element(kid, str(kid.S)[1:], element))
        return element

    @cached_property
    def elements(self) -> list[Element]:
        return list(self.root.below())[1:]

    def having(self, role: str) -> list[Element]:
        return [element for element in self.elements if element.role == role]

    @cached_property
    def shown(self) -> list[Shown]:
        return [_shown(page) for page in self.pdf.pages]

    @cached_property
    def xmp(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.pdf.Root.Metadata.read_bytes())

    @cached_property
    def parents(self) -> dict[int, Any]:
        """The parent tree: elements by the key of a page or an annotation."""
        return dict(pikepdf.NumberTree(self.pdf.Root.StructTreeRoot.ParentTree).items())


def _shown(page: Any) -> Shown:
    found: list[int] = []
    glyphs: dict[str, set[int]] = {}
    wrong: list[str] = []
    depth: list[str] = []  # what is open: a number's role or Artifact
    fonts_before: list[str] = []
    font = ""
    instructions: Any = pikepdf.parse_content_stream(page)
    for operands, operator in instructions:
        match str(operator):
            case "BDC" | "BMC":
                if depth:
                    wrong.append(f"{operands[0]} stands in {depth[-1]}")
                depth.append(str(operands[0]))
                if depth[-1] != "/Artifact":
                    found.append(int(operands[1].MCID))
            case "EMC":
                depth.pop()
            case "q":
                fonts_before.append(font)
            case "Q":
                font = fonts_before.pop()
            case "Tf":
                font = str(operands[0])
            case "k" | "K":
                wrong.append("a colour is CMYK")
        if str(operator) in DRAWS and not depth:
            wrong.append(f"{operator} draws what is neither tagged nor decoration")
        if str(operator) in ("Tj", "TJ"):
            texts = operands[0] if str(operator) == "TJ" else operands
            codes = b"".join(bytes(text) for text in texts if isinstance(text, pikepdf.String))
            pairs = zip(codes[::2], codes[1::2], strict=True)
            glyphs.setdefault(font, set()).update(256 * high + low for high, low in pairs)
    return Shown(tuple(found), glyphs, tuple(dict.fromkeys(wrong)))
