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
_BLANK = " \N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}"
_SPACES = re.compile(r"[ \t\r\n\f]+")
# Words of these stand in the line of what is around them.
_IN_LINE = {"a", "abbr", "b", "br", "em", "i", "small", "span", "strong", "sub", "sup", "time"}
_WITHIN_ITEM = {"LI": "LBody", "LBody": "NonStruct"}
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
        return not (self.area or self.text.strip(_BLANK))


@dataclass(frozen=True, slots=True)
class Link:
    """The area on a page that leads on, as the number of its annotation in the file."""

    element: Element
    number: int


@dataclass(frozen=True)
class Page:
    """Pieces as they are read, and the same in the order of WeasyPrint's tag tree."""

    pieces: tuple[Piece, ...]
    as_tagged: tuple[Piece, ...]
    links: tuple[Link, ...]


def of(document: Any, html: Element) -> list[Page]:
    """The pages of a WeasyPrint document that has been written, so that its links have numbers."""
    pages = [_Walk(page).page() for page in document.pages]
    _find_lost_spaces([piece for page in pages for piece in page.pieces], html)
    return pages


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
        piece.lost_space = words[block][end : end + 1] == " "
        if block in before and text.startswith(" "):
            before[block].lost_space = False
        before[block] = piece


def _words(element: Element) -> str:
    inner = "".join(_words(child) + (child.tail or "") for child in element)
    return " " if element.tag == "br" else (element.text or "") + inner


class _Walk:
    def __init__(self, page: Any) -> None:
        self.height = page.height
        self.root = page._page_box
        self.pieces: list[Piece] = []
        self.links: list[Link] = []

    def page(self) -> Page:
        as_tagged = self._below(self.root, "")
        return Page(tuple(self.pieces), tuple(as_tagged), tuple(self.links))

    def _below(self, box: Any, parent: str) -> list[Piece]:
        """Pieces in the order of WeasyPrint's tree: there, a list inside an item comes after the item."""
        role = _item_role(box, parent)
        own, after = [], []
        if box.link_annotation:
            self.links.append(Link(box.element, box.link_annotation.number))
        for child in _children(box):
            if isinstance(child, boxes.TextBox | boxes.ReplacedBox):
                own.append(self._piece(child))
            elif role == "LI" and child.element_tag in ("ul", "ol"):
                after += self._below(child, parent)
            else:
                own += self._below(child, role)
        return own + after

    def _piece(self, box: Any) -> Piece:
        if isinstance(box, boxes.TextBox):
            piece = Piece(box.element, _as_read(box), box.element_tag.endswith("::marker"))
        else:
            left, top = box.content_box_x(), box.content_box_y()
            sides = (left, self.height - top - box.height, left + box.width, self.height - top)
            piece = Piece(box.element, area=tuple(round(side * _POINTS, 2) for side in sides))
            if box.link_annotation:
                self.links.append(Link(box.element, box.link_annotation.number))
        self.pieces.append(piece)
        return piece


def _as_read(box: Any) -> str:
    """The words of a line. The hyphen that parts a word between two lines is no part of it."""
    text: str = box.text
    written = _HYPHEN in "".join(box.element.itertext())
    return text[:-1] + SOFT_HYPHEN if text.endswith(_HYPHEN) and not written else text


def _children(box: Any) -> Iterator[Any]:
    """The boxes in a box, those of its lines among them, without the page's margins."""
    for child in getattr(box, "children", ()):
        found = child._box if isinstance(child, AbsolutePlaceholder) else child
        if isinstance(found, boxes.LineBox):
            yield from _children(found)
        elif not isinstance(found, boxes.MarginBox):
            yield found


def _item_role(box: Any, parent: str) -> str:
    """What WeasyPrint makes of a list item's box and of those in it; empty for all others."""
    if box.element is None or box.element_tag not in ("li", "dt", "dd"):
        return ""
    if parent in _WITHIN_ITEM:
        return _WITHIN_ITEM[parent]
    is_bare = "list-item" not in box.style["display"] or box.style["list_style_type"] == "none"
    return "LBody" if is_bare or box.element_tag != "li" else "LI"
