"""Who may sign today and who would step in: a small order, and one thing changed at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from delegation import orders, questions
from delegation.signers import Signer, Signers, signers
from delegation.versions import compiled

DAY = date(2026, 5, 4)
ORDER: dict[str, Any] = {
    "format": "delegation-order/1",
    "board": {"code": "RUN", "name": "Nämnden", "organisation": "Region Exempel"},
    "order": {
        "title": "Ordning",
        "version": "2026:1",
        "adopted_on": "2025-12-01",
        "adopted_in": "RUN § 1/2025",
        "valid_from": "2026-01-01",
        "valid_to": None,
    },
    "positions": {
        "director": {"title": "Direktör", "head_of_administration": True},
        "deputy": {"title": "Biträdande direktör"},
        "head": {"title": "Enhetschef", "superior": "director"},
        "lawyer": {"title": "Jurist"},
        "chair": {"title": "Ordförande", "elected": True},
        "vice_chair": {"title": "Vice ordförande", "elected": True},
    },
    "facts": {"amount": {"type": "money", "question": "Värde"}},
    "urgent_decisions": ["chair", "vice_chair"],
}
# Who holds what: one person a position, but for two unit heads.
HELD = {
    "anna": ("director", None),
    "bo": ("deputy", None),
    "cia": ("head", "Norr"),
    "dan": ("head", "Söder"),
    "eva": ("lawyer", None),
    "olle": ("chair", None),
}
RANKED = {"substitutes": ["deputy", "lawyer"], "ranked": True}
TURNED = {"substitutes": ["lawyer", "deputy"], "ranked": True}
UNRANKED = {"substitutes": ["deputy", "lawyer"]}
GIVEN = {
    "point": "1.1",
    "from_position": "director",
    "to_position": "lawyer",
    "from": "2026-01-01",
    "to": None,
}


def answered(
    point: dict[str, Any], away: tuple[str, ...] = (), given: tuple[Any, ...] = (), day: date = DAY
) -> list[Signers]:
    """The signers of what cannot wait, and of a single point."""
    base = {
        "number": "1.1",
        "title": "Ärende",
        "decision_types": ["x"],
        "delegates": ["director"],
        "reporting": "to_board",
        "appeal_route": "legality_review",
    }
    order = orders.from_plain(ORDER | {"points": [base | point]}, "ordning")
    question = {
        "format": "authority-question/1",
        "decided_on": day.isoformat(),
        "decision_type": "",
        "appointments": [
            {
                "person": person,
                "position": key,
                "kind": "ordinary",
                "unit": unit,
                "from": "2026-01-01",
                "to": None,
            }
            for person, (key, unit) in HELD.items()
        ],
        "absences": [{"person": person, "from": "2026-05-01", "to": "2026-05-31"} for person in away],
        "subdelegations": list(given),
    }
    return signers(compiled([order]), questions.from_plain(question, [order], "frågan"))


def told(rows: tuple[Signer, ...]) -> list[str]:
    return [f"{row.person} {row.capacity}" + (f" {row.unit}" if row.unit else "") for row in rows]


@pytest.mark.parametrize(
    ("point", "away", "given", "now", "stepping_in"),
    [
        ({}, (), (), ["anna ordinary"], []),
        (UNRANKED, (), (), ["anna ordinary"], ["bo substitute", "eva substitute"]),
        (UNRANKED, ("anna",), (), ["anna ordinary", "bo substitute", "eva substitute"], []),
        (RANKED, ("anna",), (), ["anna ordinary", "bo substitute"], ["eva substitute"]),
        (RANKED, ("anna", "bo"), (), ["anna ordinary", "bo substitute", "eva substitute"], []),
        (TURNED, (), (), ["anna ordinary"], ["eva substitute", "bo substitute"]),
        ({"may_be_subdelegated": True}, (), (GIVEN,), ["anna ordinary", "eva subdelegate"], []),
        ({}, (), (GIVEN,), ["anna ordinary"], []),
        ({"may_be_subdelegated": True}, (), (GIVEN | {"to": "2026-05-03"},), ["anna ordinary"], []),
        ({"delegates": ["head"]}, (), (), ["cia ordinary", "dan ordinary"], []),
        ({"delegates": ["head"], "own_unit": True}, (), (), ["cia ordinary Norr", "dan ordinary Söder"], []),
        (
            {"delegates": ["head"], "superiors": "always"},
            (),
            (),
            ["anna superior", "cia ordinary", "dan ordinary"],
            [],
        ),
        (
            {"delegates": ["head"], "superiors": "when_absent"},
            ("cia",),
            (),
            ["cia ordinary", "dan ordinary"],
            ["anna superior"],
        ),
        (
            {"delegates": [{"position": "head", "when": {"fact": "amount", "at_most": 5}}]},
            (),
            (),
            ["cia ordinary", "dan ordinary"],
            [],
        ),
    ],
)
def test_who_may_sign_and_who_would_step_in(
    point: dict[str, Any],
    away: tuple[str, ...],
    given: tuple[Any, ...],
    now: list[str],
    stepping_in: list[str],
) -> None:
    _, found = answered(point, away, given)

    assert (told(found.now), told(found.stepping_in)) == (now, stepping_in)


def test_who_may_sign_although_away_is_marked() -> None:
    _, found = answered({}, ("anna",))

    assert [(row.person, row.is_away) for row in found.now] == [("anna", True)]


def test_a_point_is_listed_only_on_its_own_days() -> None:
    assert len(answered({"valid_from": "2026-05-04", "valid_to": "2026-05-04"})) == 2
    assert len(answered({"valid_from": "2026-05-05"})) == 1
    assert len(answered({"valid_to": "2026-05-03"})) == 1


def test_what_cannot_await_the_board_is_listed_first() -> None:
    urgent, _ = answered({})

    assert (urgent.point, told(urgent.now)) == (None, ["olle urgent"])


def test_without_a_version_in_force_nobody_signs() -> None:
    assert answered({}, day=date(2025, 12, 31)) == []
