"""Who may do what, as one table. Buttons, views and actions all ask here, and get the reason with a no.

A superuser has no more abilities than anyone else: only roles at the board and a part in the case count.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from accounts import permissions
from accounts.models import Role, User
from accounts.permissions import YES, Answer, Check, has_role
from decisions.models import (
    BoardReport,
    Case,
    CountersignLink,
    Decision,
    LetterClause,
    LetterOfIntent,
    ReportState,
    Standing,
)
from decisions.states import DECIDED, MOVES, State
from delegation.models import Board


def _board(thing: Any) -> Board:
    """The board whose power `thing` is about."""
    match thing:
        case Board():
            return thing
        case Case():
            return thing.board
        case Decision():
            return thing.case.board
        case BoardReport():
            return thing.meeting.board
        case LetterClause():
            return thing.board
    raise TypeError(f"{thing!r} belongs to no board")


# --- the checks that the table is made of --------------------------------------------------------------


has = partial(permissions.has, _board)


def sees(user: User, thing: Any) -> Answer:
    """Confidential cases are worked on only by those who may read them."""
    if type(thing)._default_manager.visible_to(user).filter(pk=thing.pk).exists():
        return YES
    return Answer(False, "Du har inte tillgång till ärendet.")


def in_state(*states: State) -> Check:
    def check(user: User, decision: Decision) -> Answer:
        if decision.state in states:
            return YES
        return Answer(False, f"Beslutet är {decision.get_state_display()}.")

    return check


def is_decider(user: User, decision: Decision) -> Answer:
    if decision.decider_id == user.pk:
        return YES
    return Answer(
        False, f"Det här gör den som beslutet har skickats till: {decision.decider or 'ingen vald'}."
    )


def is_not_decider(user: User, decision: Decision) -> Answer:
    """Four eyes: whoever is to decide does not begin to write in the draft.

    Who has written in it already is the engine's matter, for some points let the drafter decide.
    """
    if decision.decider_id != user.pk or decision.drafters.filter(pk=user.pk).exists():
        return YES
    return Answer(False, "Du är vald som beslutsfattare, och den som beslutar skriver inte i utkastet.")


def takes_part(user: User, decision: Decision) -> Answer:
    if decision.has_declared_conflict(user):
        return Answer(False, "Du har anmält jäv, och den som är jävig handlägger inte ärendet.")
    if decision.decider_id == user.pk or has_role(user, decision.case.board, Role.OFFICER):
        return YES
    return Answer(False, "Det här gör handläggaren eller den som beslutet har skickats till.")


def keeps_case(user: User, case: Case) -> Answer:
    if case.officer_id == user.pk or has_role(user, case.board, Role.REGISTRAR):
        return YES
    return Answer(False, f"Det här gör ärendets handläggare, {case.officer}, eller registratorn.")


def not_cancelled(user: User, case: Case) -> Answer:
    if not case.is_cancelled:
        return YES
    return Answer(False, "Ärendets diarienummer är makulerat.")


def nothing_decided(user: User, case: Case) -> Answer:
    if not case.decisions.exclude(state=State.WITHDRAWN).exists():
        return YES
    return Answer(
        False, "Ärendet har beslut eller utkast. Återkalla utkasten först; ett fattat beslut står kvar."
    )


def list_is(state: ReportState) -> Check:
    def check(user: User, report: BoardReport) -> Answer:
        if report.state == state:
            return YES
        return Answer(False, f"Listan är {report.get_state_display()}.")

    return check


def letter_stands(*standings: Standing) -> Check:
    """How far the decision's letter has come with the counterpart's signature."""

    def check(user: User, decision: Decision) -> Answer:
        letter = LetterOfIntent.objects.filter(decision=decision).first()
        standing = letter.standing if letter else Standing.NOT_ASKED
        if standing in standings:
            return YES
        return Answer(False, f"Avsiktsförklaringen: {standing.label}.")

    return check


def has_open_link(user: User, decision: Decision) -> Answer:
    if CountersignLink.objects.filter(letter__decision=decision, revoked_at=None).exists():
        return YES
    return Answer(False, "Det finns ingen länk att återkalla.")


def is_current(user: User, clause: LetterClause) -> Answer:
    if clause.is_current:
        return YES
    return Answer(False, "Klausulen är avslutad eller har fått en ny version.")


def _move(act: str) -> Check:
    return in_state(*MOVES[act].sources)


# --- the table -----------------------------------------------------------------------------------------

_RECEIVES = (Role.OFFICER, Role.REGISTRAR)

ABILITIES: dict[str, tuple[Check, ...]] = {
    # act: what must hold, in the order in which a no is explained
    "register_case": (has(Role.OFFICER, Role.REGISTRAR),),
    "edit_case": (sees, keeps_case, not_cancelled),
    "cancel_number": (sees, has(Role.REGISTRAR), not_cancelled, nothing_decided),
    "start_draft": (sees, has(Role.OFFICER), not_cancelled),
    "edit": (sees, in_state(State.DRAFT), is_not_decider, has(Role.OFFICER)),
    "submit": (sees, _move("submit"), is_not_decider, has(Role.OFFICER)),
    "send_back": (sees, _move("send_back"), is_decider),
    "recall": (sees, _move("recall"), has(Role.OFFICER)),
    "sign": (sees, _move("sign"), is_decider),
    "withdraw": (sees, _move("withdraw"), has(Role.OFFICER)),
    "hand_over": (sees, _move("hand_over"), takes_part),
    # the counterpart's signature; nothing of a letter leaves before the decision is signed
    "ask_counterpart": (sees, in_state(*DECIDED), letter_stands(Standing.WAITING), has(*_RECEIVES)),
    "revoke_link": (sees, in_state(*DECIDED), has_open_link, has(*_RECEIVES)),
    "review_copy": (sees, in_state(*DECIDED), letter_stands(Standing.RECEIVED), has(*_RECEIVES)),
    "keep_clauses": (has(Role.SECRETARY),),
    "change_clause": (has(Role.SECRETARY), is_current),
    "replay_order": (has(Role.ORDER_EDITOR, Role.SECRETARY, Role.AUDITOR),),
    "create_meeting": (has(Role.SECRETARY),),
    "move_meeting": (has(Role.SECRETARY), list_is(ReportState.OPEN)),
    "freeze": (has(Role.SECRETARY), list_is(ReportState.OPEN)),
    "report": (has(Role.SECRETARY), list_is(ReportState.FROZEN)),
}


def may(user: User, act: str, thing: Any) -> Answer:
    """May `user` do `act` to `thing` (a board, case, decision or list)?"""
    return permissions.allowed(ABILITIES[act], user, thing)
