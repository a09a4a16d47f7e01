"""Django's SQLite backend with what PostgreSQL has built in: Swedish order, and capitals beyond A–Z."""

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations as SQLiteOperations

from delegation.swedish import COLLATION, compare

_ANY_CASE = ("iexact", "icontains", "istartswith", "iendswith")


def _upper(text: Any) -> Any:
    """UPPER for every alphabet; SQLite's own knows a–z, and so finds no Ängsö for ängsö."""
    return text.upper() if isinstance(text, str) else text


class DatabaseOperations(SQLiteOperations):
    def lookup_cast(self, lookup_type: str, internal_type: str | None = None) -> str:
        return "UPPER(%s)" if lookup_type in _ANY_CASE else super().lookup_cast(lookup_type, internal_type)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    operators = base.DatabaseWrapper.operators | dict.fromkeys(_ANY_CASE, r"LIKE UPPER(%s) ESCAPE '\'")

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.create_collation(COLLATION, compare)
        connection.create_function("UPPER", 1, _upper, deterministic=True)
        return connection
