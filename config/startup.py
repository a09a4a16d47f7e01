"""What must hold before the site answers anyone, however it is started; and what is worth having ready."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts import checks
from decisions import documents
from decisions.signatures import configured
from delegation import immutability


def require_safe() -> None:
    """Raise ImproperlyConfigured unless the database is this version's, guarded, and free of demo logins."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise ImproperlyConfigured(
            "Databasen är inte uppdaterad till den här versionen. Inget har startats eller ändrats. "
            "Kör .venv/bin/python manage.py migrate och starta igen."
        )
    immutability.require(connection)
    checks.require_no_demo_users(connection)
    configured.require_usable(timezone.now())


def warm_up() -> None:
    """Render one small document, so that fonts and style sheets are loaded before the workers are forked.

    A worker's first document then takes as long as its second, instead of five times that.
    """
    sender = documents.Sender(unit="", name="")
    documents.render(
        documents.LetterDocument(
            language="sv",
            organisation="",
            sender=sender,
            day=date(2020, 1, 1),
            dnr="",
            title="Provutskrift",
            recipient="",
            recipient_organisation="",
            recipient_address="",
            body="<p>Provutskrift</p>",
            signature=documents.Signature(name="", title=""),
        )
    )
