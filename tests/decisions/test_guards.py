"""What the database refuses, whoever asks: through the ORM and in plain SQL."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import CharField

from decisions.models import Case, Decision, Event, NumberSeries, RegistryNumber
from delegation import immutability
from delegation.models import DelegationOrder, RulePoint
from tests import world
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> World:
    region = world.build()
    world.submitted(region)
    return region


REFUSED = [
    "UPDATE decisions_event SET verb = 'x'",
    "DELETE FROM decisions_event",
    "UPDATE delegation_delegationorder SET title = 'x'",
    "UPDATE delegation_delegationorder SET state = 'draft'",
    "DELETE FROM delegation_rulepoint",
    "UPDATE delegation_rulepoint SET title = 'x'",
    "INSERT INTO delegation_rulepoint (order_id, place, number, title, rule) "
    "SELECT order_id, 99, '99', 'x', rule FROM delegation_rulepoint WHERE number = '1.2'",
    "UPDATE decisions_case SET dnr = 'RUN/9/2020'",
    "DELETE FROM decisions_case",
    "UPDATE decisions_numberseries SET last_number = 0",
    "DELETE FROM decisions_registrynumber",
    "UPDATE decisions_registrynumber SET number = 77",
    "UPDATE decisions_decision SET state = 'signed'",
    "UPDATE decisions_decision SET state = 'reported'",
    "UPDATE decisions_historicaldecision SET title = 'x'",
    "DELETE FROM decisions_historicaldecision",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_plain_sql_is_refused(region: World, sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Event, {"verb": "x"}),
        (DelegationOrder, {"title": "x"}),
        (RulePoint, {"title": "x"}),
        (Case, {"dnr": "x"}),
        (NumberSeries, {"last_number": 0}),
        (RegistryNumber, {"number": 77}),
        (Decision, {"state": "signed"}),
    ],
)
def test_an_update_through_the_orm_is_refused(region: World, model: type, changes: dict[str, object]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**changes)  # type: ignore[attr-defined]


def test_every_guard_is_in_the_database() -> None:
    assert immutability.missing(connection) == []


def test_a_guard_that_is_gone_is_told_and_comes_back() -> None:
    name = next(name for name in immutability._present(connection) if "decisions_event" in name)
    immutability.remove(connection, [name])
    assert immutability.missing(connection) == [name]

    immutability.install(connection)

    assert immutability.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_rebuilds_a_table_leaves_it_guarded() -> None:
    """SQLite alters a column by making the table anew, and loses its triggers on the way."""
    before, after = Decision._meta.get_field("title"), CharField("rubrik", max_length=300)
    after.set_attributes_from_name("title")

    immutability.step_aside(apps.get_app_config("decisions"), connection.alias, plan=["a migration"])
    with connection.schema_editor() as editor:
        editor.alter_field(Decision, before, after)
        editor.alter_field(Decision, after, before)
    call_command("migrate", verbosity=0, skip_checks=True)

    assert immutability.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_migrate_with_nothing_to_do_never_lifts_a_guard() -> None:
    immutability.step_aside(apps.get_app_config("decisions"), connection.alias, plan=[])

    assert immutability.missing(connection) == []
