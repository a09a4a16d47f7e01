"""One function per button: each locks, checks, changes and logs in one transaction, or raises Refused."""

from accounts.permissions import NotAllowed, Refused
from decisions.actions.arrivals import add_receipt, fetch_package, note_return, take_bounce
from decisions.actions.base import ChangedSinceShown, Stale
from decisions.actions.basis import add_basis, make_renditions, remove_basis
from decisions.actions.cases import cancel_number, edit_case, register_case
from decisions.actions.clauses import add_clause, change_clause, retire_clause
from decisions.actions.consultations import add_consultation, remove_consultation
from decisions.actions.countersigning import (
    accept_copy,
    make_link,
    receive_copy,
    return_by_link,
    revoke_link,
    turn_back_copy,
)
from decisions.actions.dispatches import Sending, add_recipient, dispatch, remove_recipient, resend
from decisions.actions.drafts import Draft, save_draft, start_draft
from decisions.actions.follow_ups import (
    describe_follow_up,
    mark_without_power,
    start_follow_up,
    withdraw_signed,
)
from decisions.actions.letters import Letter
from decisions.actions.moves import declare_conflict, hand_over, recall, send_back, submit, withdraw
from decisions.actions.reports import create_meeting, freeze, move_meeting, write_back
from decisions.actions.signing import CHANGED_SINCE_SHOWN, final, sign

__all__ = [
    "CHANGED_SINCE_SHOWN",
    "ChangedSinceShown",
    "Draft",
    "Letter",
    "NotAllowed",
    "Refused",
    "Sending",
    "Stale",
    "accept_copy",
    "add_basis",
    "add_clause",
    "add_consultation",
    "add_receipt",
    "add_recipient",
    "cancel_number",
    "change_clause",
    "create_meeting",
    "declare_conflict",
    "describe_follow_up",
    "dispatch",
    "edit_case",
    "fetch_package",
    "final",
    "freeze",
    "hand_over",
    "make_link",
    "make_renditions",
    "mark_without_power",
    "move_meeting",
    "note_return",
    "recall",
    "receive_copy",
    "register_case",
    "remove_basis",
    "remove_consultation",
    "remove_recipient",
    "resend",
    "retire_clause",
    "return_by_link",
    "revoke_link",
    "save_draft",
    "send_back",
    "sign",
    "start_draft",
    "start_follow_up",
    "submit",
    "take_bounce",
    "turn_back_copy",
    "withdraw",
    "withdraw_signed",
    "write_back",
]
