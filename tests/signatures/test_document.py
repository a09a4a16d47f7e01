"""What signing leaves as it was: the words, the metadata, and what makes the file archival and accessible."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pyhanko.version
import pytest

from decisions.signatures.fields import SEAL, SIGNATURE, with_fields
from decisions.signatures.pades import Update


def findings(folder: Path, *pdfs: bytes) -> list[set[str]]:
    """What outloud finds that is not accessible (PDF/UA-1) in each, by its codes."""
    paths = [folder / f"{number}.pdf" for number in range(len(pdfs))]
    for path, pdf in zip(paths, pdfs, strict=True):
        path.write_bytes(pdf)
    outloud = Path(sys.executable).parent / "outloud"
    command: list[str | Path] = [outloud, "--no-info", "--json", "-", *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [{row["rule"] for row in result["findings"]} for result in json.loads(done.stdout)["results"]]


def test_the_same_fields_in_the_same_document_are_the_same_bytes(letter: bytes) -> None:
    assert with_fields(letter, (SIGNATURE, SEAL)) == with_fields(letter, (SIGNATURE, SEAL))


def test_each_field_says_what_it_is_and_is_tagged(letter: bytes) -> None:
    with pikepdf.open(BytesIO(with_fields(letter, (SIGNATURE, SEAL)))) as document:
        widgets = list(document.Root.AcroForm.Fields)
        tags = dict(zip(*[iter(document.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
        forms = [tags[widget.StructParent] for widget in widgets]

        assert [str(widget.T) for widget in widgets] == ["Underskrift", "Stampel"]
        assert [str(form.Alt) for form in forms] == [str(widget.TU) for widget in widgets]
        assert [form.K.Obj.objgen for form in forms] == [widget.objgen for widget in widgets]
        assert {str(form.S) for form in forms} == {"/Form"}
        assert {str(widget.Rect) for widget in widgets} == {str(pikepdf.Array([0, 0, 0, 0]))}


def test_a_signed_and_prolonged_document_is_no_less_accessible(
    letter: bytes, prolonged: bytes, tmp_path: Path
) -> None:
    before, after = findings(tmp_path, letter, prolonged)

    assert after - before == set()


@pytest.mark.parametrize("level", ["plainly_signed", "stamped", "prolonged"])
def test_metadata_colours_and_pages_are_as_they_were(
    letter: bytes, level: str, request: pytest.FixtureRequest
) -> None:
    signed = request.getfixturevalue(level)

    with pikepdf.open(BytesIO(letter)) as before, pikepdf.open(BytesIO(signed)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.docinfo.get("/Producer") == before.docinfo.get("/Producer")
        assert [page.Contents.read_bytes() for page in after.pages] == [
            page.Contents.read_bytes() for page in before.pages
        ]
        assert len(after.Root.OutputIntents) == len(before.Root.OutputIntents) == 1
        assert after.check_pdf_syntax() == []


def test_the_hook_that_keeps_the_metadata_is_still_there() -> None:
    """Update._update_meta overrides what is private to pyHanko: look again with each new version."""
    assert pyhanko.version.__version__ == "0.38.0"
    assert "_update_meta" in vars(Update)
    assert callable(getattr(Update.__mro__[1], "_update_meta", None))


def test_two_signatures_take_little_more_room_than_they_need(letter: bytes, stamped: bytes) -> None:
    assert len(stamped) - len(letter) < 60_000
