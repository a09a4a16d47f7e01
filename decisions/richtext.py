"""The rich text that users write: a small, safe set of HTML, cleaned on the server."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from math import prod

import nh3

from delegation.texts import one_line, tidy

TAGS = {"p", "h3", "ul", "ol", "li", "strong", "em", "a", "br"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
_BLOCKS = {"p", "h3", "li", "tr", "br", "ul", "ol", "table"}

_SPANS = {"colspan", "rowspan"}
_WIDEST = 20  # columns or rows that one cell may span; a page has no room for more, and layout takes time
_ADDRESS = re.compile(r"(https?://[^/]|mailto:.)", re.IGNORECASE)

# What one text may hold. A background of forty pages stays far below, and what fits renders in seconds:
# measured, a block takes a millisecond, a cell half of one, a word longer than its line forty and more.
MAX_CHARACTERS = 200_000
MAX_MARKS = 10_000  # tags before cleaning, whose time grows with the square of their depth
MAX_DEPTH = 12
MAX_BLOCKS = 1_500
MAX_CELLS = 2_000  # one that spans others counts as all that it covers
LONG_WORD = 60  # longer than a line may be: each break in it lays out the rest of the paragraph again
MAX_WORD, MAX_IN_LONG_WORDS = 500, 10_000
_ROUNDS = 9
_CELLS = {"td", "th"}
_BREAKS = re.compile(r"[ \t\n\f\r]+")  # where a line may break: a no-break space is part of its word


class TooMuch(Exception):
    """The text holds more than a document has room for; says how much, and what there is room for."""


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value as it is kept, None when it is dropped."""
    if name in _SPANS:
        return value if value.isdecimal() and 1 <= int(value[:4]) <= _WIDEST else None
    if name == "href":
        address = one_line(value)
        return address if _ADDRESS.match(address) else None
    return value


_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style"},
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def clean(html: str) -> str:
    """`html` with only the allowed tags and attributes, tidied. Cleaning twice is once.

    Tidied before it is cleaned, never after: composing can take the end of a tag into a letter (>, U+0338).
    """
    for _ in range(_ROUNDS):
        cleaned = str(_cleaner.clean(tidy(html)))
        if cleaned == html:
            break
        html = cleaned
    return cleaned


def bounded(html: str) -> str:
    """`html` cleaned. Raises TooMuch when no document has room for it."""
    if len(html) > 2 * MAX_CHARACTERS or html.count("<") > MAX_MARKS:
        raise TooMuch("Texten är för lång eller har för mycket formatering för en handling.")
    cleaned = clean(html)
    shape = _Shape()
    shape.feed(cleaned)
    words = [len(word) for word in _BREAKS.split("".join(shape.text))]
    in_long_words = sum(length for length in words if length > LONG_WORD)
    for found, limit, text in (
        (len(cleaned), MAX_CHARACTERS, "Texten är {} tecken med formateringen; högst {} får plats."),
        (
            shape.deepest,
            MAX_DEPTH,
            "Texten har {} nivåer i varandra; högst {} får plats.",
        ),
        (shape.blocks, MAX_BLOCKS, "Texten har {} stycken, rader och punkter; högst {} får plats."),
        (shape.cells, MAX_CELLS, "Texten har {} tabellceller; högst {} får plats."),
        (max(words, default=0), MAX_WORD, "Texten har ett ord som är {} tecken; högst {} får plats."),
        (in_long_words, MAX_IN_LONG_WORDS, "Texten har {} tecken i mycket långa ord; högst {} får plats."),
    ):
        if found > limit:
            raise TooMuch(text.format(found, limit))
    return cleaned


class _Shape(HTMLParser):
    """How deep cleaned HTML goes, how many blocks and cells it has, and its text as lines break in it."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.deepest = self.blocks = self.cells = 0
        self.text: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.blocks += tag in _BLOCKS
        if tag in _CELLS:
            self.cells += prod(int(value or 1) for name, value in attrs if name in _SPANS)
        if tag in _BLOCKS | _CELLS:
            self.text.append(" ")
        if tag != "br":
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "td", "th"):
            self.parts.append("\n" if tag == "br" else " ")


class _Headings(HTMLParser):
    """Where in cleaned HTML the outermost headings begin."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.depth = 0
        self.found: list[int] = []
        self._lines = [0, *(place + 1 for place, letter in enumerate(html) if letter == "\n")]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h3" and self.depth == 0:
            line, column = self.getpos()
            self.found.append(self._lines[line - 1] + column)
        self.depth += tag != "br"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


def by_heading(html: str) -> list[str]:
    """Cleaned HTML parted before each of its outermost headings; the parts together are the whole."""
    starts = [place for place in _Headings(html).found if html[:place].strip()]
    return [html[start:end] for start, end in pairwise([0, *starts, len(html)])]


def to_text(html: str) -> str:
    """The words of cleaned HTML, one line a block; empty when there is nothing to read."""
    parser = _Text()
    parser.feed(html)
    lines = (one_line(line) for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)
