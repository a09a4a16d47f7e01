"""What the database refuses, whoever asks: through the ORM and in plain SQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import CharField

from decisions import actions, events
from decisions.models import Case, Decision, Document, Event, NumberSeries, RegistryNumber, Verb
from delegation import immutability
from delegation.models import DelegationOrder, RulePoint, Subdelegation
from tests import world
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> World:
    region = world.build()
    world.submitted(region)
    Subdelegation.objects.create(
        order=region.board.orders.get(version="2020:1"),
        point="3.2",
        from_position=region.board.positions.get(key="regional_development_director"),
        to_position=region.board.positions.get(key="deputy_director"),
        decided_by=region.director,
        decided_in="RUN/1/2020",
        starts_on=NOW.date(),
    )
    return region


REFUSED = [
    "UPDATE decisions_event SET verb = 'x'",
    "DELETE FROM decisions_event",
    "UPDATE delegation_delegationorder SET title = 'x'",
    "UPDATE delegation_delegationorder SET state = 'draft'",
    "INSERT INTO delegation_delegationorder "
    "(board_id, state, title, version, adopted_on, adopted_in, valid_from, vocabulary) "
    "SELECT board_id, 'adopted', title, '9', adopted_on, adopted_in, '2990-01-01', vocabulary "
    "FROM delegation_delegationorder",
    "DELETE FROM delegation_appointment",
    "DELETE FROM delegation_subdelegation",
    "UPDATE delegation_position SET key = 'x' WHERE id = (SELECT min(id) FROM delegation_position)",
    "UPDATE delegation_board SET code = 'X'",
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


def refused(sql: str) -> bool:
    """Does the database say no? What it would have done is undone either way."""
    with transaction.atomic(), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(sql)
        except DatabaseError:
            return True
        transaction.set_rollback(True)
    return False


FORGED = (
    "UPDATE decisions_decision SET state = 'signed', outcome = 'within', verdict = '{verdict}', "
    "question = '{{}}', order_id = (SELECT min(id) FROM delegation_delegationorder), "
    "decided_on = '{day}', signed_at = '2020-08-31 10:00:00', signed_by_id = {signer}"
)
WITHIN, OUTSIDE = '{"outcome": "within"}', '{"outcome": "outside"}'


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("the verdict says outside", {"verdict": OUTSIDE}),
        ("the day is another", {"day": "2001-01-01"}),
        ("someone else signs", {"signer": "(SELECT min(drafted_by_id) FROM decisions_decision)"}),
    ],
)
def test_nobody_is_made_signer_past_the_action(region: World, what: str, changes: dict[str, str]) -> None:
    logged_as_signed(region, {"proof": {"digest": "0" * 64}})
    right = {"verdict": WITHIN, "day": "2020-08-31", "signer": str(region.director.pk)}

    assert not refused(FORGED.format(**right))
    assert refused(FORGED.format(**(right | changes)))


@pytest.mark.parametrize("data", [{}, {"proof": {}}, {"proof": {"digest": None}}])
def test_nothing_is_signed_without_a_proof_in_its_event(region: World, data: dict[str, object]) -> None:
    logged_as_signed(region, data)

    assert refused(FORGED.format(verdict=WITHIN, day="2020-08-31", signer=region.director.pk))


def logged_as_signed(region: World, data: dict[str, object]) -> None:
    """Document and event of a signature that has not been made."""
    decision, now = Decision.objects.get(), datetime(2020, 8, 31, 10, tzinfo=UTC)
    Document.objects.create(
        decision=decision, kind="decision", sha256="0" * 64, size=1, pages=1, file_name="x", created_at=now
    )
    with transaction.atomic():
        events.record(
            Verb.SIGNED,
            board=region.board,
            actor=region.director,
            capacity="x",
            at=now,
            decision=decision,
            data=data,
        )


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM decisions_decision_drafters",
        "UPDATE accounts_user SET username = 'annan'",
        "INSERT INTO decisions_document (id, decision_id, kind, sha256, size, pages, file_name, created_at) "
        "SELECT '01a20f4fc85d74598f4d5711a7997600', id, 'beslut2', 'x', 1, 1, 'x', '2020-08-31' "
        "FROM decisions_decision",
    ],
)
def test_who_has_drafted_and_is_named_in_the_log_stays(region: World, sql: str) -> None:
    assert refused(sql)


def test_a_signed_decision_gets_no_further_document(region: World) -> None:
    decision = world.signed(region)

    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.create(
            decision=decision,
            kind="letter_of_intent",
            sha256="0" * 64,
            size=1,
            pages=1,
            file_name="x",
            created_at=NOW,
        )


def altered() -> list[str]:
    """SQL that leaves a guard of the log with its name and without its force."""
    name = next(name for name in immutability._present(connection) if "decisions_event_upd" in name)
    if connection.vendor == "sqlite":
        return [
            f'DROP TRIGGER "{name}"',
            f'CREATE TRIGGER "{name}" BEFORE UPDATE ON decisions_event WHEN 0 BEGIN SELECT 1; END',
        ]
    empty = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    return [f'CREATE OR REPLACE FUNCTION "{name}"() {empty}']


def test_a_guard_that_keeps_only_its_name_is_found_and_made_again(region: World) -> None:
    with connection.cursor() as cursor:
        for sql in altered():
            cursor.execute(sql)
    assert len(immutability.missing(connection)) == 1

    immutability.install(connection)

    assert immutability.missing(connection) == []
    assert refused("UPDATE decisions_event SET verb = 'x'")


@pytest.mark.postgresql
@pytest.mark.parametrize("how", ["DISABLE TRIGGER", "ENABLE REPLICA TRIGGER"])
def test_a_guard_that_is_switched_off_is_found(region: World, how: str) -> None:
    name = next(name for name in immutability._present(connection) if "decisions_event_upd" in name)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE decisions_event {how} "{name}"')

    assert immutability.missing(connection) == [name]


@pytest.mark.postgresql
def test_a_temporary_table_does_not_blind_a_guard(region: World) -> None:
    world.signed(region, letter=actions.Letter(title="A", recipient_name="B", body="<p>C</p>"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE decisions_decision (id uuid, state text)")

    assert refused("UPDATE public.decisions_letterofintent SET body = 'x'")
