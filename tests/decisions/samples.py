"""Documents to look at closely: every template in every language, and contents that try tags and fonts.

Each is rendered once in a session.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from decisions import documents
from decisions.documents import BasisRow, Document, rendering
from tests.decisions.test_documents import DECISION, LETTER, ORDER, REPORT, ROWS
from tests.pdf_file import File

HEBREW, ARABIC = "שלום עולם", "محمد علي"
NAMES = (
    f"Áillohaš Ŧuoŋŋá, Søren Ærøskøbing, Þóra, Καλημέρα, Привет, {HEBREW}, {ARABIC}, שָׁלוֹם, é́t, "
    "😀 👍🏽 🇸🇪 ✓ ☐ → ① ½ ≤ € fi"
)
LISTS = (
    "<ul><li><p>Ett</p><ul><li><p>Inre</p><ol><li>Djupt</li></ol></li></ul><p>Efter</p></li><li></li>"
    "<li>Två</li></ul><p></p><p> </p><ol><li>Först</li><li>Sedan</li></ol>"
)
TABLE = (
    "<table><tbody><tr><th>År</th><th>Belopp</th><th>Not</th></tr>"
    "<tr><td>2020</td><td></td><td><p>Ett <em>ord</em> <strong>till</strong></p></td></tr>"
    '<tr><td colspan="2">2021<ul><li>En punkt</li></ul></td><td rowspan="9">Lång</td></tr>'
    "<tr><td>Kort rad</td></tr></tbody></table>"
)
ROWS_OF_A_TEXT = (
    "<table><thead><tr><th>Kommun</th><th>Belopp</th></tr></thead><tbody>"
    + "<tr><td>Exempelstad</td><td>1 000 kr</td></tr>" * 300
    + "</tbody></table>"
)
LINK = (
    '<a href="https://example.org/en/lang/adress">en länk vars text är så lång att den delas på två rader</a>'
)
LONG = (
    "<p>Regionen har fått en förfrågan om en avsiktsförklaring från ett klimatpositivt industrikluster som "
    "vill samverka över gränsen, och förvaltningen har berett den tillsammans med kommunerna. </p>"
)
POINT = ORDER.chapters[0][1][0]
POINTS = tuple(replace(POINT, number=f"1.{number}") for number in range(1, 6))

TEMPLATES: dict[str, Document] = {
    "decision": DECISION,
    "decision_draft": replace(DECISION, is_draft=True, day=None),
    "letter_sv": replace(LETTER, language="sv"),
    "letter_en": LETTER,
    "letter_nb": replace(LETTER, language="nb"),
    "report": replace(REPORT, groups=(("1.2 Avsiktsförklaringar utan ekonomiskt åtagande", ROWS[:20]),)),
    "report_empty": replace(REPORT, groups=()),
    "order": replace(
        ORDER,
        chapters=(("1 Allmänt", POINTS),),
        amounts=tuple((f"belopp {row}", *ORDER.amounts[0][1:]) for row in range(5)),
    ),
}
AWKWARD: dict[str, Document] = {
    "long": replace(DECISION, background=LONG * 780),
    "rows": replace(DECISION, background=ROWS_OF_A_TEXT),
    "report_long": REPORT,
    "title": replace(DECISION, title=" ".join(["Avsiktsförklaring om samverkan"] * 13)),
    "names": replace(
        DECISION,
        title=f"Avtal med {HEBREW}",
        background=f"<p>{NAMES}</p><p><strong>{HEBREW} {ARABIC}</strong></p>",
        basis=(BasisRow(ARABIC),),
    ),
    "lists": replace(DECISION, background=LISTS),
    "tables": replace(DECISION, background=f"{TABLE}<h3>Mer</h3>{TABLE}", decision=f"<p>Så här:</p>{TABLE}"),
    "links": replace(DECISION, background=f"<p>Läs {LINK} och {LINK} före beslutet.</p>"),
    "letter": replace(LETTER, body=f"<p>Dear {ARABIC},</p><h3>Terms</h3>{LISTS}{TABLE}"),
}
ALL = TEMPLATES | AWKWARD


@cache
def content(name: str) -> bytes:
    return documents.render(ALL[name]).content


@cache
def opened(name: str) -> File:
    return File(content(name))


def page(body: str, language: str = "sv", title: str = "Prov") -> File:
    """HTML of a template that is yet to be written, as such a PDF."""
    head = f"<title>{title}</title><meta name=author content=Region>"
    html = f"<html lang={language}><head>{head}</head><body>{body}</body></html>"
    return File(rendering.of_html(html).content)
