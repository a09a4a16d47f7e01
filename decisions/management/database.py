"""Whether the configured database is ready for a command that writes to it."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

NOT_MIGRATED = "Databasen är inte förberedd. Inget har sparats. Kör manage.py migrate och försök igen."
NO_DATABASE = "Databasen svarar inte. Inget har sparats. Kontrollera DATABASE_URL och försök igen."


def trouble() -> str:
    """Why nothing can be kept in it, in a sentence for the user; empty when it can."""
    try:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return NO_DATABASE
    return NOT_MIGRATED if is_behind else ""
