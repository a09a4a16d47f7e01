"""Cases, decisions, lists and the log, to be read with their history.

The admin is no way around secrecy: what belongs to a confidential case is shown only to those who see it on
the pages too.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.admin import ReadOnlyAdmin, TrackedAdmin
from accounts.models import User
from decisions.models import (
    BasisItem,
    BoardReport,
    Bounce,
    Case,
    Consultation,
    CopyReview,
    CountersignLink,
    Decision,
    Dispatch,
    DispatchedDocument,
    Document,
    Event,
    FollowUp,
    LetterClause,
    LetterOfIntent,
    Mark,
    Meeting,
    NumberSeries,
    OutgoingMail,
    OwnProtocol,
    Prolonged,
    Receipt,
    Recipient,
    RegistryNumber,
    Rendition,
    ReportLine,
    SignedCopy,
)


class OfACase(ReadOnlyAdmin):
    """Rows that belong to a case: its path from the row, "" for the case itself."""

    case_path: ClassVar[str] = "decision__case"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        assert isinstance(request.user, User)  # the admin is for those who have logged in
        seen = Case.objects.visible_to(request.user)
        shown = Case.objects.filter(Q(confidential=False) | Q(pk__in=seen.values("pk")))
        belongs = Q(**{f"{self.case_path or 'pk'}__in": shown.values("pk")})
        if self.case_path:
            belongs |= Q(**{self.case_path: None})  # an event of a meeting, the document of a list
        return super().get_queryset(request).filter(belongs)


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnlyAdmin):
    list_display = ["code", "year", "last_number", "board"]
    list_filter = ["board", "year"]


@admin.register(OwnProtocol)
class OwnProtocolAdmin(OfACase):
    list_display = ["__str__", "board", "decision"]
    list_filter = ["board", "year"]
    list_select_related = ["board", "decision__case"]


@admin.register(Prolonged)
class ProlongedAdmin(ReadOnlyAdmin):
    """Digests and days alone, which say nothing of the case."""

    list_display = ["sha256", "made_at", "holds_until"]
    exclude = ["document"]


@admin.register(Rendition)
class RenditionAdmin(ReadOnlyAdmin):
    """Digests alone, which say nothing of the case."""

    list_display = ["of_sha256", "sha256", "size", "made_at"]


@admin.register(RegistryNumber)
class RegistryNumberAdmin(OfACase):
    case_path = "case"
    list_display = ["__str__", "given_at", "cancelled_at"]
    list_filter = ["series"]
    list_select_related = ["series"]
    search_fields = ["=number"]


@admin.register(Case)
class CaseAdmin(OfACase, TrackedAdmin):
    case_path = ""
    list_display = ["dnr", "title", "unit", "officer", "confidential", "opened_on"]
    list_filter = ["board", "confidential"]
    list_select_related = ["officer"]
    search_fields = ["dnr", "title"]
    date_hierarchy = "opened_on"


@admin.register(Decision)
class DecisionAdmin(OfACase, TrackedAdmin):
    case_path = "case"
    list_display = ["case", "title", "state", "point", "decider", "decided_on", "reporting"]
    list_filter = ["case__board", "state", "reporting"]
    list_select_related = ["case", "decider"]
    search_fields = ["case__dnr", "title"]
    date_hierarchy = "decided_on"


@admin.register(BasisItem)
class BasisItemAdmin(OfACase, TrackedAdmin):
    list_display = ["title", "decision", "dated", "file_name", "size"]
    list_select_related = ["decision__case"]
    search_fields = ["title", "file_name", "decision__case__dnr", "=sha256"]


@admin.register(Consultation)
class ConsultationAdmin(OfACase, TrackedAdmin):
    list_display = ["position", "decision", "dated", "note"]
    list_select_related = ["position", "decision__case"]
    search_fields = ["position__title", "decision__case__dnr"]


@admin.register(LetterOfIntent)
class LetterOfIntentAdmin(OfACase, TrackedAdmin):
    list_display = ["__str__", "decision", "language", "recipient_name"]
    list_select_related = ["decision__case"]
    search_fields = ["title", "recipient_name", "decision__case__dnr"]


@admin.register(FollowUp)
class FollowUpAdmin(OfACase, TrackedAdmin):
    list_display = ["kind", "decision", "earlier", "ground"]
    list_filter = ["kind"]
    list_select_related = ["decision__case", "earlier__case"]
    search_fields = ["decision__case__dnr", "decision__title"]


@admin.register(Mark)
class MarkAdmin(OfACase):
    list_display = ["kind", "decision", "by", "at"]
    list_filter = ["kind"]
    list_select_related = ["decision__case", "by"]
    search_fields = ["decision__case__dnr", "decision__title"]
    date_hierarchy = "at"


@admin.register(LetterClause)
class LetterClauseAdmin(ReadOnlyAdmin):
    list_display = ["title", "language", "number", "version", "retired_at", "board"]
    list_filter = ["board", "language"]
    list_select_related = ["board"]
    search_fields = ["title", "text"]


@admin.register(CountersignLink)
class CountersignLinkAdmin(OfACase):
    case_path = "letter__decision__case"
    list_display = ["letter", "made_at", "expires_at", "revoked_at"]
    list_select_related = ["letter"]
    exclude = ["token_hash"]


@admin.register(SignedCopy)
class SignedCopyAdmin(OfACase):
    case_path = "letter__decision__case"
    list_display = ["file_name", "letter", "signed_by", "received_at", "size"]
    list_select_related = ["letter"]
    search_fields = ["file_name", "signed_by", "=sha256"]


@admin.register(CopyReview)
class CopyReviewAdmin(OfACase):
    case_path = "copy__letter__decision__case"
    list_display = ["copy", "outcome", "reviewed_at", "reviewed_by"]
    list_select_related = ["copy", "reviewed_by"]


@admin.register(Document)
class DocumentAdmin(OfACase):
    list_display = ["file_name", "kind", "pages", "size", "created_at", "sha256"]
    list_filter = ["kind"]
    search_fields = ["file_name", "decision__case__dnr", "=sha256"]
    date_hierarchy = "created_at"


@admin.register(Recipient)
class RecipientAdmin(OfACase, TrackedAdmin):
    list_display = ["name", "way", "decision"]
    list_filter = ["way"]
    list_select_related = ["decision__case"]
    search_fields = ["name", "decision__case__dnr"]


@admin.register(Dispatch)
class DispatchAdmin(OfACase):
    list_display = ["name", "way", "sent_on", "by", "decision"]
    list_filter = ["way"]
    list_select_related = ["decision__case", "by"]
    search_fields = ["name", "decision__case__dnr"]
    date_hierarchy = "sent_on"


class OfADispatch(OfACase):
    case_path = "dispatch__decision__case"
    list_select_related = ["dispatch__decision__case"]
    search_fields = ["dispatch__name", "dispatch__decision__case__dnr"]


@admin.register(DispatchedDocument)
class DispatchedDocumentAdmin(OfADispatch):
    list_display = ["document", "dispatch", "sha256"]
    list_select_related = ["document", "dispatch__decision__case"]


@admin.register(OutgoingMail)
class OutgoingMailAdmin(OfADispatch):
    list_display = ["message_id", "state", "attempts", "due_at", "settled_at", "trouble"]
    list_filter = ["state"]


@admin.register(Receipt)
class ReceiptAdmin(OfADispatch):
    list_display = ["dispatch", "kind", "received_on", "served_on", "by"]
    list_filter = ["kind"]


@admin.register(Bounce)
class BounceAdmin(OfADispatch):
    list_display = ["dispatch", "returned_on", "because", "by"]


@admin.register(Meeting)
class MeetingAdmin(TrackedAdmin):
    list_display = ["held_on", "board"]
    list_filter = ["board"]


@admin.register(BoardReport)
class BoardReportAdmin(TrackedAdmin):
    list_display = ["meeting", "state", "number", "frozen_at", "frozen_by", "minutes_section"]
    list_filter = ["meeting__board", "state"]
    list_select_related = ["meeting__board", "frozen_by"]
    search_fields = ["number", "minutes_section"]


@admin.register(ReportLine)
class ReportLineAdmin(OfACase):
    list_display = ["report", "line", "decision"]
    list_select_related = ["report__meeting__board", "decision__case"]
    search_fields = ["decision__case__dnr", "decision__title"]


@admin.register(Event)
class EventAdmin(OfACase):
    case_path = "case"
    list_display = ["board", "sequence", "at", "actor", "capacity", "verb", "case"]
    list_filter = ["board", "verb"]
    list_select_related = ["board", "actor", "case"]
    search_fields = ["case__dnr", "actor__username", "actor__name"]
    date_hierarchy = "at"
