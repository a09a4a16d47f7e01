"""Documents: what they say (content), and how they become PDF (rendering)."""

from decisions.documents.content import (
    Announced,
    Appeal,
    AppendixDocument,
    AppendixRow,
    BasisRow,
    DecisionDocument,
    Earlier,
    LetterDocument,
    NoticeDocument,
    OwnProtocolDocument,
    ReportDocument,
    ReportRow,
    Sender,
    Signature,
)
from decisions.documents.fonts import missing as missing_letters
from decisions.documents.letter_terms import Clause, Party, Signatory, Terms, Text
from decisions.documents.orders import OrderDocument
from decisions.documents.profile import Logo, Profile
from decisions.documents.rendering import PDF_VARIANT, Document, Pdf, StaticOnly, html, render

__all__ = [
    "PDF_VARIANT",
    "Announced",
    "Appeal",
    "AppendixDocument",
    "AppendixRow",
    "BasisRow",
    "Clause",
    "DecisionDocument",
    "Document",
    "Earlier",
    "LetterDocument",
    "Logo",
    "NoticeDocument",
    "OrderDocument",
    "OwnProtocolDocument",
    "Party",
    "Pdf",
    "Profile",
    "ReportDocument",
    "ReportRow",
    "Sender",
    "Signatory",
    "Signature",
    "StaticOnly",
    "Terms",
    "Text",
    "html",
    "missing_letters",
    "render",
]
