"""Cases: searching them, registering one, reading one with its decisions and its log."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.db.models.functions import Collate
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role, User
from accounts.requests import UserRequest
from decisions import actions, countersigning, dispatch_section, logbook
from decisions.abilities import may
from decisions.actions import Refused
from decisions.days import day_of
from decisions.forms import CaseEditForm, CaseForm, ReasonForm
from decisions.models import Case, Decision, Event
from decisions.views.base import acts_on, boards_with, seen_case
from delegation.models import Board
from delegation.swedish import swedish
from delegation.views.base import page_of, posted

REGISTERS = (Role.OFFICER, Role.REGISTRAR)
SORTS: dict[str, tuple[str, tuple[str | Collate, ...]]] = {
    # in the address: label, and the order
    "nyast": ("Senaste först", ("-opened_on", "-id")),
    "rubrik": ("Ärendemening, A–Ö", (swedish("title"), "dnr")),
    "dnr": ("Diarienummer", ("number__series__code", "-number__series__year", "-number__number")),
}


@login_required
@require_safe
def case_list(request: UserRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "")[:200].strip()
    sort = request.GET.get("ordning", "nyast")
    sort = sort if sort in SORTS else "nyast"
    rows = Case.objects.visible_to(request.user).matching(words).order_by(*SORTS[sort][1])
    rows = rows.select_related("officer", "board", "number").annotate(decision_count=Count("decisions"))
    context = {
        "q": words,
        "sort": sort,
        "sorts": [(key, label) for key, (label, _) in SORTS.items()],
        "page": page_of(request, rows.with_noted()),
        "query": urlencode({"q": words, "ordning": sort}) + "&",
        "may_register": bool(boards_with(request.user, *REGISTERS)),
    }
    return render(request, "decisions/case_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: UserRequest) -> HttpResponse:
    boards = boards_with(request.user, *REGISTERS)
    if not boards:
        refusal = "Ärenden registreras av den som är handläggare eller registrator i en nämnd."
        return render(request, "decisions/case_new.html", {"refusal": refusal}, status=403)
    officers = [*_officers(boards), request.user]
    form = CaseForm(
        posted(request),
        boards=boards,
        officers=officers,
        initial={"board": boards[0], "officer": request.user},
    )
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "decisions/case_new.html", {"form": form}, status=status)
    try:
        case = actions.register_case(by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        context = {"form": form, "refusal": str(refusal)}
        return render(request, "decisions/case_new.html", context, status=409)
    messages.success(request, f"Ärendet är registrerat och har fått diarienummer {case.dnr}.")
    return redirect(case)


@login_required
@require_safe
def case(request: UserRequest, pk: UUID) -> HttpResponse:
    return case_page(request, seen_case(request, pk))


def case_page(request: UserRequest, case: Case, *, status: int = 200, refusal: str = "") -> HttpResponse:
    rows = Decision.objects.visible_to(request.user).filter(case=case).with_case()
    decisions = rows.with_standing().with_letter().select_related("report_line__report__meeting")
    decisions = decisions.prefetch_related("documents", "basis")
    found = list(decisions.order_by("created_at"))
    context = {
        "case": case,
        "decisions": [(row, countersigning.line_of(row)) for row in found],
        "several": len(found) > 1,
        "log": logbook.entries(Event.objects.of_case(case)),
        "start_draft": may(request.user, "start_draft", case),
        "edit_case": may(request.user, "edit_case", case),
        "cancel_number": may(request.user, "cancel_number", case),
        "reason_form": ReasonForm(),
        "refusal": refusal,
        "today": day_of(timezone.now()),
        "dispatch_troubles": dispatch_section.troubles(request.user, timezone.now(), case=case),
    }
    return render(request, "decisions/case.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case_edit(request: UserRequest, pk: UUID) -> HttpResponse:
    """Correct the case's title, unit, officer or confidentiality."""
    case = seen_case(request, pk)
    answer = may(request.user, "edit_case", case)
    if not answer.ok:
        return case_page(request, case, status=403, refusal=answer.why)
    initial = {name: getattr(case, name) for name in ("title", "unit", "officer", "confidential")}
    officers = [*_officers([case.board]), case.officer]
    form = CaseEditForm(posted(request), boards=[case.board], officers=officers, initial=initial)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "decisions/case_edit.html", {"case": case, "form": form}, status=status)
    try:
        actions.edit_case(by=request.user, case=case, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        context = {"case": case, "form": form, "refusal": str(refusal)}
        return render(request, "decisions/case_edit.html", context, status=409)
    messages.success(request, "Ärendets uppgifter är rättade.")
    return redirect(case)


@acts_on(seen_case)
def start_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    case = seen_case(request, pk)
    try:
        decision = actions.start_draft(by=request.user, case=case, now=timezone.now())
    except Refused as refusal:
        return case_page(request, case, status=403, refusal=str(refusal))
    return redirect("draft", pk=decision.pk)


@acts_on(seen_case)
def cancel_number(request: UserRequest, pk: UUID) -> HttpResponse:
    case = seen_case(request, pk)
    form = ReasonForm(request.POST)
    answer = may(request.user, "cancel_number", case)
    if not answer.ok:
        return case_page(request, case, status=403, refusal=answer.why)
    if not form.is_valid():
        return case_page(request, case, status=422, refusal=form.refusal())
    try:
        actions.cancel_number(
            by=request.user, case=case, because=form.cleaned_data["comment"], now=timezone.now()
        )
    except Refused as refusal:
        return case_page(request, case, status=409, refusal=str(refusal))
    messages.success(request, f"Diarienumret {case.dnr} är makulerat. Det står kvar och ges aldrig igen.")
    return redirect(case)


def _officers(boards: list[Board]) -> list[User]:
    found = User.objects.filter(board_roles__board__in=boards, board_roles__role=Role.OFFICER, is_active=True)
    return list(found.distinct())
