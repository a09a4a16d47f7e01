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
    against_replace: bool = False  # only SQLite has INSERT OR REPLACE

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
    # On SQLite, INSERT OR REPLACE deletes the row that stands in the way of a primary or unique key.
    for number, key in enumerate(_unique_keys(model)):
        same = " AND ".join(f'old."{column}" = NEW."{column}"' for column in key)
        blocked = f'EXISTS (SELECT 1 FROM "{table}" AS old WHERE {same} AND ({when.format(row="old")}))'
        refusals.append(Refusal(table, "INSERT", f"rep{number}", blocked, message, against_replace=True))
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


def _create(connection: BaseDatabaseWrapper, refusal: Refusal) -> list[str]:
    message = refusal.message.replace("'", "''")
    if connection.vendor == "sqlite":
        # SQLite 3.39 knows IS DISTINCT FROM; IS NOT means the same and works in older ones too.
        when = refusal.when.replace("IS DISTINCT FROM", "IS NOT")
        return [
            f'CREATE TRIGGER "{refusal.name}" BEFORE {refusal.event} ON "{refusal.table}" '
            f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
    result = "OLD" if refusal.event == "DELETE" else "NEW"
    return [
        f'CREATE OR REPLACE FUNCTION "{refusal.name}"() RETURNS trigger LANGUAGE plpgsql AS $guard$ '
        f"BEGIN IF {refusal.when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; "
        f"RETURN {result}; END $guard$",
        f'CREATE TRIGGER "{refusal.name}" BEFORE {refusal.event} ON "{refusal.table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{refusal.name}"()',
    ]


def _truncate_name(table: str) -> str:
    return f"{PREFIX}{table}_truncate"


def _forbid_truncate(table: str) -> list[str]:
    name = _truncate_name(table)
    return [
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $guard$ '
        f"BEGIN RAISE EXCEPTION '{table}: tabellen får inte tömmas' USING ERRCODE = '23514'; END $guard$",
        f'CREATE TRIGGER "{name}" BEFORE TRUNCATE ON "{table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
    ]


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Our triggers that are there and enabled: name → table."""
    sql = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        sql = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgenabled <> 'D' AND pg_table_is_visible(pg_class.oid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def _expected(connection: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """Every trigger that must be there, by name, with the SQL that makes it; tables not yet made left out."""
    tables = set(connection.introspection.table_names())
    refusals = [refusal for refusal in all_refusals() if refusal.table in tables]
    if connection.vendor == "postgresql":
        refusals = [refusal for refusal in refusals if not refusal.against_replace]
    wanted = {refusal.name: _create(connection, refusal) for refusal in refusals}
    if connection.vendor == "postgresql":
        for table in sorted({refusal.table for refusal in refusals}):
            wanted[_truncate_name(table)] = _forbid_truncate(table)
    return wanted


# --- verbs ---------------------------------------------------------------------------------------------


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers exactly those of the guards: drop what is old, create what is missing."""
    wanted, present = _expected(connection), _present(connection)
    remove(connection, names=[name for name in present if name not in wanted])
    with connection.cursor() as cursor:
        for name, statements in wanted.items():
            if name not in present:
                for statement in statements:
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
    """Names of the triggers that should be there and are not."""
    return sorted(set(_expected(connection)) - set(_present(connection)))


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
