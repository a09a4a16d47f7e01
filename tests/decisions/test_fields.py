"""What a user writes in a field is read in one way only, or not at all."""

from __future__ import annotations

import pytest
from django import forms

from decisions import actions
from decisions.fields import RichField
from delegation.fields import NumberField, TextField
from delegation.terms import Fact
from tests import world
from tests.world import World

NBSP, NARROW, THIN, MINUS = "\u00a0", "\u202f", "\u2009", "\u2212"


def field(kind: str) -> NumberField:
    return NumberField(fact=Fact("x", kind, "Hur mycket?"), required=False)


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("money", "60000", 60000),
        ("money", "60 000", 60000),
        ("money", f"60{NBSP}000", 60000),
        ("money", f"1{NARROW}060{THIN}000 kr", 1060000),
        ("money", "60 000,50", "60000.50"),
        ("money", "60000,5", "60000.5"),
        ("money", "", None),
        ("integer", "1 200", 1200),
        ("integer", f"{MINUS}3", -3),
        ("decimal", "0,125", "0.125"),
        ("decimal", "60,5", "60.5"),
    ],
)
def test_a_number_is_kept_exactly(kind: str, written: str, kept: object) -> None:
    assert field(kind).clean(written) == kept


@pytest.mark.parametrize(
    ("kind", "written", "words"),
    [
        ("money", "60.000", "Skriv beloppet utan punkt: 60 000 eller 60,50."),
        ("money", "60.50", "Skriv beloppet utan punkt: 60 000 eller 60,50."),
        ("money", "1.060.000,50", "Skriv beloppet utan punkt: 60 000 eller 60,50."),
        ("money", "60,000", "högst två decimaler"),
        ("money", "60 00", "Skriv ett tal med siffror"),
        ("money", "1e5", "Skriv ett tal med siffror"),
        ("money", "1" * 31, "Skriv ett tal med siffror"),
        ("money", "-1", "Ett belopp kan inte vara negativt."),
        ("decimal", "60.5", "Skriv talet utan punkt"),
        ("decimal", "60,000", "60,000 kan läsas på två sätt. Skriv 60 000 eller 60,0000."),
        ("integer", "60.000", "Skriv talet utan punkt: 60 000."),
        ("integer", "2,0", "Skriv ett heltal"),
        ("integer", "1 000 000 000 001", "Skriv ett heltal"),
    ],
)
def test_a_number_that_may_be_meant_otherwise_is_refused(kind: str, written: str, words: str) -> None:
    with pytest.raises(forms.ValidationError) as caught:
        field(kind).clean(written)

    assert words in caught.value.messages[0]


@pytest.mark.parametrize(
    ("kind", "stored", "shown"),
    [
        ("money", 60000, "60 000"),
        ("money", "60000.50", "60 000,50"),
        ("money", "60000.5", "60 000,50"),
        ("money", "60000.00", "60 000"),
        ("decimal", "0.2500", "0,25"),
        ("decimal", "1.234", "1,2340"),
        ("integer", 1200, "1 200"),
        ("money", None, None),
    ],
)
def test_a_stored_number_is_shown_as_it_may_be_written(kind: str, stored: object, shown: str | None) -> None:
    assert field(kind).prepare_value(stored) == shown


@pytest.mark.parametrize(
    ("written", "shown"), [("60.000", "60.000"), ("60,000", "60,000"), ("60000", "60 000")]
)
def test_what_was_written_comes_back_as_it_was_written(written: str, shown: str) -> None:
    money = field("money")

    assert money.prepare_value(money.bound_data(written, None)) == shown


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("\u200b\u2060\ufeff", "Fyll i det här."),
        ("\u3164\u00ad", "Fyll i det här."),
        ("å" * 5000, "Högst 200 tecken får plats; texten har 5000."),
    ],
)
def test_a_text_that_shows_nothing_or_too_much_is_refused(written: str, words: str) -> None:
    with pytest.raises(forms.ValidationError) as caught:
        TextField(max_length=200).clean(written)

    assert words in caught.value.messages[0]


LIST = "<ul><li>", "</li></ul>"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (LIST[0] * 80 + "a" + LIST[1] * 80, "Texten har 160 nivåer i varandra; högst 12 får plats."),
        (LIST[0] * 50_000, "mycket formatering"),
        ("x" * 400_001, "för lång"),
        ("ord " * 50_001, "Texten är 200003 tecken"),
        ("<p>a</p>" * 1501, "Texten har 1501 stycken"),
        ("<p>" + "a<br>" * 1501 + "</p>", "Texten har 1502 stycken"),
        ("<table>" + "<tr><td>a</td><td>b</td></tr>" * 1001 + "</table>", "Texten har 2002 tabellceller"),
        (f"<table><tr>{'<td colspan=20 rowspan=20>a</td>' * 6}</tr></table>", "Texten har 2400 tabellceller"),
        ("<p>" + "a&nbsp;" * 251, "ett ord som är 502 tecken"),
        ("<p>" + "a" * 501 + "</p>", "ett ord som är 501 tecken"),
        ("<p>" + ("a" * 100 + " ") * 101 + "</p>", "Texten har 10100 tecken i mycket långa ord"),
    ],
)  # fmt: skip
def test_a_text_that_no_document_has_room_for_is_refused(html: str, words: str) -> None:
    with pytest.raises(forms.ValidationError) as caught:
        RichField(required=False).clean(html)

    assert words in caught.value.messages[0]


def test_a_background_of_forty_pages_with_lists_and_tables_is_taken() -> None:
    row = "<tr>" + "<td>Belopp i kronor</td>" * 5 + "</tr>"
    html = "<p>" + "Ärendet har beretts av förvaltningen. " * 10 + "</p>"
    html = (html * 8 + LIST[0] * 3 + "Punkt" + LIST[1] * 3 + f"<table>{row * 8}</table>") * 40

    assert len(RichField(required=False).clean(html)) > 120_000


@pytest.mark.parametrize("part", ["background", "decision_text", "letter"])
def test_a_draft_that_no_document_has_room_for_is_not_saved(region: World, part: str) -> None:
    decision = world.drafted(region)
    html = LIST[0] * 80 + "a" + LIST[1] * 80
    draft = world.draft_of(region, **{part: actions.Letter(body=html) if part == "letter" else html})

    with pytest.raises(actions.Refused, match=r"högst 12 får plats\. Inget är sparat\. Korta"):
        actions.save_draft(by=region.officer, decision=decision, draft=draft, revision=2, now=world.NOW)
