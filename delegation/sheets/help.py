"""What the sheet Hjälp says: the columns from their table, and how a condition is written."""

from __future__ import annotations

from collections.abc import Iterator

from delegation.sheets.columns import TABLES, Column

_GENERAL = (
    "Bladet Ordning beskriver versionen, bladet Punkter har en rad för varje punkt. De andra bladen är "
    "ordlistor: där står nycklarna som punkterna använder.",
    "En tom cell betyder att inget är sagt. Ett tankstreck (–) är en lista som är tom med avsikt.",
    "Skriv inga formler. Nummer som 1.10 måste vara text, annars blir de 1.1; kolumnerna är inställda så.",
    "Namn i en lista skiljs åt med komma eller semikolon. Ett namn med komma i sig skrivs inom hakparentes.",
    "Belopp och Villkor hör ihop: båda ska vara uppfyllda.",
    "Arbetsboken läses om när den lämnas in, och varje fel pekas ut med blad, rad och kolumn.",
)
_EXPRESSIONS = (
    (
        "commits_funds = nej",
        "svaret på frågan är nej; svar är ja, nej, ett tal, en dag, ett ord eller en text",
    ),
    ("amount <= 500 000", "högst; också < (under), >= (minst), > (över) och != (inte)"),
    ("amount <= 2 * prisbasbelopp", "högst två gånger parametern, med det värde som gäller den dagen"),
    ("kind i (gift, loan)", "något av svaren; inte i är inget av dem"),
    ('kind = "annat stöd"', "en text med mellanslag står inom citattecken"),
    ("decided <= 2026-12-31", "en dag skrivs ÅÅÅÅ-MM-DD"),
    ('commits_funds = nej "Gäller utan åtagande"', "texten sist är skälet som den som blir nekad får läsa"),
    ("a = ja och b = ja", "båda ska gälla"),
    ("a = ja eller b = ja", "minst en ska gälla; och binder hårdare än eller"),
    ("inte (a = ja eller b = ja)", "parenteser håller ihop; inte vänder på det som följer"),
    ("[min fråga] = ja", "en nyckel som inte är ett enda ord står inom hakparentes"),
)
_PHRASES = (
    ("chief; unit_head om amount <= 100 000", "Delegat och Samråd: efter om står villkoret för just den"),
    (
        "amount <= 500 000 per kalenderår",
        "Tak; också per tolv månader, per projekt, per motpart, sammanlagt",
    ),
    ("amount <= 500 000 per fråga child", "Tak för alla beslut med samma svar på en fråga"),
    ("amount <= 9 000 från 2026-01-01 till 2026-06-30", "Tak för en egen period"),
    (
        "amount <= 500 000 sammanlagt på punkt 1.2, 1.3",
        "Tak som räknar dessa punkter i stället för den egna",
    ),
)


def help_rows() -> Iterator[tuple[bool, tuple[str, ...]]]:
    """Rows of up to three texts, and whether a row is a heading."""
    for text in _GENERAL:
        yield False, ("", text)
    yield True, ("Så skrivs ett villkor",)
    for example, meaning in _EXPRESSIONS:
        yield False, ("", example, meaning)
    yield True, ("Så skrivs delegater och tak",)
    for example, meaning in _PHRASES:
        yield False, ("", example, meaning)
    for table in TABLES:
        yield True, (f"Bladet {table.sheet}",)
        for column in table.columns:
            yield False, (column.heading, column.hint, _allowed(column))


def _allowed(column: Column) -> str:
    words = ", ".join(column.kind.words)
    return " – ".join(part for part in ("måste fyllas i" if column.required else "", words) if part)
