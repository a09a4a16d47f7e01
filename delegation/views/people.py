"""Who holds the positions, who is away, what is passed on, and what all of it said before (Bemanning)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import tracked
from accounts.models import User
from accounts.permissions import Answer, Refused
from accounts.requests import UserRequest
from delegation import authority, past, staff
from delegation.abilities import may
from delegation.endings import endings
from delegation.lapses import lapses
from delegation.models import Absence, Appointment, Board, Position, Subdelegation
from delegation.staff_forms import AbsenceForm, AppointmentForm, OwnAbsenceForm, RowForm, SubdelegationForm
from delegation.swedish import swedish
from delegation.views.base import page_of, posted, seen_board, status_of


@dataclass(frozen=True)
class Sort:
    """One sort of row on the page, as its addresses and headings name it."""

    form: type[RowForm]
    act: str
    one: str
    new: str
    ended: str
    order: tuple[Any, ...]


SORTS = {
    "forordnanden": Sort(
        AppointmentForm,
        "appoint",
        "Förordnande",
        "Nytt förordnande",
        "Avslutade förordnanden",
        (swedish("position__title"), "-ends_on", "-pk"),
    ),
    "franvaro": Sort(
        AbsenceForm, "record_absence", "Frånvaro", "Ny frånvaro", "Avslutad frånvaro", ("-ends_on", "-pk")
    ),
    "vidaredelegationer": Sort(
        SubdelegationForm,
        "subdelegate",
        "Vidaredelegation",
        "Ny vidaredelegation",
        "Avslutade vidaredelegationer",
        ("-ends_on", "-pk"),
    ),
}


@dataclass(frozen=True)
class Seat:
    """A position with those who hold it and those who will."""

    position: Position
    now: list[Appointment]
    coming: list[Appointment]

    @property
    def rows(self) -> int:
        """How many rows of the table it fills; a vacant position has one that says so."""
        return max(len(self.now), 1) + len(self.coming)


@login_required
@require_safe
def people(request: UserRequest, board: str) -> HttpResponse:
    """The board's positions with their holders, the absences and the subdelegations of today and to come."""
    found, today = seen_board(request, board), timezone.localdate()
    page = page_of(request, found.positions.order_by(swedish("title"), "pk"))
    seats = _seats(list(page), today)
    absences = _rows("franvaro", found).exclude(ends_on__lt=today).order_by("starts_on", "pk")
    given = _rows("vidaredelegationer", found).exclude(ends_on__lt=today).order_by("point", "starts_on", "pk")
    passed_on = page_of(request, given, "vidaredelegationer")
    reasons = lapses(found, passed_on, today)
    context = {
        "board": found,
        "today": today,
        "page": page,
        "seats": seats,
        "absences": page_of(request, absences, "franvaro"),
        "subdelegations": passed_on,
        "given": [(row, reasons.get(row.pk, "")) for row in passed_on],
        "away": authority.away([row.person_id for seat in seats for row in seat.now], today),
        "endings": endings(found, today),
        "appoint": may(request.user, "appoint", found),
        "subdelegate": may(request.user, "subdelegate", found),
    }
    return render(request, "delegation/people.html", context)


def _seats(positions: list[Position], today: date) -> list[Seat]:
    rows = Appointment.objects.filter(position__in=positions).exclude(ends_on__lt=today)
    found = list(rows.select_related("person", "position").order_by("starts_on", "pk"))
    return [
        Seat(
            position,
            [row for row in found if row.position_id == position.pk and row.starts_on <= today],
            [row for row in found if row.position_id == position.pk and row.starts_on > today],
        )
        for position in positions
    ]


def _rows(sort: str, board: Board) -> QuerySet[Any]:
    """All rows of one sort that concern the board."""
    match sort:
        case "forordnanden":
            return Appointment.objects.filter(position__board=board).select_related("person", "position")
        case "franvaro":
            at_board = Q(appointments__position__board=board) | Q(board_roles__board=board)
            people = User.objects.filter(at_board).values("pk")
            return Absence.objects.filter(person__in=people).select_related("person")
        case "vidaredelegationer":
            rows = Subdelegation.objects.filter(order__board=board)
            return rows.select_related("order", "from_position", "to_position", "decided_by")
    raise Http404(f"no rows are called {sort}")


@login_required
@require_safe
def ended(request: UserRequest, board: str, sort: str) -> HttpResponse:
    """The rows of one sort that are over, a page at a time."""
    found, today = seen_board(request, board), timezone.localdate()
    rows = _rows(sort, found).filter(ends_on__lt=today).order_by(*SORTS[sort].order)
    context = {
        "board": found,
        "sort": sort,
        "heading": SORTS[sort].ended,
        "page": page_of(request, rows),
        "others": [(name, row.ended) for name, row in SORTS.items() if name != sort],
    }
    return render(request, "delegation/people_ended.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest, board: str, sort: str) -> HttpResponse:
    """Record an appointment, an absence or a subdelegation."""
    found = seen_board(request, board)
    if sort not in SORTS:
        raise Http404(f"no rows are called {sort}")
    form_class, answer = _form_for(request.user, found, sort)
    context: dict[str, Any] = {"board": found, "sort": sort, "heading": SORTS[sort].new}
    if not answer.ok:
        return render(request, "delegation/people_new.html", context | {"refusal": answer.why}, status=403)
    form = form_class(posted(request), board=found, row=None, user=request.user, today=timezone.localdate())
    context["form"] = form
    try:
        kept = _tried(
            form, lambda: staff.record(by=request.user, board=found, row=form.model(**form.values()))
        )
    except Refused as refusal:
        context["refusal"] = str(refusal)
        return render(request, "delegation/people_new.html", context, status=status_of(refusal))
    if kept is None:
        status = 422 if form.is_bound else 200
        return render(request, "delegation/people_new.html", context, status=status)
    messages.success(request, f"Sparat: {kept}, {staff.period(kept)}.")
    return redirect("people", board=found.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: UserRequest, board: str, sort: str, pk: int) -> HttpResponse:
    """One row with its history; for those who may, the form that ends or corrects it."""
    found = seen_board(request, board)
    stored = get_object_or_404(_rows(sort, found), pk=pk)
    answer = may(request.user, staff.ability(request.user, stored), found)
    context = {"board": found, "sort": sort, "heading": SORTS[sort].one, "row": stored, "may": answer}
    if not answer.ok:
        status = 403 if request.method == "POST" else 200
        return _row_page(request, context, status, answer.why if status == 403 else "")
    form_class, _ = _form_for(request.user, found, sort)
    options: dict[str, Any] = {"board": found, "user": request.user, "today": timezone.localdate()}
    form = form_class(posted(request), row=stored, **options)
    try:
        kept = _tried(form, lambda: _correct(request, found, stored, form))
    except Refused as refusal:
        # What the user wrote stays in the form, now beside the row as it stands.
        fresh = _rows(sort, found).get(pk=pk)
        again = request.POST.copy()
        again["shown"] = str(tracked.revision(fresh))
        context |= {"row": fresh, "form": form_class(again, row=fresh, **options)}
        return _row_page(request, context, status_of(refusal), str(refusal))
    if kept is None:
        return _row_page(request, context | {"form": form}, 422 if form.is_bound else 200)
    messages.success(request, "Ändringen är sparad. Vad raden sade förut står i historiken.")
    return redirect("people_row", board=found.code, sort=sort, pk=pk)


def _correct(request: UserRequest, board: Board, stored: staff.Row, form: RowForm) -> staff.Row:
    why, shown = form.cleaned_data["why"], form.cleaned_data["shown"]
    return staff.correct(by=request.user, board=board, row=stored, given=form.values(), why=why, shown=shown)


def _tried(form: RowForm, act: Callable[[], staff.Row]) -> staff.Row | None:
    """The row that the act keeps; None when the form says why there is none. Raises Refused."""
    if not form.is_valid():
        return None
    try:
        return act()
    except ValidationError as error:
        form.tell(error)
        return None


def _row_page(
    request: UserRequest, context: dict[str, Any], status: int = 200, refusal: str = ""
) -> HttpResponse:
    row, board, today = context["row"], context["board"], timezone.localdate()
    is_lasting = isinstance(row, Subdelegation) and (row.ends_on is None or row.ends_on >= today)
    lapse = lapses(board, [row], today).get(row.pk, "") if is_lasting else ""
    more = {"history": past.versions(row), "refusal": refusal, "lapse": lapse}
    return render(request, "delegation/people_row.html", context | more, status=status)


def _form_for(user: User, board: Board, sort: str) -> tuple[type[RowForm], Answer]:
    """The form that the user may fill in. One's own absence is recorded by anyone at the board."""
    answer = may(user, SORTS[sort].act, board)
    if sort == "franvaro" and not answer.ok:
        return OwnAbsenceForm, may(user, "record_own_absence", board)
    return SORTS[sort].form, answer
