"""The letter of intent as sections: what stands in which order, in one language or side by side in two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from decisions import letter_words, richtext
from decisions.documents.content import LetterDocument
from decisions.documents.letter_terms import Text


@dataclass(frozen=True)
class Passage:
    """A section's words in one language."""

    language: str
    heading: str
    text: SafeString


@dataclass(frozen=True)
class Section:
    """A part of the letter: one passage for each language, in the order of the languages."""

    passages: tuple[Passage, ...]
    kind: str = ""  # fixed: words that stand in every letter


def parts(document: LetterDocument) -> dict[str, Any]:
    """What the letter's template shows beside the document itself."""
    terms, written = document.terms, texts(document)
    return {
        "labels": letter_words.beside([text.language for text in written]),
        "texts": written,
        "sections": sections(document),
        "place_and_day": letter_words.place_and_day(document.language, terms.place, document.day),
    }


def texts(document: LetterDocument) -> tuple[Text, ...]:
    """The letter's own words, language by language."""
    terms = document.terms
    first = Text(document.language, document.title, terms.purpose, document.body)
    return (first, terms.second) if terms.second else (first,)


def sections(document: LetterDocument) -> list[Section]:
    """Every section of the letter from purpose to languages; one that says nothing is left out."""
    terms, written = document.terms, texts(document)
    languages = [text.language for text in written]
    found = [_section(("purpose", text.language, _plain(text.purpose)) for text in written)]
    found += _bodies(document, written)
    found.append(
        _section(
            ("time", each, _plain(letter_words.time(each, terms.starts_on, terms.ends_on)))
            for each in languages
        )
    )
    found += _clauses(document, languages)
    found.append(
        _section(
            (
                ("openness", each, _plain(letter_words.openness(each, document.organisation)))
                for each in languages
            ),
            kind="fixed",
        )
    )
    if terms.second:
        told = [letter_words.prevailing(each, languages, terms.prevails) for each in languages]
        rows = (("languages", each, _plain(text)) for each, text in zip(languages, told, strict=True))
        found.append(_section(rows, kind="fixed"))
    return [section for section in found if any(passage.text for passage in section.passages)]


def _section(rows: Iterator[tuple[str, str, SafeString]], kind: str = "") -> Section:
    passages = (Passage(language, letter_words.LETTER[language][word], text) for word, language, text in rows)
    return Section(tuple(passages), kind)


def _bodies(document: LetterDocument, written: tuple[Text, ...]) -> Iterator[Section]:
    """The texts, heading by heading side by side when both have as many, else each as a whole.

    Headings in a text stand right under the letter's title, so no level is skipped. Under a purpose the text
    gets a heading of its own, or it would read as part of it.
    """
    parts = [richtext.by_heading(text.body) for text in written]
    if len({len(rows) for rows in parts}) > 1:
        parts = [[text.body] for text in written]
    for number, rows in enumerate(zip_longest(*parts, fillvalue="")):
        headed = number == 0 and bool(document.terms.purpose or document.terms.second)
        yield Section(
            tuple(
                Passage(
                    text.language,
                    letter_words.LETTER[text.language]["intentions"]
                    if headed and not row.startswith("<h3>")
                    else "",
                    # Cleaned when it was saved.
                    mark_safe(row.replace("<h3>", "<h2>").replace("</h3>", "</h2>")),
                )
                for text, row in zip(written, rows, strict=True)
            )
        )


def _clauses(document: LetterDocument, languages: list[str]) -> Iterator[Section]:
    """The clauses in the order of the board's list, those of each language beside each other."""
    of = [[row for row in document.terms.clauses if row.language == each] for each in languages]
    for rows in zip_longest(*of):
        yield Section(
            tuple(
                Passage(each, row.title, _plain(row.text)) if row else Passage(each, "", _plain(""))
                for each, row in zip(languages, rows, strict=True)
            )
        )


def _plain(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=True)) if text else mark_safe("")
