"""How much the application adds to WeasyPrint: a warm beslut beside bare WeasyPrint on the same HTML.

Run from the root: .venv/bin/python -m bench.render. Exits 1 when the goal is missed.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date

import django
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402

from bench.timing import interleaved  # noqa: E402
from decisions import documents  # noqa: E402

ROUNDS = 20
GOAL = 1.2
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


def of_round(number: int) -> documents.DecisionDocument:
    """A document of its own each round: nothing may win by remembering the last one."""
    background = f"<p>Omgång {number}.</p>{DOCUMENT.background}"
    return replace(DOCUMENT, dnr=f"RUN/{number}/2020", background=background)


def app(number: int) -> documents.Pdf:
    return documents.render(of_round(number))


def bare(style: CSS, fonts: FontConfiguration, html: str) -> bytes:
    """WeasyPrint alone, with its style sheet and fonts as ready as the application's."""
    source = HTML(string=html, base_url="static:", url_fetcher=documents.StaticOnly())
    return bytes(source.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant=documents.PDF_VARIANT))


def main() -> int:
    fonts = FontConfiguration()
    sheet = (settings.BASE_DIR / "static" / "documents" / "document.css").read_text("utf-8")
    style = CSS(string=sheet, base_url="static:", url_fetcher=documents.StaticOnly(), font_config=fonts)
    pages = {number: documents.html(of_round(number)) for number in range(ROUNDS + 1)}
    times = interleaved(
        {"delegat": app, "weasyprint": lambda number: bare(style, fonts, pages[number])}, ROUNDS
    )
    ratio = times["delegat"] / times["weasyprint"]
    lines = [f"{name:<24}{seconds * 1000:8.1f} ms" for name, seconds in times.items()]
    verdict = "within" if ratio <= GOAL else "OVER"
    lines.append(
        f"{'delegat / weasyprint':<24}{ratio:8.2f} ×  ({verdict} the goal of {GOAL} ×, {ROUNDS} rounds)"
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
