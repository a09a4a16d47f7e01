"""What the engine's checks say, word for word: a case officer and a director act on these sentences."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from delegation import formats, orders, questions, statutes
from delegation.caps import Scope, scope
from delegation.engine import in_force, rule, rules_of
from delegation.terms import Check, Verdict
from tests.engine.examples import changed


def read(name: str) -> dict[str, Any]:
    """A file of expected words; `known` are its orders as the engine has them."""
    written = orders.plain(formats.read_yaml(Path(__file__).with_name(name)))
    return written | {"known": orders.family([orders.from_plain(row, name) for row in written["orders"]])}


WRITTEN, OF_DECIDERS = read("reasons.yaml"), read("reasons_of_deciders.yaml")
PASSED_ON = {"point": "1", "from_position": "director", "to_position": "manager", "from": "2024-02-01"}
URGENT, OPEN_URGENT = {"urgent": True}, {"attested": {"urgent": True}, "appointments": None}


def judged(changes: dict[str, Any], written: dict[str, Any] = WRITTEN) -> Verdict:
    known = written["known"]
    question = questions.from_plain(changed(written["question"], changes), known, "frågan")
    return rule(rules_of(known, statutes.load()), question)


def ids(rows: list[dict[str, Any]], key: str) -> list[str]:
    return [f"{row[key]}-{row['answer']}-{place}" for place, row in enumerate(rows)]


@pytest.mark.parametrize("row", WRITTEN["checks"], ids=ids(WRITTEN["checks"], "code"))
def test_a_check_says_why_and_where_it_is_written(row: dict[str, Any]) -> None:
    verdict = judged(row.get("changes", {}))

    check = next(check for check in verdict.checks if check.code == row["code"])
    assert said(check) == (row["answer"], row["reason"], row["source"])


@pytest.mark.parametrize("row", OF_DECIDERS["checks"], ids=ids(OF_DECIDERS["checks"], "code"))
def test_who_decides_and_what_a_cap_holds_is_told_with_what_is_missing(row: dict[str, Any]) -> None:
    verdict = judged(row.get("changes", {}), OF_DECIDERS)

    check = next(check for check in verdict.checks if check.code == row["code"])
    assert said(check) == (row["answer"], row["reason"], row["source"])
    assert list(check.missing) == row.get("missing", [])
    assert list(verdict.notes) == row.get("notes", [])


@pytest.mark.parametrize("row", WRITTEN["bans"], ids=ids(WRITTEN["bans"], "number"))
def test_a_ban_on_delegation_says_whether_it_applies(row: dict[str, Any]) -> None:
    verdict = judged(row.get("changes", {}))

    bans = next(check for check in verdict.checks if check.code == "statute.kl_6_38").children
    assert said(bans[row["number"] - 1]) == (row["answer"], row["reason"], row["source"])


def said(check: Check) -> tuple[str, str, str]:
    return check.answer.value, check.reason, check.source


def test_a_samrad_shows_the_condition_that_it_hangs_on() -> None:
    late = {"point": "2", "consulted": [{"position": "economist", "dated": "2024-06-16"}]}
    parts, sources = {}, set()
    for amount in (50, 100, None):
        checks = judged(late | {"facts": {"amount": amount}}).checks
        samrad = next(check for check in checks if check.code == "consultation.recorded").children[0]
        sources.add(samrad.source)
        parts[amount] = (samrad.code, [child.answer.value for child in samrad.children], samrad.missing)

    assert parts == {
        50: ("consulted.economist", ["fail"], ()),
        100: ("consulted.economist", ["pass"], ()),
        None: ("consulted.economist", ["unknown"], ("facts.amount",)),
    }
    assert sources == {"EX § 1/2023, punkt 2"}


@pytest.mark.parametrize(
    ("day", "version"), [("2019-12-31", None), ("2023-12-31", "2023:1"), ("2024-01-01", "2024:1")]
)
def test_the_version_in_force_is_the_one_of_the_day(day: str, version: str | None) -> None:
    found = in_force(OF_DECIDERS["known"], date.fromisoformat(day))

    assert (found and found.version) == version


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


def test_each_limit_that_was_tried_is_told_under_its_position() -> None:
    verdict = judged({"point": "2", "decider": "p2", "facts": {"amount": None}}, OF_DECIDERS)

    (limit,) = next(check for check in verdict.checks if check.code == "decider.authorised").children
    assert (limit.code, limit.answer.value, limit.missing) == ("limit.manager", "unknown", ("facts.amount",))
    assert [child.code for child in limit.children] == ["fact.amount"]


@pytest.mark.parametrize(
    ("kind", "away", "notes"),
    [
        ("ordinary", [], ("Ordinarie direktör är inte registrerad som frånvarande.",)),
        ("ordinary", [{"person": "p8", "from": "2024-06-01"}], ()),
        ("acting", [], ()),
    ],
)
def test_a_stand_in_is_told_that_the_ordinary_holder_is_there(
    kind: str, away: list[dict[str, Any]], notes: tuple[str, ...]
) -> None:
    rows = [("p1", "director", "acting"), ("p2", "manager", "ordinary"), ("p8", "director", kind)]
    appointments = [
        {"person": person, "position": position, "kind": kind, "from": "2020-01-01"}
        for person, position, kind in rows
    ]

    assert judged({"appointments": appointments, "absences": away}, OF_DECIDERS).notes == notes


def test_a_subdelegation_is_no_ground_for_one_who_is_a_delegate() -> None:
    row = PASSED_ON | {"reporting": "to_head"}
    verdict = judged({"decider": "p2", "subdelegations": [row]}, OF_DECIDERS)

    assert (verdict.capacity, verdict.reporting) == ("ordinary", "to_board")


@pytest.mark.parametrize(
    ("reporting", "told"),
    [
        (["to_head", "to_head"], "to_head"),
        (["to_head", None], "minuted"),
        (["to_head", "to_board"], "to_board"),
    ],
)
def test_of_several_subdelegations_the_first_given_counts_and_the_most_open_reporting(
    reporting: list[str | None], told: str
) -> None:
    rows = [
        PASSED_ON
        | {"point": "13", "to_position": "assistant", "from": "2024-03-01", "reporting": reporting[0]},
        PASSED_ON | {"point": "13", "to_position": "chief", "reporting": reporting[1]},
    ]
    seats = [
        {"person": "p4", "position": position, "kind": "ordinary", "from": "2020-01-01"}
        for position in ("assistant", "chief")
    ]
    asked = {"point": "13", "decider": "p4", "appointments": seats}

    verdicts = [judged(asked | {"subdelegations": given}, OF_DECIDERS) for given in (rows, rows[::-1])]

    assert [(verdict.position, verdict.reporting) for verdict in verdicts] == [("chief", told)] * 2


def test_what_caps_count_is_told_to_whoever_fetches_it() -> None:
    known = OF_DECIDERS["known"]
    versions = rules_of(known, statutes.load()).versions
    question = questions.from_plain(changed(OF_DECIDERS["question"], {}), known, "frågan")
    order = versions.in_force(date(2024, 6, 15))
    assert order
    points = {point.number: point for point in order.points}

    of_year = scope(versions, order, [points["7"]], question)
    of_two_versions = scope(versions, order, [points["9"]], question)
    of_both = scope(versions, order, [points["6"], points["8"]], question)

    assert scope(versions, order, [points["1"]], question) is None
    assert scope(versions, None, [points["6"]], question) is None
    assert of_year == Scope(
        numbers=frozenset({("2024:1", "7")}),
        since=date(2024, 1, 1),
        until=date(2024, 6, 15),
        amounts=frozenset({"amount"}),
        keys=frozenset(),
    )
    assert of_two_versions == Scope(
        numbers=frozenset({("2024:1", "9"), ("2023:1", "20")}),
        since=date(2023, 6, 16),
        until=date(2024, 6, 15),
        amounts=frozenset({"amount"}),
        keys=frozenset(),
    )
    assert of_both == Scope(
        numbers=frozenset({("2024:1", "6"), ("2024:1", "8")}),
        since=date.min,
        until=date(2024, 6, 15),
        amounts=frozenset({"amount"}),
        keys=frozenset({"project"}),
    )
