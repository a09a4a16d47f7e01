"""Demo logins have passwords that anyone can read: production neither checks clean nor starts with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.models import User

FOUND = "Databasen innehåller {count} demoinloggningar, vilkas lösenord är kända."
REMEDY = (
    "Ange en annan databas i DATABASE_URL, eller en annan mapp i DATA_DIR. "
    "Demon startas med make run, som sätter DEMO=1."
)


def demo_users(connection: BaseDatabaseWrapper) -> int:
    """How many demo logins there are that should not be: none when this is a demo."""
    if settings.DEMO or User._meta.db_table not in connection.introspection.table_names():
        return 0
    return User.objects.using(connection.alias).filter(is_demo=True).count()


def require_no_demo_users(connection: BaseDatabaseWrapper) -> None:
    """At start-up: refuse to serve a database with logins whose passwords are known."""
    if count := demo_users(connection):
        raise ImproperlyConfigured(f"{FOUND.format(count=count)} Inget har startats eller ändrats. {REMEDY}")


def check_demo_users(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """System check (manage.py check --database default): no demo logins outside a demo."""
    counts = [demo_users(connections[alias]) for alias in databases or []]
    return [Error(FOUND.format(count=count), hint=REMEDY, id="delegat.E002") for count in counts if count]
