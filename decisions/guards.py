"""What the database refuses to change in cases, decisions, documents, lists and the log."""

from collections.abc import Iterable

from django.db.models import Model

from decisions import dispatch_guards
from decisions.follow_ups import ENDS, Kind, MarkKind
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
    FollowUp,
    LetterClause,
    LetterOfIntent,
    Mark,
    Meeting,
    NumberSeries,
    OwnProtocol,
    Prolonged,
    RegistryNumber,
    Rendition,
    ReportLine,
    SignedCopy,
    Verb,
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
# What decisions/standing.py calls made known.
_MADE_KNOWN = (
    "EXISTS (SELECT 1 FROM decisions_reportline AS line WHERE line.decision_id = NEW.decision_id) "
    "OR EXISTS (SELECT 1 FROM decisions_dispatch AS sent WHERE sent.decision_id = NEW.decision_id)"
)
# A signed decision that follows {earlier}, is not withdrawn itself, and is of one of the kinds.
_FOLLOWED = (
    "EXISTS (SELECT 1 FROM decisions_followup AS link "
    "JOIN decisions_decision AS later ON later.id = link.decision_id "
    "WHERE link.earlier_id = {earlier} AND later.state IN ('signed', 'reported') "
    "AND NOT EXISTS (SELECT 1 FROM decisions_mark AS undone "
    "WHERE undone.decision_id = later.id AND undone.kind = 'withdrawn') AND link.kind IN ({kinds}))"
)
_ENDED = (
    "(EXISTS (SELECT 1 FROM decisions_mark AS mark "
    "WHERE mark.decision_id = {earlier} AND mark.kind = 'withdrawn') "
    f"OR {_FOLLOWED})"
)


def refusals() -> list[Refusal]:
    found = _moves() + _signing() + _documents() + _lists() + _registry() + _follow_ups() + _marks()
    found += dispatch_guards.refusals()
    found += _letters()
    # A signed decision may still become reported; nothing else of it changes.
    found += frozen(Decision, when=_DECIDED, free=["state"])
    found += frozen(LetterOfIntent, when=_OF_A_DECIDED, sealed=True)
    found += frozen(BasisItem, when=_OF_A_DECIDED, sealed=True)
    found += frozen(Consultation, when=_OF_A_DECIDED, sealed=True)
    # Whose hand a text has passed is never forgotten, and nobody is added to it afterwards.
    found += [row for row in frozen(Decision.drafters.through) if row.event == "DELETE"]
    found += frozen(Decision.drafters.through, when=_OF_A_DECIDED, sealed=True)
    found += frozen(Event)
    for model in (Case, Decision, BasisItem, Consultation, LetterOfIntent, FollowUp, Meeting, BoardReport):
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
        "pro": (
            "NEW.reporting = 'minuted' AND NOT EXISTS (SELECT 1 FROM decisions_ownprotocol AS own "
            "JOIN decisions_document AS doc ON doc.decision_id = own.decision_id "
            "WHERE own.decision_id = NEW.id AND doc.kind = 'own_protocol')",
            "beslut som inte anmäls saknar särskilt protokoll",
        ),
        "log": (
            "NOT EXISTS (SELECT 1 FROM decisions_event AS event WHERE event.decision_id = NEW.id "
            "AND event.verb = 'decision.signed' AND event.actor_id = NEW.signed_by_id "
            "AND event.at = NEW.signed_at AND (event.data -> 'proof' ->> 'digest') IS NOT NULL)",
            "undertecknat beslut saknar händelse, eller bekräftelse av den som undertecknar",
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


def _follow_ups() -> list[Refusal]:
    """A decision follows one signed decision in its case that stands, and the link is never taken away."""
    table, decisions = FollowUp._meta.db_table, Decision._meta.db_table
    found = frozen(FollowUp, when=_OF_A_DECIDED, sealed=True)
    found += [
        Refusal(row.table, row.event, f"lnk{row.what}", row.when, row.message, row.vendor)
        for row in frozen(FollowUp, free=["ground", "because"])
    ]
    apart = (
        "NOT EXISTS (SELECT 1 FROM decisions_decision AS earlier JOIN decisions_decision AS later "
        "ON later.case_id = earlier.case_id AND later.id <> earlier.id WHERE earlier.id = NEW.earlier_id "
        "AND later.id = NEW.decision_id AND earlier.state IN ('signed', 'reported'))"
    )
    found.append(
        Refusal(table, "INSERT", "case", apart, f"{table}: följer ett undertecknat beslut i samma ärende")
    )
    part = (
        "EXISTS (SELECT 1 FROM decisions_followup AS link WHERE link.decision_id = NEW.earlier_id "
        "AND link.kind <> 'replacement')"
    )
    found.append(
        Refusal(table, "INSERT", "part", part, f"{table}: det som rättar, ändrar eller upphäver följs inte")
    )
    over = _ENDED.format(earlier="NEW.earlier_id", kinds=_in_sql(ENDS))
    message = f"{table}: det tidigare beslutet gäller inte längre"
    found.append(Refusal(table, "INSERT", "over", over, message))
    in_vain = (
        "EXISTS (SELECT 1 FROM decisions_followup AS mine JOIN decisions_decision AS earlier "
        "ON earlier.id = mine.earlier_id WHERE mine.decision_id = NEW.id AND "
        f"(earlier.case_id <> NEW.case_id OR {_ENDED.format(earlier='earlier.id', kinds=_in_sql(ENDS))}))"
    )
    found.append(Refusal(decisions, "UPDATE", "over", f"{_BECOMES_SIGNED} AND {in_vain}", message))
    return found


def _marks() -> list[Refusal]:
    """A mark is made on a signed decision, tells of an event, and never changes.

    Withdrawn is what its own signer takes back, before it is known to others and before another follows it.
    """
    table = Mark._meta.db_table
    verbs = {MarkKind.WITHDRAWN: Verb.SIGNED_WITHDRAWN, MarkKind.WITHOUT_POWER: Verb.WITHOUT_POWER}
    told = " OR ".join(
        f"(NEW.kind = '{kind.value}' AND event.verb = '{verb.value}')" for kind, verb in verbs.items()
    )
    lacks = {
        "sign": (
            f"NOT {_OF_A_DECIDED.format(row='NEW')}",
            "bara ett undertecknat beslut får en anteckning",
        ),
        "log": (
            "NOT EXISTS (SELECT 1 FROM decisions_event AS event WHERE event.decision_id = NEW.decision_id "
            f"AND event.actor_id = NEW.by_id AND event.at = NEW.at AND ({told}))",
            "anteckningen saknar händelse",
        ),
        "who": (
            "NEW.kind = 'withdrawn' AND NOT EXISTS (SELECT 1 FROM decisions_decision AS parent "
            "WHERE parent.id = NEW.decision_id AND parent.signed_by_id = NEW.by_id)",
            "bara den som har fattat beslutet återkallar det",
        ),
        "known": (
            f"NEW.kind = 'withdrawn' AND ({_MADE_KNOWN} "
            f"OR {_FOLLOWED.format(earlier='NEW.decision_id', kinds=_in_sql(Kind))})",
            "beslutet är känt eller uppföljt och kan inte återkallas",
        ),
    }
    refused = [Refusal(table, "INSERT", what, when, f"{table}: {why}") for what, (when, why) in lacks.items()]
    return frozen(Mark) + refused


def _in_sql(kinds: Iterable[Kind]) -> str:
    return ", ".join(f"'{kind.value}'" for kind in kinds)


def _documents() -> list[Refusal]:
    """A signed decision and a frozen list have the documents that they were signed and frozen with."""
    found = frozen(Document) + frozen(Rendition) + frozen(OwnProtocol) + frozen(Prolonged)
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
