"""How many questions a second the engine answers, beside other engines and plain Python on the same point.

Run from the root: .venv/bin/python -m bench.engine. The order is fixtures/orders/sn-2026.yaml, of 43 points.
The questions go to point 4.2: a condition, two delegates with limits of their own, a substitute, and a cap
that counts a thousand earlier decisions. bench/README.md says what the others cannot express.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bench import others
from bench.timing import interleaved
from delegation import advice, engine, orders, questions, statutes, verdicts
from delegation.terms import Ledger, Order, Prior, Question

DAY, BASE, APPLICANTS = "2026-09-15", 59200, 50
BANS = [f"kl_6_38_{number}" for number in range(1, 6)]
ATTESTED = [*BANS, "conflict_of_interest", "urgent", "reserved_by_board"]
POSITIONS = ["unit_head_adults", "family_manager", "social_director", "chair", "lawyer"]


def ledger(rows: int) -> Ledger:
    """Earlier decisions under the point, spread over the year and the applicants."""
    return Ledger(
        tuple(
            Prior(
                "4.2",
                date.fromordinal(date(2026, 1, 1).toordinal() + number % 250),
                {"amount": Decimal(number % 97 * 10), "applicant": f"akt {number % APPLICANTS}"},
            )
            for number in range(rows)
        )
    )


def asked(number: int) -> dict[str, Any]:
    """One question; amount and decider differ, so that some are within the point and some outside."""
    return {
        "format": "authority-question/1",
        "decided_on": DAY,
        "decision_type": "financial_aid",
        "point": "4.2",
        "decider": f"person{number % 10}",
        "drafted_by": f"officer{number}",
        "facts": {
            "amount": number * 997 % 70000,
            "applicant": f"akt {number % APPLICANTS}",
            "within_guidelines": number % 7 == 0,
        },
        "attested": dict.fromkeys(ATTESTED, False),
        "appointments": [
            {"person": f"person{n}", "position": POSITIONS[n % 5], "kind": "ordinary", "from": "2020-01-01"}
            for n in range(20)
        ],
        "absences": [],
        "subdelegations": [],
        "consulted": [],
        "prior": [],
    }


def by_hand(matter: dict[str, Any]) -> bool:
    """The same as a programmer would write it for this point alone: yes or no, and no reason."""
    amount, held = matter["amount"], matter["positions"]
    limit = BASE / 2 if "unit_head_adults" in held else BASE if "family_manager" in held else -1
    return (
        matter["decision_type"] == "financial_aid"
        and amount <= limit
        and matter["within_guidelines"] is False
        and matter["earlier"] + amount <= 2 * BASE
        and matter["decider"] != matter["drafted_by"]
        and not any(matter[name] for name in ATTESTED)
    )


def flat(row: dict[str, Any], sums: dict[str, Decimal]) -> dict[str, Any]:
    """The question as the others need it: positions looked up and earlier decisions summed beforehand."""
    held = [seat["position"] for seat in row["appointments"] if seat["person"] == row["decider"]]
    return {
        "decision_type": row["decision_type"],
        "positions": held,
        "amount": row["facts"]["amount"],
        "within_guidelines": row["facts"]["within_guidelines"],
        "earlier": int(sums[row["facts"]["applicant"]]),
        "decider": row["decider"],
        "drafted_by": row["drafted_by"],
        **row["attested"],
    }


def sums_of(shared: Ledger) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in shared.rows:
        key = row.facts["applicant"]
        sums[key] = sums.get(key, Decimal(0)) + row.facts["amount"]
    return sums


def agree(rules: engine.Rules, parsed: list[Question], flattened: list[dict[str, Any]]) -> None:
    """All must answer alike before anything is timed."""
    contenders = {"by hand": by_hand, "zen-engine": others.zen(), "cedarpy": others.cedar()}
    answers = [engine.rule(rules, question).outcome is engine.Outcome.WITHIN for question in parsed]
    if len(set(answers)) != 2:
        raise SystemExit("every question has the same answer: nothing to compare")
    for name, answer in contenders.items():
        if [answer(row) for row in flattened] != answers:
            raise SystemExit(f"the engine and {name} disagree: nothing to compare")


def of_outcome(rules: engine.Rules, parsed: list[Question], outcome: engine.Outcome) -> list[Question]:
    return [question for question in parsed if engine.rule(rules, question).outcome is outcome]


def each_of(group: list[Any], answer: Callable[[Any], object]) -> Callable[[int], object]:
    return lambda _: [answer(row) for row in group]


def run(rounds: int, count: int, prior: int) -> list[str]:
    """Each contender's questions a second, and its time beside json.loads, a line each."""
    known: list[Order] = [orders.read(others.ROOT / "fixtures" / "orders" / "sn-2026.yaml")]
    rules, shared = engine.rules_of(known, statutes.load()), ledger(prior)
    rows = [asked(number) for number in range(count)]
    texts = [json.dumps(row) for row in rows]
    parsed = [replace(questions.from_plain(row, known, "frågan"), prior=shared) for row in rows]
    flattened = [flat(row, sums_of(shared)) for row in rows]
    agree(rules, parsed, flattened)
    within = of_outcome(rules, parsed, engine.Outcome.WITHIN)
    outside = of_outcome(rules, parsed, engine.Outcome.OUTSIDE)
    zen, cedar = others.zen(), others.cedar()

    def whole(text: str) -> str:
        return json.dumps(verdicts.to_plain(advice.answer(rules, questions.parse(text, "frågan", known))))

    contenders: dict[str, tuple[list[Any], Callable[[Any], object]]] = {
        "json.loads of the question": (texts, json.loads),
        "conditions by hand": (flattened, by_hand),
        "zen-engine: conditions": (flattened, zen),
        "cedarpy: conditions": (flattened, cedar),
        "engine.rule": (parsed, lambda question: engine.rule(rules, question)),
        "advice.answer, within": (within, lambda question: advice.answer(rules, question)),
        "advice.answer, outside": (outside, lambda question: advice.answer(rules, question)),
        "JSON text to JSON text": (texts, whole),
    }
    times = interleaved({name: each_of(*contender) for name, contender in contenders.items()}, rounds)
    each = {name: times[name] / len(group) for name, (group, _) in contenders.items()}
    first = each["json.loads of the question"]
    lines = [f"{'':<28}{'per second':>12}{'to json.loads':>16}"]
    return lines + [
        f"{name:<28}{1 / seconds:>12.0f}{seconds / first:>14.2f} ×" for name, seconds in each.items()
    ]


if __name__ == "__main__":
    sys.stdout.write("\n".join(run(rounds=15, count=300, prior=1000)) + "\n")
