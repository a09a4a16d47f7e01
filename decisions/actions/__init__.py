"""One function per button: each locks, checks, changes and logs in one transaction, or raises Refused."""

from accounts.permissions import NotAllowed, Refused
from decisions.actions.base import ChangedSinceShown, Stale
from decisions.actions.basis import add_basis, remove_basis
from decisions.actions.cases import cancel_number, edit_case, register_case
from decisions.actions.consultations import add_consultation, remove_consultation
from decisions.actions.drafts import Draft, Letter, save_draft, start_draft
from decisions.actions.follow_ups import (
    describe_follow_up,
    mark_without_power,
    start_follow_up,
    withdraw_signed,
)
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
    "add_basis",
    "add_consultation",
    "cancel_number",
    "create_meeting",
    "declare_conflict",
    "describe_follow_up",
    "edit_case",
    "final",
    "freeze",
    "hand_over",
    "mark_without_power",
    "move_meeting",
    "recall",
    "register_case",
    "remove_basis",
    "remove_consultation",
    "save_draft",
    "send_back",
    "sign",
    "start_draft",
    "start_follow_up",
    "submit",
    "withdraw",
    "withdraw_signed",
    "write_back",
]
