"""Swedish order: the same on both databases and in Python."""

from __future__ import annotations

import pytest

from accounts.models import User
from delegation.swedish import compare, sort_key, swedish


def test_the_three_last_letters_come_last_in_python() -> None:
    names = ["Öppen", "Zebra", "Ärlighet", "Adam", "Åkermark"]

    assert sorted(names, key=sort_key) == ["Adam", "Zebra", "Åkermark", "Ärlighet", "Öppen"]


@pytest.mark.parametrize(
    ("left", "right", "order"), [("z", "å", -1), ("ö", "ä", 1), ("É", "e", 1), ("a", "a", 0)]
)
def test_two_words_are_compared(left: str, right: str, order: int) -> None:
    assert compare(left, right) == order


@pytest.mark.django_db
def test_the_database_sorts_as_python_does() -> None:
    names = ["Öppen", "Zebra", "Ärlighet", "Adam", "Åkermark", "Emil"]
    for number, name in enumerate(names):
        User.objects.create_user(f"u{number}", f"u{number}@example.org", None, name=name)

    found = list(User.objects.order_by(swedish("name")).values_list("name", flat=True))

    assert found == ["Adam", "Emil", "Zebra", "Åkermark", "Ärlighet", "Öppen"]
