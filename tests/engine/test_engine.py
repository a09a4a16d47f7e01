"""What the engine says besides the examples in tests/examples: its words, and what no example can show.

`asked` and `versions` are the ordinary question and the demo region's orders, for other tests too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from delegation import advice, formats, orders, questions, statutes, verdicts
from delegation.terms import Order
from tests.engine.examples import ATTESTED

ROOT = Path(__file__).resolve().parent.parent.parent
POSITIONS = {
    "anders": "regional_development_director",
    "deputy": "deputy_director",
    "head": "unit_head_business",
    "chair": "chair",
}


def versions() -> tuple[Order, ...]:
    folder = ROOT / "fixtures" / "orders"
    return orders.family([orders.read(folder / "run-2020.yaml"), orders.read(folder / "run-2021.yaml")])


def asked(case: dict[str, Any]) -> dict[str, Any]:
    """The base question with the changes of the case."""
    base: dict[str, Any] = {
        "format": "authority-question/1",
        "decided_on": "2020-08-31",
        "decision_type": "letter_of_intent",
        "point": "1.2",
        "decider": "anders",
        "drafted_by": "martina",
        "unit": "Näringsliv",
        "facts": {"amount": 0, "commits_funds": False},
        "attested": dict.fromkeys(ATTESTED, False),
        "appointments": [
            {"person": person, "position": position, "kind": "ordinary", "from": "2018-01-01", "to": None}
            for person, position in POSITIONS.items()
        ],
        "absences": [],
    }
    base |= case.get("with", {})
    base["attested"] |= case.get("attested", {})
    for key in ("facts", "appointments"):
        base[key] = case.get(key, base[key])
    return base


def judged(case: dict[str, Any]) -> dict[str, Any]:
    known = versions()
    question = questions.from_plain(asked(case), known, "frågan")
    return verdicts.to_plain(advice.judge(known, question, statutes.load()))


@pytest.mark.parametrize(
    ("day", "wording"),
    [("2022-06-30", "till och med 2022-06-30"), ("2022-07-01", "från och med 2022-07-01")],
)
def test_conflict_of_interest_cites_the_wording_of_the_day(day: str, wording: str) -> None:
    verdict = judged({"with": {"decided_on": day}})

    check = next(row for row in verdict["checks"] if row["code"] == "statute.conflict_of_interest")
    assert wording in check["source"]
    assert check["source"].startswith("6 kap. 28 § kommunallagen (för anställda genom 7 kap. 4 §)")


def test_a_failed_condition_is_told_with_its_value_and_why() -> None:
    verdict = judged({"facts": {"amount": 120000, "commits_funds": True}})

    reason = next(row["reason"] for row in verdict["checks"] if row["code"] == "conditions.met")
    assert "är besvarad med ja; svaret ska vara nej" in reason
    assert "Punkten gäller bara utan ekonomiskt åtagande." in reason
    assert "120\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr" in reason


def test_each_ban_is_a_check_of_its_own_under_its_own_paragraph() -> None:
    verdict = judged({"attested": {"kl_6_38_2": True, "kl_6_38_4": None}})

    bans = next(row["children"] for row in verdict["checks"] if row["code"] == "statute.kl_6_38")
    assert [(row["outcome"], row["source"]) for row in bans] == [
        ("pass", "6 kap. 38 § 1 kommunallagen"),
        ("fail", "6 kap. 38 § 2 kommunallagen"),
        ("pass", "6 kap. 38 § 3 kommunallagen"),
        ("unknown", "6 kap. 38 § 4 kommunallagen"),
        ("pass", "6 kap. 38 § 5 kommunallagen"),
    ]


def test_an_urgent_decision_is_reported_to_the_board_whatever_the_point_says() -> None:
    verdict = judged({"with": {"decider": "chair", "point": "2.3"}, "attested": {"urgent": True}})

    assert verdict["reporting"] == "to_board"


@pytest.mark.parametrize("key", ["appointments", "absences"])
def test_the_order_of_rows_changes_nothing(key: str) -> None:
    absences = [{"person": person, "from": "2020-08-01"} for person in POSITIONS]
    one = asked({"with": {"decider": "deputy", "absences": absences}})
    other = one | {key: list(reversed(one[key]))}

    answers = [
        judged({"with": question, "appointments": question["appointments"]}) for question in (one, other)
    ]

    assert answers[0] == answers[1]


def test_a_board_without_any_order_delegates_nothing() -> None:
    question = questions.from_plain({**asked({}), "facts": {}}, (), "frågan")

    verdict = verdicts.to_plain(advice.judge((), question, statutes.load()))

    assert (verdict["outcome"], verdict["order"]) == ("outside", None)
    assert verdict["checks"][0]["outcome"] == "fail"


def test_before_the_law_that_the_questions_cite_nothing_is_within() -> None:
    rows = [json.loads(json.dumps(orders.plain(formats.read_yaml(ROOT / "fixtures/orders/run-2020.yaml"))))]
    rows[0]["order"] |= {"adopted_on": "2014-12-10", "valid_from": "2015-01-01"}
    early = (orders.from_plain(rows[0], "ordningen"),)
    changed = asked({}) | {"decided_on": "2016-05-02"}
    changed["appointments"] = [row | {"from": "2010-01-01"} for row in changed["appointments"]]

    verdict = verdicts.to_plain(
        advice.judge(early, questions.from_plain(changed, early, "frågan"), statutes.load())
    )

    assert verdict["outcome"] == "undetermined"
    open_checks = [check["code"] for check in verdict["checks"] if check["outcome"] == "unknown"]
    assert open_checks == [
        "statute.kl_6_38",
        "statute.conflict_of_interest",
        "statute.kl_6_39",
        "board.not_reserved",
    ]
