"""Playing a case file: the same actions as the buttons, as the named people, on the case's own days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Role, User
from accounts.stepup import Method, Proof
from decisions import actions, events, reporting, store
from decisions.actions.moves import judge
from decisions.casefiles import people
from decisions.casefiles.reading import Basis, CaseFile
from decisions.days import STOCKHOLM
from decisions.models import BoardReport, Case, Decision, Document, Meeting
from decisions.models.decisions import DECIDER_ATTESTS
from delegation import values
from delegation.models import Board, Position

# Times of day: what a case file leaves open, in the order in which a decision is made.
REGISTERED, DRAFTED, SUBMITTED, SIGNED, FROZEN = time(9), time(10), time(13), time(14), time(15)
NOTICE = timedelta(days=7)  # the list is frozen for the notice (kallelse), a week before the meeting


@dataclass(frozen=True)
class Played:
    """How far the case came: the decision, the engine's answer, its documents and the board's list."""

    decision: Decision
    verdict: dict[str, Any]
    report: BoardReport | None  # None when the verdict stopped the decision

    @property
    def is_decided(self) -> bool:
        return self.report is not None

    def documents(self) -> list[Document]:
        found = list(Document.objects.filter(decision=self.decision).order_by("kind"))
        if self.report and not self.report._state.adding:  # an open list may be kept nowhere
            found += Document.objects.filter(report=self.report)
        return found


@transaction.atomic
def play(case: CaseFile) -> Played:
    """Register, draft, check, submit, sign and report. Stops with the draft saved when not within.

    Raises Refused or FormatError, with nothing saved, when the file does not go together with what is there.
    """
    with events.replayed(case.name):
        board = people.adopt(case.orders)
        officer, decider = _people(case, board)
        decision = _draft(case, board, officer, decider)
        signed_at = at(_day(case, "decision", "decided_on"), SIGNED)
        conflict = case.data["decision"].get("attested", {}).get(DECIDER_ATTESTS)
        answers = {} if conflict is None else {DECIDER_ATTESTS: conflict}
        ruling = judge(decision, signed_at, **answers)
        if not ruling.is_within:
            return Played(decision, ruling.verdict, None)
        if not decision.point and ruling.verdict["point"]:  # the decision names the point that was chosen
            chosen = {**case.data["decision"], "point": ruling.verdict["point"]}
            decision = fill(
                {**case.data, "decision": chosen}, decision, decider, at(signed_at.date(), DRAFTED)
            )
        submitted_at = at(signed_at.date(), SUBMITTED)
        decision = actions.submit(by=officer, decision=decision, now=submitted_at)
        decision = sign(decision, decider, signed_at, conflict)
        assert decision.verdict is not None
        return Played(decision, decision.verdict, _report(case, board, signed_at.date()))


@transaction.atomic
def play_to(case: CaseFile, folder: Path) -> tuple[Played, dict[str, Any]]:
    """Play the case and write its files; when they cannot be written, nothing is kept."""
    played = play(case)
    return played, write(played, folder)


def at(day: date, hour: time) -> datetime:
    """The moment in Stockholm."""
    return datetime.combine(day, hour, STOCKHOLM)


def sign(decision: Decision, decider: User, now: datetime, conflict_of_interest: bool | None) -> Decision:
    """Sign what the decider is shown at that moment. Nobody confirms it, and the proof says so."""
    shown = actions.final(decision, now).fingerprint
    return actions.sign(
        by=decider,
        decision=decision,
        shown=shown,
        conflict_of_interest=conflict_of_interest,
        proof=Proof(Method.PLAYED, now, (shown,)),
        now=now,
    )


def freeze(report: BoardReport, secretary: User, now: datetime) -> BoardReport:
    """Freeze the list as the secretary is shown it at that moment."""
    shown = reporting.fingerprint(reporting.decisions_on(report))
    return actions.freeze(by=secretary, report=report, shown=shown, now=now)


def draft(
    data: dict[str, Any], basis: tuple[Basis, ...], decision: Decision, decider: User | None, now: datetime
) -> Decision:
    """Fill a started draft with `data`, the keys `decision` and `letter` of case/1.

    The basis comes first: who is chosen as decider may write no more (four eyes).
    """
    officer, content = decision.drafted_by, data["decision"]
    for row in basis:
        actions.add_basis(
            by=officer,
            decision=decision,
            title=row.title,
            file_name=row.file_name,
            content=row.content,
            now=now,
        )
    for row in content.get("consulted", []):
        actions.add_consultation(
            by=officer,
            decision=decision,
            position=Position.objects.get(board=decision.case.board, key=row["position"]),
            dated=date.fromisoformat(row["dated"]),
            note="",
            now=max(now, at(date.fromisoformat(row["dated"]), DRAFTED)),
        )
    decision.refresh_from_db()
    return fill(data, decision, decider, now)


def fill(data: dict[str, Any], decision: Decision, decider: User | None, now: datetime) -> Decision:
    """Save the draft with what `data` says of it."""
    officer, content = decision.drafted_by, data["decision"]
    attested = content.get("attested", {})
    filled = actions.Draft(
        title=data.get("title", decision.title),
        decision_type=content.get("type", ""),
        point=content.get("point") or "",
        background=content.get("background", ""),
        decision_text=content.get("decision_text", ""),
        facts=values.json_ready(content.get("facts", {})),
        attested={key: value for key, value in attested.items() if key != DECIDER_ATTESTS},
        urgent_reason=content.get("urgent_reason", ""),
        decider=decider,
        letter=_letter(data.get("letter")),
    )
    return actions.save_draft(
        by=officer, decision=decision, draft=filled, revision=decision.revision, now=now
    )


def _letter(data: dict[str, Any] | None) -> actions.Letter | None:
    if data is None:
        return None
    recipient = data["recipient"]
    return actions.Letter(
        language=data["language"],
        title=data["title"],
        recipient_name=recipient["name"],
        recipient_organisation=recipient.get("organisation", ""),
        recipient_number=recipient.get("number", ""),
        recipient_address=recipient.get("address", ""),
        recipient_contact=recipient.get("contact", ""),
        purpose=data.get("purpose", ""),
        body=data["body"],
        ends_on=values.day_or_none(data.get("ends_on")),
        place=data.get("place", ""),
        wants_countersignature=data.get("countersign", False),
        **_second(data.get("second")),
    )


def _second(data: dict[str, Any] | None) -> dict[str, Any]:
    """The letter's second language."""
    if data is None:
        return {}
    return {
        "second_language": data["language"],
        "second_title": data["title"],
        "second_purpose": data.get("purpose", ""),
        "second_body": data["body"],
        "prevails": data["prevails"],
    }


def _day(case: CaseFile, part: str, key: str) -> date:
    return date.fromisoformat(case.data[part][key])


def _people(case: CaseFile, board: Board) -> tuple[User, User]:
    """Officer and decider, with their roles at the board and the decider's position."""
    row, chosen = case.data["officer"], case.data["decider"]
    officer = people.person(
        row["username"], row["name"], phone=row.get("phone", ""), email=row.get("email", "")
    )
    people.give_role(officer, board, Role.OFFICER)
    title = people.title_of(board, chosen["position"])
    decider = people.person(chosen["username"], chosen["name"], title=title)
    people.give_role(decider, board, Role.DELEGATE)
    people.appoint(
        decider,
        board,
        chosen["position"],
        kind=chosen["kind"],
        starts_on=date.fromisoformat(chosen["from"]),
        ends_on=values.day_or_none(chosen.get("to")),
        decided_in=f"Ärendefilen {case.name}",
    )
    return officer, decider


def _draft(case: CaseFile, board: Board, officer: User, decider: User) -> Decision:
    """The case in the registry, and a saved draft in it."""
    data, dnr = case.data, case.data.get("dnr", "")
    taken = Case.objects.filter(dnr=dnr).first() if dnr else None
    if taken:
        raise actions.Refused(
            f"Diarienumret {dnr} är redan använt, av ärendet ”{taken.title}” från {taken.opened_on}. "
            "Inget har ändrats. Ge filen ett annat dnr, eller kör utan --keep i en tillfällig databas."
        )
    opened_on = _day(case, "case", "opened_on")
    try:
        row = actions.register_case(
            by=officer,
            board=board,
            title=data["case"]["title"],
            unit=data["unit"],
            confidential=data["case"].get("confidential", False),
            dnr=dnr,
            opened_on=opened_on,
            now=at(opened_on, REGISTERED),
        )
        started = actions.start_draft(by=officer, case=row, now=at(opened_on, DRAFTED))
        return draft(data, case.basis, started, decider, at(opened_on, DRAFTED))
    except ValidationError as error:  # what the schema lets through and a column does not take
        raise actions.Refused(" ".join(error.messages) + " Inget har sparats.") from error


def _report(case: CaseFile, board: Board, decided_on: date) -> BoardReport:
    """The list frozen for the case's meeting; without one, an open list that is kept nowhere."""
    if "meeting" not in case.data:
        return BoardReport(meeting=Meeting(board=board, held_on=decided_on))
    held_on, secretary = _day(case, "meeting", "date"), people.secretary_of(board)
    now = at(max(decided_on, held_on - NOTICE), FROZEN)
    meeting = Meeting.objects.filter(board=board, held_on=held_on).first()
    if meeting is None:
        meeting = actions.create_meeting(by=secretary, board=board, held_on=held_on, now=now)
    rows = BoardReport.objects.select_related("meeting__board__organisation")
    report: BoardReport = rows.get(meeting=meeting)
    if not reporting.decisions_on(report):
        return report  # nothing to report, as when the decision has its own protocol
    return freeze(report, secretary, now)


# --- what is handed out --------------------------------------------------------------------------------


def write(played: Played, folder: Path) -> dict[str, Any]:
    """Write the documents and the list into `folder`, and tell of them as `run_case` prints it."""
    documents = []
    for row in played.documents():
        (folder / row.file_name).write_bytes(store.get(row.sha256))
        documents.append({"kind": row.kind, "file": row.file_name, "sha256": row.sha256, "pages": row.pages})
    return {
        "dnr": played.decision.case.dnr,
        "state": played.decision.state,
        "verdict": played.verdict,
        "documents": documents,
        "report": _write_report(played.report, folder),
    }


def _write_report(report: BoardReport | None, folder: Path) -> dict[str, Any]:
    if report is None:
        return {"file_csv": None, "file_xlsx": None, "lines": 0}
    rows = reporting.rows_of(report)
    name = f"anmalan-{report.number.replace(':', '-') or 'oppen'}"
    (folder / f"{name}.csv").write_bytes(reporting.as_csv(rows))
    (folder / f"{name}.xlsx").write_bytes(reporting.as_xlsx(rows))
    return {"file_csv": f"{name}.csv", "file_xlsx": f"{name}.xlsx", "lines": len(rows)}
