"""What a letter of intent says beside its text: parties, time, terms, languages, who signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Party:
    """One of those between whom the letter stands."""

    name: str
    number: str = ""  # organisationsnummer
    address: str = ""  # on several lines
    contact: str = ""


@dataclass(frozen=True)
class Clause:
    """A clause of the board's list, with its placeholders filled in."""

    language: str
    title: str
    text: str  # plain, in paragraphs


@dataclass(frozen=True)
class Text:
    """The letter's own words in its second language."""

    language: str
    title: str
    purpose: str  # plain, in paragraphs
    body: str  # cleaned HTML


@dataclass(frozen=True)
class Signatory:
    """Who is asked to sign for the counterpart; the names may be left open."""

    party: str
    name: str = ""
    title: str = ""


@dataclass(frozen=True)
class Terms:
    """All of it may be left out: then the letter is a plain letter."""

    parties: tuple[Party, ...] = ()
    purpose: str = ""  # plain, in paragraphs
    starts_on: date | None = None
    ends_on: date | None = None
    clauses: tuple[Clause, ...] = ()
    place: str = ""
    second: Text | None = None
    prevails: str = ""  # the language that does, when there are two
    counterpart: Signatory | None = None


NO_TERMS = Terms()
