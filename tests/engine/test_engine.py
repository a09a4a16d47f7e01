"""The engine against a table of cases: one line of what is asked, one of what must be answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from delegation import advice, formats, orders, questions, statutes, verdicts
from delegation.terms import Order

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))
VERDICT_SCHEMA = json.loads((formats.SCHEMAS / "verdict-1.json").read_text("utf-8"))
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
BANS = ["kl_6_38_1", "kl_6_38_2", "kl_6_38_3", "kl_6_38_4", "kl_6_38_5"]
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
        "attested": dict.fromkeys([*BANS, "conflict_of_interest", "urgent", "reserved_by_board"], False),
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


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "-") for case in CASES])
def test_the_engine_answers_as_the_case_says(case: dict[str, Any]) -> None:
    verdict = judged(case)

    not_passed = {
        check["code"]: check["outcome"] for check in verdict["checks"] if check["outcome"] != "pass"
    }
    assert not_passed == case.get("answers", {})
    assert verdict["outcome"] == case["outcome"]
    assert verdict["missing"] == case.get("missing", [])
    if "capacity" in case:
        assert verdict["capacity"] == case["capacity"]
    if "version" in case:
        assert verdict["order"]["version"] == case["version"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "-") for case in CASES])
def test_every_verdict_lists_every_check_and_fits_its_schema(case: dict[str, Any]) -> None:
    verdict = judged(case)

    jsonschema.validate(json.loads(json.dumps(verdict)), VERDICT_SCHEMA)
    assert [check["code"] for check in verdict["checks"]] == CODES


def test_every_check_code_is_failed_or_unknown_in_some_case() -> None:
    tried = {code for case in CASES for code in case.get("answers", {})}

    assert tried == set(CODES)


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
