"""Documents: what they say (content), and how they become PDF (rendering)."""

from decisions.documents.content import (
    Appeal,
    BasisRow,
    DecisionDocument,
    LetterDocument,
    ReportDocument,
    ReportRow,
    Sender,
    Signature,
)
from decisions.documents.letter_terms import Clause, Party, Signatory, Terms, Text
from decisions.documents.orders import OrderDocument
from decisions.documents.rendering import PDF_VARIANT, Document, Pdf, StaticOnly, html, render

__all__ = [
    "PDF_VARIANT",
    "Appeal",
    "BasisRow",
    "Clause",
    "DecisionDocument",
    "Document",
    "LetterDocument",
    "OrderDocument",
    "Party",
    "Pdf",
    "ReportDocument",
    "ReportRow",
    "Sender",
    "Signatory",
    "Signature",
    "StaticOnly",
    "Terms",
    "Text",
    "html",
    "render",
]
