"""The letter of intent as a document of its own: what it says, in one language or in two, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict
from django.urls import reverse

from decisions import actions, contexts, letter_words, richtext
from decisions.actions.moves import judge, missing_parts
from decisions.documents import Clause, LetterDocument, Party, Signatory, Terms, Text
from decisions.drafting import differences, form_for
from decisions.models import DocumentKind
from tests import world
from tests.decisions.pages import as_posted, draft_today, logged_in
from tests.decisions.test_documents import LETTER, opened, pages
from tests.world import NOW, World

ENGLISH = Text(
    "en", "Letter of Intent", "To show how we work.", "<p>We intend to meet.</p><h3>Costs</h3><p>Ours.</p>"
)
BOTH = replace(
    LETTER,
    language="sv",
    title="Avsiktsförklaring",
    body="<p>Vi avser att mötas.</p><h3>Kostnader</h3><p>Våra.</p>",
    terms=Terms(
        parties=(
            Party("Region Exempel", "232100-0000", "Box 100", "Handläggaren"),
            Party("Thamsklyngen", "987 654 321", "Orkanger", "Daglig leder"),
        ),
        purpose="Att visa hur vi arbetar.",
        ends_on=date(2023, 12, 31),
        clauses=(
            Clause("sv", "Ej bindande", "Ingen är bunden."),
            Clause("en", "Not binding", "Nobody is bound."),
        ),
        place="Exempelstad",
        second=ENGLISH,
        prevails="en",
        counterpart=Signatory("Thamsklyngen", "John Kåre Solem", "Daglig leder"),
    ),
)


def in_order(text: str, parts: list[str]) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


# --- the fixed words -----------------------------------------------------------------------------------


def test_every_language_has_the_same_words() -> None:
    for table in (letter_words.LETTER, letter_words.COUNTERPART):
        keys = [set(words) for words in table.values()]
        assert keys[0] == keys[1] == keys[2]


@pytest.mark.parametrize(
    ("language", "start", "end", "says"),
    [
        ("sv", None, date(2023, 12, 31), "gäller till och med den 31 december 2023."),
        ("sv", date(2020, 9, 1), None, "gäller från och med den 1 september 2020."),
        (
            "en",
            date(2020, 9, 1),
            date(2023, 12, 31),
            "from 1 September 2020 until 31 December 2023, both days included.",
        ),
        ("nb", date(2020, 9, 1), date(2023, 5, 17), "fra og med 1. september 2020 til og med 17. mai 2023."),
    ],
)
def test_the_time_is_said_in_the_words_of_the_language(
    language: str, start: date | None, end: date | None, says: str
) -> None:
    assert letter_words.time(language, start, end).endswith(says)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("sv", "Exempelstad den 31 augusti 2020"),
        ("en", "Exempelstad, 31 August 2020"),
        ("nb", "Exempelstad, 31. august 2020"),
    ],
)
def test_place_and_day_are_said_as_the_language_says_them(language: str, says: str) -> None:
    assert letter_words.place_and_day(language, "Exempelstad", date(2020, 8, 31)) == says


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("", [""]),
        ("<p>A</p>", ["<p>A</p>"]),
        ("<p>A</p>\n<h3>B</h3><p>C</p><h3>D</h3>", ["<p>A</p>\n", "<h3>B</h3><p>C</p>", "<h3>D</h3>"]),
        ("<h3>A</h3><p>å<br>B</p>", ["<h3>A</h3><p>å<br>B</p>"]),
        ("<ul><li><h3>A</h3></li></ul><h3>B</h3>", ["<ul><li><h3>A</h3></li></ul>", "<h3>B</h3>"]),
    ],
)
def test_a_text_is_parted_at_its_outermost_headings_and_nothing_is_lost(html: str, parts: list[str]) -> None:
    assert richtext.by_heading(html) == parts
    assert "".join(parts) == html


# --- the document --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("sv", ["Offentlighet", "allmänna och lämnas ut på begäran", "Beslut RUN/495/2020"]),
        ("en", ["Public access", "public and are disclosed on request", "Decision RUN/495/2020"]),
        ("nb", ["Innsyn", "offentlige og utleveres på forespørsel", "Vedtak RUN/495/2020"]),
    ],
)
def test_every_letter_says_that_public_access_applies_and_on_which_decision_it_rests(
    language: str, says: list[str]
) -> None:
    (text,) = pages(replace(LETTER, language=language))

    assert in_order(text, says)


def test_a_letter_in_one_language_says_its_parts_in_order() -> None:
    text = " ".join(
        pages(replace(BOTH, terms=replace(BOTH.terms, second=None, clauses=BOTH.terms.clauses[:1])))
    )

    assert in_order(
        text,
        [
            "Avsiktsförklaring",
            "Parter",
            "Region Exempel Org.nr 232100-0000 Box 100 Kontakt: Handläggaren",
            "Thamsklyngen Org.nr 987 654 321 Orkanger Kontakt: Daglig leder",
            "Syfte Att visa hur vi arbetar.",
            "Avsikter Vi avser att mötas.",
            "Kostnader Våra.",
            "Giltighetstid Avsiktsförklaringen gäller till och med den 31 december 2023.",
            "Ej bindande Ingen är bunden.",
            "Offentlighet",
            "Exempelstad den 31 augusti 2020",
            "Anders Byström",
            "För Thamsklyngen",
            "Ort och datum Namnteckning",
            "John Kåre Solem Daglig leder",
        ],
    )


def test_two_languages_stand_section_by_section_and_it_is_said_which_prevails() -> None:
    text = " ".join(pages(BOTH))

    assert in_order(
        text,
        [
            "Avsiktsförklaring / Letter of Intent",
            "Syfte Att visa hur vi arbetar.",
            "Purpose To show how we work.",
            "Avsikter Vi avser att mötas.",
            "Intentions We intend to meet.",
            "Kostnader Våra.",
            "Costs Ours.",
            "Giltighetstid",
            "Duration This letter applies until 31 December 2023, that day included.",
            "Ej bindande",
            "Not binding",
            "Om texterna skiljer sig åt gäller den på engelska.",
            "If the texts differ, the one in English prevails.",
        ],
    )


def test_texts_with_different_headings_stand_beside_each_other_as_a_whole() -> None:
    second = replace(ENGLISH, body="<p>We intend to meet.</p>")
    text = " ".join(pages(replace(BOTH, terms=replace(BOTH.terms, second=second))))

    assert in_order(
        text, ["Avsikter Vi avser att mötas.", "Kostnader Våra.", "Intentions We intend to meet."]
    )


def sections_of(node: Any, inherited: str = "sv") -> Iterator[tuple[str, list[str]]]:
    """Each section of the PDF's structure: the language it is read in, and the tags of its headings."""
    if isinstance(node, pikepdf.Array):
        for child in node.as_list():
            yield from sections_of(child, inherited)
    elif isinstance(node, pikepdf.Dictionary) and "/K" in node:
        language = str(node.get("/Lang", inherited))
        if node.get("/S") == "/Sect":
            children = [child for child in node.K.as_list() if isinstance(child, pikepdf.Dictionary)]
            yield language, [str(row.S) for row in children if str(row.get("/S")) == "/H2"]
        yield from sections_of(node.K, language)


def test_each_section_of_the_pdf_has_its_language_and_its_heading() -> None:
    with opened(BOTH) as pdf:
        found = [row for row in sections_of(pdf.Root.StructTreeRoot.K) if row[1]]

    # purpose, intentions, costs, time, clause, public access, languages
    assert found == [("sv", ["/H2"]), ("en", ["/H2"])] * 7


def test_long_texts_in_two_languages_run_over_pages_in_step() -> None:
    long = replace(
        BOTH,
        body="<p>Vi avser att mötas.</p>" * 120,
        terms=replace(BOTH.terms, second=replace(ENGLISH, body="<p>We intend to meet.</p>" * 120)),
    )

    found = pages(long)

    assert 4 <= len(found) <= 6
    assert all("Vi avser att mötas." in page and "We intend to meet." in page for page in found[:3])
    assert "Anders Byström" in found[-1]
    with opened(long) as pdf:
        languages = {language for language, _ in sections_of(pdf.Root.StructTreeRoot.K)}
    assert languages == {"sv", "en"}


@pytest.mark.parametrize("document", [BOTH, LETTER])
def test_a_text_cannot_break_out_of_its_place(document: LetterDocument) -> None:
    terms = replace(document.terms, purpose="<script>x</script> & <b>fet</b>", place="<i>Ort</i>")

    text = " ".join(pages(replace(document, terms=terms)))

    assert "<script>x</script> & <b>fet</b>" in text
    assert "<i>Ort</i>" in text


# --- from rows to document -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_clause_is_filled_in_for_the_letter_in_its_language(region: World) -> None:
    clause = actions.add_clause(
        by=region.secretary,
        board=region.board,
        language="en",
        title="Term",
        text="{motpart}, {organisation}, {nämnd}, {ärende}, {slutdag}",
        now=NOW,
    )
    letter = actions.Letter(
        language="en",
        title="Letter of Intent",
        recipient_name="Daglig leder",
        recipient_organisation="Klyngen",
        body="<p>Text.</p>",
        ends_on=date(2023, 12, 31),
        clauses=(clause.pk,),
    )
    decision = world.submitted(region, letter=letter)

    found = contexts.documents(decision, judge(decision, NOW), NOW.date())[DocumentKind.LETTER_OF_INTENT]

    assert isinstance(found, LetterDocument)
    assert found.terms.clauses == (
        Clause(
            "en",
            "Term",
            f"Klyngen, {region.board.organisation.name}, Regionala utvecklingsnämnden, RUN/1/2020, "
            "31 December 2023",
        ),
    )


COMPLETE = actions.Letter(title="A", recipient_name="B", body="<p>C</p>")
TWO = replace(COMPLETE, second_language="en", second_title="A", second_body="<p>C</p>", prevails="sv")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("letter", "missing"),
    [
        (COMPLETE, []),
        (TWO, []),
        (replace(TWO, second_title=""), ["avsiktsförklaringens rubrik på engelska"]),
        (replace(TWO, second_body=""), ["avsiktsförklaringens text på engelska"]),
        (replace(TWO, prevails=""), ["avsiktsförklaringens svar på vilket språk som har företräde"]),
        (replace(TWO, purpose="Att."), ["avsiktsförklaringens syfte på engelska"]),
    ],
)
def test_what_a_letter_lacks_is_told_before_it_is_sent(
    region: World, letter: actions.Letter, missing: list[str]
) -> None:
    assert missing_parts(world.drafted(region, letter=letter)) == missing


@pytest.mark.django_db
def test_a_clause_wants_the_day_that_it_names_and_the_letters_other_language(region: World) -> None:
    clause = actions.add_clause(
        by=region.secretary, board=region.board, language="sv", title="A", text="Till {slutdag}.", now=NOW
    )

    decision = world.drafted(region, letter=replace(TWO, clauses=(clause.pk,)))

    assert missing_parts(decision) == [
        "avsiktsförklaringens sista dag, som en klausul nämner",
        "avsiktsförklaringens klausul på engelska",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_on": date(2021, 1, 1), "ends_on": date(2020, 1, 1)}, "kan inte sluta gälla"),
        ({"second_language": "sv"}, "samma som det första"),
        ({"prevails": "nb"}, "inte skriven på det språk"),
    ],
)
def test_what_makes_no_sense_is_refused_with_nothing_saved(
    region: World, changes: dict[str, Any], words: str
) -> None:
    decision = world.drafted(region)
    draft = world.draft_of(region, title="Ny", letter=replace(COMPLETE, **changes))

    with pytest.raises(actions.Refused, match=words):
        actions.save_draft(by=region.officer, decision=decision, draft=draft, revision=2, now=NOW)

    decision.refresh_from_db()
    assert (decision.title, decision.revision) == ("Avsiktsförklaring", 2)


@pytest.mark.django_db
def test_the_clauses_of_a_signed_letter_stay_as_they_were_signed(region: World) -> None:
    add = {"by": region.secretary, "board": region.board, "language": "sv", "text": "B", "now": NOW}
    held, other = (actions.add_clause(title=title, **add) for title in ("A", "B"))  # type: ignore[arg-type]
    decision = world.signed(region, letter=replace(COMPLETE, clauses=(held.pk,)))

    for sql in (
        "DELETE FROM decisions_letterofintent_clauses",
        f"UPDATE decisions_letterofintent_clauses SET letterclause_id = {other.pk}",
        "INSERT INTO decisions_letterofintent_clauses (letterofintent_id, letterclause_id) "
        f"VALUES ({decision.letter.pk}, {other.pk})",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


# --- the form ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_forms_letter_is_kept_and_comes_back(region: World) -> None:
    clause = actions.add_clause(
        by=region.secretary, board=region.board, language="sv", title="Ej bindande", text="Nej.", now=NOW
    )
    decision, client = draft_today(region), logged_in(region.officer)
    posted = as_posted(decision) | {
        "has_letter": "on",
        "letter_title": "Avsikt",
        "letter_recipient_name": "Daglig leder",
        "letter_recipient_number": "987 654 321",
        "letter_purpose": "Att samarbeta.",
        "letter_body": "<p>Text.</p>",
        "letter_ends_on": "2030-12-31",
        "letter_clauses": [str(clause.pk)],
        "letter_place": "Exempelstad",
        "letter_second_language": "nb",
        "letter_second_title": "Intensjon",
        "letter_second_body": "<p>Tekst.</p>",
        "letter_prevails": "nb",
        "letter_wants_countersignature": "on",
        "letter_signatory": "Daglig leder",
    }

    assert client.post(reverse("draft", args=[decision.pk]), posted).status_code == 302
    page = client.get(reverse("draft", args=[decision.pk])).content.decode()

    decision.refresh_from_db()
    letter = decision.letter
    assert (letter.ends_on, letter.second_language, letter.prevails) == (date(2030, 12, 31), "nb", "nb")
    assert (letter.wants_countersignature, list(letter.clauses.all())) == (True, [clause])
    for value in ("987 654 321", "Att samarbeta.", "2030-12-31", "Intensjon"):
        assert value in page
    assert f'value="{clause.pk}" id="id_letter_clauses_0_0" checked' in " ".join(page.split())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"letter_starts_on": "2030-01-02", "letter_ends_on": "2030-01-01"}, "inte ligga före den första"),
        ({"letter_second_language": "sv"}, "Välj ett annat språk än brevets första."),
        ({"letter_prevails": "en"}, "Välj ett av de två språk"),
        ({"letter_clauses": ["999"]}, "Det går inte att välja."),
    ],
)
def test_a_fault_in_the_letter_is_told_at_its_field_and_the_text_stands(
    region: World, changes: dict[str, Any], words: str
) -> None:
    decision = draft_today(region)
    posted = as_posted(decision, has_letter="on", letter_title="Kvar") | changes

    answer = logged_in(region.officer).post(reverse("draft", args=[decision.pk]), posted)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="Kvar"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("letter", [None, TWO])
def test_what_nobody_has_touched_in_a_letter_is_no_difference(
    region: World, letter: actions.Letter | None
) -> None:
    decision = draft_today(region, letter=letter)
    form = form_for(decision, NOW.date())
    posted = QueryDict(mutable=True)
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, list):
            posted.setlist(name, value)
        elif value not in (None, False):
            posted[name] = str(value)

    assert differences(form_for(decision, NOW.date(), posted), decision) == []


@pytest.mark.django_db
def test_a_letter_that_is_taken_away_takes_its_choice_of_clauses_along(region: World) -> None:
    clause = actions.add_clause(
        by=region.secretary, board=region.board, language="sv", title="A", text="B", now=NOW
    )
    decision = world.drafted(region, letter=replace(COMPLETE, clauses=(clause.pk,)))

    draft = world.draft_of(region, letter=None)
    actions.save_draft(by=region.officer, decision=decision, draft=draft, revision=2, now=NOW)

    assert clause.letters.count() == 0
