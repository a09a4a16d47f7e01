"""From rows to documents: what the beslut and the letter say, given the engine's ruling and the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from accounts.models import User
from decisions import letter_contexts, protocols, verification
from decisions.documents import (
    Appeal,
    BasisRow,
    DecisionDocument,
    Earlier,
    LetterDocument,
    OwnProtocolDocument,
    Sender,
    Signature,
    profile,
)
from decisions.follow_ups import WORDS, Kind
from decisions.models import Decision, DocumentKind, FollowUp, LetterOfIntent
from decisions.signatures import Signatory
from delegation import explain, words
from delegation.authority import Ruling
from delegation.models import Kind as HeldAs
from delegation.models import Organisation, Position, RulePoint

DocumentOfDecision = DecisionDocument | LetterDocument | OwnProtocolDocument


def documents(
    decision: Decision, ruling: Ruling, day: date | None, *, is_draft: bool = False
) -> dict[DocumentKind, DocumentOfDecision]:
    """Every document that the decision consists of, the beslut first."""
    signature = _signature(decision, ruling)

    def verifiable(kind: DocumentKind) -> Signature:
        return signature if is_draft else verification.on(signature, decision.code_seed, kind)

    beslut = _decision(decision, ruling, verifiable(DocumentKind.DECISION), day, is_draft=is_draft)
    found: dict[DocumentKind, DocumentOfDecision] = {DocumentKind.DECISION: beslut}
    if beslut.is_minuted and day:
        signed = verifiable(DocumentKind.OWN_PROTOCOL)
        found[DocumentKind.OWN_PROTOCOL] = _own_protocol(decision, beslut, signed, day)
    letter = LetterOfIntent.objects.filter(decision=decision).first()
    if letter:
        signed = verifiable(DocumentKind.LETTER_OF_INTENT)
        found[DocumentKind.LETTER_OF_INTENT] = letter_contexts.document(
            decision, letter, _sender(decision), signed, day, is_draft=is_draft
        )
    return found


def capacity(decision: Decision, ruling: Ruling) -> str:
    """In which capacity the decider acts, as document and log say it; empty for an ordinary holder."""
    if ruling.verdict["capacity"] in (None, "ordinary"):
        return ""
    signature = _signature(decision, ruling)
    return ", ".join(filter(None, [signature.title, words.in_sentence(signature.capacity)]))


def held_title(decision: Decision, ruling: Ruling) -> str:
    """The title of the position that gives the power, or the user's own title."""
    key = ruling.verdict["position"]
    return _titles(decision, [key])[0] if key else _user(decision.decider).title


def signatory(decision: Decision, ruling: Ruling) -> Signatory:
    """The decider as their certificate names them: the title as it is held that day, and the organisation."""
    signature, organisation = _signature(decision, ruling), decision.case.board.organisation
    credential = _user(decision.decider).signing_credential
    return Signatory(organisation.name, signature.name, signature.title, credential)


def _titles(decision: Decision, keys: Iterable[str]) -> list[str]:
    """Titles of positions at the board, in the order of their keys; a key without a row stands for itself."""
    known = dict(Position.objects.filter(board=decision.case.board).values_list("key", "title"))
    return [known.get(key, key) for key in keys]


def _user(user: User | None) -> User:
    if user is None:
        raise ValueError("the decision has no decider")
    return user


def _sender(decision: Decision) -> Sender:
    officer, address = decision.case.officer, decision.case.board.organisation.address
    return Sender(decision.case.unit, officer.name, officer.phone, officer.email, address)


def _signature(decision: Decision, ruling: Ruling) -> Signature:
    """Name, title as it is held that day, and the way to the power where it is not the title's own."""
    if decision.decider is None:
        return Signature("Beslutsfattare ej vald", "")
    title, held = held_title(decision, ruling), _held(decision, ruling)
    if held in (HeldAs.ACTING, HeldAs.STAND_IN):
        title = f"{HeldAs(held).label.capitalize()} {words.in_sentence(title)}"
    way = explain.WAYS.get(ruling.verdict["capacity"] or "", "")
    if "{delegates}" in way:
        way = way.format(delegates=_delegates(decision, ruling))
    return Signature(decision.decider.name, title, way[:1].upper() + way[1:])


def _held(decision: Decision, ruling: Ruling) -> str:
    """How the decider holds the position that gives the power: ordinary, acting, stand_in, or nothing."""
    key, day = ruling.verdict["position"], ruling.question["decided_on"]
    kinds = {
        row["kind"]
        for row in ruling.question["appointments"]
        if (row["person"], row["position"]) == (ruling.question["decider"], key)
        and row["from"] <= day <= (row["to"] or day)
    }
    return next((kind for kind in HeldAs.values if kind in kinds), "")


def _delegates(decision: Decision, ruling: Ruling) -> str:
    """The positions that the point names as delegates, inside a sentence."""
    point = _point(ruling, ruling.verdict["point"])
    rows: list[Any] = point.rule["delegates"] if point else []
    keys = [row["position"] if isinstance(row, dict) else row for row in rows]
    return " och ".join(words.in_sentence(title) for title in _titles(decision, keys))


def decided_as(decision: Decision, ruling: Ruling) -> str:
    """The signature's title and capacity as the beslut says them in a sentence."""
    signature = _signature(decision, ruling)
    title = words.in_sentence(signature.title)
    if ruling.verdict["capacity"] == HeldAs.ORDINARY:
        title = f"{HeldAs.ORDINARY.label} {title}"
    return ", ".join(filter(None, [title, words.in_sentence(signature.capacity)]))


def _point(ruling: Ruling, number: str | None) -> RulePoint | None:
    return ruling.order.points.filter(number=number).first() if ruling.order and number else None


def _decision(
    decision: Decision, ruling: Ruling, signature: Signature, day: date | None, *, is_draft: bool
) -> DecisionDocument:
    board, order = decision.case.board, ruling.order
    point = _point(ruling, decision.point)
    organisation = board.organisation
    is_urgent = ruling.verdict["capacity"] == "urgent"
    return DecisionDocument(
        organisation=organisation.name,
        board=board.name,
        sender=_sender(decision),
        day=day,
        dnr=decision.case.dnr,
        title=decision.title,
        background=decision.background,
        basis=tuple(BasisRow(row.title, row.dated, row.sha256) for row in decision.basis.all()),
        consulted=tuple(
            BasisRow(row.position.title, row.dated)
            for row in decision.consultations.select_related("position")
        ),
        order_title=order.title if order else "",
        order_version=order.version if order else "",
        order_adopted_in=order.adopted_in.replace("§ ", "§\N{NO-BREAK SPACE}") if order else "",
        point="" if is_urgent or point is None else point.number,
        point_title=point.title if point else "",
        decision=decision.decision_text,
        decided_as=decided_as(decision, ruling),
        signature=signature,
        reporting=ruling.verdict["reporting"] or "",
        points_reporting=point.rule["reporting"] if point else "",
        appeal=_appeal(ruling, organisation, point, is_urgent),
        presented_by=decision.presented_by,
        participants=decision.participants,
        is_urgent=is_urgent,
        urgent_reason=decision.urgent_reason if is_urgent else "",
        is_draft=is_draft,
        profile=profile.of(organisation),
        follows=_follows(decision),
    )


def _own_protocol(
    decision: Decision, beslut: DecisionDocument, signature: Signature, day: date
) -> OwnProtocolDocument:
    """The protocol of the decision, which its decider adjusts in the same act (KL 6:40, 7:8)."""
    return OwnProtocolDocument(
        organisation=beslut.organisation,
        board=beslut.board,
        number=protocols.in_words(day.year, protocols.next_number(decision.case.board, day.year)),
        day=day,
        adjusted_on=day,
        dnr=beslut.dnr,
        title=beslut.title,
        decision=beslut.decision,
        order_title=beslut.order_title,
        order_version=beslut.order_version,
        order_adopted_in=beslut.order_adopted_in,
        point=beslut.point,
        point_title=beslut.point_title,
        decided_as=beslut.decided_as,
        signature=signature,
        appeal=beslut.appeal,
        unit=decision.case.unit,
        profile=beslut.profile,
    )


def _follows(decision: Decision) -> Earlier | None:
    """What the decision corrects, changes, replaces or annuls, as it was signed."""
    row: FollowUp | None = getattr(decision, "follows", None)
    if row is None:
        return None
    earlier = row.earlier
    if earlier.decided_on is None or earlier.signed_by is None:
        raise ValueError(f"decision {earlier.pk} is not signed")
    return Earlier(
        does=WORDS[Kind(row.kind)].does,
        day=earlier.decided_on,
        dnr=decision.case.dnr,
        title=earlier.title,
        decider=earlier.signed_by.name,
        decided_as=earlier.decided_as,
        because=row.because,
        ground=row.ground_in_words,
    )


def _appeal(ruling: Ruling, organisation: Organisation, point: RulePoint | None, is_urgent: bool) -> Appeal:
    """How the decision is appealed: one route, and one court; or why it cannot be."""
    legal_basis = point.rule.get("legal_basis", []) if point else []
    route = ruling.verdict["appeal_route"] or ("legality_review" if is_urgent else "")
    found = appeal_of(organisation, route)
    if any(basis.startswith("OSL") for basis in legal_basis):
        # A refusal to hand out a document is tried by the administrative court of appeal (OSL 6:8).
        return replace(found, court=organisation.court_of_appeal or "kammarrätten", court_address="")
    if point and route == "none":
        return replace(found, ground=_ground(point, legal_basis))
    return found


# Rules that a point may name among its legal basis because its decisions cannot be appealed.
_NO_APPEAL = {
    "KL 13:2": "Det är av rent förberedande eller rent verkställande art (13 kap. 2 § kommunallagen).",
    "FL 41": (
        "Det kan inte antas påverka någons situation på ett inte obetydligt sätt (41 § förvaltningslagen)."
    ),
}


def _ground(point: RulePoint, legal_basis: list[str]) -> str:
    """Why the point's decisions cannot be appealed: the rule it names, its remark, or that it says so."""
    named = (text for basis in legal_basis for rule, text in _NO_APPEAL.items() if _names(basis, rule))
    if ground := next(named, ""):
        return ground.replace("kap. ", "kap.\N{NO-BREAK SPACE}").replace(" §", "\N{NO-BREAK SPACE}§")
    remark: str = point.rule.get("remark", "")
    if "överklag" in remark.lower():
        return remark
    return f"Så anges i delegationsordningens punkt\N{NO-BREAK SPACE}{point.number}."


def _names(basis: str, rule: str) -> bool:
    """Is it the rule itself, not another whose number begins alike (KL 13:20)?"""
    return basis == rule or (basis.startswith(rule) and not basis[len(rule)].isdigit())


def appeal_of(organisation: Organisation, route: str) -> Appeal:
    """The route with the organisation's court and addresses."""
    return Appeal(
        route=route,
        court=organisation.court,
        court_address=_on_one_line(organisation.court_address),
        organisation_address=_on_one_line(organisation.address),
        organisation_email=organisation.email,
    )


def _on_one_line(address: str) -> str:
    return ", ".join(line.strip() for line in address.splitlines() if line.strip())
