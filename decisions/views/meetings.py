"""The secretary's pages: meetings, the list to the board, freezing it and writing back the section."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import BoardRole, Role
from accounts.requests import UserRequest
from decisions import actions, documents, reporting
from decisions.abilities import may
from decisions.actions import Refused
from decisions.days import day_of
from decisions.forms import DayForm, MeetingForm, SectionForm
from decisions.models import Meeting, ReportState
from decisions.uploads import as_download
from decisions.views.base import acts_on, boards_with
from delegation.views.base import page_of, posted

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_list(request: UserRequest) -> HttpResponse:
    """The meetings that the user may see, and for secretaries a form for a new one."""
    boards = boards_with(request.user, Role.SECRETARY)
    form = MeetingForm(posted(request), boards=boards) if boards else None
    if request.method != "POST":
        return _list(request, form)
    if form is None:
        return _list(request, None, 403, "Sammanträden läggs upp av nämndsekreteraren.")
    if not form.is_valid():
        return _list(request, form, 422)
    try:
        meeting = actions.create_meeting(by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return _list(request, form, 409, str(refusal))
    messages.success(request, f"Sammanträdet {meeting.held_on.isoformat()} är upplagt med en öppen lista.")
    return redirect(meeting)


def _list(
    request: UserRequest, form: MeetingForm | None, status: int = 200, refusal: str = ""
) -> HttpResponse:
    rows = Meeting.objects.visible_to(request.user).select_related("board", "report")
    context = {
        "page": page_of(request, rows.order_by("-held_on", "board__name")),
        "form": form,
        "refusal": refusal,
        "today": day_of(timezone.now()),
        "sees_meetings": BoardRole.objects.filter(
            user=request.user, role__in=[Role.SECRETARY, Role.REGISTRAR, Role.AUDITOR]
        ).exists(),
    }
    return render(request, "decisions/meeting_list.html", context, status=status)


def _seen(request: UserRequest, pk: UUID) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("board__organisation", "report__frozen_by")
    row: Meeting = get_object_or_404(rows, pk=pk)
    return row


@login_required
@require_safe
def meeting(request: UserRequest, pk: UUID) -> HttpResponse:
    return _page(request, _seen(request, pk))


def _page(
    request: UserRequest,
    meeting: Meeting,
    status: int = 200,
    refusal: str = "",
    section_form: SectionForm | None = None,
) -> HttpResponse:
    report = meeting.report
    found = reporting.decisions_on(report)
    context = {
        "meeting": meeting,
        "report": report,
        "is_open": report.state == ReportState.OPEN,
        "is_frozen": report.state == ReportState.FROZEN,
        "lines": list(zip(reporting.rows_of(report), found, strict=True)),
        "shown": reporting.fingerprint(found),
        "freeze": may(request.user, "freeze", report),
        "move": may(request.user, "move_meeting", report),
        "day_form": DayForm(initial={"held_on": meeting.held_on}),
        "write_back": may(request.user, "report", report),
        "section_form": section_form or SectionForm(),
        "documents": list(report.documents.all()),
        "refusal": refusal,
        "today": day_of(timezone.now()),
    }
    return render(request, "decisions/meeting.html", context, status=status)


@acts_on(_seen)
def move_meeting(request: UserRequest, pk: UUID) -> HttpResponse:
    """Give the meeting another day."""
    meeting, form = _seen(request, pk), DayForm(request.POST)
    answer = may(request.user, "move_meeting", meeting.report)
    if not answer.ok:
        return _page(request, meeting, 403, answer.why)
    if not form.is_valid():
        return _page(request, meeting, 422, " ".join(str(error) for error in form.errors["held_on"]))
    try:
        meeting = actions.move_meeting(
            by=request.user, meeting=meeting, held_on=form.cleaned_data["held_on"], now=timezone.now()
        )
    except Refused as refusal:
        return _page(request, meeting, 409, str(refusal))
    messages.success(request, f"Sammanträdet hålls nu {meeting.held_on.isoformat()}.")
    return redirect(meeting)


@acts_on(_seen)
def freeze(request: UserRequest, pk: UUID) -> HttpResponse:
    meeting = _seen(request, pk)
    answer = may(request.user, "freeze", meeting.report)
    if not answer.ok:
        return _page(request, meeting, 403, answer.why)
    try:
        shown = request.POST.get("shown", "")
        report = actions.freeze(by=request.user, report=meeting.report, shown=shown, now=timezone.now())
    except Refused as refusal:
        return _page(request, _seen(request, pk), 409, str(refusal))
    messages.success(
        request, f"Listan är fryst som nummer {report.number}. Senare beslut kommer på nästa lista."
    )
    return redirect(meeting)


@acts_on(_seen)
def write_back(request: UserRequest, pk: UUID) -> HttpResponse:
    meeting, form = _seen(request, pk), SectionForm(request.POST)
    answer = may(request.user, "report", meeting.report)
    if not answer.ok:
        return _page(request, meeting, 403, answer.why)
    if not form.is_valid():
        return _page(request, meeting, 422, section_form=form)
    try:
        report = actions.write_back(
            by=request.user, report=meeting.report, section=form.cleaned_data["section"], now=timezone.now()
        )
    except Refused as refusal:
        return _page(request, meeting, 409, str(refusal), form)
    messages.success(request, f"Besluten på listan är anmälda under {report.minutes_section}.")
    return redirect(meeting)


@login_required
@require_safe
def list_file(request: UserRequest, pk: UUID, ending: str) -> HttpResponse:
    """The list as CSV, XLSX or PDF. A frozen list's PDF is the stored one."""
    meeting = _seen(request, pk)
    report = meeting.report
    stored = report.documents.first()
    if ending == "pdf" and stored:
        return redirect(stored)
    name = f"anmalan-{meeting.board.code}-{meeting.held_on.isoformat()}.{ending}"
    match ending:
        case "csv":
            return as_download(reporting.as_csv(reporting.rows_of(report)), name, "text/csv; charset=utf-8")
        case "xlsx":
            return as_download(reporting.as_xlsx(reporting.rows_of(report)), name, _XLSX)
        case "pdf":
            draft = documents.render(reporting.document(report, reporting.decisions_on(report), number=""))
            return as_download(draft.content, name, "application/pdf", inline=True)
    raise Http404("no such form")
