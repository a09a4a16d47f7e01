"""The rows of a delegated decision's life, from the case to the board's minutes."""

from decisions.models.cases import Case, NumberSeries, RegistryNumber
from decisions.models.decisions import BasisItem, Consultation, Decision, Language, LetterOfIntent
from decisions.models.documents import Document, DocumentKind
from decisions.models.events import Event, Verb
from decisions.models.follow_ups import FollowUp, Mark
from decisions.models.reports import BoardReport, Meeting, ReportLine, ReportState

__all__ = [
    "BasisItem",
    "BoardReport",
    "Case",
    "Consultation",
    "Decision",
    "Document",
    "DocumentKind",
    "Event",
    "FollowUp",
    "Language",
    "LetterOfIntent",
    "Mark",
    "Meeting",
    "NumberSeries",
    "RegistryNumber",
    "ReportLine",
    "ReportState",
    "Verb",
]
