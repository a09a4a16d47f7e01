"""The event log as sentences: who did what, in which capacity, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts import stepup
from decisions.follow_ups import GROUNDS, WORDS, Kind
from decisions.models import Case, Decision, Event, LetterOfIntent, Verb, Way

_VERBS_WITH_REASON = ("comment", "because")
COUNTERPART = "Motparten"  # the only one who acts without a login
# Who acts without an account: the counterpart with their link, and the system itself.
_NAMELESS = {Verb.PROLONGED: "Delegat"}


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    at: datetime
    who: str
    capacity: str
    did: str
    about: str  # the decision's title, when the case has several
    details: tuple[str, ...]
    reason: str


def entries(events: Iterable[Event]) -> list[Entry]:
    """The events as a reader follows them, in the order given."""
    return [
        Entry(
            at=event.at,
            who=event.actor.name if event.actor else _NAMELESS.get(Verb(event.verb), COUNTERPART),
            capacity=event.capacity,
            did=Verb(event.verb).label,
            about=event.decision.title if event.decision else "",
            details=tuple(_details(event.data)),
            reason=next((event.data[key] for key in _VERBS_WITH_REASON if event.data.get(key)), ""),
        )
        for event in events
    ]


def _details(data: dict[str, Any]) -> Iterable[str]:
    if data.get("fields"):
        yield "Ändrat: " + ", ".join(_field(name) for name in data["fields"])
    if data.get("case_fields"):
        yield "Ändrat: " + ", ".join(_label(Case, name) for name in data["case_fields"])
    for key, answer in (data.get("answers") or {}).items():
        yield f"{_QUESTIONS.get(key, key)}: {_ANSWERS[answer]}"
    if data.get("from"):
        yield f"Från {data['from']} till {data['to_day']}"
    if data.get("to"):
        yield f"Till {data['to']}"
    if data.get("way"):
        yield f"Sätt: {Way(data['way']).label}"
    if data.get("served_on"):
        yield f"Delgivet {data['served_on']}"
    if data.get("title"):
        yield str(data["title"])
    if data.get("follows"):
        yield f"{WORDS[Kind(data['follows_as'])].does} beslut {data['follows_day']}"
    if data.get("ground"):
        yield f"Grund: {GROUNDS[data['ground']].label}"
    if data.get("signed_by"):
        yield f"Undertecknat av {data['signed_by']}, enligt avsändaren"
    if data.get("expires"):
        yield f"Gäller till och med {data['expires']}"
    if data.get("section"):
        yield f"Protokollets {data['section']}"
    if data.get("order"):
        point = f", punkt {data['point']}" if data.get("point") else ""
        yield f"Delegationsordningens version {data['order']['version']}{point}"
    for kind, sha256 in (data.get("documents") or {}).items():
        yield f"{_KINDS.get(kind, kind)}: SHA-256 {sha256}"
    if data.get("proof"):
        yield _proof(data["proof"])


def _proof(proof: dict[str, Any]) -> str:
    """How it was confirmed, when and for what; the digits are those that the page showed."""
    at = timezone.localtime(datetime.fromisoformat(proof["at"]))
    several = f", {len(proof['of'])} beslut på en gång" if "of" in proof else ""
    method, digest = stepup.Method(proof["method"]).label, stepup.in_short(proof["digest"])
    return f"Bekräftat med {method} {at:%Y-%m-%d %H:%M:%S}{several}: {digest}"


_ANSWERS = {True: "ja", False: "nej", None: "inget svar"}
_QUESTIONS = {
    **{f"kl_6_38_{number}": f"Delegationsförbud, 6 kap. 38 § {number}" for number in range(1, 6)},
    "urgent": "Beslut enligt 6 kap. 39 §",
    "reserved_by_board": "Förbehåll av nämnden",
}
_KINDS = {"decision": "Beslutet", "letter_of_intent": "Avsiktsförklaringen"}


def _field(name: str) -> str:
    """The Swedish name of a changed column of a draft, or of its letter."""
    return str(LetterOfIntent._meta.verbose_name) if name == "letter" else _label(Decision, name)


def _label(model: type[Case | Decision], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))
