"""What is used of each cap on a day: the engine's own sums, and nothing that the reader may not see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from decisions import actions, usage
from decisions.discreet import WITHHELD
from decisions.models import Decision
from decisions.usage import Bar, Decided, Usage
from delegation import authority
from delegation.models import DelegationOrder
from delegation.terms import Order
from delegation.versions import Versions, compiled
from tests import world
from tests.world import World

pytestmark = pytest.mark.django_db

PERIOD = {"from": "2020-03-01", "to": "2020-12-31"}
TIMES = {"parameter": "prisbasbelopp", "times": 10}
# The second list stands on a point of its own, so that a full cap does not stop the signing.
CAPS: dict[str, list[dict[str, Any]]] = {
    "2.1": [{"per": per} for per in ("calendar_year", "rolling_12_months", "none", PERIOD)],
    "2.2": [
        {"per": "calendar_year", "at_most": TIMES, "points": ["2.1"]},
        {"per": "calendar_year", "at_most": 200_000, "points": ["2.1"]},
        {"per": "calendar_year", "at_most": 0, "points": ["2.1"]},
        {"per": "calendar_year", "points": ["2.1", "1.4"]},
    ],
    "2.3": [
        {"per": "project", "at_most": 250_000, "points": ["2.1"]},
        {"per": {"fact": "child"}, "at_most": 250_000, "points": ["2.1"]},
    ],
}


def capped(order: dict[str, Any]) -> None:
    """The region's order with the caps above, of a million unless they say otherwise."""
    order["facts"]["project"] = {"type": "text", "question": "Projekt"}
    order["facts"]["child"] = {"type": "text", "question": "Vilket barn?"}
    order["parameters"] = {"prisbasbelopp": [{"from": "2020-07-01", "value": 47300}]}
    for point in order["points"]:
        rows = CAPS.get(point["number"], [])
        point["caps"] = [{"fact": "amount", "at_most": 1_000_000} | row for row in rows]


@pytest.fixture
def region(db: None) -> World:
    return world.build(capped)


def signed(region: World, day: date, *, confidential: bool = False, **changes: Any) -> Decision:
    """What the director has signed on the day: a project grant, unless `changes` says otherwise."""
    now = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    case = world.case_of(region, now=now, confidential=confidential)
    decision = actions.start_draft(by=region.officer, case=case, now=now)
    draft = world.draft_of(region, **{"point": "2.1", "decision_type": "project_grant"} | changes)
    decision = actions.save_draft(by=region.officer, decision=decision, draft=draft, revision=1, now=now)
    decision = actions.submit(by=region.officer, decision=decision, now=now)
    return world.sign(region, decision, now)


def grant(region: World, day: date, *, confidential: bool = False, **facts: Any) -> Decision:
    return signed(region, day, confidential=confidential, facts=facts)


def version_of(region: World, name: str = "2020:1") -> tuple[Versions, Order]:
    versions = compiled([authority.read(row) for row in authority.adopted(region.board)])
    return versions, next(order for order, _ in versions.rows if order.version == name)


def used(region: World, point: str, day: date, user: User | None = None) -> list[Usage]:
    """The usages of the point's caps, every space a plain one."""
    versions, order = version_of(region)
    found = usage.of_points(user or region.officer, region.board, versions, order, order.points, day)
    return [
        Usage(tuple(replace(bar, told=" ".join(bar.told.split())) for bar in row.bars), row.note)
        for row in found[point]
    ]


def bars(region: World, point: str, day: date) -> list[tuple[str, int]]:
    """The only bar of each cap: its words and its per cent."""
    return [(bar.told, bar.percent) for row in used(region, point, day) for bar in row.bars]


# --- sums ----------------------------------------------------------------------------------------------


def test_a_bar_tells_what_its_cap_counts_on_the_day(region: World) -> None:
    for day, amount in (
        (date(2020, 2, 1), 200_000),
        (date(2020, 5, 1), 150_000),
        (date(2020, 9, 1), "99.50"),
    ):
        grant(region, day, amount=amount)

    def told(day: date) -> list[tuple[str, int]]:
        return [(text.split(" av ")[0], percent) for text, percent in bars(region, "2.1", day)]

    #                                year                      twelve months       all time            period
    assert told(date(2020, 4, 30)) == [("200 000 kr", 20)] * 3 + [("0 kr", 0)]
    assert told(date(2020, 5, 1)) == [("350 000 kr", 35)] * 3 + [("150 000 kr", 15)]
    assert told(date(2020, 12, 31)) == [("350 099,50 kr", 35)] * 3 + [("150 099,50 kr", 15)]
    assert told(date(2021, 2, 1)) == [
        ("0 kr", 0),
        ("150 099,50 kr", 15),
        ("350 099,50 kr", 35),
        ("150 099,50 kr", 15),
    ]
    assert [text.split(" av ")[1] for text, _ in bars(region, "2.1", date(2020, 5, 1))] == [
        "1 000 000 kr i år",
        "1 000 000 kr de senaste tolv månaderna",
        "1 000 000 kr sammanlagt",
        "1 000 000 kr från och med 2020-03-01 till och med 2020-12-31",
    ]


def test_a_cap_that_is_passed_is_full_and_a_dated_amount_is_the_days(region: World) -> None:
    grant(region, date(2020, 2, 1), amount=400_000)

    before, after = (used(region, "2.2", day) for day in (date(2020, 6, 30), date(2020, 7, 1)))

    assert before[0] == Usage(note="Kan inte räknas: beloppet är inte angivet för dagen.")
    assert after[0] == Usage((Bar("400 000 kr av 473 000 kr i år", 84),))
    assert after[1] == Usage((Bar("400 000 kr av 200 000 kr i år", 100),))
    assert after[2] == Usage((Bar("400 000 kr av 0 kr i år", 100),))


def test_a_sum_that_is_not_wholly_known_says_at_least(region: World) -> None:
    grant(region, date(2020, 2, 1), amount=400_000)
    signed(region, date(2020, 3, 1), point="1.4", decision_type="power_of_attorney", facts={})

    (row,) = used(region, "2.2", date(2020, 7, 1))[3:]

    assert row.bars[0].told == "minst 400 000 kr av 1 000 000 kr (i tidigare beslut saknas uppgifter) i år"


def test_answers_that_no_longer_fit_leave_the_caps_untold() -> None:
    def whole_numbers_next_year(order: dict[str, Any]) -> None:
        capped(order)
        if order["order"]["version"] == "2021:1":
            order["facts"]["amount"] = {"type": "integer", "question": "Belopp i kronor"}

    region = world.build(whole_numbers_next_year)
    grant(region, date(2020, 9, 1), amount="99.50")
    versions, order = version_of(region, "2021:1")

    found = usage.of_points(region.officer, region.board, versions, order, order.points, date(2021, 2, 1))

    unfit = "Kan inte räknas: svar i tidigare beslut passar inte den här versionens frågor."
    assert found["2.1"] == (Usage(note=unfit),) * 4


# --- what is counted per key, and who sees which -------------------------------------------------------


@pytest.fixture
def projects(region: World) -> World:
    """Four projects, the fullest in a confidential case; each about one of two children."""
    rows = (("Norr", 100_000), ("Söder", 150_000), ("Väst", 50_000))
    for name, amount in rows:
        grant(region, date(2020, 2, 1), amount=amount, project=name, child="A")
    grant(region, date(2020, 2, 2), confidential=True, amount=200_000, project="Dold", child="B")
    grant(region, date(2020, 2, 3), amount=60_000, project="Norr", child="A")
    return region


def test_the_fullest_projects_are_named_with_what_they_have_used(projects: World) -> None:
    row, _ = used(projects, "2.3", date(2020, 12, 31))

    assert row.bars == (
        Bar("200 000 kr av 250 000 kr", 80, "Dold"),
        Bar("160 000 kr av 250 000 kr", 64, "Norr"),
        Bar("150 000 kr av 250 000 kr", 60, "Söder"),
    )
    assert row.note == "Antal olika svar på ”Projekt”: 4. Har nått 80 procent av taket: 1."


def test_a_cap_that_counts_what_the_reader_does_not_see_has_neither_sums_nor_names(projects: World) -> None:
    colleague = world.person("colleague", projects.board, Role.OFFICER)

    by_key = used(projects, "2.3", date(2020, 12, 31), colleague)
    whole = used(projects, "2.1", date(2020, 12, 31), colleague)

    assert by_key == [Usage(note=WITHHELD)] * 2
    assert whole[:3] == [Usage(note=WITHHELD)] * 3
    assert [bar.told[:5] for bar in whole[3].bars] == ["0 kr "]  # its period begins after them all


def test_a_secret_that_no_longer_counts_hides_nothing(region: World) -> None:
    grant(region, date(2020, 2, 2), confidential=True, amount=200_000)
    grant(region, date(2021, 2, 3), amount=60_000)
    colleague = world.person("colleague", region.board, Role.OFFICER)
    versions, order = version_of(region, "2021:1")

    found = usage.of_points(colleague, region.board, versions, order, order.points, date(2021, 2, 3))

    assert [bool(row.bars) for row in found["2.1"]] == [True, True, False, True]


@pytest.mark.parametrize("who", ["officer", "secretary"])
def test_children_are_counted_and_never_listed(projects: World, who: str) -> None:
    _, row = used(projects, "2.3", date(2020, 12, 31), getattr(projects, who))

    assert row == Usage(note="Antal olika svar på ”Vilket barn?”: 2. Har nått 80 procent av taket: 2.")


def test_a_cap_that_nobody_has_used_says_so(region: World) -> None:
    assert used(region, "2.3", date(2020, 12, 31)) == [Usage(note="Inget är använt än.")] * 2


# --- how many are decided, and what it costs -----------------------------------------------------------


def test_the_decisions_under_a_point_are_counted_as_far_as_they_are_seen(projects: World) -> None:
    colleague = world.person("colleague", projects.board, Role.OFFICER)
    version = DelegationOrder.objects.get(version="2020:1")

    assert usage.decided(projects.officer, version, date(2020, 3, 1)) == {"2.1": Decided(5, 5)}
    assert usage.decided(colleague, version, date(2020, 3, 1)) == {"2.1": Decided(4, 4)}
    assert usage.decided(colleague, version, date(2021, 3, 1)) == {"2.1": Decided(0, 4)}


def test_all_the_points_ask_the_database_a_handful_of_times(
    projects: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    versions, order = version_of(projects)

    with django_assert_num_queries(3):  # versions, decisions, and those that the reader does not see
        usage.of_points(projects.officer, projects.board, versions, order, order.points, date(2020, 12, 31))
