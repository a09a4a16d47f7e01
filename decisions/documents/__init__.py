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
    "DecisionDocument",
    "Document",
    "Earlier",
    "LetterDocument",
    "Logo",
    "NoticeDocument",
    "OrderDocument",
    "OwnProtocolDocument",
    "Pdf",
    "Profile",
    "ReportDocument",
    "ReportRow",
    "Sender",
    "Signature",
    "StaticOnly",
    "html",
    "missing_letters",
    "render",
]
