"""The rich text that users write: a small, safe set of HTML, cleaned on the server."""

from __future__ import annotations

from html.parser import HTMLParser

import nh3

from decisions.texts import tidy

TAGS = {"p", "h3", "ul", "ol", "li", "strong", "em", "a", "br"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
_BLOCKS = {"p", "h3", "li", "tr", "br", "ul", "ol", "table"}

_SPANS = {"colspan", "rowspan"}
_WIDEST = 20  # columns or rows that one cell may span; a page has no room for more, and layout takes time


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value as it is kept, None when it is dropped."""
    if name in _SPANS and not (value.isdecimal() and 1 <= int(value[:4]) <= _WIDEST):
        return None
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
    """`html` with only the allowed tags and attributes, in composed Unicode. Cleaning twice is once."""
    return tidy(str(_cleaner.clean(html)))


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


def to_text(html: str) -> str:
    """The words of cleaned HTML, one line a block; empty when there is nothing to read."""
    parser = _Text()
    parser.feed(html)
    lines = (" ".join(line.split()) for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)
