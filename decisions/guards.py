"""What the database refuses to change in cases, decisions, documents, lists and the log."""

from decisions.models import (
    BasisItem,
    BoardReport,
    Case,
    Decision,
    Document,
    Event,
    LetterOfIntent,
    Meeting,
    NumberSeries,
    RegistryNumber,
    ReportLine,
)
from decisions.states import transitions
from delegation.immutability import Refusal, frozen

_DECIDED = "{row}.state IN ('signed', 'reported')"
_OF_A_DECIDED = (
    "EXISTS (SELECT 1 FROM decisions_decision AS parent "
    "WHERE parent.id = {row}.decision_id AND parent.state IN ('signed', 'reported'))"
)
_OF_A_FROZEN_LIST = (
    "EXISTS (SELECT 1 FROM decisions_boardreport AS parent "
    "WHERE parent.id = {row}.report_id AND parent.state <> 'open')"
)


def refusals() -> list[Refusal]:
    found = _moves() + _lists() + _registry()
    # A signed decision may still become reported; nothing else of it changes.
    found += frozen(Decision, when=_DECIDED, free=["state"])
    found += frozen(LetterOfIntent, when=_OF_A_DECIDED, sealed=True)
    found += frozen(BasisItem, when=_OF_A_DECIDED, sealed=True)
    found += frozen(Decision.drafters.through, when=_OF_A_DECIDED, sealed=True)
    found += frozen(Document)
    found += frozen(Event)
    for model in (Case, Decision, BasisItem, LetterOfIntent, Meeting, BoardReport):
        found += frozen(model.history.model)
    return found


def _moves() -> list[Refusal]:
    """States change only along the table, and nobody signs without the decision's document in place."""
    allowed = " OR ".join(
        f"(OLD.state = '{source.value}' AND NEW.state = '{target.value}')" for source, target in transitions()
    )
    table = Decision._meta.db_table
    no_document = (
        "NEW.state = 'signed' AND OLD.state <> 'signed' AND NOT EXISTS "
        "(SELECT 1 FROM decisions_document AS doc WHERE doc.decision_id = NEW.id AND doc.kind = 'decision')"
    )
    return [
        Refusal(
            table,
            "UPDATE",
            "move",
            f"OLD.state <> NEW.state AND NOT ({allowed})",
            f"{table}: den övergången finns inte",
        ),
        Refusal(table, "UPDATE", "doc", no_document, f"{table}: undertecknat beslut saknar handling"),
        Refusal(table, "INSERT", "born", "NEW.state <> 'draft'", f"{table}: ett beslut börjar som utkast"),
    ]


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
