"""The checks of a verdict as rows with a mark: what each is about, how it went, why, and on what it rests.

Conditions are trees, and each node is a row within its group. How a row went is always said by the shape of
its mark and in words, for colour alone is not seen by everyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from delegation.explain import CHECKS
from delegation.words import in_sentence, listed, sentence

_GROUPS = {"all": "Alla ska gälla", "any": "Minst en ska gälla", "not": "Får inte gälla"}
_CHECK_WORDS = {"pass": "Utan anmärkning", "fail": "Hindrar", "unknown": "Okänt"}
_NODE_WORDS = {"pass": "Uppfyllt", "fail": "Inte uppfyllt", "unknown": "Okänt"}


@dataclass(frozen=True)
class Row:
    """A check, or a node of a condition."""

    title: str  # what the check is about, or the rule of a group; empty for a single condition
    outcome: str  # pass, fail or unknown: the mark's shape
    word: str  # the same in words
    reason: str
    source: str
    parts: tuple[Row, ...] = ()
    rule: str = ""  # of a group: all, any or not


def rows(checks: list[dict[str, Any]]) -> tuple[Row, ...]:
    """The checks in their order. Those that wait for the same thing are one row, which names them all."""
    alike: dict[Any, list[dict[str, Any]]] = {}
    for check in checks:
        waits = check["outcome"] == "unknown" and not check["children"]
        alike.setdefault(check["reason"] if waits else check["code"], []).append(check)
    return tuple(_row(same[0]) if len(same) == 1 else _one_row(same) for same in alike.values())


def why_not(checks: list[dict[str, Any]]) -> str:
    """Why the verdict is not within: the first check that stops it, else what is still unknown."""
    stops = [str(check["reason"]) for check in checks if check["outcome"] == "fail"]
    unknown = [CHECKS[check["code"]] for check in checks if check["outcome"] == "unknown"]
    return stops[0] if stops else f"Det som återstår: {listed(map(in_sentence, unknown))}."


def _row(check: dict[str, Any]) -> Row:
    parts = tuple(_part(child, check["source"]) for child in check["children"])
    if check["code"] == "conditions.met" and len(parts) > 1:  # the parts of an ”all”, without its node
        outcome = check["outcome"]
        parts = (Row(_GROUPS["all"], outcome, _NODE_WORDS[outcome], "", "", parts, "all"),)
    return Row(
        title=CHECKS[check["code"]],
        outcome=check["outcome"],
        word=_CHECK_WORDS[check["outcome"]],
        reason=_own_reason(check),
        source=check["source"],
        parts=parts,
    )


def _part(check: dict[str, Any], source: str) -> Row:
    """A part of a check or of a condition; its source is said where it is another than that around it."""
    code, outcome = check["code"], check["outcome"]
    rule = code if code in _GROUPS else ""
    is_node = rule != "" or code.startswith("fact.")
    return Row(
        title=_GROUPS.get(code, ""),
        outcome=outcome,
        word=(_NODE_WORDS if is_node else _CHECK_WORDS)[outcome],
        reason="" if rule else check["reason"],
        source="" if is_node or check["source"] == source else check["source"],
        parts=tuple(_part(child, check["source"]) for child in check["children"]),
        rule=rule,
    )


def _own_reason(check: dict[str, Any]) -> str:
    """The check's reason without those of its parts, which are shown below it."""
    reason = str(check["reason"])
    for child in check["children"]:
        reason = reason.replace(child["reason"], "")
    return " ".join(reason.split())


def _one_row(same: list[dict[str, Any]]) -> Row:
    sources = dict.fromkeys(check["source"] for check in same)
    return Row(
        title=sentence(listed(in_sentence(CHECKS[check["code"]]) for check in same)),
        outcome="unknown",
        word=_CHECK_WORDS["unknown"],
        reason=same[0]["reason"],
        source=", ".join(sources),
    )
