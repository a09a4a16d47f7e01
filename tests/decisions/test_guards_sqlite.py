"""SQLite's OR REPLACE takes away a row that stands in the way, and may tell no delete trigger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from tests import world
from tests.world import World

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]

SIGNED = "FROM decisions_decision WHERE state = 'signed'"
COLUMNS = "rowid, id, kind, sha256, size, pages, file_name, created_at, decision_id"


@pytest.fixture(autouse=True)
def as_another_program(db: None) -> Iterator[None]:
    """The connection as one opens it who knows nothing of our PRAGMAs."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers = OFF")
        yield
        cursor.execute("PRAGMA recursive_triggers = ON")


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE OR REPLACE decisions_decision SET id = (SELECT id {SIGNED}) WHERE state = 'draft'",
        f"UPDATE OR REPLACE decisions_decision SET rowid = (SELECT rowid {SIGNED}) WHERE state = 'draft'",
        f"INSERT OR REPLACE INTO decisions_document ({COLUMNS}) "
        "SELECT rowid, 'x', 'decision', 'x', 1, 1, 'x', '2020-08-31', "
        "(SELECT id FROM decisions_decision WHERE state = 'draft') FROM decisions_document",
        "INSERT OR REPLACE INTO decisions_event SELECT * FROM decisions_event",
    ],
)
def test_replacing_a_settled_row_is_refused(region: World, sql: str) -> None:
    world.signed(region)
    world.drafted(region)

    with pytest.raises(DatabaseError, match="låst"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
