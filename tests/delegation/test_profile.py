"""Colours, numbers and addresses of an organisation, and how its profile changes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.models import Role
from accounts.permissions import NotAllowed, Refused
from delegation import addresses, colours, profile
from delegation.logos import SVG, Cleaned
from delegation.models import Logo, Organisation
from delegation.profile import Change
from tests import world
from tests.world import World


@pytest.fixture
def region(db: None) -> World:
    return world.build()


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#0b4a6f", 9.44)]
)
def test_contrast_is_that_of_wcag(colour: str, ratio: float) -> None:
    assert colours.contrast(colour) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(
    ("colour", "why"),
    [
        ("#777777", "kontrasten är 4,4 till 1"),
        ("#ffe900", "Välj en mörkare"),
        ("0b4a6f", "# och sex tecken"),
        ("#0B4A6F;}", "# och sex tecken"),
        ("red", "# och sex tecken"),
    ],
)
def test_a_colour_that_cannot_be_read_on_white_is_refused_with_its_contrast(colour: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        colours.legible(colour)


def test_a_faint_colour_of_lines_is_told_and_allowed() -> None:
    assert "kontrasten är 2,1 till 1" in colours.advice("#e0a526")
    assert colours.advice("#767676") == ""


@pytest.mark.parametrize("number", ["2399990007", "239999-0008", "239999 0007", "23-99990007"])
def test_an_organisation_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        addresses.organisation_number(number)


@pytest.mark.parametrize("text", ["www.example.org", "example.org/besluta", "regionen-åäö.se"])
def test_a_web_address_is_as_it_is_printed(text: str) -> None:
    addresses.web_address(text)


@pytest.mark.parametrize("text", ["https://example.org", "example", "www example.org", "a.se\n<b>"])
def test_what_is_no_printed_web_address_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        addresses.web_address(text)


# --- the act -------------------------------------------------------------------------------------------


def saved(region: World, change: Change) -> Organisation:
    row = Organisation.objects.get()
    shown = profile.revision(row)
    return profile.change(by=region.secretary, board=region.board, change=change, shown=shown)


def test_a_profile_is_kept_with_who_changed_it(region: World) -> None:
    logo = Cleaned(b"<svg/>", SVG)

    row = saved(region, Change({"colour": "#7a1f5c", "web": "www.example.org"}, logo))

    assert (row.colour, row.web, bytes(row.logo.content if row.logo else b"")) == (
        "#7a1f5c",
        "www.example.org",
        b"<svg/>",
    )
    assert row.history.latest().history_user == region.secretary


def test_the_same_logo_is_one_row_and_a_former_one_stays(region: World) -> None:
    first, second = Cleaned(b"<svg/>", SVG), Cleaned(b"<svg></svg>", SVG)

    for change in (Change({}, first), Change({}, second), Change({}, first), Change({}, removes_logo=True)):
        row = saved(region, change)

    assert row.logo is None
    assert Logo.objects.count() == 2


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SECRETARY}))
def test_only_a_secretary_changes_the_profile(region: World, role: Role) -> None:
    other = world.person("other", region.board, role)

    with pytest.raises(NotAllowed, match="nämndsekreterare"):
        profile.change(by=other, board=region.board, change=Change({}), shown=1)


def test_two_who_change_at_once_do_not_write_over_each_other(region: World) -> None:
    shown = profile.revision(Organisation.objects.get())
    saved(region, Change({"phone": "063-14 75 00"}))

    with pytest.raises(Refused, match="Någon annan har ändrat profilen"):
        profile.change(by=region.secretary, board=region.board, change=Change({"phone": ""}), shown=shown)

    assert Organisation.objects.get().phone == "063-14 75 00"


def test_a_faulty_value_keeps_nothing_of_the_change(region: World) -> None:
    with pytest.raises(ValidationError), transaction.atomic():
        saved(region, Change({"phone": "1", "colour": "#ffffff"}, Cleaned(b"<svg/>", SVG)))

    assert Organisation.objects.get().phone == ""
    assert not Logo.objects.exists()


@pytest.mark.parametrize(
    "changes", ["UPDATE delegation_logo SET content = ''", "DELETE FROM delegation_logo"]
)
def test_the_database_changes_no_logo(region: World, changes: str) -> None:
    saved(region, Change({}, Cleaned(b"<svg/>", SVG)))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(changes)
