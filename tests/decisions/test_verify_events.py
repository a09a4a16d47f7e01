"""The log's chain, verified as an administrator does it, also when someone got past the guards."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from decisions.models import Event
from delegation import immutability
from tests import world
from tests.world import World


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
