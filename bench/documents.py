"""What a document costs: rendered, signed, sealed and time stamped, beside bare WeasyPrint and others.

Run from the root: .venv/bin/python -m bench.documents [--large]. Exits 1 when a goal is missed. --large adds
the list of 5,000 lines and a thousand decisions by two workers, which take some minutes.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import django
import typst
from playwright.sync_api import sync_playwright
from weasyprint import HTML

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import override_settings  # noqa: E402

from bench.timing import interleaved  # noqa: E402
from decisions import documents, office, signatures  # noqa: E402
from decisions.documents import rendering  # noqa: E402
from decisions.richtext import to_text  # noqa: E402
from tests.signatures import authority  # noqa: E402

ROUNDS = 20
PARAGRAPH = (
    "Regionen har fått en förfrågan från ett kluster i grannlandet om att delta i ett program som ska öka "
    "kapaciteten för innovation och samverkan. Klustret har fokus på grön industri och cirkulär ekonomi. "
)
DOCUMENT = documents.DecisionDocument(
    organisation="Region Exempel",
    board="Regionala utvecklingsnämnden",
    sender=documents.Sender("Näringsliv", "Handläggaren", "063-12 34 56", "handlaggare@example.org"),
    day=date(2020, 8, 31),
    dnr="RUN/495/2020",
    title="Avsiktsförklaring om samverkan kring industriell symbios",
    background=f"<p>{PARAGRAPH * 3}</p><p>{PARAGRAPH * 4}</p>",
    basis=(documents.BasisRow("Förslag till avsiktsförklaring", date(2020, 8, 25)),),
    order_title="Delegationsbestämmelser för regionala utvecklingsnämnden",
    order_version="2020:1",
    order_adopted_in="RUN § 123/2019",
    point="1.2",
    point_title="Avsiktsförklaringar utan ekonomiskt åtagande",
    decision="<p>Avsiktsförklaringen skickas enligt upprättat förslag.</p>",
    decided_as="ordinarie regional utvecklingsdirektör",
    signature=documents.Signature("Direktören", "Regional utvecklingsdirektör"),
    reporting="to_board",
    appeal=documents.Appeal("legality_review", "Förvaltningsrätten i Exempelstad", "Box 2, Exempelstad"),
)
SEAL = signatures.Signatory(DOCUMENT.organisation)
DECIDER = replace(SEAL, name="Direktören", title="Regional utvecklingsdirektör")

_goals_missed: list[str] = []


def of_round(number: int) -> documents.DecisionDocument:
    """A document of its own each round: nothing may win by remembering the last one."""
    background = f"<p>Omgång {number}.</p>{DOCUMENT.background}"
    return replace(DOCUMENT, dnr=f"RUN/{number}/2020", background=background)


def rendered(number: int) -> bytes:
    return documents.render(of_round(number)).content


def signed(pdf: bytes) -> bytes:
    pdf = signatures.ready(pdf, for_person=True)
    return signatures.signed(pdf, signatory=DECIDER, seal=SEAL, at=datetime.now(UTC), message="Beslut")


def sealed(pdf: bytes) -> bytes:
    pdf = signatures.ready(pdf, for_person=False)
    return signatures.signed(pdf, signatory=None, seal=SEAL, at=datetime.now(UTC), message="Beslut")


def both(number: int) -> int:
    return len(signed(rendered(number)))


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def told(name: str, figure: float, goal: float, *, at_least: bool = False) -> str:
    """A ratio with its goal, and whether it is met."""
    is_met = figure >= goal if at_least else figure <= goal
    if not is_met:
        _goals_missed.append(name)
    word = "at least" if at_least else "at most"
    return f"{name:<44}{figure:8.2f} ×  ({'within' if is_met else 'MISSED'}: {word} {goal} ×)"


# --- rendering and signing -----------------------------------------------------------------------------


def bare() -> Callable[[int], object]:
    """WeasyPrint alone on the same HTML, with its style sheets and fonts as ready as the application's."""
    styles, fonts = rendering._style()
    pages = {number: documents.html(of_round(number)) for number in range(ROUNDS + 1)}

    def render(number: int) -> bytes:
        source = HTML(string=pages[number], base_url="static:", url_fetcher=documents.StaticOnly())
        return bytes(
            source.write_pdf(stylesheets=styles, font_config=fonts, pdf_variant=documents.PDF_VARIANT)
        )

    return render


def of_one(rounds: int) -> None:
    """One document: rendered, signed by the decider, and signed and sealed, beside bare WeasyPrint."""
    ready = {number: rendered(number) for number in range(rounds + 1)}
    contenders = {
        "weasyprint": bare(),
        "delegat": rendered,
        "seal": lambda number: sealed(ready[number]),
        "sign and seal": lambda number: signed(ready[number]),
    }
    times = interleaved(contenders, rounds, clock=perf_counter)
    for name, seconds in times.items():
        tell(f"{name:<44}{seconds * 1000:8.1f} ms")
    render = times["weasyprint"]
    tell(told("delegat / weasyprint, the same HTML", times["delegat"] / render, 1.2))
    tell(told("one signature (the seal) / weasyprint", times["seal"] / render, 0.3))
    tell(told("sign and seal / weasyprint", times["sign and seal"] / render, 1.5))


def stamped(rounds: int) -> None:
    """The same with time stamps and evidence (B-LT), from a service of its own on this machine."""
    with (
        tempfile.TemporaryDirectory() as name,
        authority.running(Path(name), datetime.now(UTC)) as relay,
        override_settings(TSA_URL=relay.tsa()),
    ):
        trusted = settings.DATA_DIR / "trusted" / "timestamps"
        trusted.mkdir(parents=True, exist_ok=True)
        (trusted / "root.pem").write_bytes(relay.root)
        ready = {number: rendered(number) for number in range(rounds + 1)}
        contenders = {"weasyprint": bare(), "both": lambda number: signed(ready[number])}
        times = interleaved(contenders, rounds, clock=perf_counter)
    tell(told("sign and seal with time stamps / weasyprint", times["both"] / times["weasyprint"], 1.5))


# --- many ----------------------------------------------------------------------------------------------


def _warm() -> None:
    both(0)


def per_second(workers: int, count: int) -> float:
    """Documents rendered, signed and sealed in a second by so many processes, which are warm."""
    with ProcessPoolExecutor(workers, initializer=_warm) as pool:
        list(pool.map(both, range(workers * 2)))
        began = perf_counter()
        list(pool.map(both, range(count), chunksize=4))
        return count / (perf_counter() - began)


def of_many(count: int) -> None:
    one, two = per_second(1, count), per_second(2, count)
    tell(f"{'rendered and signed a second, one worker':<44}{one:8.1f}")
    tell(f"{'rendered and signed a second, two workers':<44}{two:8.1f}")
    tell(told("two workers / one", two / one, 1.8, at_least=True))


def report(lines: int) -> tuple[float, float, int]:
    """Processor seconds, peak MB and pages of a list with so many lines, in a process of its own."""
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(_report, lines).result()


def _report(lines: int) -> tuple[float, float, int]:
    rows = tuple(
        documents.ReportRow(
            line=number,
            decided_on=date(2020, 8, 31),
            dnr=f"RUN/{number}/2020",
            title=f"Avsiktsförklaring om samverkan, ärende {number}",
            decision="Avsiktsförklaringen skickas till motparten enligt upprättat förslag.",
            decider="Direktören",
            decided_as="ordinarie regional utvecklingsdirektör",
            point="1.2",
            order_version="2020:1",
            unit="Näringsliv",
        )
        for number in range(1, lines + 1)
    )
    began = process_time()
    made = documents.render(
        documents.ReportDocument(
            organisation=DOCUMENT.organisation,
            board=DOCUMENT.board,
            meeting_on=date(2020, 9, 23),
            number="2020:1",
            groups=(("1.2 Avsiktsförklaringar", rows),),
        )
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return process_time() - began, peak, made.pages


def of_lists() -> None:
    small, large = report(500), report(5_000)
    for lines, (seconds, peak, pages) in ((500, small), (5_000, large)):
        tell(f"{f'a list of {lines} lines, {pages} pages':<44}{seconds:8.1f} s, {peak:.0f} MB")
    tell(told("5,000 lines / 500 lines, time", large[0] / small[0], 12))
    tell(told("peak memory of 5,000 lines / 1 GB", large[1] / 1024, 1))


# --- others, where they are installed -------------------------------------------------------------------


def others(rounds: int) -> None:
    """The same words by Typst, Chromium and LibreOffice: so that a reader sees where we stand."""
    pages = {number: documents.html(of_round(number)) for number in range(rounds + 1)}
    contenders: dict[str, Callable[[int], object]] = {"delegat": rendered}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        contenders["typst, PDF/A-2a"] = lambda number: _typst(folder, number)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        contenders["chromium, print"] = lambda number: _chromium(page, pages[number])
        if office.program():
            contenders["libreoffice, a process each"] = lambda number: _libreoffice(folder, pages[number])
        times = interleaved(contenders, rounds, clock=perf_counter)
        browser.close()
    for contender, seconds in times.items():
        tell(f"{contender:<44}{seconds * 1000:8.1f} ms{seconds / times['delegat']:8.2f} ×")


def _typst(folder: Path, number: int) -> bytes:
    document = of_round(number)
    words = [document.title, *to_text(document.background).splitlines(), to_text(document.decision)]
    source = folder / "beslut.typ"
    body = "\n\n".join(words).replace("#", "\\#").replace("@", "\\@")
    source.write_text(f'#set document(title: "Beslut")\n#set text(lang: "sv")\n= {body}\n', "utf-8")
    return bytes(typst.compile(str(source), format="pdf", pdf_standards=["a-2a"]))


def _chromium(page: Any, text: str) -> bytes:
    page.set_content(text)
    return bytes(page.pdf(tagged=True, outline=True, prefer_css_page_size=True))


def _libreoffice(folder: Path, text: str) -> bytes:
    (folder / "beslut.html").write_text(text, "utf-8")
    program = office.program() or ""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf:writer_web_pdf_Export", "beslut.html"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return (folder / "beslut.pdf").read_bytes()


def main(arguments: list[str]) -> int:
    folder = tempfile.TemporaryDirectory()
    # Keys of the bench's own. Its processes inherit the setting, so it is there before they are forked.
    own = override_settings(DATA_DIR=Path(folder.name), KEYS_SECRET="only-for-the-bench", TSA_URL="")
    with folder, own:
        of_one(ROUNDS)
        stamped(ROUNDS)
        of_many(1_000 if "--large" in arguments else 60)
        others(5)
        if "--large" in arguments:
            of_lists()
    return int(bool(_goals_missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
