"""The archive gone through as an administrator does it, also when files were lost, altered or left behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from decisions import actions, archive, store
from decisions.models import BasisItem, Document
from delegation import immutability
from tests import world
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_notes(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def archived(region: World) -> Document:
    """A signed decision with a basis file."""
    decision = world.drafted(region)
    pdf = b"%PDF-1.7 underlag"
    actions.add_basis(
        by=region.officer, decision=decision, title="Ansökan", file_name="a.pdf", content=pdf, now=NOW
    )
    decision.refresh_from_db()
    world.sign(region, actions.submit(by=region.officer, decision=decision, now=NOW))
    return Document.objects.get(kind="decision")


def verified(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("verify_archive", *options)
    return int(str(ended.value.code)), capsys.readouterr().out


def path_of(sha256: str) -> Path:
    return Path(storages["documents"].path(store.name_of(sha256)))


def alter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def sql(statement: str) -> None:
    """What someone who got past the guards would do."""
    immutability.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    immutability.install(connection)


def test_a_whole_archive_is_sound(archived: Document, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = verified(capsys)

    assert code == 0
    assert said.startswith("2 filer (")
    assert said.endswith("lästa: 0 fel, 0 utan rad\n")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda row: path_of(row.sha256).unlink(), "saknas: {sha256} {file_name}"),
        (lambda row: alter(path_of(row.sha256)), "ändrad: {sha256} {file_name}"),
        (
            lambda row: sql("UPDATE decisions_document SET size = size + 1"),
            "annan storlek än radens: {sha256}",
        ),
        (
            lambda row: sql("UPDATE decisions_event SET data = '{}' WHERE verb = 'decision.signed'"),
            "inte den som loggen nämner: {sha256}",
        ),
        (lambda row: path_of(BasisItem.objects.get().sha256).unlink(), "saknas: "),
    ],
)
def test_what_is_lost_or_altered_is_told(
    archived: Document, capsys: pytest.CaptureFixture[str], harm: Callable[[Document], None], words: str
) -> None:
    harm(archived)

    code, said = verified(capsys)

    assert code == 1
    assert words.format(sha256=archived.sha256, file_name=archived.file_name) in said
    assert "1 fel, 0 utan rad" in said


def test_a_file_without_a_row_is_told_apart_from_a_loss(
    archived: Document, capsys: pytest.CaptureFixture[str]
) -> None:
    left = store.put(b"en handling som aldrig undertecknades")
    storages["documents"].save(f"ab/cd/{store.UNFINISHED}x", ContentFile(b"half"))

    code, said = verified(capsys)

    assert code == 4
    assert f"utan rad: {store.name_of(left)}" in said
    assert f"utan rad: ab/cd/{store.UNFINISHED}x" in said


def test_a_basis_file_that_was_taken_out_again_is_no_orphan(
    region: World, capsys: pytest.CaptureFixture[str]
) -> None:
    decision = world.drafted(region)
    item = actions.add_basis(
        by=region.officer, decision=decision, title="A", file_name="a.pdf", content=b"%PDF-1.7", now=NOW
    )
    actions.remove_basis(by=region.officer, item=item, now=NOW)

    assert verified(capsys)[0] == 0


def test_what_was_interrupted_goes_on_where_it_was_and_forgets_no_fault(
    archived: Document, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    alter(path_of(archived.sha256))
    documents, basis = archive.SOURCES[0], archive.SOURCES[3]

    def interrupted(row: object) -> archive.Entry:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(archive, "SOURCES", (documents, replace(basis, entry=interrupted)))
        assert verified(capsys)[0] == 130
    assert json.loads((tmp_path / "verify-archive.json").read_text())["progress"]["files"] == 1

    code, said = verified(capsys, "--resume")

    assert code == 1
    assert "2 filer (" in said
    assert said.endswith("lästa: 1 fel, 0 utan rad\n")
    assert not (tmp_path / "verify-archive.json").exists()


def test_there_is_nothing_to_resume_before_a_run_was_interrupted(archived: Document) -> None:
    with pytest.raises(CommandError, match="Kör utan --resume"):
        call_command("verify_archive", "--resume")
