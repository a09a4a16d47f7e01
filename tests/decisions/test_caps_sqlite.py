"""Two processes on one SQLite file: BEGIN IMMEDIATE is the lock that a row lock is elsewhere."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests import world
from tests.decisions.test_caps import capped, grant

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]

# Waits until both have rendered, then signs; prints what came of it.
SIGNER = """
import sys, time
from pathlib import Path
import django
django.setup()
from decisions import actions
from decisions.models import Decision
from tests.world import NOW, proof
folder, key = Path(sys.argv[1]), sys.argv[2]
decision = Decision.objects.get(pk=key)
shown = actions.final(decision, NOW).fingerprint
(folder / f"ready-{key}").touch()
while len(list(folder.glob("ready-*"))) < 2:
    time.sleep(0.01)
try:
    given = proof(shown)
    actions.sign(
        by=decision.decider, decision=decision, shown=shown, conflict_of_interest=False, proof=given, now=NOW
    )
    print("signed")
except actions.Refused as refusal:
    print("refused", refusal)
"""


def test_of_two_that_together_pass_the_cap_one_is_signed(tmp_path: Path) -> None:
    region = world.build(capped)
    keys = [str(grant(region, 600_000).pk) for _ in range(2)]
    _copy_to(tmp_path / "delegat.db")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'delegat.db'}",
        "DATA_DIR": str(tmp_path),
        "KEYS_SECRET": settings.KEYS_SECRET,
        "PYTHONPATH": str(world.ROOT),
    }

    signers = [
        subprocess.Popen(
            [sys.executable, "-c", SIGNER, str(tmp_path), key],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for key in keys
    ]
    told = [signer.communicate(timeout=120)[0] for signer in signers]

    assert sorted(line.split()[0] for line in told) == ["refused", "signed"], told
    assert any("överskrids" in line for line in told), told
    with sqlite3.connect(tmp_path / "delegat.db") as file:
        assert file.execute("SELECT count(*) FROM decisions_decision WHERE state = 'signed'").fetchone() == (
            1,
        )


def _copy_to(path: Path) -> None:
    """The test's own database as a file, with its guards: two processes cannot share one in memory."""
    connection.ensure_connection()
    with sqlite3.connect(path) as file:
        for statement in connection.connection.iterdump():
            file.execute(statement)
        file.commit()
