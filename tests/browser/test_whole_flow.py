"""The main job as its three users do it: officer, director, secretary, each in a browser of their own."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from decisions import events, store
from decisions.models import Decision, Document
from tests import world
from tests.browser.conftest import OpenPage
from tests.browser.users import PASSWORD, answer, log_in, write
from tests.world import World

pytestmark = pytest.mark.browser


LAW = (
    "Avser ärendet verksamhetens mål",
    "Är det en framställning eller ett yttrande till fullmäktige",
    "Innebär ärendet myndighetsutövning mot enskild",
    "Har ärendet väckts genom ett medborgarförslag",
    "Är det enligt någon annan lag",
    "Fattas beslutet enligt 6 kap. 39 §",
    "Har nämnden förbehållit sig",
)


def draft_and_send(page: Page) -> None:
    """The officer: a case, a draft that is first hindered and then within, sent for decision."""
    page.get_by_role("link", name="Registrera ärende").click()
    page.get_by_role("textbox", name="Ärendemening").fill("Letter of Intent – Thamsklyngen")
    page.get_by_label("Enhet").fill("Näringsliv")
    page.get_by_role("button", name="Registrera", exact=True).click()
    page.get_by_role("button", name="Påbörja beslut").click()
    page.get_by_label("Punkt i delegationsordningen").select_option("1.2")
    page.get_by_label("Beslutstyp").select_option("letter_of_intent")
    page.get_by_label("Beslutsfattare").select_option("director")
    answer(page, "Innebär beslutet ett ekonomiskt åtagande?", "Ja")
    verdict = page.locator("#verdict")
    expect(verdict).to_contain_text("Ryms inte i delegationen")
    expect(verdict).to_contain_text("Punkten gäller bara utan ekonomiskt åtagande")
    answer(page, "Innebär beslutet ett ekonomiskt åtagande?", "Nej")
    page.get_by_label("Sammanlagt värde").fill("0")
    write(page, "background", "Klustret i Orkanger har bett om stöd.")
    write(page, "decision_text", "Avsiktsförklaringen skickas till Thamsklyngen.")
    for question in LAW:
        answer(page, question, "Nej")
    expect(verdict).to_contain_text("Ryms i delegationen")
    page.get_by_label("Beslutet skickar en avsiktsförklaring").check()
    page.get_by_label("Språk", exact=True).select_option("en")
    page.get_by_label("Brevets rubrik").fill("Letter of Intent")
    page.get_by_label("Mottagare").fill("John Kåre Solem")
    write(page, "letter_body", "We intend to support the cluster.")
    expect(page.locator("#saved-status")).to_contain_text("Sparat")
    page.get_by_role("button", name="Spara och skicka för beslut").click()
    expect(page.get_by_text("Beslutet väntar nu på Director")).to_be_visible()


def read_and_sign(page: Page) -> None:
    """The director: reads the PDF on the page, answers for conflict of interest, signs."""
    page.get_by_role("link", name="Letter of Intent – Thamsklyngen").click()
    for title in ("Beslut, PDF", "Avsiktsförklaring, PDF"):
        address = page.get_by_title(title).get_attribute("src")
        assert address is not None
        assert page.request.get(address.split("#")[0]).body().startswith(b"%PDF-")
    answer(page, "Är du jävig?", "Nej")
    page.get_by_label("Ditt lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Besluta och underteckna").click()
    expect(page.get_by_text("Beslutet är fattat och undertecknat")).to_be_visible()


def report(page: Page) -> list[list[str]]:
    """The secretary: a meeting today, the list frozen, the section written back; the rows of the CSV."""
    page.get_by_role("link", name="Lägg upp nästa sammanträde").click()
    page.get_by_label("Sammanträdesdag").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Lägg upp").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig")), delimiter=";")
    page.get_by_role("button", name="Frys listan med 1 beslut").click()
    expect(page.get_by_text("Listan är fryst som nummer")).to_be_visible()
    page.get_by_label("Protokollets paragraf").fill("§ 87")
    page.get_by_role("button", name="Skriv in och markera som anmälda").click()
    expect(page.get_by_text("Besluten på listan är anmälda under § 87")).to_be_visible()
    return list(rows)


def text_of(kind: str, folder: Path) -> str:
    """The words of a stored document, as another program reads them out of its bytes."""
    content = store.get(Document.objects.get(kind=kind).sha256)
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2A"
    path = folder / f"{kind}.pdf"
    path.write_bytes(content)
    command = ["pdftotext", "-layout", str(path), "-"]
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return " ".join(words.split())


def test_a_decision_goes_from_draft_to_the_boards_minutes(
    region: World, open_page: OpenPage, tmp_path: Path
) -> None:
    draft_and_send(log_in(open_page(), "officer"))
    read_and_sign(log_in(open_page(), "director"))
    rows = report(log_in(open_page(), "secretary"))

    decision = Decision.objects.get()
    today, dnr = timezone.localdate().isoformat(), f"RUN/1/{timezone.localdate().year}"
    assert (decision.state, decision.case.dnr, decision.outcome) == ("reported", dnr, "within")
    assert rows[1][1:4] == [today, dnr, "Letter of Intent – Thamsklyngen"]
    beslut = text_of("decision", tmp_path)
    for words in (
        "Klustret i Orkanger har bett om stöd.",
        "Avsiktsförklaringen skickas till Thamsklyngen.",
        "punkt 1.2",
        "version 2021:1",
        "Director",
        today,
        dnr,
        "Sida 1 av",
    ):
        assert words in beslut
    letter = text_of("letter_of_intent", tmp_path)
    assert "John Kåre Solem" in letter
    assert "We intend to support the cluster." in letter
    assert dnr in text_of("board_report", tmp_path)
    assert list(events.verify(region.board)) == []


def test_two_who_write_at_once_both_keep_their_text(region: World, open_page: OpenPage) -> None:
    decision = world.drafted(region)
    address = f"/beslut/{decision.pk}/utkast/"
    first, second = log_in(open_page(), "officer"), log_in(open_page(), "officer")
    first.goto(address)
    second.goto(address)
    write(first, "background", "Den förstas rad. ")
    expect(first.locator("#saved-status")).to_contain_text("Sparat")

    write(second, "background", "Den andras rad. ")
    expect(second.locator("#saved-status")).to_contain_text("Inte sparat")
    second.locator(".save-bar").get_by_role("button", name="Spara", exact=True).click()

    expect(second.get_by_role("heading", name="Det här är sparat sedan du öppnade utkastet")).to_be_visible()
    expect(second.locator(".other-text")).to_contain_text("Den förstas rad.")
    expect(second.get_by_role("textbox", name="Ärendebeskrivning")).to_contain_text("Den andras rad.")


def test_a_draft_is_written_saved_and_sent_without_javascript(region: World, open_page: OpenPage) -> None:
    decision = world.drafted(region, title="Utan skript")
    page = log_in(open_page(javascript=False), "officer")

    page.goto(f"/beslut/{decision.pk}/utkast/")
    page.locator("#id_background").fill("<p>Skrivet i ett vanligt fält.</p>")
    page.locator(".save-bar").get_by_role("button", name="Spara", exact=True).click()

    expect(page.get_by_text("Utkastet är sparat.", exact=True)).to_be_visible()
    decision.refresh_from_db()
    assert decision.background == "<p>Skrivet i ett vanligt fält.</p>"
