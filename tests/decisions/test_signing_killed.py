"""A process killed at any step of a signing leaves the decision unsigned, or signed with everything."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests import world

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# What the process is about to call when it is killed, and for which time; the last step is that all is done.
STEPS = (
    ("decisions.documents.render", 1),
    ("decisions.documents.render", 2),
    ("decisions.signatures.signed", 1),
    ("decisions.signatures.signed", 2),
    ("decisions.actions.signing.locked", 1),
    ("decisions.store.put", 1),
    ("decisions.store.put", 2),
    ("os.fsync", 1),
    ("os.replace", 2),
    ("decisions.actions.signing.record", 1),
    ("decisions.actions.signing.save", 1),
    ("", 1),
)
UNSIGNED = {"state": "submitted", "documents": [], "valid": [], "events": 0, "faults": []}
SIGNED = {
    "state": "signed",
    "documents": ["decision", "letter_of_intent"],
    "valid": [True, True],
    "events": 1,
    "faults": [],
}


def test_killed_at_any_step_it_is_unsigned_or_signed_with_everything(tmp_path: Path) -> None:
    world.build()
    connection.ensure_connection()
    with sqlite3.connect(tmp_path / "delegat.db") as file:  # two processes cannot share one in memory
        for statement in connection.connection.iterdump():
            file.execute(statement)
        file.commit()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'delegat.db'}",
        "DATA_DIR": str(tmp_path),
        "KEYS_SECRET": settings.KEYS_SECRET,
    }

    command = [sys.executable, "-m", "tests.decisions.signing_killed"]
    run = subprocess.run(command, cwd=world.ROOT, env=environment, capture_output=True, text=True, check=True)

    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert [(row["step"], row["times"]) for row in told] == [tuple(step) for step in STEPS]
    assert all(row["killed"] for row in told)
    assert [(row["left"], row["again"]) for row in told[:-1]] == [(UNSIGNED, "signed")] * (len(STEPS) - 1)
    assert (told[-1]["left"], told[-1]["again"]) == (SIGNED, "")
