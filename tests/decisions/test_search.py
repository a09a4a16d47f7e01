"""Searching: å, ä and ö in either case, and every sign as it is written, on both databases."""

from __future__ import annotations

import pytest

from accounts.models import User
from decisions.models import Case
from tests import world
from tests.world import World

TITLES = ("Bro till Ängsö", "Färja vid Åker", "100 % klar", "100 procent", "a_b", "axb", r"c\d")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Ängsö", ["Bro till Ängsö"]),
        ("ängsö", ["Bro till Ängsö"]),
        ("ÄNGSÖ BRO", ["Bro till Ängsö"]),
        ("A\u0308ngso\u0308", ["Bro till Ängsö"]),
        ("åker", ["Färja vid Åker"]),
        ("ÅKER färja", ["Färja vid Åker"]),
        ("aker", []),
        ("run/2/", ["Färja vid Åker"]),
        ("100 %", ["100 % klar"]),
        ("%", ["100 % klar"]),
        ("a_b", ["a_b"]),
        ("A_B", ["a_b"]),
        ("\\", [r"c\d"]),
    ],
)
def test_a_search_finds_words_in_either_case_and_signs_as_they_are(
    region: World, words: str, found: list[str]
) -> None:
    for title in TITLES:
        world.case_of(region, title=title)

    assert [case.title for case in Case.objects.matching(words).order_by("pk")] == found


@pytest.mark.parametrize("lookup", ["icontains", "iexact", "istartswith", "iendswith"])
def test_every_search_regardless_of_case_knows_all_letters(region: World, lookup: str) -> None:
    User.objects.filter(pk=region.officer.pk).update(name="Åsa")

    assert User.objects.get(**{f"name__{lookup}": "åSA"}) == region.officer
    assert not User.objects.filter(**{f"name__{lookup}": "å_a"}).exists()
