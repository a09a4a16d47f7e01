"""Recording and correcting appointments, absences and subdelegations: who may, and what is refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import tracked
from accounts.models import Role, User
from accounts.permissions import NotAllowed, Refused
from delegation import authority, past, staff
from delegation.models import Absence, Appointment, Board, DelegationOrder, Position, Subdelegation
from tests import world
from tests.factories import AbsenceFactory, AppointmentFactory, UserFactory
from tests.world import World

pytestmark = pytest.mark.django_db
ROLES = ("officer", "director", "secretary", "registrar", "order_editor", "auditor")


@pytest.fixture
def region() -> World:
    region = world.build()
    world.person("order_editor", region.board, Role.ORDER_EDITOR)
    world.person("auditor", region.board, Role.AUDITOR)
    return region


def user(username: str) -> User:
    return User.objects.get(username=username)


def position(key: str) -> Position:
    return Position.objects.get(key=key)


def appointment(**changes: Any) -> Appointment:
    values = {
        "person": user("officer"),
        "position": position("lawyer"),
        "kind": "ordinary",
        "starts_on": date(2021, 3, 1),
        "decided_in": "RUN § 9/2021",
    }
    return Appointment(**(values | changes))


def subdelegation(**changes: Any) -> Subdelegation:
    """Point 3.2 of 2021:1, from the director to the unit head: as it should be."""
    values = {
        "order": DelegationOrder.objects.get(version="2021:1"),
        "point": "3.2",
        "from_position": position("regional_development_director"),
        "to_position": position("unit_head_business"),
        "decided_by": user("director"),
        "decided_in": "RUN/12/2021",
        "starts_on": date(2021, 3, 1),
    }
    return Subdelegation(**(values | changes))


def record(region: World, row: staff.Row, by: str = "secretary") -> staff.Row:
    return staff.record(by=user(by), board=region.board, row=row)


def correct(row: staff.Row, by: str = "secretary", **given: Any) -> staff.Row:
    named = ("person", "position", "kind", "unit", "starts_on", "ends_on", "decided_in")
    values = {name: getattr(row, name) for name in named if hasattr(row, name)} | given
    shown, board = tracked.revision(row), Board.objects.get(code="RUN")
    return staff.correct(by=user(by), board=board, row=row, given=values, why="Slutar.", shown=shown)


def faults(region: World, row: staff.Row) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        record(region, row)
    return caught.value.message_dict


# --- who may -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "allowed"),
    [
        (appointment, {"secretary", "order_editor"}),
        (subdelegation, {"secretary", "order_editor"}),
        (
            lambda: Absence(person=user("deputy"), starts_on=date(2021, 3, 1)),
            {"secretary", "order_editor", "registrar"},
        ),
        (
            lambda: Absence(person=user("director"), starts_on=date(2021, 3, 1)),
            {"secretary", "order_editor", "registrar", "director"},
        ),
    ],
    ids=["an appointment", "a subdelegation", "another's absence", "the director's absence"],
)
def test_only_those_who_keep_the_rows_record_them_and_each_their_own_absence(
    region: World, row: Any, allowed: set[str]
) -> None:
    done = set()
    for who in ROLES:
        with suppress(NotAllowed), transaction.atomic():
            record(region, row(), who)
            done.add(who)
            transaction.set_rollback(True)  # the next one begins with the same rows

    assert done == allowed


def test_someone_of_another_board_records_nothing_here(region: World) -> None:
    elsewhere = Board.objects.create(organisation=region.board.organisation, code="KUN", name="Kulturnämnden")
    world.person("stranger", elsewhere, Role.SECRETARY)

    with pytest.raises(NotAllowed, match="redaktör för delegationsordningen"):
        record(region, appointment(), "stranger")

    assert not Appointment.objects.filter(position__key="lawyer").exists()


# --- appointments --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"kind": "acting"}, "ends_on", "Den som är tillförordnad är det för en tid. Ange sista dagen."),
        ({"ends_on": date(2021, 2, 28)}, "__all__", "Sista dagen får inte ligga före första dagen."),
        ({"decided_in": ""}, "decided_in", "Detta fält får inte vara tomt."),
    ],
)
def test_an_appointment_that_cannot_stand_is_told_at_its_field(
    region: World, changes: dict[str, Any], field: str, words: str
) -> None:
    found = faults(region, appointment(**changes))

    assert words in found[field]
    assert not Appointment.objects.filter(position__key="lawyer").exists()


@pytest.mark.parametrize(
    ("changes", "is_refused"),
    [
        ({"starts_on": date(2021, 6, 30)}, True),
        ({"starts_on": date(2021, 7, 1)}, False),
        ({"starts_on": date(2021, 1, 1), "ends_on": date(2021, 3, 1)}, True),
        ({"starts_on": date(2021, 1, 1), "ends_on": date(2021, 2, 28)}, False),
        ({"starts_on": date(2021, 1, 1)}, True),
        ({"unit": "Näringsliv"}, False),
        ({"kind": "stand_in"}, False),
        ({"kind": "acting", "ends_on": date(2021, 5, 1)}, False),
    ],
    ids=[
        "begins on the last day",
        "begins the day after",
        "ends on the first day",
        "ends the day before",
        "covers it all",
        "another unit",
        "standing in",
        "acting",
    ],
)
def test_nobody_is_ordinary_twice_at_once_in_the_same_position_and_unit(
    region: World, changes: dict[str, Any], is_refused: bool
) -> None:
    record(region, appointment(starts_on=date(2021, 3, 1), ends_on=date(2021, 6, 30)))

    if is_refused:
        found = faults(region, appointment(**changes))
        assert found["starts_on"] == [
            "Officer är redan ordinarie jurist från och med 2021-03-01 till och med 2021-06-30. "
            "Avsluta det förordnandet först, eller ändra det."
        ]
    else:
        record(region, appointment(**changes))
        assert Appointment.objects.filter(position__key="lawyer").count() == 2


def test_a_position_of_another_board_is_refused(region: World) -> None:
    elsewhere = Board.objects.create(organisation=region.board.organisation, code="KUN", name="Kulturnämnden")
    foreign = Position.objects.create(board=elsewhere, key="culture_director", title="Kulturchef")

    found = faults(region, appointment(position=foreign))

    assert found["position"][0].startswith("Befattningen hör till en annan nämnd")


# --- absences ------------------------------------------------------------------------------------------


def test_two_absences_of_one_person_do_not_overlap(region: World) -> None:
    AbsenceFactory.create(person=region.director, starts_on=date(2021, 7, 1), ends_on=date(2021, 7, 31))

    found = faults(region, Absence(person=region.director, starts_on=date(2021, 7, 31)))

    assert found["starts_on"] == [
        "Director är redan frånvarande från och med 2021-07-01 till och med 2021-07-31. "
        "Ändra den raden i stället."
    ]


def test_absence_is_recorded_only_of_those_who_belong_to_the_board(region: World) -> None:
    stranger = UserFactory.create(username="stranger")

    found = faults(region, Absence(person=stranger, starts_on=date(2021, 7, 1)))

    assert found["person"][0].startswith("Stranger har varken roll eller befattning")


# --- subdelegations ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"point": "3.1"}, "point", "Punkt 3.1 får inte vidaredelegeras. Välj en annan punkt."),
        ({"point": "9.9"}, "point", "Version 2021:1 har ingen punkt 9.9."),
        (
            {"from_position": "deputy_director"},
            "from_position",
            "Bara en förvaltningschef får vidaredelegera, och biträdande regional utvecklingsdirektör är",
        ),
        (
            {"to_position": "chair"},
            "to_position",
            "Ordförande är förtroendevald och kan inte få vidaredelegation. Välj en anställds befattning",
        ),
        (
            {"to_position": "regional_development_director"},
            "to_position",
            "Den som vidaredelegerar har redan uppdraget.",
        ),
        (
            {"decided_by": "officer"},
            "decided_by",
            "Officer är inte regional utvecklingsdirektör den 2021-03-01, den första dagen. Välj den som har",
        ),
        ({"starts_on": date(2020, 12, 31)}, "starts_on", "Den 2020-12-31 gäller version 2020:1, och"),
        ({"starts_on": date(2019, 12, 31)}, "starts_on", "Den 2019-12-31 gäller ingen version, och"),
    ],
)
def test_what_may_not_be_passed_on_is_refused_with_the_reason_at_its_field(
    region: World, changes: dict[str, Any], field: str, words: str
) -> None:
    named = {"from_position": position, "to_position": position, "decided_by": user}
    values = {name: named[name](value) if name in named else value for name, value in changes.items()}

    found = faults(region, subdelegation(**values))

    assert found[field][0].startswith(words)
    assert not Subdelegation.objects.exists()


@pytest.mark.parametrize(
    ("ends_on", "is_refused"), [(date(2021, 2, 28), True), (date(2021, 3, 1), False), (None, False)]
)
def test_it_is_given_by_who_has_the_position_on_its_first_day(
    region: World, ends_on: date | None, is_refused: bool
) -> None:
    head = position("regional_development_director")
    AppointmentFactory.create(
        person=region.officer, position=head, starts_on=date(2020, 1, 1), ends_on=ends_on
    )

    if is_refused:
        assert set(faults(region, subdelegation(decided_by=region.officer))) == {"decided_by"}
    else:
        record(region, subdelegation(decided_by=region.officer))
        assert Subdelegation.objects.count() == 1


def test_who_gets_the_position_after_the_first_day_has_not_given_it(region: World) -> None:
    head = position("regional_development_director")
    AppointmentFactory.create(person=region.officer, position=head, starts_on=date(2021, 3, 2))

    assert set(faults(region, subdelegation(decided_by=region.officer))) == {"decided_by"}


@pytest.mark.parametrize(
    ("changes", "gives_power"),
    [
        ({}, True),
        ({"point": "3.1"}, False),
        ({"from_position": "deputy_director"}, False),
        ({"to_position": "chair"}, False),
    ],
)
def test_what_is_refused_here_would_give_no_power_either(
    region: World, changes: dict[str, str], gives_power: bool
) -> None:
    values = {key: position(value) if key != "point" else value for key, value in changes.items()}
    row = subdelegation(**values)
    AppointmentFactory.create(person=region.officer, position=row.to_position)
    row.save()  # past the check

    lines = authority.who_may(region.board, date(2021, 3, 1))

    assert any(signer.capacity == "subdelegate" for line in lines for signer in line.now) is gives_power


def test_every_fault_is_told_at_once(region: World) -> None:
    found = faults(region, subdelegation(point="3.1", to_position=position("chair"), decided_in=""))

    assert set(found) == {"point", "to_position", "decided_in"}


def test_the_same_point_is_not_passed_on_twice_to_the_same_position(region: World) -> None:
    record(region, subdelegation(ends_on=date(2021, 6, 30)))

    found = faults(region, subdelegation(starts_on=date(2021, 6, 1)))
    record(region, subdelegation(starts_on=date(2021, 7, 1)))

    assert found["starts_on"][0].startswith("Punkten är redan vidaredelegerad till enhetschef Näringsliv")
    assert Subdelegation.objects.count() == 2


# --- correcting ----------------------------------------------------------------------------------------


def test_an_appointment_is_ended_and_its_history_says_what_it_was_who_changed_it_and_why(
    region: World,
) -> None:
    row = record(region, appointment(), "order_editor")

    correct(row, ends_on=date(2021, 9, 30), decided_in="RUN § 40/2021")

    latest, first = past.versions(row)
    assert (first.by, first.is_first, first.changes) == ("Order_Editor", True, ())
    assert (latest.by, latest.why) == ("Secretary", "Slutar.")
    assert {(row.label, row.before, row.after) for row in latest.changes} == {
        ("till och med", "", "2021-09-30"),
        ("beslutat i", "RUN § 9/2021", "RUN § 40/2021"),
    }


def test_the_history_names_people_and_choices_in_words(region: World) -> None:
    row = record(region, appointment())

    correct(row, person=region.deputy, kind="stand_in")

    latest, _ = past.versions(row)
    assert {(row.label, row.before, row.after) for row in latest.changes} == {
        ("person", "Officer", "Deputy"),
        ("slag", "ordinarie", "tjänstförrättande"),
    }


def test_who_saw_an_older_version_of_the_row_changes_nothing(region: World) -> None:
    row = record(region, appointment())
    shown = tracked.revision(row)
    correct(row, ends_on=date(2021, 9, 30))

    given = {"ends_on": date(2021, 12, 31)}
    with pytest.raises(Refused, match="Någon annan har ändrat raden"):
        staff.correct(by=region.secretary, board=region.board, row=row, given=given, why="Fel.", shown=shown)

    assert Appointment.objects.get(pk=row.pk).ends_on == date(2021, 9, 30)


def test_a_correction_is_held_to_the_same_rules_as_a_new_row(region: World) -> None:
    row = record(region, appointment(kind="acting", ends_on=date(2021, 6, 30)))

    with pytest.raises(ValidationError, match="Ange sista dagen"):
        correct(row, ends_on=None)

    assert Appointment.objects.get(pk=row.pk).ends_on == date(2021, 6, 30)


def test_what_should_never_have_been_recorded_can_still_be_ended(region: World) -> None:
    position_of_director = position("regional_development_director")
    twice = AppointmentFactory.create(person=region.director, position=position_of_director)

    correct(twice, ends_on=date(2021, 1, 31))

    assert Appointment.objects.get(pk=twice.pk).ends_on == date(2021, 1, 31)


def test_nobody_moves_another_ones_absence_to_themself_or_away_from_themself(region: World) -> None:
    own = record(region, Absence(person=region.director, starts_on=date(2021, 7, 1)), "director")
    other = record(region, Absence(person=region.deputy, starts_on=date(2021, 7, 1)))

    for row, person in ((own, region.officer), (other, region.director)):
        with pytest.raises(NotAllowed):
            correct(row, "director", person=person)
