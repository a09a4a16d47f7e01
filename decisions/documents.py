"""Rendering: the one place where a decision, a letter, a list or an order becomes HTML and PDF/A.

Plain values in, bytes out; no rows, no clock. The same values give the same bytes on every machine.
"""

from __future__ import annotations

import mimetypes
import re
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from decisions import wording
from decisions.order_document import OrderDocument
from delegation import words

# Accessible and archival: tagged, fonts embedded, nothing from outside (ISO 19005-2, level A).
PDF_VARIANT = "pdf/a-2a"
_SCHEME = "static:"
# Space before the end of a paragraph: a last line that just fits without it is broken far too early.
_SPACE_LAST = re.compile(r"(?<![ \t\r\n])[ \t\r\n]+(?=</(?:p|li|th|td|h[1-3])>)")
_BRIEF = 1500  # characters, about a third of a page


# --- what a document says ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sender:
    """Who answers for the document at the region."""

    unit: str
    name: str
    phone: str = ""
    email: str = ""
    address: str = ""  # the organisation's, on several lines


@dataclass(frozen=True)
class BasisRow:
    title: str
    dated: date | None = None


@dataclass(frozen=True)
class Signature:
    """Name, title, and in which capacity, as the block at the end says it."""

    name: str
    title: str
    capacity: str = ""  # beyond the title: Ersättare för …


@dataclass(frozen=True)
class Appeal:
    """How the decision is appealed: a route of the delegation order, and where."""

    route: str
    court: str = ""
    court_address: str = ""
    organisation_address: str = ""
    organisation_email: str = ""


@dataclass(frozen=True)
class DecisionDocument:
    """A beslut. Rich texts are cleaned HTML (decisions/richtext.py)."""

    template: ClassVar[str] = "documents/decision.html"

    organisation: str
    board: str
    sender: Sender
    day: date | None
    dnr: str
    title: str
    background: str
    basis: tuple[BasisRow, ...]
    order_title: str
    order_version: str
    order_adopted_in: str
    point: str
    point_title: str
    decision: str
    decided_as: str  # inside a sentence: ordinarie regional utvecklingsdirektör
    signature: Signature
    reporting: str
    appeal: Appeal
    consulted: tuple[BasisRow, ...] = ()  # positions that have been heard, and when
    presented_by: str = ""  # föredragande, and who took part without deciding (FL 31 §)
    participants: str = ""
    points_reporting: str = ""  # what the point says, also when a chief is told of it
    is_urgent: bool = False  # decided under KL 6:39, by no point
    urgent_reason: str = ""
    is_draft: bool = False
    language: str = "sv"

    @property
    def board_in_sentence(self) -> str:
        return words.in_sentence(self.board)

    @property
    def is_brief(self) -> bool:
        """Short enough to stand whole on one page with its signature; a longer one flows over pages."""
        return len(self.decision) < _BRIEF


@dataclass(frozen=True)
class LetterDocument:
    """The letter of intent, in the recipient's language."""

    template: ClassVar[str] = "documents/letter.html"

    language: str  # sv, en or nb
    organisation: str
    sender: Sender
    day: date | None
    dnr: str
    title: str
    recipient: str
    recipient_organisation: str
    recipient_address: str
    body: str
    signature: Signature
    is_draft: bool = False


@dataclass(frozen=True)
class ReportRow:
    """One decision on the list to the board."""

    line: int
    decided_on: date
    dnr: str
    title: str
    decision: str  # what was decided, in a sentence or so
    decider: str
    decided_as: str
    point: str
    order_version: str
    unit: str

    def as_plain(self) -> dict[str, Any]:
        """The row in JSON types, as a frozen list keeps it."""
        return asdict(self) | {"decided_on": self.decided_on.isoformat()}

    @classmethod
    def from_plain(cls, data: dict[str, Any]) -> ReportRow:
        return cls(**data | {"decided_on": date.fromisoformat(data["decided_on"])})


@dataclass(frozen=True)
class ReportDocument:
    """The list of delegated decisions that is reported to a meeting of the board."""

    template: ClassVar[str] = "documents/report.html"

    organisation: str
    board: str
    meeting_on: date
    number: str
    groups: tuple[tuple[str, tuple[ReportRow, ...]], ...]
    is_draft: bool = False
    language: str = "sv"
    title: str = field(default="Anmälan av delegationsbeslut")

    @property
    def board_in_sentence(self) -> str:
        return words.in_sentence(self.board)

    @property
    def count(self) -> int:
        return sum(len(rows) for _, rows in self.groups)


Document = DecisionDocument | LetterDocument | ReportDocument | OrderDocument


# --- rendering -----------------------------------------------------------------------------------------


def html(document: Document) -> str:
    """The document as HTML, the very text that the PDF is made of."""
    rich = {name: _safe(getattr(document, name, "")) for name in ("background", "decision", "body")}
    if isinstance(document, LetterDocument):
        # A letter has no headings of its own between its title and those in the text: no level is skipped.
        rich["body"] = _safe(document.body.replace("<h3>", "<h2>").replace("</h3>", "</h2>"))
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
    return Pdf(laid_out.write_pdf(pdf_variant=PDF_VARIANT), len(laid_out.pages))


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
