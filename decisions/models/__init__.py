"""The rows of a delegated decision's life, from the case to the board's minutes."""

from decisions.models.cases import Case, NumberSeries, RegistryNumber
from decisions.models.countersigning import CopyReview, CountersignLink, SignedCopy
from decisions.models.decisions import BasisItem, Consultation, Decision
from decisions.models.documents import Document, DocumentKind
from decisions.models.events import Event, Verb
from decisions.models.letters import Language, LetterClause, LetterOfIntent, Standing
from decisions.models.reports import BoardReport, Meeting, ReportLine, ReportState

__all__ = [
    "BasisItem",
    "BoardReport",
    "Case",
    "Consultation",
    "CopyReview",
    "CountersignLink",
    "Decision",
    "Document",
    "DocumentKind",
    "Event",
    "Language",
    "LetterClause",
    "LetterOfIntent",
    "Meeting",
    "NumberSeries",
    "RegistryNumber",
    "ReportLine",
    "ReportState",
    "SignedCopy",
    "Standing",
    "Verb",
]
