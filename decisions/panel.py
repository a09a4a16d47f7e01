"""The verdict as a page shows it: the outcome in words first, then each check with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from decisions import contexts
from decisions.actions import Refused
from decisions.actions.moves import awaits_decider, hindrances, judge, missing_parts
from decisions.models import Decision

_HEADLINES = {
    "within": "Ryms i delegationen",
    "outside": "Ryms inte i delegationen",
    "undetermined": "Kan inte avgöras ännu",
}

# What a check is about, where several wait for the same thing and are told in one line.
_ABOUT = {
    "point.covers_type": "beslutstypen",
    "decider.authorised": "beslutsfattarens behörighet",
    "subdelegation.valid": "vidaredelegationen",
    "conditions.met": "villkoren",
    "caps.not_exceeded": "beloppstaken",
    "consultation.recorded": "samråden",
    "control.four_eyes": "vem som har skrivit utkastet",
}


@dataclass(frozen=True)
class Panel:
    """What the verdict panel says. The checks are those of verdict/1."""

    outcome: str  # within, outside or undetermined
    headline: str
    detail: str
    failed: list[dict[str, Any]]
    unknown: list[dict[str, Any]]
    passed: list[dict[str, Any]]
    notes: list[str]
    unfinished: list[str]  # parts that the draft lacks, in words


def of_signed(decision: Decision) -> Panel:
    """The stored verdict of a signed decision."""
    verdict = decision.verdict
    if verdict is None:
        raise ValueError(f"decision {decision.pk} is not signed")
    return _panel(verdict, verdict["outcome"], _detail(verdict, decision.decided_as), [])


def of_draft(decision: Decision, now: datetime) -> Panel:
    """The engine's answer today on the stored draft."""
    unfinished = missing_parts(decision)
    try:
        ruling = judge(decision, now)
    except Refused as refusal:
        return Panel("undetermined", _HEADLINES["undetermined"], str(refusal), [], [], [], [], unfinished)
    decided_as = contexts.decided_as(decision, ruling) if ruling.verdict["capacity"] else ""
    outcome, detail = ruling.verdict["outcome"], _detail(ruling.verdict, decided_as)
    if outcome == "undetermined" and not hindrances(ruling):
        outcome = "within"  # so far: only the decider's own answer is open
    # The decider answers for themselves when signing, so it is nothing for the officer to answer.
    left = [check for check in ruling.verdict["checks"] if not awaits_decider(check)]
    if len(left) < len(ruling.verdict["checks"]):
        detail = f"{detail} Beslutsfattaren svarar själv på frågan om jäv vid undertecknandet.".strip()
    return _panel(ruling.verdict | {"checks": left}, outcome, detail, unfinished)


def _panel(verdict: dict[str, Any], outcome: str, detail: str, unfinished: list[str]) -> Panel:
    by_answer: dict[str, list[dict[str, Any]]] = {"fail": [], "unknown": [], "pass": []}
    for check in verdict["checks"]:
        by_answer[check["outcome"]].append(_said_once(check))
    return Panel(
        outcome=outcome,
        headline=_HEADLINES[outcome],
        detail=detail,
        failed=by_answer["fail"],
        unknown=_merged(by_answer["unknown"]),
        passed=_merged(by_answer["pass"]),
        notes=list(verdict["notes"]),
        unfinished=unfinished,
    )


def _said_once(check: dict[str, Any]) -> dict[str, Any]:
    """The check without the reasons of its parts, where these are shown below it."""
    reason = check["reason"]
    for child in check["children"]:
        reason = reason.replace(child["reason"], "")
    return check | {"reason": " ".join(reason.split())}


def _merged(checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Checks that wait for the same thing as one line, which names what each is about."""
    alike: dict[str, list[dict[str, Any]]] = {}
    for check in checks:
        alike.setdefault(check["reason"] if check["code"] in _ABOUT else check["code"], []).append(check)
    return [rows[0] if len(rows) == 1 else _one_line(rows) for rows in alike.values()]


def _one_line(checks: list[dict[str, Any]]) -> dict[str, Any]:
    *names, last = (_ABOUT[check["code"]] for check in checks)
    reason = f"{checks[0]['reason'].removesuffix('.')}: {', '.join(names)} och {last}."
    sources = dict.fromkeys(check["source"] for check in checks)
    return checks[0] | {"reason": reason, "source": ", ".join(sources)}


def _detail(verdict: dict[str, Any], decided_as: str) -> str:
    """The point, the version, and as what the decider decides."""
    order = verdict["order"]
    if not order:
        return ""
    point = f"Punkt {verdict['point']} i version" if verdict["point"] else "Version"
    decides = f" Beslutsfattaren beslutar som {decided_as}." if decided_as else ""
    return f"{point} {order['version']}.{decides}"
