"""The rows of a delegated decision's life, from the case to the board's minutes."""

from decisions.models.cases import Case, NumberSeries, RegistryNumber
from decisions.models.decisions import BasisItem, Consultation, Decision, Language, LetterOfIntent
from decisions.models.dispatch import (
    Bounce,
    Dispatch,
    DispatchedDocument,
    MailState,
    OutgoingMail,
    Receipt,
    ReceiptKind,
    Recipient,
    Way,
)
from decisions.models.documents import Document, DocumentKind, Rendition
from decisions.models.events import Event, Verb
from decisions.models.follow_ups import FollowUp, Mark
from decisions.models.reports import BoardReport, Meeting, ReportLine, ReportState

__all__ = [
    "BasisItem",
    "BoardReport",
    "Bounce",
    "Case",
    "Consultation",
    "Decision",
    "Dispatch",
    "DispatchedDocument",
    "Document",
    "DocumentKind",
    "Event",
    "FollowUp",
    "Language",
    "LetterOfIntent",
    "MailState",
    "Mark",
    "Meeting",
    "NumberSeries",
    "OutgoingMail",
    "Receipt",
    "ReceiptKind",
    "Recipient",
    "RegistryNumber",
    "Rendition",
    "ReportLine",
    "ReportState",
    "Verb",
    "Way",
]
