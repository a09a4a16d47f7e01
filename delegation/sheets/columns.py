"""Which sheets an order's workbook has, and which columns: one table for reading, writing and help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from delegation import expressions
from delegation.sheets.kinds import (
    CAPS,
    CONDITION,
    DAY,
    HOLDERS,
    LIMIT,
    NAMES,
    NUMBER,
    OPEN_DAY,
    TEXT,
    TEXTS,
    YES_NO,
    Kind,
    chosen,
)

SUPERIORS = chosen({"aldrig": "never", "vid frånvaro": "when_absent", "alltid": "always"})
REPORTING = chosen({"till nämnden": "to_board", "protokollförs särskilt": "minuted", "anmäls inte": "none"})
APPEAL = chosen(
    {
        "laglighetsprövning": "legality_review",
        "förvaltningsbesvär": "administrative_appeal",
        "överprövning": "procurement_review",
        "kan inte överklagas": "none",
    }
)
FACT_TYPE = chosen({word: key for key, word in expressions.TYPES.items()})
HELP_SHEET = "Hjälp"


@dataclass(frozen=True)
class Column:
    """A column, or in the sheet Ordning a row: its heading, the format's key, and how wide it stands."""

    heading: str
    key: str
    kind: Kind
    hint: str
    width: int = 18
    required: bool = False


HEAD_SHEET = "Ordning"
# The first part of a key says where in the format it belongs; without one it stands at the top.
HEAD = (
    Column("Nämndens kod", "board.code", TEXT, "1–20 versaler, till exempel RUN", required=True),
    Column("Nämnd", "board.name", TEXT, "nämndens namn", required=True),
    Column("Organisation", "board.organisation", TEXT, "regionen eller kommunen", required=True),
    Column("Titel", "order.title", TEXT, "ordningens rubrik", required=True),
    Column("Version", "order.version", TEXT, "ordningens nummer, till exempel 2026:1", required=True),
    Column("Antagen", "order.adopted_on", DAY, "dagen då nämnden beslutade", required=True),
    Column("Antagen i", "order.adopted_in", TEXT, "nämndens paragraf: RUN § 12/2026", required=True),
    Column("Gäller från", "order.valid_from", DAY, "första dagen", required=True),
    Column("Gäller till", "order.valid_to", OPEN_DAY, "sista dagen, eller tills vidare"),
    Column("Inledning", "preamble", TEXT, "text som står före punkterna"),
    Column("Brådskande beslut", "urgent_decisions", NAMES, "förtroendevalda som får besluta enligt KL 6:39"),
    Column(
        "Brådskande i turordning",
        "ranked",
        YES_NO,
        "ja när den n:te får besluta först när de före är borta",
    ),
    Column(
        "Överordnad", "superiors", SUPERIORS, "om delegatens chef också får besluta; en punkt kan säga annat"
    ),
    Column("Omfattar också", "includes", NAMES, "beslutstyper som varje punkt omfattar utöver sina egna"),
)

POINT_SHEET = "Punkter"
LIMIT_KEY = "amount"  # no key of the format: joined with `when` by och
POINTS = (
    Column("Nr", "number", TEXT, "punktens nummer, som text", 8, required=True),
    Column("Ärende", "title", TEXT, "vad punkten gäller", 44, required=True),
    Column("Beslutstyper", "decision_types", NAMES, "nycklar ur bladet Beslutstyper", 24, required=True),
    Column("Lagrum", "legal_basis", TEXTS, "med semikolon mellan", 20),
    Column(
        "Delegat",
        "delegates",
        HOLDERS,
        "befattningar, också med villkor",
        30,
        required=True,
    ),
    Column("Ersättare", "substitutes", NAMES, "får besluta när alla delegater är frånvarande", 22),
    Column("Belopp", LIMIT_KEY, LIMIT, "ett tal, eller en enda prövning: amount <= 500 000", 22),
    Column("Villkor", "when", CONDITION, "när punkten gäller; se Så skrivs ett villkor", 44),
    Column("Samråd", "consult", HOLDERS, "befattningar som ska ha hörts, också med villkor", 22),
    Column("Vidaredelegation", "may_be_subdelegated", YES_NO, "ja om den får delas vidare, KL 7:6", 16),
    Column("Anmälan", "reporting", REPORTING, "hur nämnden får veta", 20, required=True),
    Column("Överklagande", "appeal_route", APPEAL, "hur beslutet överklagas", 20, required=True),
    Column("Anmärkning", "remark", TEXT, "text till den som läser punkten", 36),
    Column("Tak", "caps", CAPS, "amount <= 500 000 per kalenderår på punkt 1.2, 1.3", 36),
    Column("Turordning", "ranked", YES_NO, "ja när ersättarna kommer i tur och ordning", 12),
    Column("Överordnad", "superiors", SUPERIORS, "om delegatens chef också får besluta", 14),
    Column("Egen enhet", "own_unit", YES_NO, "ja när delegaten beslutar bara för sin enhet", 12),
    Column("Fyra ögon", "four_eyes", YES_NO, "nej när den som har skrivit får besluta själv", 12),
    Column("Gäller från", "valid_from", DAY, "punktens första dag, när den har en egen", 13),
    Column("Gäller till", "valid_to", OPEN_DAY, "punktens sista dag", 13),
    Column("Tidigare nummer", "formerly", NAMES, "nummer i äldre versioner: 2020:1/1.4", 20),
)


class Shape(Enum):
    """How a sheet's rows lie in the format. Where there are names, the column NAME has them."""

    LIST = auto()  # [{…}, {…}]
    MAPPING = auto()  # {name: {…}, name: {…}}
    SERIES = auto()  # {name: [{…}, {…}]}: rows of one name belong together
    TEXTS = auto()  # ["…", "…"]


NAME = ""


@dataclass(frozen=True)
class Table:
    """A sheet with one row for each entry."""

    sheet: str
    key: str
    shape: Shape
    columns: tuple[Column, ...]
    required: bool = False


_KEY = Column("Nyckel", NAME, TEXT, "kort namn, som de andra bladen använder", 32, required=True)
TABLES = (
    Table(POINT_SHEET, "points", Shape.LIST, POINTS, required=True),
    Table(
        "Befattningar",
        "positions",
        Shape.MAPPING,
        (
            _KEY,
            Column("Titel", "title", TEXT, "som den ska stå i beslut", 40, required=True),
            Column("Förtroendevald", "elected", YES_NO, "ja för ordföranden och andra valda"),
            Column("Förvaltningschef", "head_of_administration", YES_NO, "ja för den som får vidaredelegera"),
            Column("Överordnad", "superior", TEXT, "chefens nyckel", 32),
            Column("Organ", "body", YES_NO, "ja för ett utskott, som ingen person innehar"),
        ),
        required=True,
    ),
    Table(
        "Frågor",
        "facts",
        Shape.MAPPING,
        (
            _KEY,
            Column("Typ", "type", FACT_TYPE, "vad svaret är", required=True),
            Column("Fråga", "question", TEXT, "som handläggaren läser den", 70, required=True),
            Column("Valuta", "currency", TEXT, "tre versaler; SEK när inget står"),
            Column("Svarsalternativ", "choices", TEXTS, "för typen val, med semikolon mellan", 40),
        ),
    ),
    Table(
        "Beslutstyper",
        "decision_types",
        Shape.MAPPING,
        (_KEY, Column("Titel", "title", TEXT, "som den ska stå i beslut", 50, required=True)),
    ),
    Table(
        "Kapitel",
        "chapters",
        Shape.LIST,
        (
            Column("Nummer", "number", TEXT, "första delen av punkternas nummer", 10, required=True),
            Column("Titel", "title", TEXT, "kapitlets rubrik", 60, required=True),
        ),
    ),
    Table(
        "Parametrar",
        "parameters",
        Shape.SERIES,
        (
            Column("Namn", NAME, TEXT, "samma namn på flera rader ger flera dagar", 32, required=True),
            Column("Från", "from", DAY, "första dagen med värdet", 14, required=True),
            Column("Värde", "value", NUMBER, "ett tal, till exempel 47 300", 16, required=True),
        ),
    ),
    Table(
        "Bestämmelser",
        "general_provisions",
        Shape.TEXTS,
        (Column("Text", "text", TEXT, "en bestämmelse som gäller alla punkter", 100, required=True),),
    ),
)
