"""What the engine's checks say, word for word: a case officer and a director act on these sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from delegation import formats, orders, questions, statutes
from delegation.engine import rule, rules_of
from delegation.terms import Check, Verdict
from tests.engine.examples import changed

WRITTEN = orders.plain(formats.read_yaml(Path(__file__).with_name("reasons.yaml")))
PASSED_ON = {"point": "1", "from_position": "director", "to_position": "manager", "from": "2024-02-01"}
URGENT, OPEN_URGENT = {"urgent": True}, {"attested": {"urgent": True}, "appointments": None}
KNOWN = orders.family([orders.from_plain(row, "ordningen") for row in WRITTEN["orders"]])


def judged(changes: dict[str, Any]) -> Verdict:
    question = questions.from_plain(changed(WRITTEN["question"], changes), KNOWN, "frågan")
    return rule(rules_of(KNOWN, statutes.load()), question)


def ids(rows: list[dict[str, Any]], key: str) -> list[str]:
    return [f"{row[key]}-{row['answer']}-{place}" for place, row in enumerate(rows)]


@pytest.mark.parametrize("row", WRITTEN["checks"], ids=ids(WRITTEN["checks"], "code"))
def test_a_check_says_why_and_where_it_is_written(row: dict[str, Any]) -> None:
    verdict = judged(row.get("changes", {}))

    check = next(check for check in verdict.checks if check.code == row["code"])
    assert said(check) == (row["answer"], row["reason"], row["source"])


@pytest.mark.parametrize("row", WRITTEN["bans"], ids=ids(WRITTEN["bans"], "number"))
def test_a_ban_on_delegation_says_whether_it_applies(row: dict[str, Any]) -> None:
    verdict = judged(row.get("changes", {}))

    bans = next(check for check in verdict.checks if check.code == "statute.kl_6_38").children
    assert said(bans[row["number"] - 1]) == (row["answer"], row["reason"], row["source"])


def said(check: Check) -> tuple[str, str, str]:
    return check.answer.value, check.reason, check.source


def test_a_samrad_shows_the_condition_that_it_hangs_on() -> None:
    late = {"point": "2", "consulted": [{"position": "economist", "dated": "2024-06-16"}]}
    parts = {}
    for amount in (50, 100, None):
        checks = judged(late | {"facts": {"amount": amount}}).checks
        samrad = next(check for check in checks if check.code == "consultation.recorded").children[0]
        parts[amount] = (samrad.code, [child.answer.value for child in samrad.children], samrad.missing)

    assert parts == {
        50: ("consulted.economist", ["fail"], ()),
        100: ("consulted.economist", ["pass"], ()),
        None: ("consulted.economist", ["unknown"], ("facts.amount",)),
    }


def test_what_most_checks_wait_for_is_missing_first() -> None:
    verdict = judged({"point": "2", "decider": None, "consulted": [], "facts": {"amount": None}})

    # Condition and samråd both wait for the amount; the decider's check alone waits for the decider.
    assert verdict.missing == ("facts.amount", "decider", "consulted.economist")


def test_a_decided_check_lacks_nothing_though_a_part_of_it_does() -> None:
    late = {"position": "economist", "dated": "2024-10-02"}
    verdict = judged({"point": "4", "decided_on": "2024-10-01", "consulted": [late]})

    samrad = next(check for check in verdict.checks if check.code == "consultation.recorded")
    assert (samrad.answer.value, samrad.missing) == ("fail", ())
    assert samrad.children[1].missing == ("consulted.manager",)


@pytest.mark.parametrize(
    ("number", "notes"),
    [
        ("7", ("Punkt 7 i en tidigare version motsvaras av punkt 2, Avtal.",)),
        ("8", ()),
        ("1", ()),
    ],
)
def test_an_old_number_is_told_its_heir(number: str, notes: tuple[str, ...]) -> None:
    assert judged({"point": number}).notes == notes


def test_an_urgent_decision_under_an_old_number_is_not_told_of_points() -> None:
    assert judged({"point": "7", "decider": "p3", "attested": URGENT}).notes == ()


def test_who_may_not_decide_urgently_keeps_the_capacity_the_point_gives() -> None:
    verdict = judged({"attested": URGENT})

    assert (verdict.outcome.value, verdict.capacity, verdict.position) == ("outside", "ordinary", "director")


@pytest.mark.parametrize("decision_type", ["agreement", "purchase"])
def test_while_the_power_under_kl_6_39_is_unknown_no_point_says_no(decision_type: str) -> None:
    changes = {"point": None, "decision_type": decision_type, "facts": {"amount": 101}, **OPEN_URGENT}

    assert judged(changes).outcome.value == "undetermined"


def test_a_subdelegation_that_names_an_unknown_position_says_its_name() -> None:
    row = PASSED_ON | {"from_position": "mayor"}
    verdict = judged({"decider": "p2", "subdelegations": [row]})

    check = next(check for check in verdict.checks if check.code == "subdelegation.valid")
    assert check.reason == "Bara en förvaltningschef får vidaredelegera, och ”mayor” är inte det."
