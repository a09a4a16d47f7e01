"""”Vem får besluta?”: one question at a time, until it is clear who may. Open to the public where so set.

A visitor without a role at the board meets positions, never persons or who is away. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import User
from delegation import asking, asking_form, asking_page, authority, questions, statutes
from delegation.asking import Asked, Grounds, Walk
from delegation.asking_form import Answers
from delegation.models import Board
from delegation.subjects import subjects
from delegation.swedish import swedish
from delegation.terms import Order, Outcome, Question
from delegation.views.base import page_of

PAGE_SIZE = 25


@require_safe
@cache_control(private=True, no_cache=True)
def ask_boards(request: HttpRequest) -> HttpResponse:
    """The boards whose orders the visitor may ask about."""
    may_see = Q(organisation__is_public=True)
    if request.user.is_authenticated:
        may_see |= Q(roles__user=request.user)
    rows = Board.objects.filter(may_see).select_related("organisation").distinct()
    boards = list(rows.order_by(swedish("name"), "pk"))
    if not boards and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "delegation/ask_boards.html", {"boards": boards})


@dataclass(frozen=True)
class Visit:
    """What is asked about, with what: the board, whether persons are named, its versions made ready."""

    board: Board
    named: bool
    grounds: Grounds
    people: Question | None  # who holds what; only for those who may see names
    day: date

    @property
    def order(self) -> Order | None:
        found = self.grounds.rules.versions.in_force(self.day)
        return self.grounds.orders[found.version] if found else None

    @property
    def units(self) -> list[str]:
        rows = self.people.appointments or () if self.people else ()
        return sorted({row.unit for row in rows if row.unit and row.covers(self.day)})


@require_safe
@cache_control(private=True, no_cache=True)
def ask(request: HttpRequest, board: str) -> HttpResponse:
    """The next question about the matter in the address, or who may decide it."""
    found = Board.objects.select_related("organisation").filter(code=board).first()
    named = bool(found and request.user.is_authenticated and found.roles.filter(user=request.user).exists())
    if found is None or not (named or found.organisation.is_public):
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    day_form = asking_form.DayForm({"dag": request.GET.get("dag") or timezone.localdate().isoformat()})
    if not day_form.is_valid():
        return _ask_day(request, found, day_form)
    visit = _visit(found, named=named, day=day_form.cleaned_data["dag"])
    if visit.order is None or request.GET.get(asking_form.CHANGE) == asking_form.DAY:
        return _ask_day(request, found, day_form)
    return _about(request, visit, visit.order)


def _visit(board: Board, *, named: bool, day: date) -> Visit:
    orders = [authority.read(row) for row in authority.adopted(board)]
    asked = {"format": "authority-question/1", "decided_on": day.isoformat(), "decision_type": "-"}
    people = questions.from_plain(asked | authority.people(board), orders, "bemanningen") if named else None
    return Visit(board, named, asking.grounds_of(orders, statutes.load()), people, day)


def _ask_day(request: HttpRequest, board: Board, form: asking_form.DayForm) -> HttpResponse:
    """Another day: because it was asked for, cannot be read, or has no version in force."""
    context = {
        "board": board,
        "form": form,
        "kept": _kept(asking_form.given_in(request.GET), asking_form.DAY),
        "has_no_order": form.is_valid() and not request.GET.get(asking_form.CHANGE),
    }
    return render(request, "delegation/ask_day.html", context, status=200 if form.is_valid() else 400)


def _about(request: HttpRequest, visit: Visit, order: Order) -> HttpResponse:
    """What is to be decided, as long as the address does not say; else the matter."""
    given = asking_form.given_in(request.GET)
    kind, number = given.get(asking_form.KIND, ""), given.get(asking_form.POINT, "")
    if fault := _not_found(order, visit.day, kind, number):
        return _subjects(request, visit, order, fault=fault)
    if number or (kind and kind not in order.includes):
        return _matter(request, visit, order)
    return _subjects(request, visit, order, included=order.decision_types.get(kind, kind))


def _not_found(order: Order, day: date, kind: str, number: str) -> str:
    """Why what the address asks about is not there to ask about; empty when it is."""
    point = order.point(number) if number else None
    if number and not (point and point.covers(day)):
        return f"Punkt {number} gäller inte {day}, enligt version {order.version}. Välj i listan."
    named = {kind for row in order.points for kind in row.decision_types}
    if kind and kind not in {*named, *order.decision_types, *order.includes}:
        return f"Beslutstypen ”{kind}” finns inte i version {order.version}. Välj i listan."
    return ""


def _subjects(
    request: HttpRequest, visit: Visit, order: Order, *, fault: str = "", included: str = ""
) -> HttpResponse:
    """The decision types, by chapter, for who looks for theirs."""
    search = request.GET.get("q", "")[:200]
    page = page_of(request, subjects(order, visit.day, search), size=PAGE_SIZE)
    kept = {key: request.GET[key] for key in (asking_form.DAY,) if request.GET.get(key)}
    context = {
        "board": visit.board,
        "order": order,
        "day": visit.day,
        "fault": fault,
        "included": included,
        "search": search,
        "page": page,
        "kept": kept,
        "query": _before(asking_form.address(kept | {"q": search})),
        "with_day": _before(asking_form.address(kept)),
    }
    return render(request, "delegation/ask_subjects.html", context, status=404 if fault else 200)


def _before(query: str) -> str:
    """A query string that more will be written after."""
    return f"{query}&" if query else ""


def _matter(request: HttpRequest, visit: Visit, order: Order) -> HttpResponse:
    """The next question, with what the answers so far come to; or the answer."""
    laws = statutes.load().questions(visit.day)
    fields = asking_form.fields_of(order, laws, visit.units)
    answers = asking_form.read(request.GET, visit.day, order, fields)
    walk = asking.walk(visit.grounds, answers.asked)
    assert walk is not None
    name = _asked_now(request, walk, answers, fields)
    rows = page_of(request, asking_page.tried(walk), size=PAGE_SIZE)
    names = _names(visit.people)
    conflict = next((law.source for law in laws if law.key == "conflict_of_interest"), "lagen den dagen")
    context = {
        "board": visit.board,
        "order": order,
        "day": visit.day,
        "subject": _subject(order, answers.asked),
        "field": asking_form.asked_by(name, fields, request.GET) if name else None,
        "kept": _kept(answers.given, name),
        "headline": "" if name else asking_page.headline(walk),
        "may": asking_page.titles(walk, [row for row in walk.trials if row.outcome is not Outcome.OUTSIDE]),
        "is_able": bool(walk.of(Outcome.WITHIN)),
        "is_unsure": bool(walk.of(Outcome.UNDETERMINED)),
        "page": rows,
        "rows": [
            asking_page.shown(visit.grounds, answers.asked, walk, row, visit.people, names) for row in rows
        ],
        "assumptions": asking_page.assumptions(walk, answers.asked, conflict),
        "urgent": asking_page.urgent(walk, answers.asked),
        "answers": [(row, asking_form.address(answers.given, andra=row.name)) for row in answers.told],
        "alien": answers.unknown,
        "change_day": asking_form.address(answers.given, andra=asking_form.DAY),
        "with_day": _before(asking_form.address(_kept_day(answers.given))),
        "query": _before(asking_form.address(answers.given)),
    }
    return render(request, "delegation/ask.html", context, status=400 if answers.faulty else 200)


def _asked_now(
    request: HttpRequest, walk: Walk, answers: Answers, fields: Mapping[str, forms.Field]
) -> str | None:
    """The name in the address of what to ask: what is to be changed, cannot be read, or decides most."""
    change = request.GET.get(asking_form.CHANGE)
    if change in fields:
        return change
    if answers.faulty:
        return answers.faulty
    if walk.asks:
        return asking_form.name_of(walk.asks)
    needs_unit = any(row.point.own_unit for row in walk.of(Outcome.WITHIN)) and answers.asked.unit is None
    unit = asking_form.name_of(asking.UNIT)
    return unit if needs_unit and unit in fields else None


def _kept(given: Mapping[str, str], name: str | None) -> dict[str, str]:
    """What a form carries along unseen: all but what it asks."""
    return {key: value for key, value in given.items() if key != name}


def _kept_day(given: Mapping[str, str]) -> dict[str, str]:
    return {key: given[key] for key in (asking_form.DAY,) if key in given}


def _names(people: Question | None) -> dict[str, str]:
    """Username → name of those who hold a position."""
    persons = {row.person for row in people.appointments or ()} if people else set()
    return dict(User.objects.filter(username__in=persons).values_list("username", "name")) if persons else {}


def _subject(order: Order, asked: Asked) -> str:
    point = order.point(asked.point) if asked.point else None
    if point:
        return f"{point.number} {point.title}"
    kind = asked.decision_type
    found = next((row for row in subjects(order, asked.day) if row.decision_type == kind), None)
    return found.title if found else order.decision_types.get(kind, kind)
