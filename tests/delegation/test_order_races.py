"""Two editors at once, on a database where two really are at once: one succeeds, one is told why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accounts import tracked
from accounts.models import User
from accounts.permissions import Refused
from delegation import editing
from delegation.editing import Adoption, Head
from delegation.models import DelegationOrder
from tests import world
from tests.delegation.drafts import ADOPTION, POINT, TODAY, copied, editor, latest
from tests.races import at_once
from tests.world import World

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def region(transactional_db: None) -> World:
    return world.build()


@pytest.fixture
def by(region: World) -> User:
    return editor(region)


def adopting(by: User, order: DelegationOrder, adoption: Adoption) -> Callable[[], object]:
    shown = editing.fingerprint(order)
    return lambda: editing.adopt(by=by, order=order, adoption=adoption, shown=shown, today=TODAY)


def refusals(results: list[object]) -> list[str]:
    return [str(result) for result in results if isinstance(result, Refused)]


def test_of_two_versions_that_overlap_one_is_adopted(region: World, by: User) -> None:
    other = editing.start_copy(
        by=by, source=latest(region), head=Head("Delegationsordning", "2027:2", date(2027, 3, 1))
    )
    first = Adoption(date(2026, 11, 24), "RUN § 99/2026", date(2027, 1, 1), date(2027, 12, 31))
    second = Adoption(date(2026, 11, 24), "RUN § 100/2026", date(2027, 3, 1))

    results = at_once([adopting(by, copied(region, by), first), adopting(by, other, second)])

    assert len(refusals(results)) == 1
    assert "Inget är sparat" in refusals(results)[0]
    assert region.board.orders.filter(state="adopted", valid_from__gte=date(2027, 1, 1)).count() == 1


def test_a_version_adopted_by_two_at_once_is_adopted_once(region: World, by: User) -> None:
    order = copied(region, by)

    results = at_once([adopting(by, order, ADOPTION)] * 3)

    assert refusals(results) == ["Version 2027:1 är antagen, och en antagen version ändras aldrig."] * 2


def test_a_point_is_never_added_to_a_version_that_is_being_adopted(region: World, by: User) -> None:
    order = copied(region, by)

    results = at_once(
        [
            adopting(by, order, ADOPTION),
            lambda: editing.add_point(by=by, order=order, content=POINT, after=None),
        ]
    )

    # Whoever came first won: either the point was too late, or what was shown had changed.
    assert len(refusals(results)) == 1
    order.refresh_from_db()
    assert (order.state == "adopted") is (order.points.count() == 16)


def test_two_editors_who_save_the_same_point_do_not_overwrite_each_other(region: World, by: User) -> None:
    order = copied(region, by)
    point = order.points.get(number="1.2")
    shown, before = tracked.revision(point), order.points.get(number="1.1").pk

    def save(title: str) -> Callable[[], object]:
        content = point.as_plain() | {"title": title}
        return lambda: editing.change_point(by=by, point=point, content=content, after=before, revision=shown)

    results = at_once([save("A"), save("B")])

    assert len(refusals(results)) == 1
    assert order.points.get(number="1.2").title in ("A", "B")


def test_two_drafts_with_the_same_name_begin_as_one(region: World, by: User) -> None:
    results = at_once([lambda: copied(region, by)] * 2)

    assert len(refusals(results)) == 1
    assert region.board.orders.filter(version="2027:1").count() == 1
