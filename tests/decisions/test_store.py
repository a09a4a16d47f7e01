"""The content-addressed store, also when the disk is full or the process dies in the middle of a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from decisions import store
from decisions.models import Decision, Document, Event
from tests import world
from tests.world import NOW, World


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_the_same_bytes_lie_once_under_their_own_digest(tmp_path: Path) -> None:
    first, second = store.put(b"beslut"), store.put(b"beslut")

    assert first == second
    assert files(tmp_path) == [first]
    assert store.get(first) == b"beslut"


def test_a_full_disk_leaves_no_part_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(store.NotStored, match=r"No space left on device\). Inget har ändrats"):
        store.put(b"beslut")

    assert files(tmp_path) == []


def test_a_full_disk_leaves_the_decision_unsigned(region: World, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = world.submitted(region)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(store.NotStored):
        world.sign(region, decision)

    assert Decision.objects.get().state == "submitted"
    assert not Document.objects.exists()
    assert not Event.objects.filter(verb="decision.signed").exists()
    monkeypatch.undo()
    assert world.sign(region, decision).decided_on == NOW.date()


def test_a_process_that_dies_while_it_writes_leaves_no_file_under_the_digest(tmp_path: Path) -> None:
    dying = textwrap.dedent(
        f"""
        import django, os, signal
        django.setup()
        from decisions import store
        from django.core.files.base import ContentFile

        class Half(ContentFile):
            def chunks(self, chunk_size=None):
                yield b"half of it"
                os.kill(os.getpid(), signal.SIGKILL)

        store.DurableStorage(location={str(tmp_path)!r}).save("ab/cd/abcd", Half(b"all of it"))
        """
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "x" * 50}

    ended = subprocess.run([sys.executable, "-c", dying], env=environment, check=False)

    assert ended.returncode == -signal.SIGKILL
    assert not (tmp_path / "ab/cd/abcd").exists()
    assert all(name.startswith(store.UNFINISHED) for name in files(tmp_path))
