"""The basis files as one volume: in order, harmless, and with what LibreOffice makes of office files."""

from __future__ import annotations

import io
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.http import HttpResponse
from django.urls import reverse
from openpyxl import Workbook
from pikepdf import Array, Dictionary, Name, Page, Pdf
from PIL import Image

from decisions import actions, office
from decisions.models import Decision, Rendition
from tests import world
from tests.decisions.pages import logged_in
from tests.factories import UserFactory
from tests.world import NOW, World

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PARTS = "http://schemas.openxmlformats.org/package/2006"
RELS = "application/vnd.openxmlformats-package.relationships+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf_of(pages: int = 1, **root: Any) -> bytes:
    content = io.BytesIO()
    with Pdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        for name, value in root.items():
            pdf.Root[f"/{name}"] = value
        pdf.save(content)
    return content.getvalue()


def word_of(text: str, template: str = "") -> bytes:
    """A Word file with one paragraph; `template` is an address that it says it is based on."""
    content = io.BytesIO()
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with zipfile.ZipFile(content, "w") as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PARTS}/content-types">'
            f'<Default Extension="rels" ContentType="{RELS}"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PARTS}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
        )
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>'
            "</w:document>",
        )
        if template:
            package.writestr(
                "word/_rels/document.xml.rels",
                f'<Relationships xmlns="{PARTS}/relationships"><Relationship Id="r2" TargetMode="External" '
                f'Type="{OFFICE}/attachedTemplate" Target="{template}"/></Relationships>',
            )
    return content.getvalue()


def sheet_of(cell: str) -> bytes:
    book, content = Workbook(), io.BytesIO()
    book.worksheets[0]["A1"] = cell
    book.save(content)
    return content.getvalue()


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(content, "PNG")
    return content.getvalue()


def with_basis(region: World, *files: tuple[str, bytes]) -> Decision:
    decision = world.drafted(region)
    for name, content in files:
        actions.add_basis(
            by=region.officer, decision=decision, title=name, file_name=name, content=content, now=NOW
        )
    return Decision.objects.get(pk=decision.pk)


def asked(region: World, decision: Decision) -> HttpResponse:
    return logged_in(region.officer).post(reverse("appendices", args=[decision.pk]))  # type: ignore[return-value]


def opened(region: World, decision: Decision) -> Pdf:
    answer = asked(region, decision)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return Pdf.open(io.BytesIO(answer.content))


def text_of(content: bytes) -> str:
    command = ["pdftotext", "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def test_the_volume_begins_with_a_list_and_has_each_file_in_order(region: World) -> None:
    decision = with_basis(region, ("ansökan.pdf", pdf_of(2)), ("projektplan.pdf", pdf_of(3)))
    actions.add_basis(by=region.officer, decision=decision, title="Muntligt besked", now=NOW)

    with opened(region, decision) as pdf, pdf.open_outline() as outline:
        begins = [
            (item.title, pdf.pages.index(Page(item.destination[0])))
            for item in outline.root
            if isinstance(item.destination, Array)
        ]
        assert len(pdf.pages) == 6
        assert [row for row in begins if row[0].startswith("Bilaga")] == [
            ("Bilaga 1: ansökan.pdf", 1),
            ("Bilaga 2: projektplan.pdf", 3),
        ]

    said = text_of(asked(region, decision).content)
    for row in decision.basis.exclude(sha256=""):
        assert row.sha256 in "".join(said.split())
    assert "ingen fil" in said


def test_office_files_and_pictures_come_as_libreoffice_makes_them(region: World) -> None:
    decision = with_basis(
        region,
        ("yttrande.docx", word_of("Yttrande över åtgärden")),
        ("kalkyl.xlsx", sheet_of("Summa för året")),
        ("karta.png", picture()),
    )

    said = text_of(asked(region, decision).content)

    assert "Yttrande över åtgärden" in said
    assert "Summa för året" in said
    assert Rendition.objects.count() == 3
    first = decision.basis.earliest("pk")
    page = logged_in(region.officer).get(reverse("decision", args=[decision.pk])).content.decode()
    assert reverse("rendition", args=[first.pk]) in page
    made = logged_in(region.officer).get(reverse("rendition", args=[first.pk]))
    assert (made.status_code, made.content[:5]) == (200, b"%PDF-")


def test_without_libreoffice_the_page_and_the_list_say_what_is_not_in_it(
    region: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    decision = with_basis(region, ("yttrande.docx", word_of("Yttrande")), ("ansökan.pdf", pdf_of()))

    page = logged_in(region.officer).get(reverse("decision", args=[decision.pk])).content.decode()
    said = text_of(asked(region, decision).content)

    assert "LibreOffice finns inte på servern" in page
    assert "ingen PDF-version" in " ".join(said.split())
    assert not Rendition.objects.exists()


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_there(region: World) -> None:
    locked = io.BytesIO()
    with Pdf.open(io.BytesIO(pdf_of())) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    decision = with_basis(
        region, ("trasig.pdf", b"%PDF-1.7 inget mer"), ("låst.pdf", locked.getvalue()), ("hel.pdf", pdf_of(2))
    )

    answer = asked(region, decision)

    said = " ".join(text_of(answer.content).split())
    assert "går inte att läsa" in said
    assert "skyddad med lösenord" in said
    with Pdf.open(io.BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == 3


def script(code: str) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=code)


def evil_pdf() -> bytes:
    """Scripts and actions wherever a PDF may have them, an embedded program, and one honest link."""
    content = io.BytesIO()
    with Pdf.new() as pdf:
        page = pdf.add_blank_page().obj
        pdf.Root.OpenAction = script("app.alert(1)")
        pdf.Root.AA = Dictionary(WC=script("app.alert(2)"))
        pdf.attachments["program.exe"] = b"MZ"
        page.AA = Dictionary(O=script("app.alert(3)"))
        place = Array([10, 10, 90, 30])
        actions_of_links = (
            script("app.alert(4)"),
            Dictionary(S=Name.Launch, F="program.exe"),
            Dictionary(S=Name.SubmitForm, F="http://example.org/"),
            Dictionary(S=Name.URI, URI="file:///etc/passwd"),
            Dictionary(S=Name.URI, URI="javascript:alert(5)"),
            Dictionary(S=Name.URI, URI="https://example.org/", Next=script("app.alert(6)")),
        )
        page.Annots = Array(
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=place, A=action)
            for action in actions_of_links
        )
        pdf.save(content)
    return content.getvalue()


def test_nothing_that_acts_comes_along_into_the_volume(region: World) -> None:
    with opened(region, with_basis(region, ("elak.pdf", evil_pdf()))) as pdf:
        content = io.BytesIO()
        pdf.save(content, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
        links = [row.A for page in pdf.pages for row in page.obj.get("/Annots", [])]

    for word in (b"JavaScript", b"app.alert", b"Launch", b"SubmitForm", b"program.exe", b"file://", b"/AA"):
        assert word not in content.getvalue()
    assert [(str(action.S), str(action.URI)) for action in links] == [("/URI", "https://example.org/")]


@contextmanager
def someone_outside() -> Iterator[tuple[str, list[str]]]:
    """A web server, and what it has been asked for."""
    asked_for: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked_for.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked_for
    finally:
        server.shutdown()


def test_libreoffice_fetches_nothing_that_a_file_points_at() -> None:
    with someone_outside() as (address, asked_for):
        files = [
            office.Given(".docx", word_of("Mall utifrån", f"{address}/mall.dotm")),
            office.Given(".xlsx", sheet_of(f'=WEBSERVICE("{address}/ws")')),
        ]

        made = office.to_pdf(files)

    assert all(made)
    assert asked_for == []


def test_a_file_that_takes_too_long_is_given_up_and_nothing_is_left_running(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "soffice"
    slow.write_text(f"#!/bin/sh\nsleep 100 & echo $! > {tmp_path}/child; wait\n")
    slow.chmod(0o700)
    monkeypatch.setattr(office, "program", lambda: str(slow))
    monkeypatch.setattr(office, "SECONDS", 0.5)

    made = office.to_pdf([office.Given(".docx", word_of("x"))])

    assert made == [None]
    state = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    assert not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def test_who_does_not_see_the_case_gets_no_volume(region: World) -> None:
    decision = with_basis(region, ("ansökan.pdf", pdf_of()))
    stranger = UserFactory.create(username="stranger")

    answer = logged_in(stranger).post(reverse("appendices", args=[decision.pk]))

    assert answer.status_code == 404
