"""When an appointment is told to run out: fifteen days ahead it is not, fourteen days ahead it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from delegation.endings import endings, ends, passed_on_until
from delegation.models import DelegationOrder, Position, Subdelegation
from tests import world
from tests.factories import AppointmentFactory
from tests.world import World

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 4)


@pytest.fixture
def region() -> World:
    return world.build()


def held(region: World, first: int, last: int | None, **more: Any) -> None:
    """The officer holds the lawyer's position, from and to so many days from TODAY."""
    AppointmentFactory.create(
        person=region.officer,
        position=Position.objects.get(key="lawyer"),
        starts_on=TODAY + timedelta(days=first),
        ends_on=None if last is None else TODAY + timedelta(days=last),
        **{"kind": "acting"} | more,
    )


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([(-9, 14, {})], ["2026-05-18"]),
        ([(-9, 15, {})], []),
        ([(-9, 0, {})], ["2026-05-04"]),
        ([(-9, -1, {})], []),
        ([(-9, 5, {"kind": "stand_in"})], ["2026-05-09"]),
        ([(-9, 5, {"kind": "ordinary"})], []),
        ([(1, 5, {})], []),
        ([(-9, 5, {}), (6, 40, {})], []),
        ([(-9, 5, {}), (7, 40, {})], ["2026-05-09"]),
        ([(-9, 5, {}), (6, None, {"kind": "ordinary"})], []),
        ([(-9, 5, {"unit": "Norr"}), (6, 40, {"unit": "Söder"})], ["2026-05-09"]),
        ([(-9, 5, {}), (-9, 3, {})], ["2026-05-09"]),
    ],
    ids=[
        "in fourteen days",
        "in fifteen days",
        "today",
        "yesterday",
        "standing in",
        "an ordinary holder",
        "not yet begun",
        "prolonged from the next day",
        "prolonged after a day's gap",
        "then made ordinary",
        "prolonged in another unit",
        "two at once, and the longer one counts",
    ],
)
def test_what_runs_out_within_fourteen_days_is_told(
    region: World, rows: list[tuple[int, int | None, dict[str, Any]]], told: list[str]
) -> None:
    for first, last, more in rows:
        held(region, first, last, **more)

    assert [str(row.ends_on) for row in endings(region.board, TODAY)] == told


def test_the_last_day_of_a_held_position_counts_what_follows_without_a_gap(region: World) -> None:
    held(region, -9, 5)
    held(region, 6, 40)
    held(region, 42, None)

    assert ends(region.board, region.officer, "lawyer", TODAY) == date(2026, 6, 13)
    assert ends(region.board, region.director, "regional_development_director", TODAY) is None
    assert ends(region.board, region.officer, "chair", TODAY) == date(2026, 5, 3)


def test_the_last_day_of_a_subdelegation_is_known(region: World) -> None:
    for first, last in ((date(2026, 5, 1), date(2026, 5, 9)), (date(2026, 5, 10), date(2026, 5, 31))):
        Subdelegation.objects.create(
            order=DelegationOrder.objects.get(version="2021:1"),
            point="3.2",
            from_position=Position.objects.get(key="regional_development_director"),
            to_position=Position.objects.get(key="lawyer"),
            decided_by=region.director,
            decided_in="RUN/12/2026",
            starts_on=first,
            ends_on=last,
        )

    assert passed_on_until(region.board, "3.2", "lawyer", TODAY) == date(2026, 5, 31)
