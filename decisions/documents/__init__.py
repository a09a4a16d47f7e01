"""Documents: what they say (content), and how they become PDF (rendering)."""

from decisions.documents.content import (
    Appeal,
    AppendixDocument,
    AppendixRow,
    BasisRow,
    DecisionDocument,
    LetterDocument,
    ReportDocument,
    ReportRow,
    Sender,
    Signature,
)
from decisions.documents.fonts import missing as missing_letters
from decisions.documents.orders import OrderDocument
from decisions.documents.rendering import PDF_VARIANT, Document, Pdf, StaticOnly, html, render

__all__ = [
    "PDF_VARIANT",
    "Appeal",
    "AppendixDocument",
    "AppendixRow",
    "BasisRow",
    "DecisionDocument",
    "Document",
    "LetterDocument",
    "OrderDocument",
    "Pdf",
    "ReportDocument",
    "ReportRow",
    "Sender",
    "Signature",
    "StaticOnly",
    "html",
    "missing_letters",
    "render",
]
