"""Does what is settled still stand as the log says it was settled? Rows, documents and bytes, checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from decisions import store
from decisions.days import day_of
from decisions.follow_ups import MarkKind
from decisions.models import (
    BoardReport,
    Decision,
    Dispatch,
    Document,
    Event,
    Mark,
    ReportState,
    SignedCopy,
    Verb,
)
from decisions.states import DECIDED
from delegation.models import Board


def digest(decision: Decision, question: Any, verdict: Any) -> str:
    """SHA-256 over a signed decision's words and what they rest on; the event of the signature keeps it."""
    rests_on = [
        decision.title,
        decision.background,
        decision.decision_text,
        decision.facts,
        decision.decider_id,
        question,
        verdict,
    ]
    if follows := getattr(decision, "follows", None):
        rests_on.append([str(follows.earlier_id), follows.kind, follows.ground, follows.because])
    return store.digest(json.dumps(rests_on, sort_keys=True, ensure_ascii=False).encode())


def faults(board: Board) -> Iterator[str]:
    """Every signed decision and frozen list of the board that its event, or the store, does not bear out.

    A chain alone does not tell when its last events are gone; what they settled still does.
    """
    decisions = Decision.objects.filter(case__board=board, state__in=DECIDED)
    decisions = decisions.select_related("case", "follows")
    for decision in decisions.order_by("pk").iterator(chunk_size=500):
        event = Event.objects.filter(decision=decision, verb=Verb.SIGNED).first()
        told = event.data.get("documents", {}) if event else {}
        yield from _held(f"{decision.case.dnr} ({decision.pk})", event, told, decision.documents.all())
        if event:
            yield from _signature(f"{decision.case.dnr} ({decision.pk})", decision, event)
    copies = SignedCopy.objects.filter(letter__decision__case__board=board)
    for copy in copies.select_related("letter__decision__case").order_by("pk"):
        yield from _copy(copy)
    signed = Event.objects.filter(board=board, verb=Verb.SIGNED).exclude(decision__state__in=DECIDED)
    for event in signed.select_related("case").order_by("sequence"):
        yield f"{event.case} ({event.decision_id}): undertecknat enligt loggen men inte beslutat"
    yield from _dispatches(board)
    yield from _marks(board)
    reports = BoardReport.objects.filter(meeting__board=board).exclude(state=ReportState.OPEN)
    for report in reports.select_related("meeting").order_by("pk"):
        event = Event.objects.filter(meeting=report.meeting, verb=Verb.LIST_FROZEN).first()
        told = {"board_report": event.data.get("document")} if event else {}
        yield from _held(f"lista {report.number}", event, told, report.documents.all())
        if event and report.lines.count() != event.data.get("lines"):
            yield f"lista {report.number}: raderna är inte så många som loggen säger"
    frozen = Event.objects.filter(board=board, verb=Verb.LIST_FROZEN)
    for event in frozen.filter(meeting__report__state=ReportState.OPEN):
        yield f"lista {event.data.get('number')}: fryst enligt loggen men öppen"


def _dispatches(board: Board) -> Iterator[str]:
    """Every dispatch stands in the log with the documents that were sent, and the reverse."""
    told = {
        event.data["dispatch"]: event.data["documents"]
        for event in Event.objects.filter(board=board, verb__in=[Verb.DISPATCHED, Verb.RESENT])
    }
    rows = Dispatch.objects.filter(decision__case__board=board).select_related("decision__case")
    for row in rows.prefetch_related("documents__document").order_by("pk"):
        sent = {part.document.kind: part.sha256 for part in row.documents.all()}
        logged = told.pop(str(row.pk), None)
        if logged is None:
            yield f"{row.decision.case.dnr} ({row.pk}): expedieringen finns inte i loggen"
        elif logged != sent:
            yield f"{row.decision.case.dnr} ({row.pk}): det expedierade är inte det som loggen nämner"
    for key in told:
        yield f"{key}: expedierat enligt loggen men raden finns inte"


def _marks(board: Board) -> Iterator[str]:
    """What is noted on signed decisions is what the log says, neither more nor less."""
    verbs = {Verb.SIGNED_WITHDRAWN: MarkKind.WITHDRAWN, Verb.WITHOUT_POWER: MarkKind.WITHOUT_POWER}
    told = {
        (event.decision_id, verbs[Verb(event.verb)].value, event.actor_id, event.at, event.data["comment"])
        for event in Event.objects.filter(board=board, verb__in=verbs)
    }
    rows = Mark.objects.filter(decision__case__board=board)
    noted = set(rows.values_list("decision", "kind", "by", "at", "because"))
    dnrs = dict(Decision.objects.filter(marks__in=rows).values_list("pk", "case__dnr"))
    for decision, kind, *_ in sorted(noted - told, key=str):
        yield f"{dnrs[decision]} ({decision}): anteckningen {MarkKind(kind).label} är inte loggens"
    for decision, kind, *_ in sorted(told - noted, key=str):
        yield f"{decision}: anteckningen {MarkKind(kind).label} saknas eller är ändrad"


def _signature(name: str, decision: Decision, event: Event) -> Iterator[str]:
    if (event.actor_id, event.at) != (decision.signed_by_id, decision.signed_at):
        yield f"{name}: undertecknare eller tid är inte loggens"
    if decision.decided_on != day_of(event.at):
        yield f"{name}: beslutsdagen är inte dagen för undertecknandet"
    if event.data.get("rests_on") != digest(decision, decision.question, decision.verdict):
        what = "text, uppgifter, prövning eller vad det följer"
        yield f"{name}: {what} är inte vad som undertecknades"


def _held(name: str, event: Event | None, told: dict[str, Any], rows: Any) -> Iterator[str]:
    if event is None:
        yield f"{name}: händelsen saknas i loggen"
        return
    if {row.kind: row.sha256 for row in rows} != told:
        yield f"{name}: handlingarna är inte de som loggen nämner"
    for row in rows:
        yield from _bytes(name, row)


def _copy(copy: SignedCopy) -> Iterator[str]:
    """The counterpart's copy of a letter, against the event of its coming."""
    decision = copy.letter.decision
    name = f"{decision.case.dnr}, motpartens exemplar ({copy.pk})"
    came = Event.objects.filter(decision=decision, verb__in=[Verb.COPY_RECEIVED, Verb.COPY_RETURNED])
    if not came.filter(data__copy=str(copy.pk), data__sha256=copy.sha256).exists():
        yield f"{name}: är inte det som loggen nämner"
    yield from _bytes(name, copy)


def _bytes(name: str, row: Document | SignedCopy) -> Iterator[str]:
    try:
        store.get(row.sha256)
    except store.Damaged as damaged:
        yield f"{name}: {damaged}"
