"""The page, the file and the command that tell what a draft would have made of decisions."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Role, User
from decisions.models import Decision
from decisions.views import replay as pages
from delegation.models import DelegationOrder
from tests import world
from tests.decisions.drafts_to_try import FIRST, LAST, draft, grant, on_point
from tests.decisions.pages import logged_in
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def economist(region: World) -> User:
    return world.person("economist", region.board, Role.DELEGATE, "economy_manager")


@pytest.fixture
def editor(region: World) -> User:
    return world.person("editor", region.board, Role.ORDER_EDITOR)


# --- the page ------------------------------------------------------------------------------------------


def address(row: DelegationOrder, name: str = "order_replay", **query: str) -> str:
    asked = {"fran": FIRST.isoformat(), "till": LAST.isoformat()} | query
    return reverse(name, args=["RUN", row.version], query=asked)


def page(user: User, row: DelegationOrder, **query: str) -> str:
    answer = logged_in(user).get(address(row, **query))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def mixed(region: World, economist: User) -> DelegationOrder:
    """A draft that stops the one decision and lets the other through, named as no spreadsheet should read."""
    world.signed(region, title="=1+1")
    grant(region, 1, 1, title="Projektmedel")
    return draft(on_point("1.2", delegates=["economy_manager"], substitutes=[]))


def test_the_page_counts_and_tells_the_gravest_first(region: World, mixed: DelegationOrder) -> None:
    text = page(region.secretary, mixed)

    assert "2 beslut</h2>" in text
    assert text.index("Economist, ordinarie ekonomichef, punkt 1.2") < text.index("Projektmedel")
    assert '<h2 id="annan">En annan måste besluta</h2>' in text
    assert '<h2 id="som-forut">Ryms som förut</h2>' in text


def test_one_outcome_can_be_read_alone(region: World, mixed: DelegationOrder) -> None:
    text = page(region.secretary, mixed, utfall="som-forut")

    assert "Projektmedel" in text
    assert "En annan måste besluta</h2>" not in text


def test_a_long_table_goes_on_after_the_last_line_of_the_page(
    region: World, mixed: DelegationOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 1)
    last = Decision.objects.get(title="=1+1")

    first, second = page(region.secretary, mixed), page(region.secretary, mixed, efter=str(last.pk))

    assert f"efter={last.pk}" in first
    assert "Projektmedel" not in first
    assert "Projektmedel" in second
    assert "efter=" not in second


def test_the_page_says_how_many_it_leaves_to_the_file(
    region: World, mixed: DelegationOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LATEST", 1)

    text = page(region.secretary, mixed)

    assert "Sidan visar de 1 senaste besluten i perioden. 1 äldre är inte med här" in text


def test_decisions_that_the_user_may_not_see_are_counted_on_the_page(region: World, editor: User) -> None:
    grant(region, 1, 0, title="Hemligt", confidential=True)

    text = page(editor, draft())

    assert "1 beslut som du inte ser är inte med. Deras belopp räknas ändå i taken." in text
    assert "Hemligt" not in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"fran": "2020-13-01"}, "Skriv dagen som ÅÅÅÅ-MM-DD"),
        ({"fran": "2021-01-01"}, "Sista dagen ligger före första dagen."),
    ],
)
def test_a_period_that_is_none_is_told(region: World, query: dict[str, str], words: str) -> None:
    row = draft()
    for name in ("order_replay", "order_replay_csv"):
        answer = logged_in(region.secretary).get(address(row, name, **query))

        assert answer.status_code == 422
        assert words in answer.content.decode()


def test_a_draft_without_decisions_says_so(region: World) -> None:
    assert "Det finns inga beslut att visa. Välj en annan period." in page(region.secretary, draft())


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ORDER_EDITOR, 200),
        (Role.SECRETARY, 200),
        (Role.AUDITOR, 200),
        (Role.OFFICER, 403),
        (Role.DELEGATE, 403),
        (Role.REGISTRAR, 403),
    ],
)
def test_only_who_weighs_and_audits_orders_may_replay(region: World, role: Role, status: int) -> None:
    client, row = logged_in(world.person("somebody", region.board, role)), draft()

    assert client.get(address(row)).status_code == status
    assert client.get(address(row, "order_replay_csv")).status_code == status


def test_the_drafts_page_leads_here(region: World, editor: User) -> None:
    row = draft()

    for user, name, args in (
        (editor, "order_edit", [row.pk]),
        (editor, "order", ["RUN", row.version]),
        (region.secretary, "order", ["RUN", row.version]),
    ):
        text = logged_in(user).get(reverse(name, args=args)).content.decode()
        assert reverse("order_replay", args=["RUN", row.version]) in text
    text = logged_in(region.officer).get(reverse("order", args=["RUN", row.version])).content.decode()
    assert reverse("order_replay", args=["RUN", row.version]) not in text


# --- the file and the command --------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["=cmd|' /C calc'!A0", "+46", "-1", "@SUM(A1)", "\t=1+1"])
def test_no_cell_of_the_file_is_a_formula(region: World, editor: User, title: str) -> None:
    world.signed(region, title=title)

    answer = logged_in(editor).get(address(draft(), "order_replay_csv"))

    content: bytes = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    _, row = csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert row[3] == f"'{title.strip()}"
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_file_has_a_line_for_each_as_swedish_excel_wants_it(
    region: World, mixed: DelegationOrder, editor: User
) -> None:
    grant(region, 1, 2, title="Hemligt", confidential=True)

    answer = logged_in(editor).get(address(mixed, "order_replay_csv"))

    content: bytes = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"\xef\xbb\xbfUtfall;Beslutsdag;Diarienummer;")
    assert content.endswith("\r\n1 beslut som du inte ser är inte med.\r\n".encode())
    assert answer["Content-Disposition"] == 'attachment; filename="aterspelning-RUN-2022-1.csv"'
    _, first, second, _ = csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert first == [
        "En annan måste besluta",
        "2020-08-31",
        "RUN/1/2020",
        "'=1+1",
        "Director",
        "ordinarie regional utvecklingsdirektör",
        "2020:1",
        "1.2",
        "1.2",
        (
            "I punkt 1.2 beslutar ekonomichef. Beslutsfattaren har befattningen regional "
            "utvecklingsdirektör 2020-08-31."
        ),
        "",
        "Economist, ordinarie ekonomichef, punkt 1.2",
        "",
        "",
    ]
    assert second[:4] == ["Ryms som förut", "2020-08-31", "RUN/2/2020", "Projektmedel"]


def run(*arguments: object) -> str:
    out = StringIO()
    period = ["--from", "2020-01-01", "--to", "2020-12-31"]
    call_command("replay_order", "RUN", *[str(argument) for argument in arguments], *period, stdout=out)
    return out.getvalue()


def test_the_command_counts_and_writes_a_new_file(mixed: DelegationOrder, tmp_path: Path) -> None:
    file = tmp_path / "aterspelning.csv"

    said = run("2022:1", "--csv", file)

    assert said.splitlines()[1:] == [
        "  Ryms inte längre: 0",
        "  En annan måste besluta: 1",
        "  Går inte att avgöra: 0",
        "  Ryms, men något blir annorlunda: 0",
        "  Ryms som förut: 1",
        f"{file} är skriven.",
    ]
    assert len(file.read_bytes().splitlines()) == 3
    with pytest.raises(CommandError, match="finns redan"):
        run("2022:1", "--csv", file)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["1999:1"], "Versionen ”1999:1” finns inte"), (["2020:1", "--to", "2019-01-01"], "Byt dagarna")],
)
def test_a_command_that_cannot_be_done_says_why(region: World, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("replay_order", "RUN", *arguments, "--from", "2020-01-01", stdout=StringIO())
