"""Att göra says what each role can do here, also where nothing waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from delegation.models import Position
from tests import world
from tests.decisions.pages import draft_today, logged_in
from tests.factories import AppointmentFactory
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "words", "page"),
    [
        (Role.REGISTRAR, "makulerar ett diarienummer som inte ska användas", "case_list"),
        (Role.AUDITOR, "Du läser allt och ändrar inget", "meeting_list"),
        (Role.ORDER_EDITOR, "Du skriver nya versioner av", "order_list"),
    ],
)
def test_a_role_without_a_desk_is_told_what_it_can_do_and_where(
    region: World, role: Role, words: str, page: str
) -> None:
    user = world.person("ensam", region.board, role)

    content = logged_in(user).get(reverse("start")).content.decode()

    main = content.partition("<main")[2]
    assert words in main
    assert f'href="{reverse(page)}"' in main


def test_an_officer_is_not_told_what_others_do(region: World) -> None:
    page = logged_in(region.officer).get(reverse("start")).content.decode()

    assert "Som registrator" not in page
    assert "Som revisor" not in page
    assert "Som redaktör" not in page


def acting_director(region: World, days: int) -> str:
    """The deputy is acting director for so many days more; the last day."""
    last = timezone.localdate() + timedelta(days=days)
    director = Position.objects.get(key="regional_development_director")
    AppointmentFactory.create(person=region.deputy, position=director, kind="acting", ends_on=last)
    return last.isoformat()


@pytest.mark.parametrize(("days", "is_told"), [(14, True), (15, False)])
def test_those_who_keep_appointments_are_told_which_soon_run_out(
    region: World, days: int, is_told: bool
) -> None:
    last, editor = acting_director(region, days), world.person("editor", region.board, Role.ORDER_EDITOR)

    for user, sees in ((region.secretary, is_told), (editor, is_told), (region.officer, False)):
        page = logged_in(user).get(reverse("start")).content.decode()
        assert (user.username, f"sista dagen är {last}" in page) == (user.username, sees)


@pytest.mark.parametrize(("days", "is_told"), [(14, True), (15, False)])
def test_a_draft_tells_that_its_deciders_appointment_soon_runs_out(
    region: World, days: int, is_told: bool
) -> None:
    last = acting_director(region, days)
    decision = draft_today(region, decider=region.deputy)
    told = f"Förordnandet för Deputy som regional utvecklingsdirektör går ut {last}."

    for name in ("draft", "decision"):
        page = logged_in(region.officer).get(reverse(name, args=[decision.pk])).content.decode()
        assert (name, told in page) == (name, is_told)
