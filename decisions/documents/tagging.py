"""The tag tree of a document, made from its HTML: reading order, roles, languages, alternative texts.

Plain values: pieces of what is drawn in, nodes out. `archival.py` writes them into the PDF. Source:
ISO 32000-1, 14.7–8.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.etree.ElementTree import Element

from decisions.documents import tables
from decisions.documents.pieces import SOFT_HYPHEN, Link, Page, Piece

_SVG = "{http://www.w3.org/2000/svg}"
_HEADINGS = {f"h{level}": f"H{level}" for level in range(1, 7)}
# What each element is in the PDF. The words of one without a role belong to the element around it.
_ROLES = {
    "header": "Sect",
    "footer": "Sect",
    "section": "Sect",
    "main": "Sect",
    "article": "Art",
    "div": "Div",
    "address": "Div",
    "figure": "Div",
    "blockquote": "BlockQuote",
    "p": "P",
    "figcaption": "P",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "a": "Link",
    "img": "Figure",
    f"{_SVG}svg": "Figure",
} | _HEADINGS
# These hold paragraphs, never bare words.
_GROUPS = {"Document", "Sect", "Art", "Div", "BlockQuote"}
_WORDS = {"Span", "Link", "Figure"}
_BULLETS = {"•": "Disc", "◦": "Circle", "▪": "Square"}
# From right to left, and marks that stand apart from their letter: glyphs do not tell how these are read.
_DISORDERED = {"R", "AL", "NSM"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of marked content: its page, and its number there as WeasyPrint has set it."""

    page: int
    mcid: int
    lost_space: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """Where the words of a link lead on."""

    page: int
    number: int  # of the object in the file
    says: str  # to who does not see the page


@dataclass(eq=False)
class Node:
    """An element of the tag tree."""

    role: str
    language: str = ""
    alt: str = ""
    actual: str = ""  # the words as they are read, where the glyphs do not tell
    name: str = ""  # of a heading, by which its cells point to it
    attributes: dict[str, str | int | Sequence[str] | Sequence[float]] = field(default_factory=dict)
    kids: list[Node | Mark | Annotation] = field(default_factory=list)

    def new(self, role: str) -> Node:
        self.kids.append(node := Node(role))
        return node


def tree(html: Element, pages: Sequence[Page], mcids: Sequence[Sequence[int]]) -> Node:
    """The tag tree; `mcids` numbers each page's pieces, in the same order.

    What is drawn and not in the tree is decoration: margins, table headings that are repeated.
    """
    builder = _Builder(html)
    for number, (page, numbers) in enumerate(zip(pages, mcids, strict=True)):
        for piece, mcid in zip(page.pieces, numbers, strict=True):
            builder.place(piece, Mark(number, mcid, piece.lost_space))
        for link in page.links:
            builder.place_link(link, number)
    builder.drop_empty_items()
    builder.complete_tables()
    return builder.root


class _Builder:
    """Makes each element's node when its first piece comes, so that the order is that of the pieces."""

    def __init__(self, html: Element) -> None:
        self.root = Node("Document")
        self._nodes = {html: self.root}
        self._items: dict[Element, tuple[Node, Node]] = {}  # the list and the LI of an item
        self._parents = {child: parent for parent in html.iter() for child in parent}
        self._languages = {html: html.get("lang", "")}
        self._head_pages: dict[Element, int] = {}  # where each table's heading stands first
        self._loose: set[Node] = set()  # paragraphs around words that have none in the HTML
        self._level = 0

    def place(self, piece: Piece, mark: Mark) -> None:
        alt = _alternative(piece.element) if piece.area else ""
        if piece.is_blank or (piece.area and not alt) or self._is_repeated(piece.element, mark.page):
            return
        if piece.area:
            node = self.node_of(piece.element)
            node.alt, node.attributes = alt, {"O": "Layout", "BBox": piece.area}
        elif piece.is_marker:
            node = self._label(piece)
        else:
            node = self._around(self.node_of(piece.element), "Span")
        if _needs_words(piece.text):
            node = node.new("Span")
            node.actual = piece.text + " " * piece.lost_space
        node.kids.append(mark)

    def place_link(self, link: Link, page: int) -> None:
        element = link.element
        while element.tag != "a":  # a line break in a link is an area of its own
            element = self._parents[element]
        self.node_of(element).kids.append(Annotation(page, link.number, _says(element)))

    def node_of(self, element: Element) -> Node:
        """The node that the words of an element belong to."""
        if element not in self._nodes:
            self._nodes[element] = self._made(element)
        return self._nodes[element]

    def _made(self, element: Element) -> Node:
        tag, parent = str(element.tag), self._parents[element]
        language = self._language(element)
        role = _ROLES.get(tag, "Span" if language != self._language(parent) else "")
        if tag in ("li", "dd"):
            node = self._item(element).new("LBody")
        elif tag == "dt":
            node = self._item(element).new("Lbl")
        elif not role or (tag == "div" and parent.tag == "dl"):
            return self.node_of(parent)
        else:
            node = self._around(self.node_of(parent), role).new(self._leveled(role))
        if language != self._language(parent):
            node.language = language
        if role == "L":
            node.attributes = {"O": "List", "ListNumbering": "None"}
        return node

    def _leveled(self, role: str) -> str:
        """A heading that skips a level is moved up: the reader's table of contents has no holes."""
        if role in _HEADINGS.values():
            self._level = min(int(role[1]), self._level + 1)
            return f"H{self._level}"
        return role

    def _around(self, node: Node, role: str) -> Node:
        """Where in `node` a `role` may stand: words in a paragraph, items alone in a list."""
        if role == "LI":
            return node if node.role == "L" else node.new("L")
        if node.role == "L" and role != "L":
            return self._around(node.new("LI").new("LBody"), role)
        if node.role not in _GROUPS or role not in _WORDS:
            return node
        if not (node.kids and node.kids[-1] in self._loose):
            self._loose.add(node.new("P"))
        last = node.kids[-1]
        assert isinstance(last, Node)
        return last

    def _item(self, element: Element) -> Node:
        """The LI of a list's item. A description (dd) shares that of its term."""
        if element not in self._items:
            listed = self._around(self.node_of(self._parents[element]), "LI")
            last = listed.kids[-1] if listed.kids else None
            if element.tag == "dd" and isinstance(last, Node) and _roles(last) == ["Lbl"]:
                self._items[element] = listed, last
            else:
                self._items[element] = listed, listed.new("LI")
        return self._items[element][1]

    def _label(self, piece: Piece) -> Node:
        item = self._item(piece.element)
        numbering = _BULLETS.get(piece.text.strip(), "Decimal")
        self._items[piece.element][0].attributes["ListNumbering"] = numbering
        item.kids.insert(0, label := Node("Lbl"))
        return label

    def _language(self, element: Element) -> str:
        if element not in self._languages:
            own = element.get("lang") or self._language(self._parents[element])
            self._languages[element] = own
        return self._languages[element]

    def _is_repeated(self, element: Element, page: int) -> bool:
        """Does this belong to the heading of a table, drawn again on a page that the table goes on to?"""
        above: Element | None = element
        while above is not None and above.tag != "thead":
            above = self._parents.get(above)
        return above is not None and self._head_pages.setdefault(above, page) != page

    def drop_empty_items(self) -> None:
        """A bullet with nothing after it says nothing."""
        _prune(self.root)
        for element, (listed, item) in self._items.items():
            if element.tag == "li" and item in listed.kids and "LBody" not in _roles(item):
                listed.kids.remove(item)
        _prune(self.root)

    def complete_tables(self) -> None:
        """Every row and cell of the tables, also empty ones, with headings that the cells point to."""
        found = [(element, node) for element, node in self._nodes.items() if node.role == "Table"]
        for number, (table, node) in enumerate(found, start=1):
            rows = tables.rows_of(table)
            headings = tables.headings_of(rows)
            node.kids = [kid for kid in node.kids if isinstance(kid, Node) and kid.role == "Caption"]
            for section, group in groupby(rows, key=lambda row: row.section):
                part = node.new(_ROLES[str(section.tag)])
                for row in group:
                    line = part.new("TR")
                    line.kids = [self._cell(cell, headings[cell], number) for cell in row.cells]

    def _cell(self, cell: tables.Cell, headings: list[tables.Cell], table: int) -> Node:
        known = self._nodes.get(cell.element) if cell.element is not None else None
        node = known or Node("TH" if cell.scope else "TD")
        node.attributes = {"O": "Table"}
        if cell.scope:
            node.name, node.attributes["Scope"] = _name(cell, table), cell.scope
        if cell.rows > 1:
            node.attributes["RowSpan"] = cell.rows
        if cell.columns > 1:
            node.attributes["ColSpan"] = cell.columns
        if headings:
            node.attributes["Headers"] = [_name(heading, table) for heading in headings]
        return node


def _name(heading: tables.Cell, table: int) -> str:
    return f"{table}-{heading.row}-{heading.column}"


def _prune(node: Node) -> None:
    for kid in node.kids:
        if isinstance(kid, Node):
            _prune(kid)
    node.kids = [kid for kid in node.kids if not isinstance(kid, Node) or kid.kids]


def _roles(node: Node) -> list[str]:
    return [kid.role for kid in node.kids if isinstance(kid, Node)]


def _says(link: Element) -> str:
    words, address = " ".join("".join(link.itertext()).split()), link.get("href", "")
    return (words or address) if words in address else f"{words} ({address})"


def _alternative(image: Element) -> str:
    """What an image says to who does not see it; empty for decoration."""
    if image.tag == f"{_SVG}svg":
        return (image.findtext(f"{_SVG}title") or "").strip()
    return image.get("alt", "").strip()


def _needs_words(text: str) -> bool:
    return text.endswith(SOFT_HYPHEN) or any(
        unicodedata.bidirectional(letter) in _DISORDERED for letter in text
    )
