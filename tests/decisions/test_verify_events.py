"""The log's chain, verified as an administrator does it, also when someone got past the guards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from decisions import actions, reporting
from decisions.models import Event
from delegation import immutability
from tests import world
from tests.world import NOW, World


def verified(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("verify_events")
    return int(str(ended.value.code)), capsys.readouterr().out


def test_an_untouched_log_holds(region: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.signed(region)

    assert verified(capsys) == (0, "RUN: 5 händelser, 0 fel\n")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE decisions_event SET capacity = 'någon annan' WHERE sequence = 2", "händelse 2 är ändrad"),
        ("DELETE FROM decisions_event WHERE sequence = 3", "händelse 3 saknas"),
        ("DELETE FROM decisions_event WHERE sequence = 5", "händelsen saknas i loggen"),
        ("UPDATE decisions_document SET sha256 = 'x'", "handlingarna är inte de som loggen nämner"),
        (
            "UPDATE decisions_decision SET signed_at = '2020-08-31 11:00:00'",
            "undertecknare eller tid",
        ),
    ],
)
def test_a_log_that_was_tampered_with_is_told(
    region: World, capsys: pytest.CaptureFixture[str], sql: str, words: str
) -> None:
    world.signed(region)
    immutability.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    immutability.install(connection)

    code, text = verified(capsys)

    assert code == 1
    assert words in text
    assert Event.objects.exists()


def test_a_document_whose_bytes_were_altered_is_told(
    region: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    decision = world.signed(region)
    name = decision.documents.get().sha256
    path = tmp_path / name[:2] / name[2:4] / name
    path.write_bytes(b"annat")

    code, text = verified(capsys)

    assert code == 1
    assert "har ändrats i arkivet" in text


def test_a_frozen_list_is_held_against_its_event(region: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.signed(region)
    meeting = actions.create_meeting(
        by=region.secretary, board=region.board, held_on=date(2020, 9, 23), now=NOW
    )
    shown = reporting.fingerprint(reporting.decisions_on(meeting.report))
    actions.freeze(by=region.secretary, report=meeting.report, shown=shown, now=NOW)

    assert verified(capsys)[0] == 0
