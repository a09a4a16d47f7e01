"""Files that a decision rests on: taken by their content, kept with the decision, refused in plain words."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db import DatabaseError, transaction

from decisions import actions, store
from decisions.models import BasisItem
from tests import world
from tests.world import NOW, World

PDF = b"%PDF-1.7\n"


def package(part: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(part, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("förslag.pdf", PDF), ("bild.PNG", b"\x89PNG\r\n\x1a\n"), ("avtal.docx", package("word/document.xml"))],
)
def test_a_file_of_an_allowed_type_is_kept_as_it_was(region: World, name: str, content: bytes) -> None:
    decision = world.drafted(region)

    item = actions.add_basis(
        by=region.officer, decision=decision, title="Förslag", now=NOW, file_name=name, content=content
    )

    assert store.get(item.sha256) == content
    assert item.file_name == name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("stor.pdf", PDF + b"x" * (25 * 1024 * 1024), "Filen är 25,0 MB; högst 20 MB får plats"),
        ("tom.pdf", b"", "Filen är tom"),
        ("sida.pdf", b"<html><script>", "Filtypen går inte att ta emot"),
        ("program.pdf", b"MZ\x90\x00", "Filtypen går inte att ta emot"),
        ("falsk.png", PDF, "innehållet är .pdf"),
        ("trasig.docx", b"PK\x03\x04trasig", "Filtypen går inte att ta emot"),
        ("arkiv.zip", package("a.txt"), "Filtypen går inte att ta emot"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_and_nothing_is_saved(
    region: World, name: str, content: bytes, words: str
) -> None:
    decision = world.drafted(region)

    with pytest.raises(actions.Refused) as caught:
        actions.add_basis(
            by=region.officer, decision=decision, title="Förslag", now=NOW, file_name=name, content=content
        )

    assert words in str(caught.value)
    assert "utkastet är kvar" in str(caught.value)
    assert not BasisItem.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\temp\\passwd.pdf", "pass\nwd.pdf"])
def test_a_file_name_holds_no_path_and_no_control_characters(region: World, name: str) -> None:
    item = actions.add_basis(
        by=region.officer,
        decision=world.drafted(region),
        title="Förslag",
        now=NOW,
        file_name=name,
        content=PDF,
    )

    assert item.file_name == "passwd.pdf"


def test_a_line_is_removed_from_a_draft_but_not_from_a_decision(region: World) -> None:
    decision = world.drafted(region)
    item = actions.add_basis(by=region.officer, decision=decision, title="Förslag", now=NOW)
    actions.remove_basis(by=region.officer, item=item, now=NOW)
    assert not BasisItem.objects.exists()

    signed = world.signed(region)

    with pytest.raises(DatabaseError), transaction.atomic():
        BasisItem.objects.create(decision=signed, title="Efterhandsunderlag")
