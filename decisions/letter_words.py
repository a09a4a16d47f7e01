"""The fixed words of a letter of intent, in each language that it can be written in.

The counterpart's page speaks the same languages; its words stand here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from decisions.wording import in_words

LETTER = {
    "sv": {
        "parties": "Parter",
        "number": "Org.nr",
        "contact": "Kontakt",
        "purpose": "Syfte",
        "intentions": "Avsikter",
        "time": "Giltighetstid",
        "openness": "Offentlighet",
        "languages": "Språk",
        "signatures": "Underskrifter",
        "for": "För",
        "place_and_day": "Ort och datum",
        "signature": "Namnteckning",
        "name": "Namnförtydligande",
        "title": "Befattning",
        "decision": "Beslut",
        "from_to": "Avsiktsförklaringen gäller från och med den {start} till och med den {end}.",
        "from": "Avsiktsförklaringen gäller från och med den {start}.",
        "to": "Avsiktsförklaringen gäller till och med den {end}.",
        "is_open": (
            "{organisation} är en myndighet. Handlingar som kommer in till eller upprättas hos "
            "{organisation} är allmänna och lämnas ut på begäran, om inte offentlighets- och sekretesslagen "
            "(2009:400) hindrar det. Det gäller vad parterna än kommer överens om."
        ),
        "prevails": (
            "Avsiktsförklaringen är skriven på {first} och {second}. Om texterna skiljer sig åt gäller den "
            "på {prevailing}."
        ),
        "sv": "svenska",
        "en": "engelska",
        "nb": "norska (bokmål)",
    },
    "en": {
        "parties": "Parties",
        "number": "Reg. no.",
        "contact": "Contact",
        "purpose": "Purpose",
        "intentions": "Intentions",
        "time": "Duration",
        "openness": "Public access",
        "languages": "Languages",
        "signatures": "Signatures",
        "for": "For",
        "place_and_day": "Place and date",
        "signature": "Signature",
        "name": "Name in print",
        "title": "Title",
        "decision": "Decision",
        "from_to": "This letter applies from {start} until {end}, both days included.",
        "from": "This letter applies from {start}.",
        "to": "This letter applies until {end}, that day included.",
        "is_open": (
            "{organisation} is a public authority in Sweden. Documents that it receives or draws up are "
            "public and are disclosed on request, unless the Swedish Public Access to Information and "
            "Secrecy Act (2009:400) prevents it. This applies whatever the parties agree."
        ),
        "prevails": (
            "This letter is written in {first} and {second}. If the texts differ, the one in {prevailing} "
            "prevails."
        ),
        "sv": "Swedish",
        "en": "English",
        "nb": "Norwegian (Bokmål)",
    },
    "nb": {
        "parties": "Parter",
        "number": "Org.nr",
        "contact": "Kontakt",
        "purpose": "Formål",
        "intentions": "Intensjoner",
        "time": "Varighet",
        "openness": "Innsyn",
        "languages": "Språk",
        "signatures": "Underskrifter",
        "for": "For",
        "place_and_day": "Sted og dato",
        "signature": "Underskrift",
        "name": "Navn med blokkbokstaver",
        "title": "Stilling",
        "decision": "Vedtak",
        "from_to": "Intensjonserklæringen gjelder fra og med {start} til og med {end}.",
        "from": "Intensjonserklæringen gjelder fra og med {start}.",
        "to": "Intensjonserklæringen gjelder til og med {end}.",
        "is_open": (
            "{organisation} er en svensk offentlig myndighet. Dokumenter som kommer inn til eller opprettes "
            "hos {organisation}, er offentlige og utleveres på forespørsel, med mindre den svenske "
            "offentlighets- och sekretesslagen (2009:400) er til hinder for det. Dette gjelder uansett hva "
            "partene blir enige om."
        ),
        "prevails": (
            "Intensjonserklæringen er skrevet på {first} og {second}. Hvis tekstene avviker fra hverandre, "
            "går teksten på {prevailing} foran."
        ),
        "sv": "svensk",
        "en": "engelsk",
        "nb": "norsk (bokmål)",
    },
}


# The counterpart's page. What it is refused is told in its own language too.
COUNTERPART = {
    "sv": {
        "from": "har skickat en avsiktsförklaring till er",
        "read": "Läs avsiktsförklaringen (PDF)",
        "how": "Läs den, skriv under den, och lämna in det undertecknade exemplaret som PDF.",
        "until": "Sidan är öppen till och med {day}.",
        "reference": "Diarienummer",
        "signed_by": "Vem har undertecknat?",
        "signed_by_help": "För- och efternamn.",
        "file": "Det undertecknade exemplaret",
        "file_help": "En PDF, högst 20 MB.",
        "send": "Lämna in",
        "thanks": "Tack, exemplaret har kommit in.",
        "next": "{organisation} granskar det. Du behöver inte göra något mer.",
        "again": "Det exemplar som lämnades in godtogs inte",
        "wrong": "Inget har lämnats in",
        "required": "Fyll i det här.",
        "too_long": "Namnet är för långt. Korta det.",
        "not_pdf": "Filen är ingen PDF, är tom eller är större än 20 MB. Den är inte sparad. Välj en annan.",
        "already": "Ett exemplar har redan kommit in. Det nya är inte sparat.",
        "too_many": "För många försök. Inget är sparat. Vänta en stund och försök igen.",
        "closed": "Länken öppnar inget",
        "closed_why": "Den kan vara felskriven, återkallad eller för gammal. Be avsändaren om en ny.",
    },
    "en": {
        "from": "has sent you a letter of intent",
        "read": "Read the letter of intent (PDF)",
        "how": "Please read it, sign it, and return the signed copy here as a PDF.",
        "until": "This page is open until {day}, that day included.",
        "reference": "Reference",
        "signed_by": "Who has signed?",
        "signed_by_help": "First name and surname.",
        "file": "The signed copy",
        "file_help": "A PDF, 20 MB at most.",
        "send": "Return the copy",
        "thanks": "Thank you, the copy has been received.",
        "next": "{organisation} will look at it. There is nothing more for you to do.",
        "again": "The copy that was returned was not accepted",
        "wrong": "Nothing has been returned",
        "required": "Please fill this in.",
        "too_long": "The name is too long. Please shorten it.",
        "not_pdf": "The file is no PDF, is empty or is larger than 20 MB. It has not been kept. "
        "Please choose another.",
        "already": "A copy has already been received. The new one has not been kept.",
        "too_many": "Too many attempts. Nothing has been kept. Please wait a while and try again.",
        "closed": "This link opens nothing",
        "closed_why": "It may be mistyped, revoked or too old. Please ask the sender for a new one.",
    },
    "nb": {
        "from": "har sendt dere en intensjonserklæring",
        "read": "Les intensjonserklæringen (PDF)",
        "how": "Les den, skriv under, og lever det undertegnede eksemplaret her som PDF.",
        "until": "Siden er åpen til og med {day}.",
        "reference": "Referanse",
        "signed_by": "Hvem har undertegnet?",
        "signed_by_help": "For- og etternavn.",
        "file": "Det undertegnede eksemplaret",
        "file_help": "En PDF, høyst 20 MB.",
        "send": "Lever",
        "thanks": "Takk, eksemplaret er mottatt.",
        "next": "{organisation} ser på det. Du trenger ikke gjøre noe mer.",
        "again": "Eksemplaret som ble levert, ble ikke godtatt",
        "wrong": "Ingenting er levert",
        "required": "Fyll ut dette.",
        "too_long": "Navnet er for langt. Gjør det kortere.",
        "not_pdf": "Filen er ikke en PDF, er tom eller er større enn 20 MB. Den er ikke "
        "lagret. Velg en annen.",
        "already": "Et eksemplar er allerede mottatt. Det nye er ikke lagret.",
        "too_many": "For mange forsøk. Ingenting er lagret. Vent litt og prøv igjen.",
        "closed": "Lenken åpner ingenting",
        "closed_why": "Den kan være feilskrevet, trukket tilbake eller for gammel. Be avsenderen om en ny.",
    },
}


def open_until(language: str, day: date) -> str:
    """Until when the counterpart's page is open."""
    return COUNTERPART[language]["until"].format(day=in_words(day, language))


def beside(languages: Sequence[str]) -> dict[str, str]:
    """The labels that stand once in a letter, in each of its languages: Parter / Parties."""
    first, *others = (LETTER[each] for each in languages)
    rows = {key: [text, *(words[key] for words in others)] for key, text in first.items()}
    return {key: " / ".join(dict.fromkeys(texts)) for key, texts in rows.items()}


def time(language: str, starts_on: date | None, ends_on: date | None) -> str:
    """For how long the letter applies, as a sentence; empty when it does not say."""
    start, end = in_words(starts_on, language), in_words(ends_on, language)
    which = "from_to" if start and end else "from" if start else "to" if end else ""
    return LETTER[language][which].format(start=start, end=end) if which else ""


def openness(language: str, organisation: str) -> str:
    """That public access applies to the organisation, which no agreement can change (TF 2; OSL)."""
    return LETTER[language]["is_open"].format(organisation=organisation)


def prevailing(language: str, written: Sequence[str], prevails: str) -> str:
    """In which two languages the letter is written, and which one prevails; empty until that is chosen."""
    words = LETTER[language]
    if not prevails:
        return ""
    first, second = (words[each] for each in written)
    return words["prevails"].format(first=first, second=second, prevailing=words[prevails])


def place_and_day(language: str, place: str, day: date | None) -> str:
    """Exempelstad den 31 augusti 2020; Exempelstad, 31 August 2020."""
    between = " den " if language == "sv" else ", "
    return between.join(filter(None, [place, in_words(day, language)])) if place else ""
