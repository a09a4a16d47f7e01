"""What the database refuses to change in cases, decisions, documents, lists and the log."""

from django.db.models import Model

from decisions.models import (
    BasisItem,
    BoardReport,
    Case,
    Consultation,
    CopyReview,
    CountersignLink,
    Decision,
    Document,
    Event,
    LetterClause,
    LetterOfIntent,
    Meeting,
    NumberSeries,
    RegistryNumber,
    ReportLine,
    SignedCopy,
)
from decisions.states import SIGNED_FIELDS, transitions
from delegation.immutability import Refusal, frozen

_DECIDED = "{row}.state IN ('signed', 'reported')"
_OF_A_DECIDED = (
    "EXISTS (SELECT 1 FROM decisions_decision AS parent "
    "WHERE parent.id = {row}.decision_id AND parent.state IN ('signed', 'reported'))"
)
_BECOMES_SIGNED = "NEW.state = 'signed' AND OLD.state <> 'signed'"
_OF_A_FROZEN_LIST = (
    "EXISTS (SELECT 1 FROM decisions_boardreport AS parent "
    "WHERE parent.id = {row}.report_id AND parent.state <> 'open')"
)


def refusals() -> list[Refusal]:
    found = _moves() + _signing() + _documents() + _lists() + _registry() + _letters()
    # A signed decision may still become reported; nothing else of it changes.
    found += frozen(Decision, when=_DECIDED, free=["state"])
    found += frozen(LetterOfIntent, when=_OF_A_DECIDED, sealed=True)
    found += frozen(BasisItem, when=_OF_A_DECIDED, sealed=True)
    found += frozen(Consultation, when=_OF_A_DECIDED, sealed=True)
    # Whose hand a text has passed is never forgotten, and nobody is added to it afterwards.
    found += [row for row in frozen(Decision.drafters.through) if row.event == "DELETE"]
    found += frozen(Decision.drafters.through, when=_OF_A_DECIDED, sealed=True)
    found += frozen(Event)
    for model in (Case, Decision, BasisItem, Consultation, LetterOfIntent, Meeting, BoardReport):
        found += frozen(model.history.model)
    return found


def _moves() -> list[Refusal]:
    """States change only along the table."""
    allowed = " OR ".join(
        f"(OLD.state = '{source.value}' AND NEW.state = '{target.value}')" for source, target in transitions()
    )
    table = Decision._meta.db_table
    return [
        Refusal(
            table,
            "UPDATE",
            "move",
            f"OLD.state <> NEW.state AND NOT ({allowed})",
            f"{table}: den övergången finns inte",
        ),
        Refusal(table, "INSERT", "born", "NEW.state <> 'draft'", f"{table}: ett beslut börjar som utkast"),
    ]


def _signing() -> list[Refusal]:
    """Nobody signs a decision but its decider, today, within, with document and event in place.

    The action writes document and event first and the state last; what goes past it meets these.
    """
    table = Decision._meta.db_table
    lacks = {
        "doc": (
            "NOT EXISTS (SELECT 1 FROM decisions_document AS doc "
            "WHERE doc.decision_id = NEW.id AND doc.kind = 'decision')",
            "undertecknat beslut saknar handling",
        ),
        "log": (
            "NOT EXISTS (SELECT 1 FROM decisions_event AS event WHERE event.decision_id = NEW.id "
            "AND event.verb = 'decision.signed' AND event.actor_id = NEW.signed_by_id "
            "AND event.at = NEW.signed_at)",
            "undertecknat beslut saknar händelse",
        ),
        "who": (
            "NEW.signed_by_id IS DISTINCT FROM NEW.decider_id",
            "bara den valda beslutsfattaren undertecknar",
        ),
        "how": (
            "(NEW.verdict ->> 'outcome') IS DISTINCT FROM 'within'",
            "prövningen säger inte att beslutet ryms",
        ),
    }
    written = [
        f'OLD."{field.column}" IS DISTINCT FROM NEW."{field.column}"'
        for field in Decision._meta.concrete_fields
        if field.name not in SIGNED_FIELDS
    ]
    lacks["same"] = (" OR ".join(written), "det som undertecknas ändras inte i samma stund")
    found = [
        Refusal(table, "UPDATE", what, f"{_BECOMES_SIGNED} AND ({condition})", f"{table}: {message}")
        for what, (condition, message) in lacks.items()
    ]
    # The day of decision is the day of signing in Sweden. SQLite knows no time zones, so there it is held
    # to the two days that the moment may be.
    days = {
        "postgresql": "NEW.decided_on <> (NEW.signed_at AT TIME ZONE 'Europe/Stockholm')::date",
        "sqlite": "julianday(NEW.decided_on) - julianday(date(NEW.signed_at)) NOT IN (0, 1)",
    }
    for vendor, condition in days.items():
        message = f"{table}: beslutsdagen är dagen för undertecknandet"
        found.append(
            Refusal(table, "UPDATE", "day", f"{_BECOMES_SIGNED} AND {condition}", message, vendor=vendor)
        )
    return found


def _documents() -> list[Refusal]:
    """A signed decision and a frozen list have the documents that they were signed and frozen with."""
    found = frozen(Document)
    for what, parent in (("dec", _OF_A_DECIDED), ("lis", _OF_A_FROZEN_LIST)):
        message = "decisions_document: handlingarna är redan fastställda"
        found.append(Refusal(Document._meta.db_table, "INSERT", what, parent.format(row="NEW"), message))
    return found


def _lists() -> list[Refusal]:
    """A frozen list may only get its § once; its lines never change, nor the day of its meeting."""
    on_a_list = (
        "EXISTS (SELECT 1 FROM decisions_boardreport AS list "
        "WHERE list.meeting_id = {row}.id AND list.state <> 'open')"
    )
    found = frozen(
        BoardReport, when="{row}.state = 'frozen'", free=["state", "minutes_section", "reported_at"]
    )
    closed = frozen(BoardReport, when="{row}.state = 'reported'")
    found += [refusal for refusal in closed if refusal.event == "UPDATE"]
    found.append(
        Refusal(
            BoardReport._meta.db_table,
            "UPDATE",
            "move",
            "(OLD.state = 'frozen' AND NEW.state = 'open') "
            "OR (OLD.state = 'open' AND NEW.state = 'reported')",
            "decisions_boardreport: den övergången finns inte",
        )
    )
    found += frozen(ReportLine)
    found.append(
        Refusal(
            ReportLine._meta.db_table,
            "INSERT",
            "add",
            _OF_A_FROZEN_LIST.format(row="NEW"),
            "decisions_reportline: listan är fryst",
        )
    )
    found += frozen(Meeting, when=on_a_list)
    return found


def _registry() -> list[Refusal]:
    """A number is given once and for all; the counter never goes back; a case keeps its number and board."""
    changing = ["title", "unit", "officer_id", "confidential", "opened_on"]
    found = frozen(Case, free=changing)
    found += frozen(RegistryNumber, free=["cancelled_at", "cancelled_because"])
    found += frozen(RegistryNumber, when="{row}.cancelled_at IS NOT NULL")[:1]
    found += frozen(NumberSeries, free=["last_number"])
    found.append(
        Refusal(
            NumberSeries._meta.db_table,
            "UPDATE",
            "back",
            "NEW.last_number < OLD.last_number",
            "decisions_numberseries: räknaren går aldrig bakåt",
        )
    )
    return found


def _letters() -> list[Refusal]:
    """A clause keeps its words. What the counterpart is asked and returns is only added to, once decided."""
    found = frozen(LetterClause, free=["retired_at", "retired_by_id"])
    found += frozen(LetterClause, when="{row}.retired_at IS NOT NULL")[:1]
    chosen = _of_a_decided_letter("letterofintent_id")
    found += frozen(LetterOfIntent.clauses.through, when=chosen, sealed=True)
    found += frozen(CountersignLink, free=["revoked_at", "revoked_by_id"])
    found += frozen(CountersignLink, when="{row}.revoked_at IS NOT NULL")[:1]
    found += frozen(SignedCopy) + frozen(CopyReview)
    decided = _of_a_decided_letter("letter_id").format(row="NEW")
    for model in (CountersignLink, SignedCopy):
        table = model._meta.db_table
        message = f"{table}: beslutet är inte undertecknat"
        found.append(Refusal(table, "INSERT", "early", f"NOT ({decided})", message))
    one_at_a_time: list[tuple[type[Model], str]] = [
        (LetterClause, "board_id = NEW.board_id AND other.number = NEW.number AND other.retired_at IS NULL"),
        (CountersignLink, "letter_id = NEW.letter_id AND other.revoked_at IS NULL"),
        (
            SignedCopy,
            "letter_id = NEW.letter_id AND NOT EXISTS (SELECT 1 FROM decisions_copyreview AS review "
            "WHERE review.copy_id = other.id AND review.outcome = 'turned_back')",
        ),
    ]
    for row, same in one_at_a_time:
        table = row._meta.db_table
        another = f"EXISTS (SELECT 1 FROM {table} AS other WHERE other.{same})"
        found.append(Refusal(table, "INSERT", "one", another, f"{table}: det finns redan en som gäller"))
    return found


def _of_a_decided_letter(column: str) -> str:
    """The row belongs, over `column`, to a letter whose decision is signed."""
    return (
        "EXISTS (SELECT 1 FROM decisions_letterofintent AS sent "
        "JOIN decisions_decision AS parent ON parent.id = sent.decision_id "
        f"WHERE sent.id = {{row}}.{column} AND parent.state IN ('signed', 'reported'))"
    )
