"""The demo region: every state is there, the log holds, and loading again changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import BoardRole, User
from decisions import events
from decisions.actions import Refused
from decisions.actions.moves import judge
from decisions.casefiles import demo
from decisions.models import BoardReport, Case, Decision, Document, Event, Meeting, RegistryNumber
from delegation import staff
from delegation.endings import endings
from delegation.models import Absence, Appointment, Board, Subdelegation
from tests.world import ROOT

TUESDAY = date(2026, 11, 24)


def load(today: date = TUESDAY) -> None:
    call_command("load_demo", today=today)


@pytest.fixture
def demo_mode(settings: Settings) -> None:
    settings.DEMO = True


@pytest.mark.usefixtures("demo_mode")
@pytest.mark.django_db
def test_no_page_of_the_demo_is_empty() -> None:
    load()

    assert Counter(Decision.objects.values_list("state", flat=True)) == {
        "draft": 6,
        "submitted": 3,
        "signed": 9,
        "reported": 4,
        "withdrawn": 1,
        "handed_over": 1,
    }
    assert Counter(BoardReport.objects.values_list("state", flat=True)) == {
        "open": 2,
        "frozen": 1,
        "reported": 2,
    }
    assert set(Decision.objects.filter(state="signed").values_list("reporting", flat=True)) == {
        "to_board",
        "minuted",
        "none",
    }
    verdicts = [decision.verdict or {} for decision in Decision.objects.exclude(outcome="")]
    assert {verdict["capacity"] for verdict in verdicts} == {"ordinary", "acting", "substitute", "urgent"}
    assert Decision.objects.to_report(Board.objects.get(code="RUN")).count() == 2
    assert Case.objects.filter(confidential=True).count() == 2
    assert RegistryNumber.objects.filter(cancelled_at__isnull=False).count() == 1
    assert Event.objects.filter(verb="decision.sent_back").count() == 1
    assert Case.objects.get(dnr="RUN/495/2020").decisions.get().state == "reported"


@pytest.mark.usefixtures("demo_mode")
@pytest.mark.django_db
def test_the_drafts_show_a_no_and_a_question_without_answer() -> None:
    load()

    noon = datetime.combine(TUESDAY, time(12), UTC)
    outcomes = {
        title: judge(Decision.objects.get(title=title), noon).verdict["outcome"]
        for title in (
            "Projektmedel till testbädd för biobaserade material",
            "Samverkansavtal om gemensamt evenemangskontor",
        )
    }

    assert list(outcomes.values()) == ["undetermined", "outside"]


@pytest.mark.usefixtures("demo_mode")
@pytest.mark.django_db
def test_the_log_runs_forward_and_holds_also_over_new_year() -> None:
    today = date(2027, 1, 10)

    load(today)

    for board in Board.objects.all():
        moments = list(board.events.order_by("sequence").values_list("at", flat=True))
        assert all(earlier <= later for earlier, later in pairwise(moments))
        assert moments[-1] < datetime.combine(today, time(0), UTC)
        assert list(events.verify(board)) == []
    assert Event.objects.exclude(capacity__endswith=", uppspelat i demoläge").count() == 0


@pytest.mark.usefixtures("demo_mode")
@pytest.mark.django_db
def test_loading_again_changes_nothing_and_shows_the_same_logins(capsys: pytest.CaptureFixture[str]) -> None:
    tables: list[Any] = [User, BoardRole, Case, Decision, Document, Event, Meeting]
    load()
    first, before = capsys.readouterr().out, [list(table.objects.values()) for table in tables]

    load(date(2026, 12, 24))

    assert capsys.readouterr().out == first
    assert "martina             Martina Lundholm (handläggare, RUN)" in first
    assert [list(table.objects.values()) for table in tables] == before


@pytest.mark.usefixtures("demo_mode")
@pytest.mark.django_db
def test_every_login_of_the_demo_is_marked_and_has_the_password_that_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    load()

    assert "lösenordet delegat-demo-2020" in capsys.readouterr().out
    assert User.objects.filter(is_demo=False).count() == 0
    assert all(user.check_password("delegat-demo-2020") for user in User.objects.all()[:2])
    kinds = {role.board.code for role in BoardRole.objects.filter(user__username="kulturhandlaggare")}
    assert kinds == {"KUN"}


@pytest.mark.usefixtures("demo_mode", "region")
def test_a_database_with_boards_of_its_own_is_left_alone() -> None:
    with pytest.raises(CommandError, match="Inget har laddats eller ändrats"):
        load()

    assert User.objects.filter(is_demo=True).count() == 0


@pytest.mark.django_db
def test_a_demo_that_cannot_be_played_leaves_nothing_behind(tmp_path: Path) -> None:
    for path in (ROOT / "fixtures").iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "demo-cases.yaml").unlink()
    text = (ROOT / "fixtures" / "demo-cases.yaml").read_text("utf-8")
    (tmp_path / "demo-cases.yaml").write_text(text.replace("amount: 860000", "amount: 8600000"), "utf-8")

    with pytest.raises(Refused, match=r"Tilldelning i upphandling av analystjänster, submit 2026-11-09"):
        demo.load(tmp_path, TUESDAY)

    assert (User.objects.count(), Board.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("demo", "words"), [("0", "Kör igen med DEMO=1"), ("1", "Databasen är inte förberedd. Inget har sparats")]
)
def test_where_no_demo_can_be_loaded_the_command_says_why(tmp_path: Path, demo: str, words: str) -> None:
    own = {"DEMO": demo, "DATABASE_URL": f"sqlite:///{tmp_path}/empty.db"}
    command = [sys.executable, "manage.py", "load_demo"]

    result = subprocess.run(
        command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, check=False
    )

    assert (result.returncode, result.stdout) == (1, "")
    assert words in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("value", "today", "expected"),
    [
        (0, date(2026, 11, 28), date(2026, 11, 28)),
        (-1, date(2026, 11, 23), date(2026, 11, 20)),
        (-1, date(2026, 11, 29), date(2026, 11, 27)),
        (-6, date(2026, 11, 24), date(2026, 11, 16)),
        (4, date(2026, 11, 24), date(2026, 11, 30)),
        ("2020-09-23", date(2026, 11, 24), date(2020, 9, 23)),
    ],
)
def test_days_of_the_demo_are_working_days_from_today(value: int | str, today: date, expected: date) -> None:
    assert demo.day(value, today) == expected


@pytest.mark.usefixtures("demo_mode")
@pytest.mark.django_db
def test_the_demos_people_are_recorded_as_the_pages_would_have_let_them_be() -> None:
    load()

    board = Board.objects.get(code="RUN")
    rows = [
        *Appointment.objects.filter(position__board=board),
        *Absence.objects.filter(person__board_roles__board=board),
        *Subdelegation.objects.filter(order__board=board),
    ]
    for row in rows:
        staff.check(board, row)
    assert [str(row) for row in endings(board, TUESDAY)] == ["Jurist, tjänstförrättande ekonomichef"]
    assert [str(row) for row in rows if isinstance(row, Subdelegation)] == [
        "Punkt 3.2 till Enhetschef Näringsliv"
    ]
