"""One function per button: each locks, checks, changes and logs in one transaction, or raises Refused."""

from accounts.permissions import NotAllowed, Refused
from decisions.actions.base import ChangedSinceShown, Stale
from decisions.actions.basis import add_basis, remove_basis
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
from decisions.actions.drafts import Draft, save_draft, start_draft
from decisions.actions.letters import Letter
from decisions.actions.moves import declare_conflict, hand_over, recall, send_back, submit, withdraw
from decisions.actions.reports import create_meeting, freeze, move_meeting, write_back
from decisions.actions.signing import final, sign

__all__ = [
    "ChangedSinceShown",
    "Draft",
    "Letter",
    "NotAllowed",
    "Refused",
    "Stale",
    "accept_copy",
    "add_basis",
    "add_clause",
    "add_consultation",
    "cancel_number",
    "change_clause",
    "create_meeting",
    "declare_conflict",
    "edit_case",
    "final",
    "freeze",
    "hand_over",
    "make_link",
    "move_meeting",
    "recall",
    "receive_copy",
    "register_case",
    "remove_basis",
    "remove_consultation",
    "retire_clause",
    "return_by_link",
    "revoke_link",
    "save_draft",
    "send_back",
    "sign",
    "start_draft",
    "submit",
    "turn_back_copy",
    "withdraw",
    "write_back",
]
