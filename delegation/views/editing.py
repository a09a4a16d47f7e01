"""The life of a draft: begun, its head and words written, looked through, given up or adopted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import tracked
from accounts.permissions import Refused
from accounts.requests import UserRequest
from delegation import authority, editing, formats, lapses, review, sheets
from delegation.abilities import may
from delegation.editing import Faulty
from delegation.form_rows import Complaint, Rows, complaints
from delegation.formats import FormatError, Source
from delegation.models import Board, DelegationOrder
from delegation.order_forms import AdoptForm, FileForm, NewOrderForm, WholeForm, in_sentences, tell, whole
from delegation.order_log import changes
from delegation.plain import plain
from delegation.sheets import opening
from delegation.views.base import seen_board, seen_order, status_of
from delegation.views.orders import refused
from delegation.word_forms import PARTS, Part

LOGGED = 50
View = Callable[..., HttpResponse]


def on_draft(view: View) -> View:
    """A page or an act on a draft, for the board's editor. Others who come to read get the version's page.

    An editor whose draft has been adopted in between is let through with what they post: the act refuses,
    and the page still has what they wrote.
    """

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def respond(request: UserRequest, pk: int, **options: Any) -> HttpResponse:
        row = seen_order(request, pk=pk)
        is_post = request.method == "POST"
        answer = may(request.user, "start_order" if is_post else "edit_order", row)
        if answer.ok:
            return view(request, row, **options)
        if is_post:
            return refused(request, row, status=403, refusal=answer.why)
        return redirect("order", row.board.code, row.version)

    return respond


# --- beginning -----------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def order_new(request: UserRequest, board: str) -> HttpResponse:
    """A new draft: a copy, an empty one, or a file."""
    found = seen_board(request, board)
    answer = may(request.user, "start_order", found)
    if not answer.ok:
        return render(
            request, "delegation/order_new.html", {"board": found, "refusal": answer.why}, status=403
        )
    versions = list(found.orders.order_by("-valid_from"))
    if request.method != "POST":
        return _new_page(request, found, _new_form(versions), FileForm())
    if request.POST.get("act") == "file":
        return _from_file(request, found, versions)
    form = NewOrderForm(request.POST, versions=versions)
    if not form.is_valid():
        return _new_page(request, found, form, FileForm(), status=422)
    source = next((row for row in versions if row.pk == form.cleaned_data["source"]), None)
    try:
        if source:
            row = editing.start_copy(by=request.user, source=source, head=form.head())
        else:
            row = editing.start_empty(by=request.user, board=found, head=form.head())
    except Faulty as fault:
        tell(form, fault.faults)
        return _new_page(request, found, form, FileForm(), status=422)
    messages.success(request, f"Utkastet till version {row.version} är påbörjat.")
    return redirect("order_edit", row.pk)


def _new_form(versions: list[DelegationOrder]) -> NewOrderForm:
    title = versions[0].title if versions else ""
    return NewOrderForm(
        versions=versions, initial={"title": title, "source": versions[0].pk if versions else ""}
    )


def _new_page(
    request: UserRequest,
    board: Board,
    form: NewOrderForm,
    file_form: FileForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"board": board, "form": form, "file_form": file_form, **more}
    return render(request, "delegation/order_new.html", context, status=status)


def _from_file(request: UserRequest, board: Board, versions: list[DelegationOrder]) -> HttpResponse:
    file_form = FileForm(request.POST, request.FILES)
    if not file_form.is_valid():
        return _new_page(request, board, _new_form(versions), file_form, status=422)
    try:
        source = read_file(file_form.cleaned_data["file"])
        row = editing.start_from_file(by=request.user, board=board, source=source)
    except FormatError as error:
        faults = [str(fault) for fault in error.faults]
    except Faulty as error:
        faults = [in_sentences(fault) for fault in error.faults]
    else:
        messages.success(request, f"Filen är inläst som utkast till version {row.version}.")
        return redirect("order_edit", row.pk)
    return _new_page(request, board, _new_form(versions), file_form, status=422, file_faults=faults)


def read_file(file: UploadedFile[Any]) -> Source:
    """An uploaded order as a parsed file, by what its name ends in. Raises FormatError."""
    name = PurePosixPath((file.name or "fil").replace("\\", "/")).name
    is_book = name.lower().endswith(".xlsx")
    most = opening.MAX_BYTES if is_book else formats.MAX_BYTES
    if (file.size or 0) > most:
        found = f"filen är större än {most // (1024 * 1024)} MB"
        raise FormatError([formats.Fault(name, (), found, "Dela upp den")])
    content: bytes = file.read()
    if is_book:
        return sheets.read(content, name)
    try:
        return formats.parse_yaml(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        allowed = "Välj en Excel-fil (.xlsx) eller en YAML-fil som är sparad som UTF-8"
        raise FormatError([formats.Fault(name, (), "filen är inte text", allowed)]) from error


# --- the draft's own page ------------------------------------------------------------------------------


@require_safe
@on_draft
def order_edit(request: UserRequest, row: DelegationOrder) -> HttpResponse:
    """The draft as a whole: its points, its words, what the analysis says, and what has been changed."""
    order = authority.read(row)
    told = {point.number: plain(order, point) for point in order.points}
    context = {
        "row": row,
        "order": order,
        "points": [(point, told[point.number]) for point in row.points.all()],
        "parts": [(part, len(row.vocabulary.get(part.key, ()))) for part in PARTS.values()],
        "findings": review.findings(row, timezone.localdate()) if told else (),
        "changes": changes(row, LOGGED),
    }
    return render(request, "delegation/order_edit.html", context)


@on_draft
def order_head(request: UserRequest, row: DelegationOrder) -> HttpResponse:
    """What is said of the version as a whole."""
    is_post = request.method == "POST"
    form = WholeForm(request.POST) if is_post else WholeForm(initial=whole(row))
    shown = request.POST.get("revision") if is_post else tracked.revision(row)
    context = {"row": row, "form": form, "revision": shown}
    if not is_post or not form.is_valid():
        return render(request, "delegation/order_head.html", context, status=422 if is_post else 200)
    try:
        editing.change_head(by=request.user, order=row, head=form.head(), revision=number(shown))
    except Faulty as fault:
        tell(form, fault.faults)
        return render(request, "delegation/order_head.html", context, status=422)
    except Refused as refusal:
        told = context | {"refusal": str(refusal)}
        return render(request, "delegation/order_head.html", told, status=status_of(refusal))
    messages.success(request, "Uppgifterna är sparade.")
    return redirect("order_edit", row.pk)


def number(text: Any) -> int:
    """A revision as posted; what is no number is no revision."""
    return int(text) if str(text).isascii() and str(text).isdigit() else -1


# --- vocabulary ----------------------------------------------------------------------------------------


@on_draft
def order_words(request: UserRequest, row: DelegationOrder, part: str) -> HttpResponse:
    """One table of what the points are written with."""
    found = PARTS.get(part)
    if found is None:
        raise Http404(f"no part is called {part}")
    if request.method != "POST":
        return _words_page(request, row, found, found.rows(row.vocabulary), tracked.revision(row))
    rows, shown = found.rows(row.vocabulary, request.POST), request.POST.get("revision", "")
    act = request.POST.get("act", "save")
    if act != "save":
        again = found.rows(row.vocabulary, initial=rows.after(act))
        return _words_page(request, row, found, again, shown)
    words = found.read(rows) if rows.is_valid() else {}
    if not rows.is_valid():
        return _words_page(request, row, found, rows, shown, status=422)
    try:
        editing.change_words(
            by=request.user, order=row, words=words, revision=number(shown), what=found.title
        )
    except Faulty as fault:
        elsewhere = found.tell(rows, fault.faults, [point.number for point in row.points.all()])
        return _words_page(request, row, found, rows, shown, status=422, elsewhere=elsewhere)
    except Refused as refusal:
        return _words_page(request, row, found, rows, shown, status=status_of(refusal), refusal=str(refusal))
    messages.success(request, f"{found.title}: ändringarna är sparade.")
    return redirect("order_words", row.pk, part)


def _words_page(
    request: UserRequest,
    row: DelegationOrder,
    part: Part,
    rows: Rows,
    shown: Any,
    *,
    status: int = 200,
    elsewhere: Iterable[str] = (),
    **more: Any,
) -> HttpResponse:
    told = [Complaint("", "", text) for text in elsewhere]
    if rows.is_bound:
        told += complaints(rows.forms)
    context = {"row": row, "part": part, "rows": rows, "revision": shown, "complaints": told, **more}
    return render(request, "delegation/order_words.html", context, status=status)


# --- the end of a draft --------------------------------------------------------------------------------


@on_draft
def order_delete(request: UserRequest, row: DelegationOrder) -> HttpResponse:
    if request.method != "POST":  # a refused act that is loaded again
        return redirect("order_edit", row.pk)
    try:
        editing.delete_draft(by=request.user, order=row)
    except Refused as refusal:
        return refused(request, row, status=status_of(refusal), refusal=str(refusal))
    messages.success(request, f"Utkastet till version {row.version} är borttaget.")
    return redirect("order_list")


@on_draft
def order_adopt(request: UserRequest, row: DelegationOrder) -> HttpResponse:
    """The board's decision on the draft, beside what there is to see before it."""
    today, is_post = timezone.localdate(), request.method == "POST"
    findings = review.findings(row, today) if row.points.all() else ()
    faults = review.faults(findings)
    start = {"shown": editing.fingerprint(row), "valid_from": row.valid_from, "valid_to": row.valid_to}
    form = AdoptForm(request.POST if is_post else None, initial=start, has_faults=bool(faults))
    context = {
        "row": row,
        "form": form,
        "findings": findings,
        "gaps": review.gaps(row.board, row),
        "falling": lapses.falling(row),
        "empty": not row.points.all(),
    }
    if not is_post or not form.is_valid():
        return render(request, "delegation/order_adopt.html", context, status=422 if is_post else 200)
    try:
        editing.adopt(
            by=request.user,
            order=row,
            adoption=form.adoption(),
            shown=form.cleaned_data["shown"],
            today=today,
            despite=form.cleaned_data.get("despite", ""),
        )
    except Faulty as fault:
        tell(form, fault.faults)
        return render(request, "delegation/order_adopt.html", context, status=422)
    except Refused as refusal:
        told = context | {"refusal": str(refusal)}
        return render(request, "delegation/order_adopt.html", told, status=status_of(refusal))
    messages.success(request, f"Version {row.version} är antagen och kan inte längre ändras.")
    return redirect("order", row.board.code, row.version)
