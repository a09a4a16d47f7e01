"""Writing a draft: the form, its autosave with a live verdict, and the files that it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from decisions import actions, committing, panel
from decisions.abilities import may
from decisions.actions import Refused, Stale
from decisions.days import day_of
from decisions.drafting import DraftForm, differences, form_for
from decisions.form_names import TO_BOARD, chooses, with_choice
from decisions.models import BasisItem, Consultation, Decision
from decisions.uploads import BadFile, content_of
from decisions.views.base import last_return, seen_decision
from decisions.views.kept import keeps_text
from delegation.views.base import status_of
from delegation.words import in_sentence

WRITTEN_BY_ANOTHER = (
    "Sidan öppnades av en annan användare än den som är inloggad nu. Inget är sparat, och texten står kvar. "
    "Logga in som den som skrev, eller tryck på Spara på den här sidan om texten nu är din."
)


@keeps_text
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: UserRequest, pk: UUID) -> HttpResponse:
    decision = seen_decision(request, pk)
    if request.method == "POST":
        return _save(request, decision)
    if not may(request.user, "edit", decision).ok:
        return redirect(decision)
    return _page(request, decision, form_for(decision, day_of(timezone.now())))


def _page(
    request: UserRequest, decision: Decision, form: DraftForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The form beside the verdict on what is saved."""
    now = timezone.now()
    context = {
        "decision": decision,
        "case": decision.case,
        "form": form,
        "panel": panel.of_draft(decision, now, request.user),
        "basis": decision.basis.all(),
        "consultations": decision.consultations.select_related("position"),
        "submit": may(request.user, "submit", decision),
        "commitments": committing.of(decision),
        "last_return": last_return(decision),
        **more,
    }
    return render(request, "decisions/draft.html", context, status=status)


def _save(request: UserRequest, decision: Decision) -> HttpResponse:
    """Save, then do what the pressed button says. Whatever happens, the text comes back."""
    now = timezone.now()
    form = form_for(decision, day_of(now), with_choice(request.POST))
    form.files = request.FILES
    if not form.is_valid():
        return _page(request, decision, form, status=422)
    if _is_anothers(request):
        return _page(request, decision, form, status=409, refusal=WRITTEN_BY_ANOTHER)
    try:
        decision = _saved(request, decision, form, now)
    except Stale as stale:
        return _conflict(request, form, stale)
    except Refused as refusal:
        return _page(request, decision, form, status=status_of(refusal), refusal=str(refusal))
    try:
        return _then(request, decision, form)
    except Refused as refusal:
        decision.refresh_from_db()
        again = form_for(decision, day_of(now))
        return _page(request, decision, again, status=409, refusal=str(refusal))


def _saved(request: UserRequest, decision: Decision, form: DraftForm, now: datetime) -> Decision:
    return actions.save_draft(
        by=request.user,
        decision=decision,
        draft=form.draft(),
        revision=form.cleaned_data["revision"],
        now=now,
    )


def _is_anothers(request: UserRequest) -> bool:
    """Was the page opened by someone else, who has logged out in the same browser since?"""
    return request.POST.get("writer", str(request.user.pk)) != str(request.user.pk)


def _then(request: UserRequest, decision: Decision, form: DraftForm) -> HttpResponse:
    """The act of the button, on the saved draft. Raises Refused; the draft stays saved."""
    now, act = timezone.now(), request.POST.get("act", "save")
    if act == "add_consultation" or form.cleaned_data["consulted_position"]:
        # Filled in and saved with another button, it was still meant to be put on record.
        row = _add_consultation(request, decision, form)
        text = f"Utkastet är sparat, och samrådet med {in_sentence(str(row.position))} är antecknat."
        messages.success(request, text)
    if act == "submit":
        actions.submit(by=request.user, decision=decision, now=now)
        messages.success(request, f"Beslutet väntar nu på {decision.decider}.")
        return redirect(decision)
    if act == "add_basis":
        item = _add_basis(request, decision, form)
        messages.success(request, f"Utkastet är sparat, och ”{item.title}” ligger bland beslutsunderlagen.")
    elif act.startswith("remove_basis:"):
        item = _basis_item(decision, act)
        actions.remove_basis(by=request.user, item=item, now=now)
        messages.success(request, f"”{item.title}” är borttaget från beslutsunderlagen.")
    elif act.startswith("remove_consultation:"):
        actions.remove_consultation(by=request.user, row=_consultation(decision, act), now=now)
        messages.success(request, "Samrådet är borttaget.")
    elif act == TO_BOARD:
        messages.success(request, "Utkastet är sparat. Skriv varför nämnden ska avgöra ärendet.")
        return redirect(f"{decision.get_absolute_url()}#hand_over-comment")
    elif chooses(act):
        messages.success(request, f"Utkastet är sparat med {_chosen(decision)}.")
    elif act != "add_consultation":
        messages.success(request, "Utkastet är sparat.")
    return redirect("draft", pk=decision.pk)


def _chosen(decision: Decision) -> str:
    """Point and decider as they are now, in words."""
    point = f"punkt {decision.point}" if decision.point else "punkten öppen"
    return f"{point} och {decision.decider or 'ingen'} som beslutsfattare"


def _add_basis(request: UserRequest, decision: Decision, form: DraftForm) -> BasisItem:
    file: UploadedFile[Any] | None = request.FILES.get("basis_file")
    try:
        content = content_of(file) if file else None
    except BadFile as error:
        raise Refused(str(error)) from error
    title = form.cleaned_data["basis_title"] or (file.name if file and file.name else "")
    if not title:
        raise Refused("Ange handlingens titel eller välj en fil. Utkastet är sparat.")
    return actions.add_basis(
        by=request.user,
        decision=decision,
        title=title[:200],
        dated=form.cleaned_data["basis_dated"],
        file_name=file.name or "" if file else "",
        content=content,
        now=timezone.now(),
    )


def _add_consultation(request: UserRequest, decision: Decision, form: DraftForm) -> Consultation:
    given = form.cleaned_data
    position = decision.case.board.positions.filter(key=given["consulted_position"]).first()
    if position is None or given["consulted_dated"] is None:
        raise Refused("Välj med vem samrådet har hållits och ange dagen. Utkastet är sparat, samrådet inte.")
    return actions.add_consultation(
        by=request.user,
        decision=decision,
        position=position,
        dated=given["consulted_dated"],
        note=given["consulted_note"],
        now=timezone.now(),
    )


def _consultation(decision: Decision, act: str) -> Consultation:
    try:
        row: Consultation | None = decision.consultations.filter(pk=UUID(act.partition(":")[2])).first()
    except ValueError:
        row = None
    if row is None:
        raise Refused("Samrådet är redan borttaget. Utkastet är sparat.")
    return row


def _basis_item(decision: Decision, act: str) -> BasisItem:
    try:
        key = UUID(act.partition(":")[2])
    except ValueError as error:
        raise Refused("Underlaget finns inte. Utkastet är sparat.") from error
    item: BasisItem | None = decision.basis.filter(pk=key).first()
    if item is None:
        raise Refused("Underlaget är redan borttaget. Utkastet är sparat.")
    return item


def _conflict(request: UserRequest, form: DraftForm, stale: Stale) -> HttpResponse:
    """The user's own text in the form, and beside each field that differs what was saved in between."""
    data = with_choice(request.POST).copy()
    data["revision"] = str(stale.saved.revision)
    mine = form_for(stale.saved, day_of(timezone.now()), data)
    more = {"refusal": str(stale), "theirs": differences(form, stale.saved)}
    return _page(request, stale.saved, mine, status=409, **more)


@keeps_text
@require_POST
def autosave(request: UserRequest, pk: UUID) -> HttpResponse:
    """Save while the officer writes, and answer with fragments: status, verdict, and new questions."""
    decision, now = seen_decision(request, pk), timezone.now()
    form, asked_before = form_for(decision, day_of(now), request.POST), _asked(decision)
    context: dict[str, Any] = {"decision": decision, "now": now}
    if not form.is_valid():
        return render(request, "decisions/parts/autosave.html", context | {"form": form})
    if _is_anothers(request):
        return render(request, "decisions/parts/autosave.html", context | {"refusal": WRITTEN_BY_ANOTHER})
    try:
        decision = _saved(request, decision, form, now)
    except Refused as refusal:
        return render(request, "decisions/parts/autosave.html", context | {"refusal": str(refusal)})
    context |= {"saved": True, "decision": decision, "panel": panel.of_draft(decision, now, request.user)}
    context["commitments"] = committing.of(decision)
    if _asked(decision) != asked_before:
        context["questions"] = form_for(decision, day_of(now))
    return render(request, "decisions/parts/autosave.html", context)


def _asked(decision: Decision) -> tuple[str, str]:
    """What the form's questions depend on: the point, and the decision type where the point is left open."""
    return decision.point, "" if decision.point else decision.decision_type
