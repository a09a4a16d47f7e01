"""The engine's examples: reading them, asking what they ask, and telling where an answer differs.

tests/examples/README.md says what an example looks like; a lawyer writes them, so faults are told in Swedish.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from delegation import advice, formats, orders, questions, statutes, verdicts
from delegation.terms import Order

FOLDER = Path(__file__).resolve().parent.parent / "examples"
CODES = [
    "order.in_force",
    "point.exists",
    "point.covers_type",
    "decider.authorised",
    "subdelegation.valid",
    "conditions.met",
    "caps.not_exceeded",
    "consultation.recorded",
    "control.four_eyes",
    "statute.kl_6_38",
    "statute.conflict_of_interest",
    "statute.kl_6_39",
    "board.not_reserved",
]
# The checks that need a version in force and a point: what `others` stands for among an example's answers.
OF_THE_POINT = CODES[1:9]
BANS = ["kl_6_38_1", "kl_6_38_2", "kl_6_38_3", "kl_6_38_4", "kl_6_38_5"]
ATTESTED = [*BANS, "conflict_of_interest", "urgent", "reserved_by_board"]


@dataclass(frozen=True)
class Example:
    """One example: a whole question to some orders, and what is expected of the verdict."""

    theme: str  # the file's name without its ending
    name: str
    orders: tuple[Order, ...]
    asked: dict[str, Any]  # authority-question/1
    expected: dict[str, Any]  # the example as written


def everything() -> list[Example]:
    return [example for path in sorted(FOLDER.glob("*.yaml")) for example in of_theme(path)]


def of_theme(path: Path, written: list[dict[str, Any]] | None = None) -> list[Example]:
    """The examples of a file, or others that are `written` for the same orders and questions."""
    data = formats.read_yaml(path).data
    versions = _family(tuple((path.parent / name).resolve() for name in data["orders"]))
    first = next(iter(data["questions"]))
    return [
        Example(
            theme=path.stem,
            name=row["name"],
            orders=versions,
            asked=changed(data["questions"][row.get("question", first)], row.get("changes", {})),
            expected=row,
        )
        for row in (data["examples"] if written is None else written)
    ]


@cache
def _family(paths: tuple[Path, ...]) -> tuple[Order, ...]:
    return orders.family([orders.read(path) for path in paths])


def changed(question: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The question, the law's questions answered no unless it says otherwise, with the changes.

    `facts` and `attested` change answer by answer, all else as a whole.
    """
    attested = dict.fromkeys(ATTESTED, False) | question.get("attested", {})
    base = {"format": "authority-question/1", **question, "attested": attested}
    for key, value in changes.items():
        merged = isinstance(value, dict) and key in ("facts", "attested")
        base[key] = (base.get(key) or {}) | value if merged else value
    return base


def judged(example: Example) -> dict[str, Any]:
    """The verdict/1 that the engine gives."""
    question = questions.from_plain(example.asked, example.orders, example.name)
    return verdicts.to_plain(advice.judge(example.orders, question, statutes.load()))


def differences(example: Example, verdict: dict[str, Any]) -> list[str]:
    """What the verdict says otherwise than the example, one line each."""
    wanted = example.expected
    found = {
        "outcome": (wanted["outcome"], verdict["outcome"]),
        "answers": (_answers(wanted.get("answers", {})), _not_passed(verdict)),
        "missing": (set(wanted.get("missing", [])), set(verdict["missing"])),
    }
    found |= {
        key: (read(wanted[key]), read(part(verdict))) for key, (part, read) in _PARTS.items() if key in wanted
    }
    lines = [
        f"{key}: exemplet säger {want}, svaret är {got}" for key, (want, got) in found.items() if want != got
    ]
    return lines + _words_that_lack(wanted, verdict)


def _answers(written: dict[str, str]) -> dict[str, str]:
    """The checks that do not pass, with `others` written out."""
    others = dict.fromkeys(OF_THE_POINT, written["others"]) if "others" in written else {}
    return others | {code: answer for code, answer in written.items() if code != "others"}


def _not_passed(verdict: dict[str, Any]) -> dict[str, str]:
    return {row["code"]: row["outcome"] for row in verdict["checks"] if row["outcome"] != "pass"}


def _as_is(value: Any) -> Any:
    return value


def _unordered(rows: list[dict[str, Any]]) -> list[list[tuple[str, Any]]]:
    """Rows to compare whatever their order; what is null is left out, and 500000 is 500000.00."""
    kept = [sorted((key, _value(item)) for key, item in row.items() if item is not None) for row in rows]
    return sorted(kept, key=str)


def _value(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return value
    try:
        return Decimal(value).normalize()
    except ArithmeticError:
        return value


# What an example may say of a verdict: where it stands there, and how the two are compared.
_PARTS: dict[str, tuple[Callable[[dict[str, Any]], Any], Callable[[Any], Any]]] = {
    "version": (lambda verdict: verdict["order"] and verdict["order"]["version"], _as_is),
    "point": (lambda verdict: verdict["point"], _as_is),
    "capacity": (lambda verdict: verdict["capacity"], _as_is),
    "position": (lambda verdict: verdict["position"], _as_is),
    "reporting": (lambda verdict: verdict["reporting"], _as_is),
    "appeal_route": (lambda verdict: verdict["appeal_route"], _as_is),
    "candidates": (lambda verdict: verdict.get("candidates"), _as_is),
    "may_decide": (lambda verdict: verdict["may_decide"], _unordered),
    "would_be_within_if": (lambda verdict: verdict["would_be_within_if"], _unordered),
}
KEYS = {
    "name",
    "source",
    "question",
    "changes",
    "outcome",
    "answers",
    "missing",
    *_PARTS,
    "says",
    "cites",
    "notes",
}


def _words_that_lack(wanted: dict[str, Any], verdict: dict[str, Any]) -> list[str]:
    """Words that a check's reason (says) or source (cites), or some note, must have but does not."""
    checks = {row["code"]: row for row in verdict["checks"]}
    lines = []
    for key, part in (("says", "reason"), ("cites", "source")):
        for code, word in wanted.get(key, {}).items():
            if word not in checks[code][part]:
                lines.append(f"{code}: ”{word}” står inte i ”{checks[code][part]}”")
    if "notes" in wanted and not any(wanted["notes"] in note for note in verdict["notes"]):
        lines.append(f"notes: ”{wanted['notes']}” står inte i {verdict['notes']}")
    return lines
