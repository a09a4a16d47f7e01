"""Who may do what, as one table. Buttons, views and actions all ask here, and get the reason with a no.

A superuser has no more abilities than anyone else: only roles at the board and a part in the case count.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from accounts import permissions, stepup
from accounts.models import Role, User
from accounts.permissions import YES, Answer, Check, has_role
from decisions.follow_ups import SUPPLEMENTS, WORDS, Kind
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
from decisions.standing import made_known, standing
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


def can_confirm(user: User, decision: Decision) -> Answer:
    if stepup.methods_of(user):
        return YES
    return Answer(
        False,
        "Din organisation kräver en andra faktor av den som beslutar. Inget är undertecknat. Lägg till en "
        "app eller en passkey under Säkerhet: välj ditt namn högst upp på sidan.",
    )


def is_not_decider(user: User, decision: Decision) -> Answer:
    """Four eyes: whoever is to decide does not begin to write in the draft.

    Who has written in it already is the engine's matter, for some points let the drafter decide.
    """
    if decision.decider_id != user.pk or decision.drafters.filter(pk=user.pk).exists():
        return YES
    return Answer(False, "Du är vald som beslutsfattare, och den som beslutar skriver inte i utkastet.")


def is_not_signer(user: User, decision: Decision) -> Answer:
    """Who signs is not who sends."""
    if decision.signed_by_id != user.pk:
        return YES
    return Answer(False, "Du har undertecknat beslutet, och den som undertecknar expedierar det inte.")


def is_signer(user: User, decision: Decision) -> Answer:
    if decision.signed_by_id == user.pk:
        return YES
    return Answer(False, f"Det här gör den som har fattat beslutet: {decision.signed_by or 'ingen än'}.")


def stands(user: User, decision: Decision) -> Answer:
    over = standing(decision).over
    return Answer(False, f"Beslutet gäller inte längre. {over}.") if over else YES


def can_be_followed(user: User, decision: Decision) -> Answer:
    """What corrects, changes or annuls another is no decision of its own to follow; the other is."""
    follows = standing(decision).follows
    if follows is None or follows.kind == Kind.REPLACEMENT:
        return YES
    does = WORDS[follows.kind].does.lower()
    instead = "Följ upp det beslutet" if follows.kind in SUPPLEMENTS else "Påbörja ett nytt beslut i ärendet"
    return Answer(False, f"Beslutet {does} beslut {follows.decided_on}. {instead} i stället.")


def follows_what_stands(user: User, decision: Decision) -> Answer:
    """A follow-up is not decided when what it follows has come to its end meanwhile."""
    over = standing(decision.follows.earlier).over if decision.followed_pk else ""
    return Answer(False, f"Beslutet som skulle följas upp gäller inte längre. {over}.") if over else YES


def is_not_known(user: User, decision: Decision) -> Answer:
    """Dispatched or otherwise made known, it binds."""
    known = made_known(decision)
    if not known:
        return YES
    return Answer(
        False, f"Beslutet {known} och kan inte återkallas. Rätta, ersätt, ändra eller upphäv det i stället."
    )


def is_not_followed(user: User, decision: Decision) -> Answer:
    followed = standing(decision).followed_by
    if not followed:
        return YES
    return Answer(False, f"Ett senare beslut bygger på det: {followed[-1].decided_on}. Återkalla det först.")


def not_marked(user: User, decision: Decision) -> Answer:
    marked = standing(decision).without_power
    return Answer(False, f"Det är redan antecknat {marked.on} av {marked.by}.") if marked else YES


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
    "submit": (sees, _move("submit"), is_not_decider, has(Role.OFFICER), follows_what_stands),
    "send_back": (sees, _move("send_back"), is_decider),
    "recall": (sees, _move("recall"), has(Role.OFFICER)),
    "sign": (sees, _move("sign"), is_decider, follows_what_stands, can_confirm),
    "withdraw": (sees, _move("withdraw"), has(Role.OFFICER)),
    "hand_over": (sees, _move("hand_over"), takes_part),
    "follow_up": (sees, in_state(*DECIDED), has(Role.OFFICER), stands, can_be_followed),
    "withdraw_signed": (sees, in_state(*DECIDED), is_signer, stands, is_not_followed, is_not_known),
    "mark_without_power": (
        sees,
        in_state(*DECIDED),
        has(Role.REGISTRAR, Role.SECRETARY),
        stands,
        not_marked,
    ),
    "read_appendices": (sees,),
    "dispatch": (sees, in_state(*DECIDED), has(Role.OFFICER, Role.REGISTRAR), is_not_signer),
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
