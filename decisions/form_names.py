"""What the draft's form and the panel beside it agree on: the fields to link to, the buttons that choose."""

from __future__ import annotations

from django.http import QueryDict

FACT, ATTEST = "fact_", "attest_"
TO_BOARD = "to_board"  # the act that saves the draft and asks why the board is to have it
_CHOOSE = "choose"
CONSULTED = "consulted_"  # the fields of a samråd to add
_PREFIXES = {"facts": FACT, "attested": ATTEST}


def field_of(missing: str) -> str:
    """The field that answers a name in the verdict's `missing`; empty when the form has none."""
    if missing in ("point", "decider"):
        return missing
    kind, _, key = missing.partition(".")
    if kind == "consulted":
        return f"{CONSULTED}position"
    return _PREFIXES[kind] + key.removesuffix(".rate") if kind in _PREFIXES else ""


def choose(*, decider: str = "", point: str = "") -> str:
    """The value of a button that saves the draft with this decider (username), this point, or both."""
    return f"{_CHOOSE}:{decider}:{point}"


def chooses(act: str) -> bool:
    return act.startswith(f"{_CHOOSE}:")


def with_choice(posted: QueryDict) -> QueryDict:
    """What was posted, with the decider and the point that the pressed button chooses."""
    act = posted.get("act", "")
    if not chooses(act):
        return posted
    decider, _, point = act.removeprefix(f"{_CHOOSE}:").partition(":")
    data = posted.copy()
    for name, value in (("decider", decider), ("point", point)):
        if value:
            data[name] = value
    return data
