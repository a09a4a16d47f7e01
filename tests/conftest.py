"""What every test shares."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from decisions import codes, documents
from delegation import immutability


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only the other database can show; `make test` runs both.

    A test that opens no database says the same beside either, and is run once, beside SQLite.
    """
    other = {"postgresql": "sqlite", "sqlite": "postgresql"}[connection.vendor]
    elsewhere = [item for item in items if item.get_closest_marker(other)]
    if connection.vendor == "postgresql":
        elsewhere += [item for item in items if item not in elsewhere and not _opens_a_database(item)]
    items[:] = [item for item in items if item not in elsewhere]
    config.hook.pytest_deselected(items=elsewhere)


def _opens_a_database(item: pytest.Item) -> bool:
    wants = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(wants or item.get_closest_marker("django_db"))


_rendered = cache(documents.render)


@pytest.fixture(autouse=True)
def rendered_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same values give the same bytes, so a test of what lies around the PDFs renders none anew.

    For the values to be the same, the seeds of the codes are counted from one in each test. A test that opens
    no database is about the PDFs themselves, and one in a browser sees the site as it is.
    """
    if not _opens_a_database(request.node) or request.node.get_closest_marker("browser"):
        return
    monkeypatch.setattr(documents, "render", _rendered)
    seeds = count(1)
    monkeypatch.setattr(
        codes, "secrets", SimpleNamespace(token_hex=lambda size: f"{next(seeds):0{2 * size}x}")
    )


@pytest.fixture(scope="session", autouse=True)
def plain_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Production settings, but for what they ask of the machine around them: TLS, static files, disk, keys.

    Each of these has a test that turns it on again.
    """
    documents = {
        "BACKEND": "decisions.store.DurableStorage",
        "OPTIONS": {"location": tmp_path_factory.mktemp("documents")},
    }
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES=settings.STORAGES | {"documents": documents, "staticfiles": static},
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        DATA_DIR=tmp_path_factory.mktemp("data"),
        KEYS_SECRET="en-hemlighet-bara-för-testerna",
        TSA_URL="",
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        SECURE_SSL_REDIRECT=False,
        SESSION_COOKIE_SECURE=False,
        CSRF_COOKIE_SECURE=False,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With a browser in the session, SQLite is a file.

    The server answers in threads. A database in memory would have them share one connection, and so each
    other's transactions; a file gives each its own, as in the installed site.
    """
    if connection.vendor == "sqlite" and any(
        item.get_closest_marker("browser") for item in request.session.items
    ):
        path: Path = tmp_path_factory.mktemp("database") / "test.db"
        connection.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(autouse=True)
def guards_step_aside_for_the_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real transactions ends by emptying the tables, which the guards rightly refuse.

    They are removed only after the test; the flush itself brings them back through post_migrate.
    """
    marker = request.node.get_closest_marker("django_db")
    real = marker is not None and marker.kwargs.get("transaction")
    if not (real or {"transactional_db", "live_server"} & set(request.fixturenames)):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    immutability.remove(connection)
