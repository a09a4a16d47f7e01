"""Documents: what they say (content), and how they become PDF (rendering)."""

from decisions.documents.content import (
    Appeal,
    BasisRow,
    DecisionDocument,
    Earlier,
    LetterDocument,
    ReportDocument,
    ReportRow,
    Sender,
    Signature,
)
from decisions.documents.orders import OrderDocument
from decisions.documents.rendering import PDF_VARIANT, Document, Pdf, StaticOnly, html, render

__all__ = [
    "PDF_VARIANT",
    "Appeal",
    "BasisRow",
    "DecisionDocument",
    "Document",
    "Earlier",
    "LetterDocument",
    "OrderDocument",
    "Pdf",
    "ReportDocument",
    "ReportRow",
    "Sender",
    "Signature",
    "StaticOnly",
    "html",
    "render",
]
