"""Caps and what comes after a signature: the new counts anew, the old no more from the day of the act."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from decisions import actions, earlier
from decisions.follow_ups import Kind
from decisions.models import Decision
from decisions.replayed import Kind as Line
from delegation.caps import Scope
from tests import world
from tests.decisions import drafts_to_try
from tests.decisions import follow_ups as after
from tests.decisions import test_replay as replays
from tests.decisions.test_caps import capped, grant
from tests.world import NOW, World

DAY, BEFORE = date(2020, 9, 2), date(2020, 9, 1)
NEXT_MONTH = NOW + timedelta(days=40)


@pytest.fixture
def region(db: None) -> World:
    return world.build(capped)


def counted(region: World, until: date) -> dict[str, Any]:
    """Day → amount that the cap of point 2.1 counts for a decision on the day `until`."""
    numbers = frozenset({("2020:1", "2.1")})
    scope = Scope(numbers, date(2020, 1, 1), until, frozenset({"amount"}), frozenset())
    return {row["decided_on"]: row["facts"]["amount"] for row in earlier.decisions(region.board, scope)}


def followed(
    region: World, first: Decision, kind: Kind, amount: int, now: datetime = after.TWO_DAYS_ON
) -> Decision:
    return after.followed(region, first, kind, now=now, facts={"amount": amount}, **GRANT)


GRANT = {"point": "2.1", "decision_type": "project_grant"}


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        (Kind.CORRECTION, {"2020-09-02": 500_000}),
        (Kind.REPLACEMENT, {"2020-09-02": 500_000}),
        (Kind.ANNULMENT, {}),
    ],
)
def test_what_follows_takes_the_place_from_its_own_day(
    region: World, kind: Kind, left: dict[str, int]
) -> None:
    followed(region, world.sign(region, grant(region, 600_000)), kind, 500_000)

    assert counted(region, BEFORE) == {"2020-08-31": 600_000}
    assert counted(region, DAY) == left


def test_a_withdrawn_decision_counts_no_more_from_the_day_itself(region: World) -> None:
    first = world.sign(region, grant(region, 600_000))
    after.withdrawn(region, first, after.TWO_DAYS_ON)

    assert counted(region, BEFORE) == {"2020-08-31": 600_000}
    assert counted(region, DAY) == {}


def test_a_follow_up_is_judged_without_what_it_takes_the_place_of(region: World) -> None:
    """Of a cap of a million, 700 000 kr are replaced by 750 000 kr: beside each other they had no room."""
    last = followed(region, world.sign(region, grant(region, 700_000)), Kind.REPLACEMENT, 750_000)

    assert last.question
    assert last.question["prior"] == []


def test_a_second_correction_is_judged_without_the_first_and_takes_its_place(region: World) -> None:
    first = world.sign(region, grant(region, 700_000))
    followed(region, first, Kind.CORRECTION, 720_000, after.LATER)

    last = followed(region, first, Kind.CORRECTION, 730_000)

    assert last.question
    assert last.question["prior"] == []
    assert counted(region, DAY) == {"2020-09-02": 730_000}


def test_a_follow_up_that_passes_the_cap_is_refused(region: World) -> None:
    world.sign(region, grant(region, 500_000))
    second = world.sign(region, grant(region, 400_000))

    with pytest.raises(actions.Refused, match="överskrids"):
        followed(region, second, Kind.REPLACEMENT, 500_001)


def test_room_that_an_annulment_leaves_is_there_the_same_day(region: World) -> None:
    first = world.sign(region, grant(region, 600_000))
    with pytest.raises(actions.Refused, match="överskrids"):
        grant(region, 700_000)
    followed(region, first, Kind.ANNULMENT, 600_000)

    last = world.sign(region, grant(region, 700_000, after.TWO_DAYS_ON), after.TWO_DAYS_ON)

    assert last.state == "signed"


def test_a_correction_that_is_taken_back_leaves_the_first_counting(region: World) -> None:
    first = world.sign(region, grant(region, 600_000))
    after.withdrawn(region, followed(region, first, Kind.CORRECTION, 700_000), after.TWO_DAYS_ON)

    assert counted(region, DAY) == {"2020-08-31": 600_000}


def test_a_correction_that_is_taken_back_after_the_next_one_ended_with_the_next(region: World) -> None:
    first = world.sign(region, grant(region, 600_000))
    second = followed(region, first, Kind.CORRECTION, 610_000, after.LATER)
    followed(region, first, Kind.CORRECTION, 620_000)
    after.withdrawn(region, second, NEXT_MONTH)

    assert counted(region, DAY) == {"2020-09-02": 620_000}


def test_a_stored_verdict_keeps_what_it_counted(region: World) -> None:
    first = world.sign(region, grant(region, 600_000))
    second = world.sign(region, grant(region, 300_000))
    followed(region, first, Kind.ANNULMENT, 600_000)

    second.refresh_from_db()

    assert second.question
    assert [row["facts"]["amount"] for row in second.question["prior"]] == [600_000]


def test_a_replay_counts_a_decision_until_it_ends_and_an_annulment_never(region: World) -> None:
    first = world.sign(region, grant(region, 600_000))
    world.sign(region, grant(region, 400_000, after.LATER), after.LATER)
    followed(region, first, Kind.ANNULMENT, 600_000)
    world.sign(region, grant(region, 600_000, NEXT_MONTH), NEXT_MONTH)

    lines = replays.all_lines(drafts_to_try.draft(replays.capped("calendar_year")))

    assert [line.kind for line in lines] == [Line.SAME] * 4
