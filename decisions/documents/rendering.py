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
from decisions.documents import archival, fonts, letters, pieces
from decisions.documents.content import (
    AppendixDocument,
    DecisionDocument,
    LetterDocument,
    NoticeDocument,
    OwnProtocolDocument,
    ReportDocument,
    Signature,
)
from decisions.documents.orders import OrderDocument
from decisions.documents.profile import Logo, Profile
from decisions.documents.verification import qr

Document = (
    DecisionDocument
    | LetterDocument
    | ReportDocument
    | OrderDocument
    | OwnProtocolDocument
    | NoticeDocument
    | AppendixDocument
)

# Accessible and archival: tagged, fonts embedded, nothing from outside (ISO 19005-2, level A).
PDF_VARIANT = "pdf/a-2a"
_SCHEME = "static:"
_LONG_TITLE = 100  # characters, two lines of the large size
# Space before the end of a paragraph: a last line that just fits without it is broken far too early.
_SPACE_LAST = re.compile(r"(?<![ \t\r\n])[ \t\r\n]+(?=</(?:p|li|th|td|h[1-3])>)")


def html(document: Document) -> str:
    """The document as HTML, the very text that the PDF is made of."""
    rich: dict[str, Any] = {
        name: _safe(getattr(document, name, "")) for name in ("background", "decision", "body")
    }
    if isinstance(document, LetterDocument):
        rich |= letters.parts(document)
    looks: dict[str, Any] = {
        "has_long_title": len(document.title) > _LONG_TITLE,
        "has_colophon": _is_told(document.profile),
    }
    words = _words(document)
    if signature := getattr(document, "signature", None):
        looks["qr"] = _qr(signature, words["words"])
    text = render_to_string(document.template, {"document": document, **rich, **looks, **words})
    return _SPACE_LAST.sub("", text)


@dataclass(frozen=True)
class Pdf:
    """A rendered document."""

    content: bytes
    pages: int


def render(document: Document) -> Pdf:
    """The document as PDF/A-2a and PDF/UA-1 (archival.py)."""
    return of_html(html(document), document.profile.logo)


def of_html(text: str, logo: Logo | None = None) -> Pdf:
    """A page of HTML as such a PDF; it must have a title, an author and a language."""
    styles, font_config = _style()
    source = HTML(string=text, base_url=_SCHEME, url_fetcher=StaticOnly(logo))
    laid_out = source.render(stylesheets=styles, font_config=font_config, pdf_variant=PDF_VARIANT)
    drawn = pieces.of(laid_out, source.etree_element)
    content = laid_out.write_pdf(pdf_variant=PDF_VARIANT)
    pages = pieces.written(drawn, laid_out)
    del laid_out  # its boxes are most of a long list's memory, and what is left to do is done on the file
    return Pdf(archival.finish(content, source.etree_element, pages), len(pages))


def _safe(cleaned: str) -> SafeString:
    # Cleaned when it was saved; a value in a template is never compiled as one.
    return mark_safe(cleaned)


def _is_told(profile: Profile) -> bool:
    """Is there anything to say at the foot of the first page?"""
    return any([profile.number, profile.address, profile.phone, profile.email, profile.web])


def _qr(signature: Signature, words: dict[str, str]) -> SafeString:
    if not signature.verification_url:
        return _safe("")
    return _safe(qr(signature.verification_url, words["qr"].format(url=signature.verification_url)))


@cache
def _style() -> tuple[list[CSS], FontConfiguration]:
    known, folder = fonts.configuration(), settings.BASE_DIR / "static" / "documents"
    texts = [(folder / name).read_text("utf-8") for name in ("document.css", "fallback.css")]
    options = {"base_url": _SCHEME, "url_fetcher": StaticOnly(), "font_config": known}
    return [CSS(string=text, **options) for text in texts], known


class StaticOnly(URLFetcher):  # type: ignore[misc]
    """Fetches the application's own static files (static:fonts/…) and the logo, and refuses all else."""

    def __init__(self, logo: Logo | None = None) -> None:
        super().__init__()
        self._logo = logo

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if self._logo and url == self._logo.url:
            return URLFetcherResponse(url, self._logo.content, {"Content-Type": self._logo.media_type})
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
        case DecisionDocument() | AppendixDocument():
            day = document.day.isoformat() if document.day else ""
        case OwnProtocolDocument():
            day = document.adjusted_on.isoformat() if document.adjusted_on else ""
        case OrderDocument() | NoticeDocument():
            day = ""  # it has several, each with its own word
    return {"words": wording.WORDS[document.language], "day": day}
