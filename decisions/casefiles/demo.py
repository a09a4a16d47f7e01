"""The demo region: people, orders and cases in every state, played from fixtures/ through the actions.

Everything is told in fixtures/demo.yaml and demo-cases.yaml. Days there are dates or working days from
today, so that the demo is as old as yesterday whenever it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import BoardRole, User
from decisions import actions, events
from decisions.casefiles import people, playing, reading
from decisions.casefiles.playing import at
from decisions.casefiles.reading import Basis
from decisions.models import BoardReport, Case, Decision
from decisions.models.decisions import OFFICER_ATTESTS
from delegation import formats, logos, profile
from delegation.models import Absence, Board, Organisation, Subdelegation

Row = dict[str, Any]
PEOPLE, CASES = "demo.yaml", "demo-cases.yaml"
_SATURDAY = 5
_FIRST_DAY = date(2020, 1, 7)  # before every case


@transaction.atomic
def load(folder: Path, today: date) -> None:
    """Fill an empty database with the demo region. Raises Refused or FormatError, with nothing saved."""
    region, told = formats.read_yaml(folder / PEOPLE).data, formats.read_yaml(folder / CASES).data
    sources = [formats.read_yaml(folder / name) for name in region["orders"]]
    for source in sources:
        people.adopt([source])
    _organisation(region, folder)
    _people(region, today)
    _subdelegations(region, today)
    _clauses(region)
    for name in told["files"]:
        playing.play(reading.read(folder / name))
    with events.replayed(CASES):
        for moment, press in sorted(_acts(told, folder, today), key=lambda act: act[0]):
            press(moment)


def _organisation(region: Row, folder: Path) -> None:
    """The profile, with its logo cleaned as an uploaded one is."""
    logo = profile.keep(logos.cleaned((folder / region["logo"]).read_bytes()))
    told = region["organisation"]
    Organisation.objects.update_or_create(name=told["name"], defaults=told | {"logo": logo})


def _clauses(region: Row) -> None:
    """The boards' clauses for letters of intent, as their secretaries add them."""
    with events.replayed(PEOPLE):
        for row in region["clauses"]:
            board = Board.objects.get(code=row["board"])
            actions.add_clause(
                by=people.secretary_of(board),
                board=board,
                language=row["language"],
                title=row["title"],
                text=row["text"],
                now=at(_FIRST_DAY, time(9)),
            )


def day(value: int | str, today: date) -> date:
    """A date as it stands, or that many working days from `today`; today itself when it is 0."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    found, step = today, timedelta(days=1 if value > 0 else -1)
    for _ in range(abs(value)):
        found += step
        while found.weekday() >= _SATURDAY:
            found += step
    return found


def _people(region: Row, today: date) -> None:
    """Everyone with the demo's password, marked as demo logins, with roles, positions and absences."""
    password = make_password(region["password"])  # hashed once: it is no secret, and hashing is slow
    for row in region["people"]:
        board = Board.objects.get(code=row["board"])
        user = User(username=row["username"], name=row["name"], title=row["title"], email=row["email"])
        user.phone, user.password, user.is_demo = row.get("phone", ""), password, True
        user.save()
        for role in row["roles"]:
            BoardRole.objects.create(board=board, user=user, role=role)
        for held in row.get("positions", []):
            people.appoint(
                user,
                board,
                held["position"],
                kind=held["kind"],
                starts_on=day(held["from"], today),
                ends_on=None if held["to"] is None else day(held["to"], today),
                decided_in=held["decided_in"],
            )
        for away in row.get("absences", []):
            starts_on, ends_on = day(away["from"], today), day(away["to"], today)
            Absence.objects.create(person=user, starts_on=starts_on, ends_on=ends_on)


def _subdelegations(region: Row, today: date) -> None:
    """What the head of administration has passed on."""
    for row in region["subdelegations"]:
        board = Board.objects.get(code=row["board"])
        Subdelegation.objects.create(
            order=board.orders.get(version=row["version"]),
            point=row["point"],
            from_position=board.positions.get(key=row["from_position"]),
            to_position=board.positions.get(key=row["to_position"]),
            reporting=row["reporting"],
            decided_by=User.objects.get(username=row["decided_by"]),
            decided_in=row["decided_in"],
            starts_on=day(row["from"], today),
            ends_on=None if row["to"] is None else day(row["to"], today),
        )


# --- the acts ------------------------------------------------------------------------------------------

Press = Callable[[datetime], None]


def _acts(told: Row, folder: Path, today: date) -> Iterator[tuple[datetime, Press]]:
    """Every pressed button with its moment, those of one case in their order."""
    stories: list[_Case | _Meeting] = [_Meeting(row, today) for row in told["meetings"]]
    stories += [_Case(row, folder) for row in told["cases"]]
    for story in stories:
        for when, hour, act, *comment in story.row["acts"]:
            moment = at(day(when, today), time.fromisoformat(hour))
            yield moment, _press(story, act, *comment)


def _press(story: _Case | _Meeting, act: str, comment: str = "") -> Press:
    def press(now: datetime) -> None:
        try:
            story.press(act, comment, now)
        except actions.Refused as error:
            raise actions.Refused(f"{story.name}, {act} {now:%Y-%m-%d %H:%M}: {error}") from error

    return press


def _user(row: Row, *parts: str) -> User:
    """The first of the parts that the row names."""
    return User.objects.get(username=next(row[part] for part in parts if part in row))


@dataclass
class _Case:
    """A case of the demo file, and how far it has come."""

    row: Row
    folder: Path
    case: Case | None = field(default=None, init=False)
    decision: Decision | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        return str(self.row["title"])

    def press(self, act: str, comment: str, now: datetime) -> None:
        if act == "register":
            self.case = self._register(now)
        elif act == "cancel":
            self._cancel(comment, now)
        elif act in ("start", "draft"):
            self.decision = self._draft(now, is_filled=act == "draft")
        else:
            self.decision = self._move(act, comment, now)

    def _register(self, now: datetime) -> Case:
        return actions.register_case(
            by=_user(self.row, "registrar", "officer"),
            board=Board.objects.get(code=self.row["board"]),
            title=self.row["title"],
            unit=self.row["unit"],
            officer=_user(self.row, "officer"),
            confidential=self.row.get("confidential", False),
            now=now,
        )

    def _cancel(self, comment: str, now: datetime) -> None:
        assert self.case
        actions.cancel_number(by=_user(self.row, "registrar"), case=self.case, because=comment, now=now)

    def _draft(self, now: datetime, *, is_filled: bool) -> Decision:
        assert self.case
        officer = _user(self.row, "officer")
        started = actions.start_draft(by=officer, case=self.case, now=now)
        if not is_filled:
            return started
        content = self.row["decision"]
        answers = dict.fromkeys(OFFICER_ATTESTS, False) | content.get("attested", {})
        basis = tuple(self._basis(row) for row in content.get("basis", []))
        decider = _user(self.row, "decider") if "decider" in self.row else None
        data = self.row | {"decision": content | {"attested": answers}}
        return playing.draft(data, basis, started, decider, now)

    def _basis(self, row: Row) -> Basis:
        if "file" not in row:
            return Basis(row["title"])
        return Basis(row["title"], row["file"], (self.folder / row["file"]).read_bytes())

    def _move(self, act: str, comment: str, now: datetime) -> Decision:
        assert self.decision
        decision, officer, decider = self.decision, _user(self.row, "officer"), _user(self.row, "decider")
        match act:
            case "submit":
                return actions.submit(by=officer, decision=decision, now=now)
            case "sign":
                return playing.sign(decision, decider, now, conflict_of_interest=False)
            case "send_back":
                return actions.send_back(by=decider, decision=decision, comment=comment, now=now)
            case "withdraw":
                return actions.withdraw(by=officer, decision=decision, comment=comment, now=now)
            case "hand_over":
                return actions.hand_over(by=decider, decision=decision, comment=comment, now=now)
        raise ValueError(f"no act is called {act}")


@dataclass
class _Meeting:
    """A meeting of the demo file with its list."""

    row: Row
    today: date

    @property
    def name(self) -> str:
        return f"{self.row['board']} {self.held_on}"

    @property
    def held_on(self) -> date:
        return day(self.row["held_on"], self.today)

    def press(self, act: str, comment: str, now: datetime) -> None:
        secretary, board = _user(self.row, "secretary"), Board.objects.get(code=self.row["board"])
        if act == "plan":
            actions.create_meeting(by=secretary, board=board, held_on=self.held_on, now=now)
            return
        report = BoardReport.objects.get(meeting__board=board, meeting__held_on=self.held_on)
        if act == "freeze":
            playing.freeze(report, secretary, now)
        else:
            actions.write_back(by=secretary, report=report, section=comment, now=now)
