"""Files that a decision rests on: taken by their content, kept with the decision, refused in plain words."""

from __future__ import annotations

import io
import zipfile
from functools import partial
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from decisions import actions, store
from decisions.models import BasisItem
from tests import world
from tests.decisions.pages import logged_in
from tests.world import NOW, World

PDF = b"%PDF-1.7\n"


def package(part: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(part, "x")
    return content.getvalue()


def broken(old: bytes, new: bytes, *, flags: int = 0, version: int = 20) -> bytes:
    """A package whose directory names a part in bytes that are no text, or asks for a later reader."""
    content = bytearray(package("word/document.xml"))
    start = content.index(b"PK\x01\x02")
    content[start + 6 : start + 10] = version.to_bytes(2, "little") + flags.to_bytes(2, "little")
    return bytes(content[:start] + content[start:].replace(old, new, 1))


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
        ("namn.docx", broken(b"word", b"w\xff\xfed", flags=0x800), "Filtypen går inte att ta emot"),
        ("framtid.docx", broken(b"", b"", version=99), "Filtypen går inte att ta emot"),
        ("avhuggen.docx", package("word/document.xml")[:-30], "Filtypen går inte att ta emot"),
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


def test_bytes_that_are_damaged_in_the_store_are_neither_built_on_nor_shown(
    region: World, tmp_path: Path
) -> None:
    decision = world.drafted(region)
    add = partial(actions.add_basis, by=region.officer, decision=decision, title="Förslag", now=NOW)
    item = add(file_name="a.pdf", content=PDF)
    path = tmp_path / item.sha256[:2] / item.sha256[2:4] / item.sha256
    path.write_bytes(b"annat")

    with pytest.raises(actions.Refused, match=r"har ändrats i arkivet\. Filen är inte sparad"):
        add(file_name="b.pdf", content=PDF)

    answer = logged_in(region.officer).get(reverse("basis_file", args=[item.pk]))
    assert answer.status_code == 500
    assert "har ändrats i arkivet. Den visas därför inte." in answer.content.decode()


def test_a_line_without_a_title_that_shows_is_refused(region: World) -> None:
    decision = world.drafted(region)

    with pytest.raises(actions.Refused, match="Ange handlingens titel"):
        actions.add_basis(by=region.officer, decision=decision, title="\u200b", now=NOW)
