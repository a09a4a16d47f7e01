"""Registering a case, and cancelling the number of one that should not have been."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from accounts.models import Role, User
from accounts.permissions import Refused, has_role
from decisions import numbering
from decisions.actions.base import comment_of, require, role_of, save
from decisions.days import day_of
from decisions.events import record
from decisions.models import Case, RegistryNumber, Verb
from delegation.models import Board
from delegation.texts import one_line


@transaction.atomic
def register_case(
    *,
    by: User,
    board: Board,
    title: str,
    unit: str,
    now: datetime,
    officer: User | None = None,
    confidential: bool = False,
    dnr: str = "",
    opened_on: date | None = None,
) -> Case:
    """Register a case and give it its number at once; `dnr` keeps a number that was already given."""
    require(by, "register_case", board)
    _works_at(officer or by, board)
    opened = opened_on or day_of(now)
    if opened > day_of(now):
        raise Refused("Ärendet kan inte vara upprättat efter i dag. Rätta dagen; inget har sparats.")
    if opened.year < numbering.FIRST_YEAR:
        raise Refused(f"Ärendet kan inte vara upprättat {opened}. Rätta dagen; inget har sparats.")
    _require_words(title, unit)
    try:
        if dnr.strip():
            number = numbering.keep(board, numbering.Dnr.parse(dnr), now=now)
        else:
            number = numbering.take(board, year=day_of(now).year, now=now)
    except numbering.NumberError as error:
        raise Refused(str(error)) from error
    case = Case(
        board=board,
        number=number,
        dnr=str(number),
        title=one_line(title),
        unit=one_line(unit),
        officer=officer or by,
        confidential=confidential,
        opened_on=opened,
    )
    case.clean_fields()
    save(case, by)
    data = {"dnr": case.dnr, "officer": case.officer.username}
    record(
        Verb.CASE_REGISTERED, board=board, actor=by, capacity=role_of(by, board), at=now, case=case, data=data
    )
    return case


@transaction.atomic
def edit_case(
    *, by: User, case: Case, title: str, unit: str, officer: User, confidential: bool, now: datetime
) -> Case:
    """Correct what the registry says of the case. What has been signed keeps the words it was signed with."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True)
    case = rows.select_related("board", "number").get(pk=case.pk)
    require(by, "edit_case", case)
    if officer != case.officer:
        _works_at(officer, case.board)
    _require_words(title, unit)
    given = {
        "title": one_line(title),
        "unit": one_line(unit),
        "officer": officer,
        "confidential": confidential,
    }
    changed = [name for name, value in given.items() if getattr(case, name) != value]
    if not changed:
        return case
    for name in changed:
        setattr(case, name, given[name])
    case.clean_fields()
    save(case, by, changed)
    record(
        Verb.CASE_EDITED,
        board=case.board,
        actor=by,
        capacity=role_of(by, case.board),
        at=now,
        case=case,
        data={"case_fields": sorted(changed)},
    )
    return case


@transaction.atomic
def cancel_number(*, by: User, case: Case, because: str, now: datetime) -> Case:
    """Cancel (makulera) a number that was given in error. The number stays in its series, with the reason."""
    number = RegistryNumber.objects.select_for_update(no_key=True).get(case=case)
    case = Case.objects.select_related("board", "number").get(pk=case.pk)
    require(by, "cancel_number", case)
    number.cancelled_at, number.cancelled_because = now, comment_of(because)
    number.save(update_fields=["cancelled_at", "cancelled_because"])
    record(
        Verb.NUMBER_CANCELLED,
        board=case.board,
        actor=by,
        capacity=role_of(by, case.board),
        at=now,
        case=case,
        data={"dnr": case.dnr, "because": number.cancelled_because},
    )
    return case


def _require_words(title: str, unit: str) -> None:
    if not (one_line(title) and one_line(unit)):
        raise Refused("Ärendet behöver en ärendemening och en enhet. Inget har sparats. Skriv dem.")


def _works_at(officer: User, board: Board) -> None:
    if not has_role(officer, board, Role.OFFICER, Role.REGISTRAR):
        raise Refused(f"{officer} är inte handläggare i {board}. Inget har sparats. Välj en annan.")
