"""Decisions that have been made, tried on a draft: each way it may change them, and who sees what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from decisions.discreet import WITHHELD
from decisions.replay import Replay, replay
from decisions.replayed import Kind, Line
from decisions.tally import Tally
from delegation import caps, formats, orders
from delegation.models import DelegationOrder
from delegation.terms import Question
from delegation.versions import compiled
from tests import world
from tests.decisions.drafts_to_try import (
    FIRST,
    LAST,
    Change,
    another_point,
    asking,
    both,
    committee,
    decide,
    draft,
    grant,
    on_point,
    unchanged,
    without,
)
from tests.world import ROOT, World

pytestmark = pytest.mark.django_db


def all_lines(row: DelegationOrder, user: User | None = None, **options: Any) -> list[Line]:
    return list(replay(row, FIRST, LAST, user, **options).lines)


# --- what a draft may change ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A letter of intent under point 1.2, and what a draft makes of it. The texts are all that is told."""

    name: str
    change: Change
    kind: Kind
    point: str = "1.2"
    told: tuple[str, ...] = ()


_NO_COST = {"fact": "amount", "at_most": 0}
CASES = (
    Case("nothing is changed", unchanged, Kind.SAME),
    Case(
        "a condition that the decision breaks",
        on_point("1.2", when={"fact": "commits_funds", "is": True}),
        Kind.OUTSIDE,
        told=(
            (
                "Villkoren i punkt 1.2 är inte uppfyllda. ”Innebär beslutet ett ekonomiskt åtagande?” är "
                "besvarad med nej; svaret ska vara ja."
            ),
        ),
    ),
    Case(
        "the point is gone, and no other covers the matter",
        without("1.2"),
        Kind.OUTSIDE,
        point="",
        told=(
            "Ingen punkt i version 2022:1 omfattar avsiktsförklaring.",
            "Ingen punkt i versionen svarar mot punkt 1.2.",
        ),
    ),
    Case(
        "another delegate",
        on_point("1.2", delegates=["economy_manager"], substitutes=[]),
        Kind.OTHER_DECIDER,
        told=(
            (
                "I punkt 1.2 beslutar ekonomichef. Beslutsfattaren har befattningen regional "
                "utvecklingsdirektör 2020-08-31."
            ),
            "Economist, ordinarie ekonomichef, punkt 1.2",
        ),
    ),
    Case(
        "a committee decides",
        both(committee, on_point("1.2", delegates=["au"], substitutes=[])),
        Kind.OTHER_DECIDER,
        told=(
            (
                "I punkt 1.2 beslutar arbetsutskottet. Beslutsfattaren har befattningen regional "
                "utvecklingsdirektör 2020-08-31."
            ),
            "Arbetsutskottet",
        ),
    ),
    Case(
        "a question that nobody was asked",
        on_point("1.2", when={"fact": "years", "at_most": 3}),
        Kind.UNDETERMINED,
        told=("Hur många år gäller avtalet?",),
    ),
    Case(
        "a samråd that nobody held",
        on_point("1.2", consult=["economy_manager"]),
        Kind.UNDETERMINED,
        told=("Vilken dag hölls samråd med ekonomichef?",),
    ),
    Case(
        "another kind of answer",
        both(
            asking("commits_funds", type="choice", choices=["ja", "nej"], question="Kostar det?"),
            on_point("1.2", when={"fact": "commits_funds", "is": "nej"}),
        ),
        Kind.UNDETERMINED,
        told=(
            "Kostar det?",
            "Svaret på ”Kostar det?” är lämnat åt sidan: versionen vill ha ett annat slags svar.",
        ),
    ),
    Case(
        "a question that is not asked any more",
        both(on_point("1.2", when=_NO_COST), lambda order: order["facts"].pop("commits_funds")),
        Kind.SAME,
        told=(
            (
                "Svaret på ”Innebär beslutet ett ekonomiskt åtagande?” är lämnat åt sidan: versionen frågar "
                "inte det."
            ),
        ),
    ),
    Case(
        "a new number, and the draft says so",
        on_point("1.2", number="1.9", formerly=["2020:1/1.2"]),
        Kind.OTHERWISE,
        point="1.9",
        told=("Punkt 1.9 i stället för 1.2.",),
    ),
    Case(
        "a new number, and the old one is another point's now",
        both(
            on_point("1.2", number="1.9", formerly=["2020:1/1.2"]),
            another_point("1.2", decision_types=["statement"]),
        ),
        Kind.OTHERWISE,
        point="1.9",
        told=("Punkt 1.9 i stället för 1.2.",),
    ),
    Case(
        "a new number, and the draft does not say so",
        on_point("1.2", number="1.9"),
        Kind.OTHERWISE,
        point="1.9",
        told=("Ingen punkt i versionen svarar mot punkt 1.2. Närmast är punkt 1.9.",),
    ),
    Case(
        "the number is the same, but the point says that it was another",
        on_point("1.2", formerly=["2020:1/1.1"]),
        Kind.OTHERWISE,
        told=("Ingen punkt i versionen svarar mot punkt 1.2. Närmast är punkt 1.2.",),
    ),
    Case(
        "its own point does not fit any more, but another does",
        both(on_point("1.2", when={"fact": "amount", "above": 0}), another_point("1.8")),
        Kind.OTHERWISE,
        point="1.8",
        told=("Punkt 1.8 i stället för 1.2.",),
    ),
    Case(
        "the point is split, and one of the parts fits",
        both(
            on_point("1.2", when={"fact": "amount", "above": 0}, formerly=["2020:1/1.2"]),
            another_point("1.8", when=_NO_COST, formerly=["2020:1/1.2"]),
        ),
        Kind.OTHERWISE,
        point="1.8",
        told=("Punkt 1.8 i stället för 1.2.",),
    ),
    Case(
        "another way of reporting",
        on_point("1.2", reporting="minuted"),
        Kind.OTHERWISE,
        told=("Anmälan: protokollförs särskilt, anmäls inte. Förut: anmäls till nämnden.",),
    ),
    Case(
        "another way of appeal",
        on_point("1.2", appeal_route="none"),
        Kind.OTHERWISE,
        told=("Överklagande: kan inte överklagas. Förut: laglighetsprövning, 13 kap. kommunallagen.",),
    ),
    Case("the point begins with the version", on_point("1.2", valid_from="2022-01-01"), Kind.SAME),
    Case(
        "the point begins on a day of its own",
        on_point("1.2", valid_from="2022-07-01"),
        Kind.OUTSIDE,
        told=("Punkt 1.2 gäller från och med 2022-07-01, alltså inte 2020-08-31.",),
    ),
)


def told(line: Line) -> tuple[str, ...]:
    return (*line.reasons, *line.missing, *line.others, *line.changes, *line.notes)


@pytest.fixture
def economist(region: World) -> User:
    return world.person("economist", region.board, Role.DELEGATE, "economy_manager")


def test_what_a_draft_would_have_made_of_a_decision(region: World, economist: User) -> None:
    world.signed(region)
    found = {}
    for case in CASES:
        row = draft(case.change)
        (line,) = all_lines(row)
        found[case.name] = (line.kind, line.new_point, told(line))
        row.points.all().delete()
        row.delete()

    assert found == {case.name: (case.kind, case.point, case.told) for case in CASES}


def test_an_adopted_version_lets_through_what_was_decided_under_it(region: World) -> None:
    world.signed(region)

    (line,) = all_lines(region.board.orders.get(version="2020:1"))

    assert (line.kind, line.point, line.new_point) == (Kind.SAME, "1.2", "1.2")


# --- urgent --------------------------------------------------------------------------------------------


def urgently(names: list[str]) -> Change:
    return lambda order: order.update(urgent_decisions=names)


def test_an_urgent_decision_is_tried_on_who_decides_what_cannot_wait(region: World) -> None:
    chair = world.person("chair", region.board, Role.DELEGATE, "chair")
    world.person("vice", region.board, Role.DELEGATE, "vice_chair")
    attested = world.ATTESTED | {"urgent": True}
    decide(region, chair, point="", attested=attested, urgent_reason="Det brådskar.")
    nobody, vice = "Ordningen utser ingen till det.", "Det får bara vice ordförande göra."
    no = "Beslutsfattaren får inte besluta i brådskande ärenden. "

    (same,) = all_lines(draft())
    (none,) = all_lines(draft(urgently([]), "2023:1"))
    (other,) = all_lines(draft(urgently(["vice_chair"]), "2024:1"))

    assert (same.kind, same.point, told(same)) == (Kind.SAME, "", ())
    assert (none.kind, told(none)) == (Kind.OUTSIDE, (no + nobody,))
    assert (other.kind, other.reasons) == (Kind.OTHER_DECIDER, (no + vice,))
    assert other.others == ("Vice, vice ordförande, i brådskande ärende enligt 6 kap. 39 § kommunallagen",)


# --- caps ----------------------------------------------------------------------------------------------


def capped(per: Any, at_most: int = 1_000_000) -> Change:
    return on_point("2.1", caps=[{"fact": "amount", "at_most": at_most, "per": per}])


def test_each_decision_sees_those_that_were_signed_before_it_and_not_itself(region: World) -> None:
    for hours, amount in enumerate((600_000, 400_000, 1)):
        grant(region, amount, hours)
    grant(region, 500_000, 24 * 130)  # in January of the next year

    lines = list(replay(draft(capped("calendar_year")), FIRST, date(2021, 12, 31), None).lines)

    assert [line.kind for line in lines] == [Kind.SAME, Kind.SAME, Kind.OUTSIDE, Kind.SAME]
    assert "1 000 001 kr av högst 1 000 000 kr" in lines[2].reasons[0].replace("\N{NO-BREAK SPACE}", " ")


def test_what_was_decided_before_the_period_counts(region: World) -> None:
    grant(region, 600_000, 0)
    grant(region, 600_000, 24)

    (line,) = replay(draft(capped("calendar_year")), date(2020, 9, 1), LAST, None).lines

    assert line.kind is Kind.OUTSIDE


def test_the_latest_are_tried_with_all_that_came_before(region: World) -> None:
    for hours in range(3):
        grant(region, 400_000, hours)
    row = draft(capped("calendar_year"))

    found = replay(row, FIRST, LAST, None, latest=1)

    assert [line.kind for line in found.lines] == [Kind.OUTSIDE]
    assert found.left_out == 2


def test_a_cap_for_each_recipient_counts_only_those_of_the_same(region: World) -> None:
    for hours, name in enumerate(("A", "B", "A")):
        grant(region, 600_000, hours, facts={"amount": 600_000, "recipient": name})
    grant(region, 600_000, 4)

    lines = all_lines(draft(capped({"fact": "recipient"})))

    assert [line.kind for line in lines] == [Kind.SAME, Kind.SAME, Kind.OUTSIDE, Kind.UNDETERMINED]
    assert lines[3].missing == ("Vem får bidraget?",)


def test_an_earlier_decision_without_its_answer_leaves_a_cap_open(region: World) -> None:
    grant(region, 600_000, 0)
    grant(region, 100_000, 1, facts={"amount": 100_000, "recipient": "A"})

    lines = all_lines(draft(capped({"fact": "recipient"})))

    assert lines[1].missing == ("Uppgifter saknas i tidigare beslut, som ett tak räknar.",)


@pytest.mark.parametrize("count", [1, 50, 51, 120])
def test_a_day_of_many_decisions_is_few_rows_with_the_same_sum(count: int) -> None:
    source = formats.read_yaml(ROOT / "fixtures" / "orders" / "run-2020.yaml")
    order = orders.build(source)
    versions, day = compiled([order]), date(2020, 8, 31)
    question = Question(day, "project_grant", "2.1")
    tally = Tally(caps.scope(versions, order, order.points, question), order.facts)

    for _ in range(count):
        tally.add(("2020:1", "2.1", day, {"amount": "0.50"}))
        tally.add(("2020:1", "1.2", day, {"amount": 1000}))
    ledger = tally.ledger(versions.caps["2020:1", "2.1"], question)

    assert sum(row.facts["amount"] for row in ledger.rows) == count / 2
    assert len(ledger.rows) <= 3


def test_of_many_recipients_a_cap_is_given_one_and_those_that_may_be_anyones() -> None:
    source = formats.read_yaml(ROOT / "fixtures" / "orders" / "run-2020.yaml")
    capped({"fact": "recipient"})(source.data)
    order = orders.build(source)
    versions, day = compiled([order]), date(2020, 8, 31)
    (cap,) = versions.caps["2020:1", "2.1"]
    question = Question(day, "project_grant", "2.1", facts={"recipient": "A"})
    tally = Tally(caps.scope(versions, order, order.points, question), order.facts)

    for place, recipient in enumerate(("A", "B", "C", None) * 40):
        facts = {"amount": 1, "recipient": recipient}
        tally.add(("2020:1", "2.1", date(2020, 8, 1 + place % 20), facts))
    ledger = tally.ledger([cap], question)
    found = caps.earlier_sum(cap, versions, order, replace(question, prior=ledger))

    assert found.known == 40
    others = [row for row in ledger.rows if row.facts.get("recipient") in ("B", "C")]
    assert len(others) <= 1  # the day that is not over is given whole
    assert any(name.endswith("facts.recipient") for name in found.missing)


# --- who sees what -------------------------------------------------------------------------------------


@pytest.fixture
def editor(region: World) -> User:
    return world.person("editor", region.board, Role.ORDER_EDITOR)


def test_a_decision_that_the_user_may_not_see_is_only_counted(region: World, editor: User) -> None:
    grant(region, 600_000, 0, confidential=True)
    grant(region, 600_000, 1)
    row = draft(capped("calendar_year"))

    def seen(user: User) -> tuple[int, list[Kind]]:
        found: Replay = replay(row, FIRST, LAST, user)
        return found.hidden, [line.kind for line in found.lines]

    assert seen(editor) == (1, [Kind.OUTSIDE])  # the sum has the hidden one in it
    assert seen(region.secretary) == (0, [Kind.SAME, Kind.OUTSIDE])


def test_a_full_cap_is_told_with_its_sum_only_to_who_sees_all_that_it_counts(
    region: World, editor: User
) -> None:
    grant(region, 600_000, 0, confidential=True)
    grant(region, 600_000, 1)
    row = draft(capped("calendar_year"))

    (to_editor,), (_, to_secretary) = all_lines(row, editor), all_lines(row, region.secretary)

    (told,), (whole,) = to_editor.reasons, to_secretary.reasons
    assert told.endswith(f" under kalenderåret överskrids. {WITHHELD}")
    assert "1 200 000 kr" in whole.replace("\N{NO-BREAK SPACE}", " ")


def test_a_secret_under_a_point_that_no_cap_counts_hides_no_sum(region: World, editor: User) -> None:
    letter = {"confidential": True, "point": "1.2", "decision_type": "letter_of_intent"}
    grant(region, 0, 0, **letter, facts={"amount": 0, "commits_funds": False})
    for hours in (1, 2):
        grant(region, 600_000, hours)

    (told,) = all_lines(draft(capped("calendar_year")), editor)[-1].reasons

    assert "1 200 000 kr" in told.replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_is_written_and_the_queries_do_not_grow(region: World, economist: User) -> None:
    row = draft(both(capped("calendar_year"), on_point("1.2", delegates=["economy_manager"])))
    queries = []
    for _ in range(2):
        world.signed(region)
        grant(region, 1, 0)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert all_lines(row, region.secretary)
        queries.append([query["sql"].split()[0] for query in captured])

    assert queries[0] == queries[1]
    assert set(queries[0]) <= {"SELECT", "DECLARE"}  # PostgreSQL declares a cursor for rows read in chunks
    assert len(queries[0]) <= 13
