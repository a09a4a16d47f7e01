"""The rows of a delegated decision's life, from the case to the board's minutes."""

from decisions.models.cases import Case, NumberSeries, RegistryNumber
from decisions.models.countersigning import CopyReview, CountersignLink, SignedCopy
from decisions.models.decisions import BasisItem, Consultation, Decision
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
from decisions.models.documents import Document, DocumentKind, OwnProtocol, Prolonged, Rendition
from decisions.models.events import Event, Verb
from decisions.models.follow_ups import FollowUp, Mark
from decisions.models.letters import Language, LetterClause, LetterOfIntent, Standing
from decisions.models.reports import BoardReport, Meeting, ReportLine, ReportState

__all__ = [
    "BasisItem",
    "BoardReport",
    "Bounce",
    "Case",
    "Consultation",
    "CopyReview",
    "CountersignLink",
    "Decision",
    "Dispatch",
    "DispatchedDocument",
    "Document",
    "DocumentKind",
    "Event",
    "FollowUp",
    "Language",
    "LetterClause",
    "LetterOfIntent",
    "MailState",
    "Mark",
    "Meeting",
    "NumberSeries",
    "OutgoingMail",
    "OwnProtocol",
    "Prolonged",
    "Receipt",
    "ReceiptKind",
    "Recipient",
    "RegistryNumber",
    "Rendition",
    "ReportLine",
    "ReportState",
    "SignedCopy",
    "Standing",
    "Verb",
    "Way",
]
