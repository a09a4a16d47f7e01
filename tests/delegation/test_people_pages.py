"""The pages of Bemanning: what they show, what their forms keep, and what a page costs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import tracked
from accounts.models import Role, User
from delegation.models import Absence, Appointment, Board, DelegationOrder, Position, Subdelegation
from tests import world
from tests.factories import AbsenceFactory, AppointmentFactory, UserFactory
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> World:
    return world.build()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def day(offset: int) -> str:
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


def position(key: str) -> Position:
    return Position.objects.get(key=key)


def appointed(user: User, key: str, first: int, last: int | None, **more: Any) -> Appointment:
    """An appointment that begins and ends so many days from today."""
    values = {"starts_on": day(first), "ends_on": None if last is None else day(last)} | more
    row = AppointmentFactory.create(person=user, position=position(key), **values)
    row.refresh_from_db()
    return row


def address(name: str, *more: object) -> str:
    return reverse(name, args=["RUN", *more])


def page(user: User, name: str, *more: object) -> str:
    return client_of(user).get(address(name, *more)).content.decode()


# --- the page ------------------------------------------------------------------------------------------


def test_the_page_shows_who_holds_each_position_today_and_who_will_and_not_who_did(region: World) -> None:
    officer = region.officer
    appointed(officer, "lawyer", -10, 10, kind="acting", decided_in="RUN § 1/2026")
    appointed(officer, "lawyer", 11, None, kind="stand_in", decided_in="RUN § 2/2026")
    appointed(officer, "lawyer", -40, -11, decided_in="RUN § 3/2026")

    shown = page(region.officer, "people")

    assert "RUN § 1/2026" in shown
    assert "RUN § 2/2026" in shown
    assert "kommande" in shown
    assert "RUN § 3/2026" not in shown
    assert "RUN § 3/2026" in page(region.officer, "people_ended", "forordnanden")


def test_the_page_shows_who_is_away_and_that_a_position_is_vacant(region: World) -> None:
    AbsenceFactory.create(person=region.director, starts_on=day(-1), ends_on=day(1))

    shown = page(region.officer, "people")

    assert "frånvarande i dag" in shown
    assert f"{day(-1)} – {day(1)}" in shown
    assert "Ingen i dag, vakant" in shown


def test_only_those_who_keep_the_rows_get_the_buttons(region: World) -> None:
    words = ("Nytt förordnande", "Ny frånvaro", "Ny vidaredelegation")
    buttons = {}
    for user in (region.secretary, region.registrar, region.officer):
        shown = page(user, "people")
        buttons[user.username] = [word for word in words if word in shown]

    assert buttons == {
        "secretary": ["Nytt förordnande", "Ny frånvaro", "Ny vidaredelegation"],
        "registrar": ["Ny frånvaro"],
        "officer": ["Ny frånvaro"],
    }


def test_the_page_costs_as_many_queries_with_many_people_as_with_few(
    region: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        user = UserFactory.create()
        appointed(user, "lawyer", -number, number + 1, unit=f"Enhet {number}", kind="acting")
        AbsenceFactory.create(person=user, starts_on=day(0), ends_on=day(2))
    client = client_of(region.secretary)

    with django_assert_max_num_queries(18):
        answer = client.get(address("people"))

    assert answer.status_code == 200


def test_a_board_where_one_has_no_role_is_not_found(region: World) -> None:
    elsewhere = Board.objects.create(organisation=region.board.organisation, code="KUN", name="Kulturnämnden")
    stranger = world.person("stranger", elsewhere, Role.SECRETARY)
    row = appointed(region.officer, "lawyer", 0, None)

    client = client_of(stranger)
    addresses = [
        address("people"),
        address("people_new", "forordnanden"),
        address("people_ended", "franvaro"),
        address("people_row", "forordnanden", row.pk),
        reverse("people_row", args=["KUN", "forordnanden", row.pk]),
        reverse("people_new", args=["KUN", "annat"]),
    ]

    assert [client.get(path).status_code for path in addresses] == [404] * 6


# --- recording -----------------------------------------------------------------------------------------


def test_the_secretary_records_an_appointment(region: World) -> None:
    data = {
        "person": region.officer.pk,
        "position": position("lawyer").pk,
        "kind": "acting",
        "unit": " Näringsliv ",
        "starts_on": "2026-03-01",
        "ends_on": "2026-05-31",
        "decided_in": "RUN § 9/2026",
    }

    answer = client_of(region.secretary).post(address("people_new", "forordnanden"), data, follow=True)

    row = Appointment.objects.get(position__key="lawyer")
    assert (row.unit, row.kind, row.ends_on) == ("Näringsliv", "acting", date(2026, 5, 31))
    assert row.history.get().history_user == region.secretary
    assert "Sparat: Officer, tillförordnad jurist, från och med 2026-03-01 till och med 2026-05-31." in (
        answer.content.decode()
    )


def test_a_fault_is_shown_at_its_field_and_what_was_written_stays(region: World) -> None:
    data = {
        "person": region.officer.pk,
        "position": position("lawyer").pk,
        "kind": "acting",
        "starts_on": "1 mars",
        "ends_on": "",
        "decided_in": "RUN § 9/2026",
    }
    client = client_of(region.secretary)

    unread = client.post(address("people_new", "forordnanden"), data)
    unfit = client.post(address("people_new", "forordnanden"), data | {"starts_on": "2026-03-01"})

    assert (unread.status_code, unfit.status_code) == (422, 422)
    assert "Skriv dagen som ÅÅÅÅ-MM-DD" in unread.content.decode()
    assert '<a href="#id_ends_on">Sista dag</a>: Den som är tillförordnad' in unfit.content.decode()
    assert 'value="RUN § 9/2026"' in unfit.content.decode()


def test_anyone_at_the_board_records_their_own_absence_and_nobody_elses(region: World) -> None:
    client, path = client_of(region.officer), address("people_new", "franvaro")

    own = client.post(path, {"person": region.officer.pk, "starts_on": day(1), "ends_on": day(2)})
    other = client.post(path, {"person": region.director.pk, "starts_on": day(1), "ends_on": day(2)})

    assert (own.status_code, other.status_code) == (302, 422)
    assert [row.person for row in Absence.objects.all()] == [region.officer]


def test_a_subdelegation_is_chosen_among_the_points_that_may_be_passed_on(region: World) -> None:
    order = DelegationOrder.objects.get(version="2021:1")
    client, path = client_of(region.secretary), address("people_new", "vidaredelegationer")
    data = {
        "point": f"{order.pk}:3.2",
        "from_position": position("regional_development_director").pk,
        "to_position": position("unit_head_business").pk,
        "decided_by": region.director.pk,
        "reporting": "to_head",
        "starts_on": "2026-03-01",
        "decided_in": "RUN/12/2026",
    }

    form = client.get(path).content.decode()
    refused = client.post(path, data | {"point": f"{order.pk}:3.1"})
    kept = client.post(path, data)

    assert form.count(f'<option value="{order.pk}:') == 1
    assert (refused.status_code, kept.status_code) == (422, 302)
    row = Subdelegation.objects.get()
    assert (row.point, row.order, row.reporting, row.ends_on) == ("3.2", order, "to_head", None)
    assert "Punkt 3.2" in page(region.officer, "people")


def test_the_chief_is_told_of_new_subdelegations_unless_something_else_is_chosen(region: World) -> None:
    form = page(region.secretary, "people_new", "vidaredelegationer")

    assert '<option value="to_head" selected>' in form
    assert "Chefen får veta det utöver vad punkten säger" in form


def test_only_those_who_have_the_position_under_the_versions_offered_are_offered(region: World) -> None:
    head = "regional_development_director"
    former, late = UserFactory.create(name="Förra chefen"), UserFactory.create(name="Senare chefen")
    appointed(former, head, 0, None, starts_on="2018-01-01", ends_on="2020-12-31")
    appointed(late, head, 0, None, starts_on="2020-06-01", ends_on="2021-01-01")

    form = page(region.secretary, "people_new", "vidaredelegationer")

    assert ("Förra chefen" in form, "Senare chefen" in form) == (False, True)


# --- one row -------------------------------------------------------------------------------------------


def posted(row: Appointment, **changes: Any) -> dict[str, Any]:
    return {
        "person": row.person_id,
        "position": row.position_id,
        "kind": row.kind,
        "unit": row.unit,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on or "",
        "decided_in": row.decided_in,
        "why": "Slutar.",
        "shown": tracked.revision(row),
    } | changes


def test_a_row_is_ended_on_its_page_and_its_history_is_shown_there(region: World) -> None:
    row = appointed(region.officer, "lawyer", -10, None)
    path = address("people_row", "forordnanden", row.pk)

    answer = client_of(region.secretary).post(path, posted(row, ends_on=day(3)), follow=True)

    shown = " ".join(answer.content.decode().split())
    assert "Ändrad av Secretary: Slutar." in shown
    assert f"till och med: tomt → {day(3)}" in shown


def test_a_change_without_a_reason_is_not_kept(region: World) -> None:
    row = appointed(region.officer, "lawyer", -10, None)

    answer = client_of(region.secretary).post(
        address("people_row", "forordnanden", row.pk), posted(row, ends_on=day(3), why=" ")
    )

    assert answer.status_code == 422
    assert Appointment.objects.get(pk=row.pk).ends_on is None


def test_two_who_change_the_same_row_do_not_overwrite_each_other(region: World) -> None:
    row = appointed(region.officer, "lawyer", -10, None)
    path, client = address("people_row", "forordnanden", row.pk), client_of(region.secretary)
    late = posted(row, ends_on=day(9), why="Förlängt.")
    client.post(path, posted(row, ends_on=day(3)))

    answer = client.post(path, late)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Någon annan har ändrat raden" in shown
    assert f'value="{day(9)}"' in shown
    assert str(Appointment.objects.get(pk=row.pk).ends_on) == day(3)
    again = late | {"shown": tracked.revision(row)}
    assert client.post(path, again).status_code == 302


def test_who_may_not_change_the_row_reads_it_without_a_form(region: World) -> None:
    row = appointed(region.officer, "lawyer", -10, None)
    client, path = client_of(region.officer), address("people_row", "forordnanden", row.pk)

    shown, refused = client.get(path), client.post(path, posted(row))

    assert (shown.status_code, refused.status_code) == (200, 403)
    assert "Spara ändringen" not in shown.content.decode()
    assert "Det här gör den som är" in refused.content.decode()


def test_ended_rows_are_shown_a_page_at_a_time(region: World) -> None:
    for number in range(51):
        appointed(region.officer, "lawyer", -number - 100, -number - 2)

    shown = page(region.officer, "people_ended", "forordnanden")

    assert "Sida 1 av 2" in shown


def test_those_who_are_away_are_shown_a_page_at_a_time(region: World) -> None:
    for _ in range(51):
        user = UserFactory.create()
        appointed(user, "lawyer", -2, None)
        AbsenceFactory.create(person=user, starts_on=day(0), ends_on=day(2))

    first, second = (
        client_of(region.officer).get(address("people"), {"franvaro": number}).content.decode()
        for number in (1, 2)
    )

    assert '<a class="btn btn-outline-primary btn-sm"' in first
    assert (first.count("borta i dag"), second.count("borta i dag")) == (50, 1)


# --- who may sign --------------------------------------------------------------------------------------


def signers_on(user: User, when: str = "") -> str:
    answer = client_of(user).get(address("signers"), {"dag": when} if when else {})
    return " ".join(answer.content.decode().split())


def row_of(shown: str, number: str) -> str:
    """The row of one point in the table."""
    return shown.split(f'#punkt-{number}"')[1].split("</tr>")[0]


def test_each_point_shows_who_may_sign_today_and_who_would_step_in(region: World) -> None:
    row = row_of(signers_on(region.officer), "1.2")

    now, stepping_in = row.split("<td>")[1:]
    assert "Director" in now
    assert "ordinarie regional utvecklingsdirektör" in now
    assert "Deputy" in stepping_in
    assert "ersättare för regional utvecklingsdirektör" in stepping_in


def test_the_substitute_signs_while_the_holder_is_away(region: World) -> None:
    AbsenceFactory.create(person=region.director, starts_on=day(3), ends_on=day(4))

    now, stepping_in = row_of(signers_on(region.officer, day(4)), "1.2").split("<td>")[1:]
    today, _ = row_of(signers_on(region.officer), "1.2").split("<td>")[1:]

    assert ("Deputy" in now, "frånvarande" in now, "Deputy" in stepping_in) == (True, True, False)
    assert "Deputy" not in today


def test_a_day_without_an_order_says_so_and_a_day_that_is_none_is_told(region: World) -> None:
    assert "Ingen version av delegationsordningen gäller den dagen" in signers_on(
        region.officer, "2019-12-31"
    )
    assert "Skriv dagen som ÅÅÅÅ-MM-DD" in signers_on(region.officer, "snart")


def test_who_may_sign_costs_as_many_queries_with_many_people_as_with_few(
    region: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        appointed(UserFactory.create(), "deputy_director", -number, None, unit=f"Enhet {number}")
    client = client_of(region.secretary)

    with django_assert_max_num_queries(18):
        answer = client.get(address("signers"))

    assert answer.content.decode().count("ersättare för") >= 30
