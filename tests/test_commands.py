"""The commands that keep orders, the organisation, users, roles, appointments and absences."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.management.commands import add_user
from accounts.models import BoardRole, User
from delegation.models import Absence, Appointment, DelegationOrder, Organisation, RulePoint, Subdelegation
from tests import world
from tests.world import ROOT, World

pytestmark = pytest.mark.django_db
ORDER = ROOT / "fixtures" / "orders" / "run-2020.yaml"
APPOINT = ["officer", "RUN", "deputy_director", "--from", "2020-01-01", "--decided-in", "RUN § 7/2019"]
SUBDELEGATE = [
    *("RUN", "2021:1", "3.2", "regional_development_director", "unit_head_business"),
    *("--from", "2021-03-01", "--decided-by", "director", "--decided-in", "RUN/12/2021"),
]
ADDRESS = ["--address", "Box 100", "831 00 Exempelstad", "--email", "regionen@example.org"]
COURTS = [
    *("--court", "Förvaltningsrätten i Härnösand", "--court-address", "Box 314", "871 27 Härnösand"),
    *("--court-of-appeal", "Kammarrätten i Sundsvall"),
]
NEW = ["ny", "--name", "Ny Handläggare", "--email", "ny@example.org"]


def run(*arguments: object) -> str:
    out = StringIO()
    call_command(*[str(argument) for argument in arguments], stdout=out)
    return out.getvalue()


@pytest.fixture
def region() -> World:
    return world.build()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed when a password is asked for: the terminal is the one thing a test has not."""
    answers: list[str] = []
    monkeypatch.setattr(add_user, "getpass", lambda prompt: answers.pop(0))
    return answers


# --- orders --------------------------------------------------------------------------------------------


def test_an_order_is_adopted_from_its_file() -> None:
    said = run("adopt_order", ORDER)

    assert said.startswith("RUN: ")
    assert "gäller från och med 2020-01-01" in said
    assert DelegationOrder.objects.get().state == "adopted"


def test_an_order_that_is_there_already_is_refused_and_nothing_is_stored() -> None:
    run("adopt_order", ORDER)
    points = RulePoint.objects.count()

    with pytest.raises(CommandError, match="Inget är sparat"):
        run("adopt_order", ORDER)

    assert RulePoint.objects.count() == points


def test_a_broken_order_is_refused_with_its_line(tmp_path: Path) -> None:
    broken = tmp_path / "order.yaml"
    broken.write_text(
        ORDER.read_text("utf-8").replace("valid_from: 2020-01-01", "valid_from: snart"), "utf-8"
    )

    with pytest.raises(CommandError, match=r"order\.yaml, rad \d+, order\.valid_from"):
        run("adopt_order", broken)

    assert not DelegationOrder.objects.exists()


# --- the organisation ----------------------------------------------------------------------------------


def test_an_adopted_order_tells_what_its_documents_lack_and_the_command_that_sets_it() -> None:
    said = run("adopt_order", ORDER)

    assert "saknar uppgifter som ska stå i besluten: postadress, e-post, förvaltningsrätt, " in said
    assert "manage.py set_organisation 'Region Exempel' --address … --email … --court … " in said


def test_the_organisation_gets_its_address_and_courts_and_nothing_more_is_asked_for() -> None:
    run("adopt_order", ORDER)

    said = run("set_organisation", "Region Exempel", *ADDRESS, *COURTS)
    again = run("adopt_order", ORDER.with_name("run-2021.yaml"))

    row = Organisation.objects.get()
    assert (row.address, row.email) == ("Box 100\n831 00 Exempelstad", "regionen@example.org")
    assert (row.court, row.court_address) == ("Förvaltningsrätten i Härnösand", "Box 314\n871 27 Härnösand")
    assert row.court_of_appeal == "Kammarrätten i Sundsvall"
    assert row.history.latest().history_change_reason == "set_organisation"
    assert said == "Uppgifterna om Region Exempel är sparade.\n"
    assert "saknar" not in again


def test_what_is_not_given_stays_and_what_is_emptied_is_missed() -> None:
    run("adopt_order", ORDER)
    run("set_organisation", "Region Exempel", *ADDRESS, *COURTS)

    said = run("set_organisation", "Region Exempel", "--email", "")

    row = Organisation.objects.get()
    assert (row.address, row.email) == ("Box 100\n831 00 Exempelstad", "")
    assert "ska stå i besluten: e-post.\n" in said
    assert said.endswith("set_organisation 'Region Exempel' --email …\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Region Fel", *COURTS], "Organisationer: Region Exempel"),
        (["Region Exempel"], "Ange vad som ska ändras"),
        (["Region Exempel", *COURTS, "--email", "fel"], "Inget är sparat"),
    ],
)
def test_an_organisation_that_is_not_in_order_is_not_changed(arguments: list[str], words: str) -> None:
    run("adopt_order", ORDER)

    with pytest.raises(CommandError, match=words):
        run("set_organisation", *arguments)

    assert Organisation.objects.get().court == ""


def test_an_organisation_is_first_made_by_its_order() -> None:
    with pytest.raises(CommandError, match="inga; läs in en delegationsordning med adopt_order"):
        run("set_organisation", "Region Exempel", *COURTS)


# --- users ---------------------------------------------------------------------------------------------


def test_a_user_is_added_with_roles_and_without_a_password(region: World) -> None:
    run("add_user", *NEW, "--title", "Handläggare", "--role", "RUN:officer", "--no-password")

    user = User.objects.get(username="ny")
    assert (user.name, user.title, user.has_usable_password()) == ("Ny Handläggare", "Handläggare", False)
    assert [role.role for role in user.board_roles.all()] == ["officer"]
    assert user.history.get().history_change_reason == "add_user"


def test_the_password_that_is_typed_twice_logs_in(region: World, typed: list[str]) -> None:
    typed += ["en lång mening om vår", "en lång mening om vår"]

    run("add_user", *NEW)

    assert User.objects.get(username="ny").check_password("en lång mening om vår")


@pytest.mark.parametrize(
    ("passwords", "words"),
    [
        (["en lång mening om vår", "en annan mening om vår"], "är olika"),
        (["kort", "kort"], "Inget är sparat"),
    ],
)
def test_a_password_that_is_mistyped_or_weak_adds_no_user(
    region: World, typed: list[str], passwords: list[str], words: str
) -> None:
    typed += passwords

    with pytest.raises(CommandError, match=words):
        run("add_user", *NEW)

    assert not User.objects.filter(username="ny").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["officer", "--name", "En", "--email", "a@example.org"], "användarnamn"),
        (["ny", "--email", "a@example.org"], "Det här saknas: --name."),
        (["ny", "--name", " ", "--email", "a@example.org"], "namn"),
        (["ny", "--name", "En", "--email", "fel"], "e-post"),
        ([*NEW, "--role", "XYZ:officer"], "Nämnder: RUN"),
        ([*NEW, "--role", "RUN:chef"], "Roller: officer, delegate"),
        ([*NEW, "--role", "RUN"], "Roller: officer, delegate"),
    ],
)
def test_a_user_who_is_not_in_order_is_not_added(region: World, arguments: list[str], words: str) -> None:
    before = User.objects.count()

    with pytest.raises(CommandError, match=words):
        run("add_user", *arguments, "--no-password")

    assert User.objects.count() == before


def test_a_user_gets_a_title_and_a_role_and_loses_another(region: World) -> None:
    run("change_user", "officer", "--title", "Chef", "--role", "RUN:registrar", "--drop-role", "RUN:officer")

    officer = User.objects.get(username="officer")
    assert officer.title == "Chef"
    assert [role.role for role in officer.board_roles.all()] == ["registrar"]
    assert BoardRole.history.filter(role="officer", user=officer, history_type="-").count() == 1


def test_a_user_who_leaves_is_shut_out_and_stays_stored(region: World) -> None:
    run("change_user", "officer", "--no-active")

    assert User.objects.get(username="officer").is_active is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody", "--title", "Chef"], "Skapa den med add_user"),
        (["officer"], "Ange vad som ska ändras"),
        (["officer", "--name", " "], "Rätta namn"),
        (["officer", "--drop-role", "RUN:auditor"], "har inte rollen"),
        (["officer", "--title", "Chef", "--role", "RUN:chef"], "Roller: officer"),
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(
    region: World, arguments: list[str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        run("change_user", *arguments)

    officer = User.objects.get(username="officer")
    assert (officer.title, officer.board_roles.count()) == ("", 1)


# --- appointments and absences -------------------------------------------------------------------------


def test_an_appointment_is_recorded_until_further_notice_and_then_ended(region: World) -> None:
    said = run("appoint", *APPOINT, "--kind", "stand_in")
    run("appoint", *APPOINT, "--kind", "stand_in", "--to", "2020-06-30")

    row = Appointment.objects.get(person=region.officer)
    assert "från och med 2020-01-01 tills vidare" in said
    assert (row.kind, row.ends_on, row.decided_in) == ("stand_in", date(2020, 6, 30), "RUN § 7/2019")
    assert row.history.count() == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody", *APPOINT[1:]], "finns inte"),
        (["officer", "XYZ", *APPOINT[2:]], "Nämnder: RUN"),
        (["officer", "RUN", "boss", *APPOINT[3:]], "Befattningar: "),
        ([*APPOINT, "--to", "2019-12-31"], "Sista dagen får inte ligga före första"),
        ([*APPOINT, "--kind", "sometimes"], "--kind"),
        ([*APPOINT, "--kind", "acting"], "Ange sista dagen"),
        ([*APPOINT, "--to", "i morgon"], "--to"),
    ],
)
def test_an_appointment_that_is_not_in_order_is_not_recorded(
    region: World, arguments: list[str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        run("appoint", *arguments)

    assert not Appointment.objects.filter(person=region.officer).exists()


def test_a_subdelegation_is_recorded_and_then_ended(region: World) -> None:
    said = run("subdelegate", *SUBDELEGATE)
    run("subdelegate", *SUBDELEGATE, "--to", "2021-06-30")

    row = Subdelegation.objects.get()
    assert said == "Punkt 3.2 till Enhetschef Näringsliv från och med 2021-03-01 tills vidare är sparad.\n"
    assert (row.ends_on, row.decided_by, row.decided_in) == (
        date(2021, 6, 30),
        region.director,
        "RUN/12/2021",
    )
    assert row.history.count() == 2


@pytest.mark.parametrize(
    ("place", "argument", "words"),
    [
        (1, "2019:1", "Versioner: 2020:1, 2021:1"),
        (2, "3.1", "Punkt 3.1 får inte vidaredelegeras"),
        (3, "deputy_director", "Bara en förvaltningschef får vidaredelegera"),
        (4, "chair", "Ordförande är förtroendevald"),
        (4, "boss", "Befattningar: "),
        (6, "2020-12-31", "gäller version 2020:1"),
        (8, "officer", "Officer är inte regional utvecklingsdirektör den 2021-03-01"),
    ],
)
def test_a_subdelegation_that_is_not_in_order_is_not_recorded(
    region: World, place: int, argument: str, words: str
) -> None:
    changed = [*SUBDELEGATE[:place], argument, *SUBDELEGATE[place + 1 :]]

    with pytest.raises(CommandError, match=words):
        run("subdelegate", *changed)

    assert not Subdelegation.objects.exists()


def test_an_absence_is_recorded_prolonged_and_removed(region: World) -> None:
    run("absent", "director", "--from", "2020-07-01", "--to", "2020-07-10")
    run("absent", "director", "--from", "2020-07-01", "--to", "2020-07-31")
    assert Absence.objects.get().ends_on == date(2020, 7, 31)

    run("absent", "director", "--from", "2020-07-01", "--remove")

    assert not Absence.objects.exists()
    assert Absence.history.count() == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody", "--from", "2020-07-01"], "finns inte"),
        (["director", "--from", "24/11"], "--from: ”24/11” är ingen dag. Skriv ÅÅÅÅ-MM-DD, till exempel"),
        (["director", "--from", "2020-07-01", "--to", "20200731"], "--to: ”20200731” är ingen dag."),
        (["director", "--from", "2020-02-30"], "--from: ”2020-02-30” är ingen dag."),
        (["director"], "Det här saknas: --from."),
        (["director", "--from", "2020-07-01", "--to", "2020-06-30"], "Sista dagen får inte"),
        (["director", "--from", "2020-07-01", "--remove"], "ingen frånvaro"),
    ],
)
def test_an_absence_that_is_not_in_order_is_not_recorded(
    region: World, arguments: list[str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        run("absent", *arguments)

    assert not Absence.objects.exists()
