"""The pages of ”Vem får besluta?”: who sees what, and what an address may hold."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from delegation import formats, importing
from delegation.models import Board, Organisation, Position
from tests import world
from tests.factories import AppointmentFactory
from tests.world import World

pytestmark = pytest.mark.django_db

DAY = date(2020, 8, 31)
PAGE = "/vem-far-besluta/RUN/"
AGREEMENT = {"dag": "2020-08-31", "typ": "cooperation_agreement"}
SETTLED = AGREEMENT | {"svar_amount": "0", "svar_commits_funds": "nej", "forbud": "nej"}
UNITS = """
format: delegation-order/1
board: {code: BUN, name: Barnnämnden, organisation: Region Exempel}
order: {title: Ordning, version: "1", adopted_on: 2019-12-01, adopted_in: § 1/2019, valid_from: 2020-01-01}
decision_types: {leave: {title: Ledighet}, correction: {title: Rättelse}}
includes: [correction]
positions: {principal: {title: Rektor}}
facts: {place: {type: text, question: "Vart?"}, kind: {type: choice, question: "Slag?", choices: [a, b]}}
points:
  - {number: "1", title: Ledighet, decision_types: [leave], delegates: [principal], own_unit: true,
     when: {any: [{fact: place, is: hem}, {fact: kind, is: a}]}, reporting: to_board, appeal_route: none}
"""


@pytest.fixture
def region() -> World:
    found = world.build()
    for user in (found.director, found.deputy):
        user.name = f"Namn på {user.username}"
        user.save()
    return found


@pytest.fixture
def public(region: World) -> World:
    Organisation.objects.update(is_public=True)
    return region


def as_user(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def text(client: Client, query: dict[str, str], status: int = 200, page: str = PAGE) -> str:
    """What the page says, without its tags."""
    answer = client.get(page, query)
    assert answer.status_code == status
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    assert main
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


# --- who sees what -------------------------------------------------------------------------------------


def test_a_board_that_is_not_public_is_there_only_for_its_own(region: World) -> None:
    other = Board.objects.create(organisation=region.board.organisation, code="KUN", name="Kulturnämnden")
    stranger = world.person("stranger", other, Role.OFFICER)

    for address in (PAGE, "/vem-far-besluta/FINNS/", "/vem-far-besluta/"):
        answer = Client().get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/konto/login/?next={address}")
    assert as_user(stranger).get(PAGE).status_code == 404
    assert "Regionala" not in text(as_user(stranger), {}, page="/vem-far-besluta/")
    assert as_user(region.officer).get(PAGE).status_code == 200


def test_the_public_may_ask_when_the_organisation_says_so(public: World) -> None:
    other = Board.objects.create(
        organisation=Organisation.objects.create(name="Region Annan"), code="HSN", name="Hälsonämnden"
    )

    boards = text(Client(), {}, page="/vem-far-besluta/")

    assert "Regionala utvecklingsnämnden" in boards
    assert other.name not in boards
    assert Client().get("/vem-far-besluta/HSN/").status_code == 302
    assert "Regional utvecklingsdirektör får besluta" in text(Client(), SETTLED)


def test_a_role_at_the_board_shows_who_holds_the_position_and_the_public_sees_no_person(
    public: World,
) -> None:
    world.away(public.director, DAY)
    stranger = world.person(
        "stranger",
        Board.objects.create(organisation=public.board.organisation, code="KUN", name="Kulturnämnden"),
        Role.OFFICER,
    )

    inside = text(as_user(public.officer), SETTLED)

    assert "Namn på director, ordinarie regional utvecklingsdirektör frånvarande den dagen" in inside
    assert "Namn på deputy, biträdande regional utvecklingsdirektör, ersättare för" in inside
    for visitor in (Client(), as_user(stranger)):
        for query in ({}, AGREEMENT, SETTLED, {"punkt": "1.2", "dag": "2020-08-31"}):
            page = visitor.get(PAGE, query).content.decode()
            assert all(hidden not in page for hidden in ("Namn på", "director", "deputy", "den dagen"))


def test_a_public_answer_is_kept_by_no_shared_cache_and_sets_no_cookie(public: World) -> None:
    answer = Client().get(PAGE, SETTLED)

    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("private, no-cache", "Cookie")
    assert "Content-Security-Policy" in answer.headers
    assert not answer.cookies
    assert as_user(public.officer).get(PAGE, SETTLED).headers["Cache-Control"] == "no-store"


def test_a_draft_of_a_new_order_is_not_asked(public: World) -> None:
    source = formats.read_yaml(Path(settings.BASE_DIR) / "fixtures" / "orders" / "run-2021.yaml")
    source.data["order"] |= {"version": "2022:1", "valid_from": "2022-01-01"}
    importing.store(source)

    assert "version 2021:1" in text(Client(), SETTLED | {"dag": "2022-01-01"})


def test_the_command_opens_the_page_and_closes_it(region: World) -> None:
    seen = []
    for option in ("--public", "--no-public"):
        call_command("set_organisation", "Region Exempel", option, verbosity=0)
        seen.append(Client().get(PAGE).status_code)

    assert seen == [200, 302]
    assert Organisation.objects.get().history.latest().history_change_reason == "set_organisation"


# --- the walk on the page ------------------------------------------------------------------------------


def test_one_question_at_a_time_leads_to_who_may_decide(public: World) -> None:
    client, query = Client(), dict(AGREEMENT)
    steps = (
        (
            "Sammanlagt värde utan mervärdesskatt, alla år och förlängningar I kronor. Vidare",
            "svar_amount",
            "0",
        ),
        ("Innebär beslutet ett ekonomiskt åtagande?", "svar_commits_funds", "nej"),
        ("Är svaret ja på någon av de här frågorna?", "forbud", "nej"),
    )
    for question, name, answer in steps:
        page = text(client, query)
        assert question in page
        assert "får besluta Så är det" not in page
        query[name] = answer

    page = text(client, query)

    assert "Regional utvecklingsdirektör får besluta Så är det om dina svar stämmer" in page
    assert "frånvarande: biträdande regional utvecklingsdirektör." in page
    assert "Anmäls till nämnden" in page
    assert "Vidare" not in page


def test_the_form_carries_the_other_answers_and_none_twice(public: World) -> None:
    page = Client().get(PAGE, SETTLED | {"andra": "svar_amount"}).content.decode()

    names = re.findall(r'<input[^>]*name="([^"]+)"', page[page.index("ask-question") :])

    assert sorted(names) == ["dag", "forbud", "svar_amount", "svar_commits_funds", "typ"]
    assert 'name="svar_amount" value="0"' in page


def test_every_answer_can_be_changed(public: World) -> None:
    page = Client().get(PAGE, SETTLED).content.decode()
    links = re.findall(r'href="\?([^"]+andra=[^"]+)"', page)

    asked = [text(Client(), {}, page=f"{PAGE}?{link.replace('&amp;', '&')}") for link in links]

    assert len(asked) == 4
    assert all("Vidare" in found for found in asked)


def test_a_no_says_why_and_what_would_change_it(public: World) -> None:
    page = text(Client(), {"dag": "2020-08-31", "typ": "project_grant", "svar_amount": "750 001"})

    assert "Bara nämnden får besluta" in page
    assert "är besvarad med 750 001 kr; svaret får vara högst 750 000 kr." in page
    assert "Det skulle rymmas om" in page
    assert "Kan nämndens avgörande inte avvaktas får ordförande besluta" in page


def test_a_ban_on_delegation_leaves_it_to_the_board(public: World) -> None:
    page = text(Client(), SETTLED | {"forbud": "ja"})

    assert "Bara nämnden får besluta" in page
    assert "Ett delegationsförbud gäller" in page


def test_what_is_to_be_decided_is_listed_by_chapter_and_searched(public: World) -> None:
    everything = text(Client(), {"dag": "2020-08-31"})
    found = text(Client(), {"dag": "2020-08-31", "q": "samverkansavtal budget"})
    nothing = text(Client(), {"dag": "2020-08-31", "q": "<b>finns inte</b>"})

    assert "1 Allmänt och avtal Yttrande 1.1" in everything
    assert "Samverkansavtal" in found
    assert "Projektmedel" not in found
    assert "passar ”&lt;b&gt;finns inte&lt;/b&gt;”" in nothing


def test_each_point_of_an_order_leads_to_the_page(region: World) -> None:
    client = as_user(region.officer)
    links = {}
    for version in ("2020:1", "2021:1"):
        page = client.get(reverse("order", args=["RUN", version])).content.decode()
        links[version] = re.findall(r'href="(/vem-far-besluta/RUN/[^"]+)"', page)[1]

    assert links["2021:1"] == "/vem-far-besluta/RUN/?punkt=1.2"
    assert links["2020:1"] == "/vem-far-besluta/RUN/?punkt=1.2&amp;dag=2020-01-01"
    assert "1.2 Avsiktsförklaringar" in text(client, {}, page=links["2020:1"].replace("&amp;", "&"))


# --- units ---------------------------------------------------------------------------------------------


@pytest.fixture
def schools(region: World) -> World:
    importing.adopt(importing.store(formats.parse_yaml(UNITS, "ordning.yaml")))
    board = Board.objects.get(code="BUN")
    world.person("school_officer", board, Role.OFFICER)
    for unit in ("Norra skolan", "Södra skolan"):
        person = world.person(f"principal-{unit[0]}", board, Role.DELEGATE)
        principal = Position.objects.get(board=board, key="principal")
        AppointmentFactory.create(person=person, position=principal, unit=unit)
    return region


LEAVE = {"dag": "2020-08-31", "typ": "leave", "svar_place": "hem", "forbud": "nej"}
SCHOOLS = "/vem-far-besluta/BUN/"


def test_the_unit_is_asked_last_and_only_of_those_who_see_names(schools: World) -> None:
    Organisation.objects.update(is_public=True)
    officer = as_user(Board.objects.get(code="BUN").roles.get(user__username="school_officer").user)

    asked = text(officer, LEAVE, page=SCHOOLS)
    answered = text(officer, LEAVE | {"enhet": "Norra skolan"}, page=SCHOOLS)
    public = text(Client(), LEAVE, page=SCHOOLS)

    assert "Vilken enhet hör ärendet till? Välj Norra skolan Södra skolan Vidare" in asked
    assert "Principal-N, ordinarie rektor" in answered
    assert "Principal-S" not in answered
    assert "Rektor får besluta" in public
    assert "Gäller inom den egna enheten." in public
    assert "skolan" not in public


def test_a_type_that_follows_every_point_asks_for_the_matter(schools: World) -> None:
    Organisation.objects.update(is_public=True)

    page = text(Client(), {"dag": "2020-08-31", "typ": "correction"}, page=SCHOOLS)
    with_point = text(Client(), {"dag": "2020-08-31", "typ": "correction", "punkt": "1"}, page=SCHOOLS)

    assert "Rättelse följer den punkt som ärendet hör till. Välj vad ärendet gäller." in page
    assert "Vart?" in with_point


# --- what an address may hold --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "query", "status", "words"),
    [
        (PAGE, {"dag": "i går"}, 400, "Skriv dagen som ÅÅÅÅ-MM-DD"),
        (PAGE, {"dag": "2020-02-30"}, 400, "Skriv dagen som ÅÅÅÅ-MM-DD"),
        (PAGE, {"dag": "0001-01-01"}, 200, "Ingen delegationsordning gällde 0001-01-01"),
        (PAGE, {"dag": "9999-12-31"}, 200, "Vad ska beslutas?"),
        (PAGE, {"dag": "2019-12-31", "typ": "award"}, 200, "Ingen delegationsordning gällde 2019-12-31"),
        (PAGE, {"dag": "2020-08-31", "typ": "\0"}, 404, "finns inte i version 2020:1. Välj i listan."),
        (PAGE, {"dag": "2020-08-31", "punkt": "9.9"}, 404, "Punkt 9.9 gäller inte 2020-08-31"),
        (PAGE, AGREEMENT | {"svar_amount": "60,000"}, 400, "Ett belopp har högst två decimaler."),
        (PAGE, AGREEMENT | {"svar_amount": "-1"}, 400, "Ett belopp kan inte vara negativt."),
        (PAGE, AGREEMENT | {"svar_amount": ""}, 400, "Svara på frågan för att komma vidare."),
        (PAGE, AGREEMENT | {"svar_amount": "kr"}, 200, "Sammanlagt värde"),
        (PAGE, AGREEMENT | {"svar_commits_funds": "kanske"}, 400, "Svara ja eller nej."),
        (PAGE, AGREEMENT | {"forbud": "kanske"}, 400, "Svara ja eller nej."),
        (PAGE, AGREEMENT | {"svar_okänd": "1"}, 200, "och räknas inte: okänd."),
        (PAGE, AGREEMENT | {"enhet": "Någon"}, 200, "och räknas inte: enhet."),
        (PAGE, AGREEMENT | {"andra": "något"}, 200, "Sammanlagt värde"),
        (PAGE, AGREEMENT | {"sida": "sju"}, 200, "Sammanlagt värde"),
        (PAGE, {"dag": "2020-08-31", "q": "\0" * 3000, "sida": "-1"}, 200, "Vad ska beslutas?"),
        (SCHOOLS, LEAVE | {"svar_place": "x" * 201}, 400, "Högst 200 tecken får plats"),
        (SCHOOLS, LEAVE | {"svar_kind": "c"}, 400, "Det går inte att välja."),
    ],
)
def test_what_cannot_be_read_in_the_address_is_said_and_asked_again(
    schools: World, page: str, query: dict[str, str], status: int, words: str
) -> None:
    Organisation.objects.update(is_public=True)

    assert words in text(Client(), query, status, page)


def test_an_answer_that_cannot_be_read_does_not_count(public: World) -> None:
    page = text(Client(), SETTLED | {"svar_amount": "60,000"}, 400)

    assert "Sammanlagt värde" in page
    assert "får besluta Så är det" not in page


# --- what it costs -------------------------------------------------------------------------------------


def test_the_pages_ask_the_database_the_same_few_times_whatever_they_show(
    public: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer = as_user(public.officer)
    for number in range(5):
        world.person(f"more{number}", public.board, Role.DELEGATE, "regional_development_director")

    for query in ({"dag": "2020-08-31"}, AGREEMENT, SETTLED):
        with django_assert_num_queries(3):  # the board, its versions, their points
            Client().get(PAGE, query)
    with django_assert_num_queries(10):  # also the session, the user, the role, who holds what, and names
        officer.get(PAGE, SETTLED)
