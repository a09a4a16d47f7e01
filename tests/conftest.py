"""What every test shares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from delegation import immutability


@pytest.fixture(autouse=True)
def guards_step_aside_for_the_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real transactions ends by emptying the tables, which the guards rightly refuse.

    They are removed only after the test; the flush itself brings them back through post_migrate.
    """
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    immutability.remove(connection)
