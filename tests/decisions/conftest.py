"""What every test of the decisions app shares."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests import world
from tests.world import World


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Settings) -> None:
    """Documents of a test go to its own folder."""
    documents = {"BACKEND": "decisions.store.DurableStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"documents": documents}


@pytest.fixture
def region(db: None) -> World:
    return world.build()
