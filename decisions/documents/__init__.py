"""Documents: what they say (content), and how they become PDF (rendering)."""

from decisions.documents.content import (
    Announced,
    Appeal,
    BasisRow,
    DecisionDocument,
    LetterDocument,
    NoticeDocument,
    OwnProtocolDocument,
    ReportDocument,
    ReportRow,
    Sender,
    Signature,
)
from decisions.documents.orders import OrderDocument
from decisions.documents.profile import Logo, Profile
from decisions.documents.rendering import PDF_VARIANT, Document, Pdf, StaticOnly, html, render

__all__ = [
    "PDF_VARIANT",
    "Announced",
    "Appeal",
    "BasisRow",
    "DecisionDocument",
    "Document",
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
    "render",
]
