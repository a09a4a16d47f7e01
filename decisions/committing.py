"""Wording that may commit: signs in a letter that is meant to bind nobody. They warn and stop nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from decisions.models import Decision, Language, LetterOfIntent
from decisions.richtext import to_text
from delegation import formats

_SENTENCES = re.compile(r"(?<=[.!?;:])\s+|\n")
_GAP = r"(?:\s+\S+){0,4}\s+"
_WORDS_BEFORE, _WORDS_AFTER = 4, 2  # how near a negation must stand


@dataclass(frozen=True)
class Commitment:
    """Words that may commit, as they are written, and what they would do."""

    words: str
    why: str
    language: str  # in words: engelska


@dataclass(frozen=True)
class _Sign:
    pattern: re.Pattern[str]
    why: str


def of(decision: Decision) -> list[Commitment]:
    """Everything in the own texts of the decision's letter that may commit, in the order of the texts."""
    letter = LetterOfIntent.objects.filter(decision=decision).first()
    if letter is None:
        return []
    texts = [(letter.language, letter.purpose, letter.body)]
    if letter.second_language:
        texts.append((letter.second_language, letter.second_purpose, letter.second_body))
    return [
        row
        for language, purpose, body in texts
        for row in in_text(language, f"{letter.title}\n{purpose}\n{to_text(body)}")
    ]


def in_text(language: str, text: str) -> list[Commitment]:
    """What in a plain text in that language may commit; the same words are told once."""
    signs, negations = _signs(language)
    named = str(Language(language).label)
    found: dict[str, Commitment] = {}
    for sentence in _SENTENCES.split(text):
        for sign in signs:
            for match in sign.pattern.finditer(sentence):
                if not _is_negated(sentence, match, negations):
                    found.setdefault(match[0].casefold(), Commitment(match[0], sign.why, named))
    return list(found.values())


def _is_negated(sentence: str, match: re.Match[str], negations: frozenset[str]) -> bool:
    before = re.findall(r"\w+", sentence[: match.start()])[-_WORDS_BEFORE:]
    after = re.findall(r"\w+", sentence[match.end() :])[:_WORDS_AFTER]
    return not negations.isdisjoint(word.casefold() for word in [*before, *after])


@cache
def _signs(language: str) -> tuple[tuple[_Sign, ...], frozenset[str]]:
    data = _data()
    rows = data["words"][language]
    signs = tuple(_Sign(_pattern(row["words"]), row["why"]) for row in rows)
    return signs, frozenset(data["negations"][language])


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = formats.read_yaml(Path(__file__).with_name("committing.yaml")).data
    return data


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    """One expression for all phrases; * is the rest of a word, … a few words in between."""
    written = [
        re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ …\ ", _GAP).replace(r"\ ", r"\s+")
        for phrase in phrases
    ]
    return re.compile(rf"\b(?:{'|'.join(written)})\b", re.IGNORECASE)
