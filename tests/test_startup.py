"""What must hold before the site answers anyone."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from accounts.checks import check_demo_users
from accounts.models import User
from config import startup
from delegation import immutability

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_login(db: None) -> User:
    return User.objects.create_user("demo", "demo@example.org", None, name="Demo", is_demo=True)


def test_a_guarded_database_of_this_version_may_be_served() -> None:
    User.objects.create_user("real", "real@example.org", None, name="Verklig")

    startup.require_safe()

    assert check_demo_users(None, databases=["default"]) == []


def test_a_database_with_demo_logins_is_refused_and_told_what_to_do(demo_login: User) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"1 demoinloggningar.*Inget har startats.*DATABASE_URL"):
        startup.require_safe()


def test_the_system_check_finds_demo_logins(demo_login: User) -> None:
    errors = check_demo_users(None, databases=["default"])

    assert [error.id for error in errors] == ["delegat.E002"]


def test_a_demo_may_have_demo_logins(demo_login: User, settings: Settings) -> None:
    settings.DEMO = True

    startup.require_safe()

    assert check_demo_users(None, databases=["default"]) == []


def test_a_database_without_one_of_its_guards_is_refused() -> None:
    names = sorted(name for name in immutability._present(connection) if "decisions_decision_del" in name)
    immutability.remove(connection, names)

    with pytest.raises(ImproperlyConfigured, match=r"saknar 1 skydd.*guard_decisions_decision_del"):
        startup.require_safe()


def test_a_database_that_is_behind_is_refused() -> None:
    MigrationRecorder(connection).migration_qs.filter(app="decisions").delete()

    with pytest.raises(ImproperlyConfigured, match=r"inte uppdaterad.*Inget har startats.*migrate"):
        startup.require_safe()
