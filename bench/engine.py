"""How fast the engine answers, beside what the same question costs without it.

Run from the root: .venv/bin/python -m bench.engine. Two yardsticks in the same run: parsing the question as
JSON, and point 1.2 written out by hand as Python conditions, without reasons, sources or unknowns.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from bench.timing import interleaved
from delegation import advice, engine, orders, questions, statutes, verdicts

ROUNDS = 15
QUESTIONS = 300
ROOT = Path(__file__).resolve().parent.parent
NAMES = ("kl_6_38_1", "kl_6_38_2", "kl_6_38_3", "kl_6_38_4", "kl_6_38_5")
ATTESTED = [*NAMES, "conflict_of_interest", "urgent", "reserved_by_board"]


def question(number: int) -> str:
    """One question as JSON; amounts differ, so that some are within the point and some outside."""
    asked = {
        "format": "authority-question/1",
        "decided_on": "2020-08-31",
        "decision_type": "letter_of_intent",
        "point": "1.2",
        "decider": "director",
        "drafted_by": f"officer{number}",
        "unit": "Näringsliv",
        "facts": {"amount": number % 3, "commits_funds": False},
        "attested": dict.fromkeys(ATTESTED, False),
        "appointments": [
            {
                "person": "director",
                "position": "regional_development_director",
                "kind": "ordinary",
                "unit": None,
                "from": "2018-01-01",
                "to": None,
            }
        ],
        "absences": [],
        "subdelegations": [],
        "consulted": [],
        "prior": [],
    }
    return json.dumps(asked)


def by_hand(asked: dict[str, Any]) -> bool:
    """Point 1.2 as a programmer would write it for this order alone: yes or no, and no reason."""
    day = date.fromisoformat(asked["decided_on"])
    held = any(
        row["person"] == asked["decider"]
        and row["position"] == "regional_development_director"
        and date.fromisoformat(row["from"]) <= day <= date.fromisoformat(row["to"] or "9999-12-31")
        for row in asked["appointments"]
    )
    return (
        date(2020, 1, 1) <= day
        and asked["decision_type"] in ("letter_of_intent", "cooperation_agreement")
        and held
        and asked["facts"]["commits_funds"] is False
        and asked["facts"]["amount"] <= 0
        and asked["decider"] != asked["drafted_by"]
        and not any(asked["attested"][name] for name in ATTESTED)
    )


def main() -> int:
    versions, laws = [orders.read(ROOT / "fixtures" / "orders" / "run-2020.yaml")], statutes.load()
    # A new text each round: nothing may win by remembering the last one.
    texts = [[question(number * QUESTIONS + i) for i in range(QUESTIONS)] for number in range(ROUNDS + 1)]
    loaded = [[json.loads(text) for text in group] for group in texts]
    parsed = [[questions.parse(text, "question", versions) for text in group] for group in texts]

    for asked, plain in zip(parsed[0], loaded[0], strict=True):
        within = advice.judge(versions, asked, laws).outcome is engine.Outcome.WITHIN
        if within != by_hand(plain):
            raise SystemExit("the engine and the conditions by hand disagree: nothing to compare")

    def whole(text: str) -> str:
        asked = questions.parse(text, "question", versions)
        return json.dumps(verdicts.to_plain(advice.judge(versions, asked, laws)))

    times = interleaved(
        {
            "json.loads": lambda number: [json.loads(text) for text in texts[number]],
            "conditions by hand": lambda number: [by_hand(asked) for asked in loaded[number]],
            "the engine": lambda number: [advice.judge(versions, asked, laws) for asked in parsed[number]],
            "question to verdict, JSON": lambda number: [whole(text) for text in texts[number]],
        },
        ROUNDS,
    )
    lines = [f"{'':<26}{'per second':>12}{'to json.loads':>16}"]
    for name, seconds in times.items():
        lines.append(f"{name:<26}{QUESTIONS / seconds:>12.0f}{seconds / times['json.loads']:>14.1f} ×")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
