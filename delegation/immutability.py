"""Database triggers that refuse to change what must never change, on SQLite and PostgreSQL.

Each app lists its guards in its own `guards.py`; this module turns them into triggers, restores them after
every migrate, and tells which are missing. A trigger's name ends in a digest of its own SQL, so that a name
that is there is the rule that is meant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import module_has_submodule

PREFIX = "guard_"


@dataclass(frozen=True)
class Refusal:
    """One trigger: refuse `event` (INSERT, UPDATE, DELETE) on `table` when the SQL condition `when` holds."""

    table: str
    event: str
    what: str
    when: str
    message: str
    vendor: str = ""  # sqlite or postgresql when only one of them needs it, or can say it this way

    @property
    def name(self) -> str:
        digest = hashlib.sha256(f"{self.when}|{self.message}".encode()).hexdigest()[:8]
        name = f"{PREFIX}{self.table}_{self.what}_{digest}"
        if len(name) > 63:
            raise ValueError(f"{name}: PostgreSQL cuts names at 63 characters")
        return name


def frozen(
    model: type[models.Model], *, when: str = "1 = 1", free: Sequence[str] = (), sealed: bool = False
) -> list[Refusal]:
    """Refuse to change or delete the rows of `model` for which `when` holds.

    `when` is SQL in which {row} stands for the row. Columns in `free` may still change. `sealed` belongs to
    rows that are part of another: then none may be added to, or moved into, what is frozen either.
    """
    meta = model._meta
    table = meta.db_table
    old, new = when.format(row="OLD"), when.format(row="NEW")
    columns = [field.column for field in meta.concrete_fields if field.column not in free]
    changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)
    frozen_row = f"(({old}) OR ({new}))" if sealed else f"({old})"
    message = f"{table}: raden är låst och kan inte ändras"
    refusals = [
        Refusal(table, "UPDATE", "upd", f"{frozen_row} AND ({changed})", message),
        Refusal(table, "DELETE", "del", f"({old})", message),
    ]
    if sealed:
        refusals.append(Refusal(table, "INSERT", "add", f"({new})", message))
    return refusals + _against_replace(model, when, message)


def _against_replace(model: type[models.Model], when: str, message: str) -> list[Refusal]:
    """On SQLite, INSERT or UPDATE OR REPLACE deletes the row that stands in the way of a unique key.

    It fires no delete trigger unless the connection asks for it (PRAGMA recursive_triggers).
    """
    table, refusals = model._meta.db_table, []
    for number, key in enumerate([*_unique_keys(model), ["rowid"]]):
        same = " AND ".join(f'kept."{column}" = NEW."{column}"' for column in key)
        frozen_row = when.format(row="kept")
        inserted = f'EXISTS (SELECT 1 FROM "{table}" AS kept WHERE {same} AND ({frozen_row}))'
        moved = (
            f'EXISTS (SELECT 1 FROM "{table}" AS kept '
            f"WHERE {same} AND kept.rowid <> OLD.rowid AND ({frozen_row}))"
        )
        refusals.append(Refusal(table, "INSERT", f"rep{number}", inserted, message, vendor="sqlite"))
        refusals.append(Refusal(table, "UPDATE", f"mov{number}", moved, message, vendor="sqlite"))
    return refusals


def _unique_keys(model: type[models.Model]) -> list[list[str]]:
    meta = model._meta
    keys = [[str(field.column)] for field in meta.concrete_fields if field.unique]
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            keys.append([_column(model, name) for name in constraint.fields])
    keys += [[_column(model, name) for name in names] for names in meta.unique_together]
    return keys


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return str(field.column)


def all_refusals() -> list[Refusal]:
    """The refusals of every installed app that has a guards module."""
    found: list[Refusal] = []
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "guards"):
            found += import_module(f"{config.name}.guards").refusals()
    return found


# --- SQL -----------------------------------------------------------------------------------------------

# Bits of pg_trigger.tgtype: for each row, before, and the event.
_TYPE = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
_EACH_ROW, _BEFORE = 1, 2


@dataclass(frozen=True)
class Guard:
    """A refusal in a database's own words: how it is made, and what is there when it is."""

    statements: tuple[str, ...]
    definition: str  # the trigger's SQL (SQLite); its function's text and settings (PostgreSQL)


def _on_sqlite(refusal: Refusal) -> Guard:
    # SQLite 3.39 knows IS DISTINCT FROM; IS NOT means the same and works in older ones too.
    when, message = refusal.when.replace("IS DISTINCT FROM", "IS NOT"), _quoted(refusal.message)
    sql = (
        f'CREATE TRIGGER "{refusal.name}" BEFORE {refusal.event} ON "{refusal.table}" '
        f"WHEN {when} BEGIN SELECT RAISE(ABORT, {message}); END"
    )
    return Guard((sql,), sql)


def _on_postgresql(refusal: Refusal, schema: str) -> Guard:
    result = "OLD" if refusal.event == "DELETE" else "NEW"
    body = (
        f"BEGIN IF {refusal.when} THEN RAISE EXCEPTION {_quoted(refusal.message)} USING ERRCODE = '23514'; "
        f"END IF; RETURN {result}; END"
    )
    return _guard(refusal.name, refusal.table, refusal.event, body, schema, _EACH_ROW)


def _no_truncate(table: str, schema: str) -> Guard:
    body = f"BEGIN RAISE EXCEPTION '{table}: tabellen får inte tömmas' USING ERRCODE = '23514'; END"
    return _guard(_truncate_name(table), table, "TRUNCATE", body, schema, 0)


def _guard(name: str, table: str, event: str, body: str, schema: str, each: int) -> Guard:
    # pg_temp comes last: a temporary table of the same name must not be what a guard looks in.
    path = f"pg_catalog, {schema}, pg_temp"
    scope = "ROW" if each else "STATEMENT"
    return Guard(
        (
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql '
            f"SET search_path = {path} AS $guard$ {body} $guard$",
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" '
            f'FOR EACH {scope} EXECUTE FUNCTION "{name}"()',
        ),
        f" {body} |search_path={path}|{_BEFORE | each | _TYPE[event]}",
    )


def _quoted(message: str) -> str:
    return "'" + message.replace("'", "''") + "'"


def _truncate_name(table: str) -> str:
    return f"{PREFIX}{table}_truncate"


_PRESENT = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    # Enabled for every session, with no condition of its own, and with the function that we gave it.
    "postgresql": (
        "SELECT tgname, CASE WHEN tgenabled IN ('O', 'A') AND tgqual IS NULL AND tgattr::text = '' "
        "THEN prosrc || '|' || array_to_string(proconfig, ';') || '|' || tgtype ELSE '' END "
        "FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
    ),
}


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Our triggers that are there: name → definition, empty when it is switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT[connection.vendor])
        return {name: text for name, text in cursor.fetchall() if name.startswith(PREFIX)}


def _expected(connection: BaseDatabaseWrapper) -> dict[str, Guard]:
    """Every guard that must be there, by name; tables that are not made yet left out."""
    tables = set(connection.introspection.table_names())
    refusals = [
        row for row in all_refusals() if row.table in tables and row.vendor in ("", connection.vendor)
    ]
    if connection.vendor == "sqlite":
        return {refusal.name: _on_sqlite(refusal) for refusal in refusals}
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
    wanted = {refusal.name: _on_postgresql(refusal, schema) for refusal in refusals}
    for table in sorted({refusal.table for refusal in refusals}):
        wanted[_truncate_name(table)] = _no_truncate(table, schema)
    return wanted


# --- verbs ---------------------------------------------------------------------------------------------


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers exactly those of the guards: drop what is old or altered, create what is missing."""
    wanted, present = _expected(connection), _present(connection)
    right = {name for name, guard in wanted.items() if present.get(name) == guard.definition}
    remove(connection, names=[name for name in present if name not in right])
    with connection.cursor() as cursor:
        for name, guard in wanted.items():
            if name not in right:
                for statement in guard.statements:
                    cursor.execute(statement, None)


def remove(connection: BaseDatabaseWrapper, names: Iterable[str] | None = None) -> None:
    """Drop the named triggers, or all of ours."""
    present = _present(connection)
    with connection.cursor() as cursor:
        for name in present if names is None else names:
            if connection.vendor == "sqlite":
                cursor.execute(f'DROP TRIGGER "{name}"')
            else:
                cursor.execute(f'DROP FUNCTION "{name}"() CASCADE')


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should be there and are not, are switched off, or say something else."""
    present = _present(connection)
    wanted = _expected(connection).items()
    return sorted(name for name, guard in wanted if present.get(name) != guard.definition)


def step_aside(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, plan: Sequence[Any] = (), **_: Any) -> None:
    """Before migrations that have something to do, on SQLite (pre_migrate); `restore` brings the guards back.

    Should a migration fail in between, the site does not start until migrate has run to its end.
    """
    if plan and connections[using].vendor == "sqlite":
        remove(connections[using])


def restore(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After migrate (post_migrate, once per app; the last call finds every table)."""
    install(connections[using])


def check_guards(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """System check (manage.py check --database default): every guard is in the database."""
    errors: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            continue  # migrate restores them when it has run
        if gone := missing(connection):
            errors.append(
                Error(
                    f"Databasen saknar {len(gone)} skydd mot ändring, till exempel {gone[0]}.",
                    hint="Kör manage.py migrate --skip-checks, som återställer dem, och ta reda på varför.",
                    id="delegat.E001",
                )
            )
    return errors


def require(connection: BaseDatabaseWrapper) -> None:
    """At start-up: refuse to serve from a database whose signed rows could be changed."""
    if gone := missing(connection):
        raise ImproperlyConfigured(
            f"Databasen saknar {len(gone)} skydd mot ändring (till exempel {gone[0]}). Inget har ändrats. "
            "Kör manage.py migrate --skip-checks, som återställer dem, och ta reda på varför de saknades."
        )
