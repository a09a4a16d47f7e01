"""What was drawn on each page, and from which element of the HTML.

WeasyPrint's own tag tree says what a piece of text is, not which element it comes from: the halves of a
paragraph that a page parts become two, a repeated table heading becomes a second one, and languages are lost.
Its boxes know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

_POINTS = 0.75  # in a CSS pixel
_SPACES = re.compile(r"[ \t\r\n\f]+")
# Words of these stand in the line of what is around them.
_IN_LINE = {"a", "abbr", "b", "br", "em", "i", "small", "span", "strong", "sub", "sup", "time"}
_HYPHEN, SOFT_HYPHEN = "\N{HYPHEN}", "\N{SOFT HYPHEN}"


@dataclass(eq=False, slots=True)
class Piece:
    """One stretch of marked content: the words of an element on one line, a list's marker, or an image."""

    element: Element
    text: str = ""
    is_marker: bool = False
    area: tuple[float, ...] = ()  # of an image: left, bottom, right, top, in points
    lost_space: bool = False  # a space follows in the HTML that is not drawn, as at the end of a line

    @property
    def is_blank(self) -> bool:
        """Is nothing drawn? A line of spaces alone is not, nor what stands in an empty list item."""
        return not (self.area or self.text.replace("\N{ZERO WIDTH SPACE}", "").strip())


@dataclass(frozen=True, slots=True)
class Link:
    """The area on a page that leads on, as the number of its annotation in the file."""

    element: Element
    number: int


@dataclass(frozen=True)
class Page:
    """What is drawn on a page, in the order in which it is read."""

    pieces: tuple[Piece, ...]
    links: tuple[Link, ...]


def of(document: Any, html: Element) -> list[tuple[Piece, ...]]:
    """What is on each page of a WeasyPrint document that is laid out and not yet written.

    Its boxes are made nameless, which WeasyPrint's tagger alone minds: its tree then has every piece in the
    order of the boxes. With their names it moves lists and wraps items, not always in the same way.
    """
    pages = [tuple(_pieces(page)) for page in document.pages]
    for page in document.pages:
        for box in _within(page._page_box):
            box.element_tag = "div"
    _find_lost_spaces([piece for page in pages for piece in page], html)
    return pages


def written(pages: list[tuple[Piece, ...]], document: Any) -> list[Page]:
    """The same with their links, which have their numbers when the document has been written."""
    linked = [[box for box in _within(page._page_box) if box.link_annotation] for page in document.pages]
    return [
        Page(page, tuple(Link(box.element, box.link_annotation.number) for box in found))
        for page, found in zip(pages, linked, strict=True)
    ]


def _pieces(page: Any) -> Iterator[Piece]:
    for box in _within(page._page_box):
        if isinstance(box, boxes.TextBox):
            yield Piece(box.element, _as_read(box), box.element_tag.endswith("::marker"))
        elif isinstance(box, boxes.ReplacedBox):
            left, top = box.content_box_x(), page.height - box.content_box_y()
            sides = (left, top - box.height, left + box.width, top)
            yield Piece(box.element, area=tuple(round(side * _POINTS, 2) for side in sides))


def _within(box: Any) -> Iterator[Any]:
    """The boxes in a box, in the order of the HTML; those of a page's margins are left out."""
    for child in getattr(box, "children", ()):
        found = child._box if isinstance(child, AbsolutePlaceholder) else child
        if not isinstance(found, boxes.MarginBox):
            yield found
            yield from _within(found)


def _as_read(box: Any) -> str:
    """The words of a line. The hyphen that parts a word between two lines is no part of it."""
    text: str = box.text
    if not text.endswith(_HYPHEN) or _HYPHEN in "".join(box.element.itertext()):
        return text
    return text[:-1] + SOFT_HYPHEN


def _find_lost_spaces(pieces: list[Piece], html: Element) -> None:
    """Follow the pieces through the words of their blocks, and note where the line has swallowed a space."""
    parents = {child: parent for parent in html.iter() for child in parent}
    words: dict[Element, str] = {}
    places: dict[Element, int] = {}
    before: dict[Element, Piece] = {}
    for piece in pieces:
        block = piece.element
        while block.tag in _IN_LINE:
            block = parents[block]
        if block not in words:
            words[block] = _SPACES.sub(" ", _words(block)).casefold()
        text = piece.text.removesuffix(SOFT_HYPHEN).casefold()
        start = words[block].find(text, places.get(block, 0))
        if piece.is_marker or piece.is_blank or start < 0:
            continue
        places[block] = end = start + len(text)
        piece.lost_space = words[block][end : end + 1].isspace()
        if block in before and text[:1].isspace():
            before[block].lost_space = False
        before[block] = piece


def _words(element: Element) -> str:
    inner = "".join(_words(child) + (child.tail or "") for child in element)
    return " " if element.tag == "br" else (element.text or "") + inner
