"""Django's SQLite backend with the Swedish collation that PostgreSQL has built in."""

from typing import Any

from django.db.backends.sqlite3 import base

from delegation.swedish import COLLATION, compare


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.create_collation(COLLATION, compare)
        return connection
