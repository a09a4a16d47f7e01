"""Att göra says what each role can do here, also where nothing waits."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Role
from tests import world
from tests.decisions.pages import logged_in
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "words", "page"),
    [
        (Role.REGISTRAR, "makulerar ett diarienummer som inte ska användas", "case_list"),
        (Role.AUDITOR, "Du läser allt och ändrar inget", "meeting_list"),
        (Role.ORDER_EDITOR, "i alla sina versioner", "order_list"),
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
