"""Rendering: the one place where a document becomes HTML and PDF/A.

Plain values in, bytes out; no rows, no clock. The same values give the same bytes on every machine.
"""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from decisions import wording
from decisions.documents import languages, letters
from decisions.documents.content import DecisionDocument, LetterDocument, ReportDocument
from decisions.documents.orders import OrderDocument

Document = DecisionDocument | LetterDocument | ReportDocument | OrderDocument

# Accessible and archival: tagged, fonts embedded, nothing from outside (ISO 19005-2, level A).
PDF_VARIANT = "pdf/a-2a"
_SCHEME = "static:"
# Space before the end of a paragraph: a last line that just fits without it is broken far too early.
_SPACE_LAST = re.compile(r"(?<![ \t\r\n])[ \t\r\n]+(?=</(?:p|li|th|td|h[1-3])>)")


def html(document: Document) -> str:
    """The document as HTML, the very text that the PDF is made of."""
    rich: dict[str, Any] = {
        name: _safe(getattr(document, name, "")) for name in ("background", "decision", "body")
    }
    if isinstance(document, LetterDocument):
        rich |= letters.parts(document)
    text = render_to_string(document.template, {"document": document, **rich, **_words(document)})
    return _SPACE_LAST.sub("", text)


@dataclass(frozen=True)
class Pdf:
    """A rendered document."""

    content: bytes
    pages: int


def render(document: Document) -> Pdf:
    """The document as PDF/A-2a."""
    style, fonts = _style()
    source = HTML(string=html(document), base_url=_SCHEME, url_fetcher=StaticOnly())
    laid_out = source.render(stylesheets=[style], font_config=fonts, pdf_variant=PDF_VARIANT)
    content = laid_out.write_pdf(pdf_variant=PDF_VARIANT, finisher=languages.say)
    return Pdf(content, len(laid_out.pages))


def _safe(cleaned: str) -> SafeString:
    # Cleaned when it was saved; a value in a template is never compiled as one.
    return mark_safe(cleaned)


@cache
def _style() -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    path = settings.BASE_DIR / "static" / "documents" / "document.css"
    text = path.read_text("utf-8")
    return CSS(string=text, base_url=_SCHEME, url_fetcher=StaticOnly(), font_config=fonts), fonts


class StaticOnly(URLFetcher):  # type: ignore[misc]
    """Fetches the application's own static files (static:fonts/…) and refuses every other address."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        root = Path(settings.BASE_DIR / "static").resolve()
        path = (root / url.removeprefix(_SCHEME)).resolve()
        if not url.startswith(_SCHEME) or not path.is_relative_to(root) or not path.is_file():
            raise FatalURLFetchingError(f"a document may not fetch {url[:200]}")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body=path.read_bytes(), headers={"Content-Type": kind})


def _words(document: Document) -> dict[str, Any]:
    """The day as the document writes it: in figures in what is filed, in words in what is sent."""
    match document:
        case LetterDocument():
            day = wording.in_words(document.day, document.language)
        case ReportDocument():
            day = document.meeting_on.isoformat()
        case DecisionDocument():
            day = document.day.isoformat() if document.day else ""
        case OrderDocument():
            day = ""  # it has several, each with its own word
    return {"words": wording.WORDS[document.language], "day": day}
