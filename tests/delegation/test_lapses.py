"""What a version of the order has no room for: told before the version is adopted, and when it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from delegation import authority, importing
from delegation.formats import Source
from delegation.lapses import Falling, falling, lapses
from delegation.models import DelegationOrder, Position, Subdelegation
from tests import world
from tests.factories import AppointmentFactory
from tests.world import World

pytestmark = pytest.mark.django_db
Data = dict[str, Any]
BEGINS = date(2022, 1, 1)
NOT_MAPPED = "Ingen punkt i version 2022:1 anges motsvara punkt 3.2 i version 2021:1."


@pytest.fixture
def region() -> World:
    return world.build()


def passed_on(region: World, **changes: Any) -> Subdelegation:
    """Point 3.2 of 2021:1 from the director to the unit head, from March 2021 until further notice."""
    values: Data = {
        "order": region.board.orders.get(version="2021:1"),
        "point": "3.2",
        "from_position": Position.objects.get(key="regional_development_director"),
        "to_position": Position.objects.get(key="unit_head_business"),
        "decided_by": region.director,
        "decided_in": "RUN/12/2021",
        "starts_on": date(2021, 3, 1),
    }
    return Subdelegation.objects.create(**(values | changes))


def drafted(region: World, change: Callable[[Data], None]) -> DelegationOrder:
    """A draft of version 2022:1: as 2021:1, point 3.2 mapped from it, but for the change."""
    data = region.board.orders.get(version="2021:1").as_plain()
    data["order"] |= {"version": "2022:1", "adopted_on": "2021-12-01", "adopted_in": "RUN § 9/2021"}
    data["order"] |= {"valid_from": BEGINS.isoformat(), "valid_to": None}
    point_of(data)["formerly"] = ["2021:1/3.2"]
    change(data)
    return importing.store(Source("2022:1", data))


def point_of(data: Data, number: str = "3.2") -> Data:
    return next(point for point in data["points"] if point["number"] == number)


def unmapped(data: Data) -> None:
    point_of(data)["formerly"] = []


def not_head(data: Data) -> None:
    data["positions"]["regional_development_director"]["head_of_administration"] = False
    for point in data["points"]:
        point.pop("may_be_subdelegated", None)
    point_of(data)["may_be_subdelegated"] = True


def without_unit_head(data: Data) -> None:
    """No point and no position has anything to do with the unit head any more."""
    del data["positions"]["unit_head_business"]
    for point in data["points"]:
        for key in ("delegates", "substitutes", "consult"):
            point[key] = [row for row in point.get(key, []) if "unit_head_business" not in str(row)]
    data["points"] = [point for point in data["points"] if point["delegates"]]


CHANGES: list[tuple[Callable[[Data], None], str]] = [
    (lambda data: None, ""),
    (lambda data: point_of(data).update(number="3.9"), ""),
    (unmapped, NOT_MAPPED),
    (lambda data: data["points"].remove(point_of(data)), NOT_MAPPED),
    (
        lambda data: point_of(data).update(number="3.9", may_be_subdelegated=False),
        "Punkt 3.9 får inte vidaredelegeras.",
    ),
    (
        lambda data: point_of(data).update(delegates=["deputy_director"]),
        "Regional utvecklingsdirektör är inte delegat i punkt 3.2 och kan därför inte vidaredelegera den.",
    ),
    (not_head, "Bara en förvaltningschef får vidaredelegera, och regional utvecklingsdirektör är inte det."),
    (without_unit_head, "Version 2022:1 har inte befattningen som har fått uppdraget."),
]
IDS = ["kept", "moved", "unmapped", "gone", "not allowed", "not delegate", "not head", "no receiver"]


@pytest.mark.parametrize(("change", "reason"), CHANGES, ids=IDS)
def test_what_falls_is_told_before_the_version_is_adopted_and_when_it_is(
    region: World, change: Callable[[Data], None], reason: str
) -> None:
    row = passed_on(region)
    draft = drafted(region, change)

    before = falling(draft)
    importing.adopt(draft)
    coming, now = (lapses(region.board, [row], day) for day in (date(2021, 12, 31), BEGINS))

    assert before.subdelegations == (((row, reason),) if reason else ())
    words = f"Gäller inte under version 2022:1, från och med 2022-01-01: {reason}"
    assert coming == ({row.pk: words} if reason else {})
    assert now == ({row.pk: f"Gäller inte under version 2022:1: {reason}"} if reason else {})


@pytest.mark.parametrize(("change", "reason"), CHANGES, ids=IDS)
def test_the_page_and_the_engine_say_the_same(
    region: World, change: Callable[[Data], None], reason: str
) -> None:
    passed_on(region)
    AppointmentFactory.create(person=region.officer, position=Position.objects.get(key="unit_head_business"))
    importing.adopt(drafted(region, change))

    lines = authority.who_may(region.board, BEGINS)

    assert any(signer.capacity == "subdelegate" for line in lines for signer in line.now) is not bool(reason)


def test_what_ends_before_the_version_begins_does_not_fall(region: World) -> None:
    ends = passed_on(region, ends_on=date(2021, 12, 31))
    lasts = passed_on(region, ends_on=BEGINS, to_position=Position.objects.get(key="economy_manager"))
    draft = drafted(region, unmapped)

    assert [row for row, _ in falling(draft).subdelegations] == [lasts]

    importing.adopt(draft)
    assert set(lapses(region.board, [ends, lasts], date(2021, 12, 31))) == {lasts.pk}


def test_a_day_without_any_order_is_told(region: World) -> None:
    def ending(data: Data) -> None:
        data["order"]["valid_to"] = "2022-06-30"

    row = passed_on(region)
    importing.adopt(drafted(region, ending))

    assert lapses(region.board, [row], date(2022, 7, 1)) == {
        row.pk: "Gäller inte: ingen version av delegationsordningen gäller 2022-07-01."
    }


def test_appointments_to_positions_that_disappear_are_told_before_the_version_is_adopted(
    region: World,
) -> None:
    unit_head = Position.objects.get(key="unit_head_business")
    acting = AppointmentFactory.create(
        person=region.officer, position=unit_head, kind="acting", ends_on=date(2022, 5, 31)
    )
    AppointmentFactory.create(person=region.deputy, position=unit_head, ends_on=date(2021, 12, 31))

    assert falling(drafted(region, without_unit_head)) == Falling((), (acting,))


# --- the pages -----------------------------------------------------------------------------------------


def shown(user: User, name: str, *args: object) -> str:
    client = Client()
    client.force_login(user)
    return " ".join(client.get(reverse(name, args=args)).content.decode().split())


def test_the_staffing_pages_mark_what_gives_no_power(region: World) -> None:
    row = passed_on(region)
    row_page = ("people_row", "RUN", "vidaredelegationer", row.pk)
    words = f"Gäller inte under version 2022:1: {NOT_MAPPED}"
    alive = [words in shown(region.officer, *page) for page in (("people", "RUN"), row_page)]

    importing.adopt(drafted(region, unmapped))
    lapsed = [words in shown(region.officer, *page) for page in (("people", "RUN"), row_page)]

    assert (alive, lapsed) == ([False, False], [True, True])


def test_the_adoption_page_lists_what_falls_with_the_version(region: World) -> None:
    row = passed_on(region)
    AppointmentFactory.create(person=region.officer, position=Position.objects.get(key="unit_head_business"))
    by = world.person("editor", region.board, Role.ORDER_EDITOR)
    draft = drafted(region, without_unit_head)

    page = shown(by, "order_adopt", draft.pk)

    assert "Gäller inte under den nya versionen" in page
    assert f'{row}</a>, version 2021:1 <span class="source">Version 2022:1 har inte befattningen' in page
    assert 'ordinarie enhetschef Näringsliv</a> <span class="source">Version 2022:1 har inte' in page


def test_the_adoption_page_says_nothing_of_it_when_all_lives_on(region: World) -> None:
    passed_on(region)
    by = world.person("editor", region.board, Role.ORDER_EDITOR)

    page = shown(by, "order_adopt", drafted(region, lambda data: None).pk)

    assert "Gäller inte under den nya versionen" not in page


def test_the_page_costs_as_many_queries_with_many_subdelegations_as_with_few(
    region: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        passed_on(region, starts_on=timezone.localdate(), decided_in=f"RUN/{number}/2026")
    client = Client()
    client.force_login(region.secretary)

    with django_assert_max_num_queries(20):
        answer = client.get(reverse("people", args=["RUN"]))

    assert answer.status_code == 200
