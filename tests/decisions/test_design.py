"""The pages as they look: rhythm, breaks, hyphens, heads and feet, and the mark of the organisation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from weasyprint import HTML

from decisions import documents
from decisions.documents import (
    BasisRow,
    Document,
    StaticOnly,
    rendering,
)
from tests.decisions.specimens import (
    APPEAL,
    DECISION,
    EVERY,
    LETTER,
    NOTICE,
    OWN_PROTOCOL,
    PROFILE,
    REPORT,
    SIGNATURE,
)
from tests.decisions.test_documents import opened, pages

GRID = 7.5  # points
LANGUAGES = {
    "sv": (
        "Regionens utvecklingsstrategi beskriver näringslivsutvecklingens förutsättningar och målsättningar. "
    ),
    "en": (
        "The development strategy describes opportunities for international collaboration and "
        "responsibility. "
    ),
    "nb": (
        "Utviklingsstrategien beskriver forutsetningene for næringslivsutviklingen og samarbeidsmulighetene. "
    ),
}
PARAGRAPH = f"<p>{LANGUAGES['sv'] * 4}</p>"
# How some of their words break at the end of a line.
BROKEN = {
    "sv": {"förutsätt|ningar", "utveck|lingsstrategi", "näringslivsutveck|lingens"},
    "en": {"develop|ment", "interna|tional"},
    "nb": {"nærings|livsutviklingen", "samarbeids|mulighetene"},
}
TABLE = (
    "<table><thead><tr><th>År</th><th>Belopp</th></tr></thead><tbody>"
    + "<tr><td>2020</td><td>10 000 kr</td></tr>" * 5
    + "</tbody></table>"
)
LONG_TITLE = ("Avsiktsförklaring om samverkan kring industriell symbios " * 8)[:400].strip()


@dataclass(frozen=True)
class Line:
    """One line of text as it stands on its page."""

    page: int
    top: float  # points from the top of the page to the top of the line's box
    size: float  # points
    family: str
    words: str

    @property
    def is_reading(self) -> bool:
        return "Serif" in self.family and self.size == 10.5

    @property
    def is_heading(self) -> bool:
        return "Sans" in self.family and self.size in (10.5, 11.5)


def lines(document: Document) -> list[Line]:
    """The lines of the body, as they are laid out; nothing of what stands in the margins."""
    styles, fonts = rendering._style()
    source = HTML(string=documents.html(document), base_url="static:", url_fetcher=StaticOnly(PROFILE.logo))
    laid_out = source.render(stylesheets=styles, font_config=fonts)
    found: list[Line] = []
    for number, page in enumerate(laid_out.pages, start=1):
        for box in page._page_box.children[0].descendants():
            if type(box).__name__ == "LineBox":
                texts = [text for text in box.descendants() if type(text).__name__ == "TextBox"]
                if texts:
                    font = texts[0].style
                    found.append(
                        Line(
                            page=number,
                            top=round(box.position_y * 0.75, 2),
                            size=round(font["font_size"] * 0.75, 2),
                            family=str(font["font_family"][0]),
                            words="".join(text.text for text in texts),
                        )
                    )
    return found


def items(count: int) -> str:
    return "<ol>" + "".join(f"<li>Att-sats {number} om saken.</li>" for number in range(count)) + "</ol>"


# --- rhythm --------------------------------------------------------------------------------------------


def test_reading_text_stands_on_one_grid_on_every_page() -> None:
    text = f"{PARAGRAPH}<h3>Mål</h3>{PARAGRAPH}<ul><li>Ett.</li><li>Två.</li></ul>{PARAGRAPH}{TABLE}" * 4
    found = [line for line in lines(replace(DECISION, background=text)) if line.is_reading]

    off = {round(line.top % GRID, 1) % GRID for line in found}
    assert off == {0.0}
    assert len({line.page for line in found}) > 3
    assert len(found) > 70


def test_a_basis_row_with_a_digest_leaves_the_grid_as_it_was() -> None:
    with_digest, without = lines(DECISION), lines(replace(DECISION, basis=(BasisRow("Förslag"),)))

    assert [line for line in with_digest if line.is_reading and line.top % GRID] == []
    assert [line for line in without if line.is_reading and line.top % GRID] == []


# --- where pages break ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [25, 26, 27, 28])
def test_no_heading_stands_last_on_a_page(count: int) -> None:
    text = "".join(f"<p>Ett stycke, {number}.</p><h3>Rubrik {number}</h3>" for number in range(count))
    found = lines(replace(DECISION, background=f"{text}<p>Slut.</p>", consulted=()))

    last = [line for line, below in pairwise(found) if below.page > line.page]
    assert len(last) >= 2
    assert [line.words for line in last if line.is_heading] == []


@pytest.mark.parametrize(
    "decision",
    [
        *(items(count) for count in (1, 12, 18, 19)),
        *("<p>Att-sats om saken.</p>" * count for count in (12, 13)),
        *(f"<p>{'Att-sats som fortsätter länge. ' * count}</p>" for count in (50, 58)),
    ],
)
def test_a_signature_follows_at_least_two_lines_of_its_ruling(decision: str) -> None:
    found = lines(replace(DECISION, background=PARAGRAPH, decision=decision, basis=()))

    (signed,) = [line for line in found if "Elektroniskt undertecknat" in line.words]
    ruling = [line for line in found if re.search("[Ss]ats|läng", line.words)]
    above = [line for line in ruling if line.page == signed.page]
    assert len(above) >= min(2, len(ruling))


def test_the_last_page_is_never_two_lines_alone() -> None:
    for count in (7, 8, 9, 11):
        document = replace(
            DECISION,
            background="<p>Ett stycke.</p>" * count,
            basis=(),
            consulted=(),
            appeal=replace(APPEAL, route="none", ground="Det är av rent förberedande art."),
        )
        found = lines(document)
        assert sum(line.page == found[-1].page for line in found) >= 4, count


def test_a_background_of_forty_pages_breaks_into_full_pages() -> None:
    section = f"<h3>Ett avsnitt om saken</h3>{PARAGRAPH * 3}<ul><li>Ett.</li><li>Två.</li></ul>"
    found = lines(replace(DECISION, background=section * 88))

    count = found[-1].page
    assert count >= 40
    for page in range(2, count - 1):
        rows = [line for line in found if line.page == page]
        assert rows[-1].top > 690, page
        assert not rows[-1].words.startswith("Ett avsnitt"), page


def test_a_title_of_four_hundred_characters_is_smaller_and_whole() -> None:
    document = replace(DECISION, title=LONG_TITLE)

    title = [line for line in lines(document) if line.size == 13 and "Sans" in line.family]

    assert len(LONG_TITLE) > 390
    assert 5 <= len(title) <= 8
    assert "".join(line.words for line in title).replace(" ", "") == LONG_TITLE.replace(" ", "")


def test_the_last_rows_of_a_list_stay_together() -> None:
    row = REPORT.groups[0][1][0]
    for count in (9, 10, 11):
        rows = tuple(replace(row, line=line + 1) for line in range(count))
        found = lines(replace(REPORT, groups=(("1.2 Avsiktsförklaringar", rows),)))
        last = [line for line in found if line.page == found[-1].page and line.words == row.dnr]
        assert len(last) > 1, count


# --- words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_hyphenated_as_their_language_does(language: str) -> None:
    body = f"<p>{LANGUAGES[language] * 8}</p>"
    found = lines(replace(LETTER, language=language, body=body))

    broken = {
        f"{first.words.split()[-1]}|{second.words.split()[0]}".replace("\N{HYPHEN}", "").strip(".")
        for first, second in pairwise(found)
        if first.is_reading and first.words.endswith("\N{HYPHEN}")
    }
    assert broken >= BROKEN[language]


def test_the_running_head_says_who_and_what_and_the_foot_which_and_where() -> None:
    found = pages(replace(DECISION, background=PARAGRAPH * 20))

    assert len(found) > 2
    assert not found[0].startswith("Region Exempel · Delegationsbeslut")
    for number, page in enumerate(found, start=1):
        assert f"RUN/495/2020 Verifieringskod 7F3K9-QXA22-LM Sida {number} av {len(found)}" in page
        assert number == 1 or "Region Exempel · Delegationsbeslut" in page


# --- the organisation ----------------------------------------------------------------------------------


def every(document: Document, role: str) -> list[Any]:
    with opened(document) as pdf:
        return [
            {str(key): str(value) for key, value in item.items() if key in ("/Alt", "/S")}
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == role
        ]


@pytest.mark.parametrize("kind", EVERY)
def test_every_document_has_the_mark_with_its_words(kind: str) -> None:
    figures = every(EVERY[kind], "/Figure")

    assert {"/S": "/Figure", "/Alt": "Region Exempel"} in figures


def test_a_document_without_a_mark_has_the_name_in_the_colour_of_the_organisation() -> None:
    document = replace(DECISION, profile=replace(PROFILE, logo=None))

    assert pages(document)[0].startswith("Region Exempel Delegationsbeslut")
    assert "--brand: #7a1f5c; --line: #e0a526" in documents.html(document)


def test_the_addresses_stand_once_at_the_foot_of_the_first_page() -> None:
    found = pages(replace(DECISION, background=PARAGRAPH * 20))

    told = (
        "Region Exempel Org.nr 239999-0007 Box 100 831 00 Exempelstad Tfn 063-14 75 00 regionen@example.org "
        "www.example.org"
    )
    assert [told in page for page in found] == [True] + [False] * (len(found) - 1)


def test_a_stray_line_break_in_an_address_stops_no_document() -> None:
    stray = replace(PROFILE, phone="063\n14", web=" www.example.org\t\n", address="Box 100\r\n\r\nOrten")
    document = replace(DECISION, organisation="Region\nExempel", profile=stray)

    assert "Tfn 063 14" in " ".join(pages(document))


# --- verification and basis ----------------------------------------------------------------------------


def test_a_signed_document_says_how_it_is_checked_in_letters_and_as_a_picture() -> None:
    text = " ".join(pages(DECISION))
    (alternative,) = [row["/Alt"] for row in every(DECISION, "/Figure") if "QR" in row["/Alt"]]

    assert (
        "Elektroniskt undertecknat 2020-08-31 Direktören Regional utvecklingsdirektör Verifieringskod "
        "7F3K9-QXA22-LM Kontrollera handlingen på https://beslut.example.org/kontroll/7F3K9QXA22LM" in text
    )
    assert alternative == (
        "QR-kod till kontroll av handlingen: https://beslut.example.org/kontroll/7F3K9QXA22LM"
    )


def test_a_document_without_a_code_says_nothing_of_checking() -> None:
    document = replace(DECISION, signature=replace(SIGNATURE, verification_code="", verification_url=""))

    assert "Kontroll" not in " ".join(pages(document))
    assert len(every(document, "/Figure")) == 1


def test_every_basis_file_is_told_with_its_day_and_its_whole_digest() -> None:
    text = " ".join(pages(DECISION))

    for row in DECISION.basis:
        assert f"{row.title}, {row.dated} SHA-256 {row.sha256}" in text


# --- the documents of what is not reported, and of the notice board ------------------------------------


def test_an_own_protocol_says_its_parts_in_order() -> None:
    (text,) = pages(OWN_PROTOCOL)

    parts = [
        "Särskilt protokoll",
        "Protokoll 2020:12",
        "Diarienummer RUN/495/2020",
        "Avskrivning av fordran på Exempelbolaget AB",
        "Beslutsdag 2020-08-31",
        "Beslutat av Direktören, ordinarie regional utvecklingsdirektör",
        "Enligt Delegationsbestämmelser för regionala utvecklingsnämnden, version 2020:1 (RUN § 123/2019), "
        "punkt 2.4: Avskrivning av fordran",
        "Beslut Fordran på 12 400 kronor skrivs av.",
        "Det anmäls inte till nämnden och protokollförs därför särskilt (6 kap. 40 § och 7 kap. 8 §",
        "Justerat 2020-09-01 Direktören",
        "att det särskilda protokollet över beslutet har justerats",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (NOTICE, "Justerat protokoll från 2020-09-23"),
        (NOTICE, "nämndens sammanträde den 2020-09-23 är justerat den 2020-10-02"),
        (NOTICE, "Anslaget den 2020-10-05"),
        (NOTICE, "Sista dag att överklaga 2020-10-26"),
        (NOTICE, "Anslaget tas ned tidigast 2020-10-27"),
        (NOTICE, "Protokollet finns hos Region Exempels kansli Storgatan 1, Exempelstad"),
        (NOTICE, "Uppsatt av Nämndsekreteraren"),
        (NOTICE, "Ett beslut i protokollet kan överklagas genom laglighetsprövning"),
        (
            replace(NOTICE, last_day=None),
            "Sista dag att överklaga Tre veckor från den dag då anslaget sattes upp",
        ),
        (replace(NOTICE, taken_down_from=None), "tas ned tidigast dagen efter den sista dagen att överklaga"),
        (replace(NOTICE, is_draft=True, announced_on=None), "UTKAST – inte uppsatt"),
    ],
)
def test_a_notice_says_what_is_announced_where_it_is_kept_and_until_when(
    document: Document, says: str
) -> None:
    assert says in " ".join(pages(document))
