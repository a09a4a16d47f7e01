"""Signing: the one way in which a draft becomes a decision.

What is signed is what was shown. The page carries a fingerprint of all that the signature rests on; here it
is taken again from the stored rows, and a difference stops the signature.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accounts import stepup
from accounts.models import User
from accounts.permissions import Refused
from accounts.stepup import Proof
from decisions import codes, contexts, discreet, protocols, settled, store
from decisions.actions.base import ChangedSinceShown, locked, require, require_printable, save
from decisions.actions.moves import hindrances, judge
from decisions.actions.sealing import ready, sealed
from decisions.contexts import DocumentOfDecision
from decisions.days import day_of
from decisions.documents import Pdf
from decisions.events import is_replayed, record
from decisions.models import Decision, Document, DocumentKind, Verb
from decisions.models.decisions import DECIDER_ATTESTS
from decisions.states import MOVES, SIGNED_FIELDS
from delegation.authority import Ruling
from delegation.models import Board

# Who else holds what, and what else has been decided, may change while the page is read; what that means for
# this decision stands in the verdict.
_ROWS = ("appointments", "absences", "subdelegations", "prior")
# The verdict without its sums and its advice about others.
_RESTED_ON = ("outcome", "point", "order", "capacity", "position", "notes", "reporting", "appeal_route")

CHANGED_SINCE_SHOWN = (
    "Något har ändrats sedan du läste: text, uppgifter, underlag, dag eller ordning är ny. Inget är "
    "undertecknat. Läs den nya versionen och underteckna den i så fall."
)


@dataclass(frozen=True)
class Matter:
    """All that a signature rests on: what the documents say, what was asked and answered, the basis."""

    ruling: Ruling
    documents: dict[DocumentKind, DocumentOfDecision]
    basis: tuple[tuple[str, str, str], ...]  # id, title and SHA-256 of each line

    @property
    def digest(self) -> str:
        """SHA-256 over it all. Rendering is a function of the documents, so equal digests mean equal PDFs."""
        asked = {key: value for key, value in self.ruling.question.items() if key not in _ROWS}
        parts = [
            json.dumps(asked, sort_keys=True, ensure_ascii=False),
            json.dumps(_rested_on(self.ruling.verdict), sort_keys=True, ensure_ascii=False),
            *(f"{kind.value} {document!r}" for kind, document in sorted(self.documents.items())),
            *(" ".join(line) for line in self.basis),
        ]
        return store.digest("\n".join(parts).encode())


def _rested_on(verdict: dict[str, Any]) -> dict[str, Any]:
    checks = [(check["code"], check["outcome"], check["source"]) for check in verdict["checks"]]
    return {name: verdict[name] for name in _RESTED_ON} | {"checks": checks}


@dataclass(frozen=True)
class Final:
    """The matter with its documents as they will be when signed today."""

    matter: Matter
    pdfs: dict[DocumentKind, Pdf]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the matter and every PDF: what the sign form carries back."""
        lines = [f"{kind.value}:{store.digest(pdf.content)}" for kind, pdf in sorted(self.pdfs.items())]
        return store.digest("\n".join([self.matter.digest, *lines]).encode())


def matter(decision: Decision, now: datetime) -> Matter:
    """What the decider would sign at `now`, taking it that no conflict of interest is attested."""
    ruling = judge(decision, now, **{DECIDER_ATTESTS: False})
    basis = tuple((str(row.pk), row.title, row.sha256) for row in decision.basis.all())
    return Matter(ruling, contexts.documents(decision, ruling, day_of(now)), basis)


def final(decision: Decision, now: datetime) -> Final:
    """The matter with its PDFs. Rendering takes a moment, so no row should be locked meanwhile."""
    found = matter(decision, now)
    require_printable(found.documents.values())
    return Final(found, {kind: ready(row, for_person=True) for kind, row in found.documents.items()})


def sign(
    *,
    by: User,
    decision: Decision,
    shown: str,
    conflict_of_interest: bool | None,
    proof: Proof,
    now: datetime,
    secret: str = "",
) -> Decision:
    """Decide and sign. Raises Refused unless the engine says within, today, on what is stored.

    `proof` says that it is `by` who signs `shown`, given within five minutes, and is stored in the event. The
    documents are rendered and signed first, without a lock: a remote signer may take its time. Under the lock
    all that they rest on is read again, and a difference stops the decision. Verdict, question, order
    version, signed documents with their hashes and the event are stored together, or nothing is
    (KL 6:37–38, 7:4; FL 31 §). `secret` is the PIN of the decider's credential at a remote signer.
    """
    rows = Decision.objects.select_related("case__board__organisation", "case__officer", "decider")
    fresh = rows.get(pk=decision.pk)
    require(by, "sign", fresh)
    if conflict_of_interest is None:
        raise Refused("Svara på frågan om jäv innan du undertecknar. Inget har ändrats.")
    stepup.require(proof, by=by, shown=shown, now=now, played=is_replayed())
    prepared = final(fresh, now)
    _within(by, fresh, prepared.matter, conflict_of_interest, now)
    if prepared.fingerprint != shown:
        raise ChangedSinceShown(CHANGED_SINCE_SHOWN)
    signed = _signed(prepared, fresh, now, secret)
    return _decide(by, fresh, signed, conflict_of_interest, proof, now)


def _within(by: User, decision: Decision, found: Matter, conflict: bool, now: datetime) -> Ruling:
    """The ruling, which says within. Raises Refused with its reasons when it does not."""
    ruling = judge(decision, now, **{DECIDER_ATTESTS: True}) if conflict else found.ruling
    if not ruling.is_within:
        seen = discreet.as_seen_by(by, decision.case.board, ruling)
        raise Refused("Beslutet kan inte undertecknas. " + " ".join(_reasons(seen)))
    return ruling


def _signed(prepared: Final, decision: Decision, now: datetime, secret: str) -> Final:
    """The same with each PDF signed by the decider and sealed; what was shown is first in it."""
    signatory = contexts.signatory(decision, prepared.matter.ruling)
    pdfs = {
        kind: sealed(
            pdf,
            organisation=signatory.organisation,
            message=f"{kind.label} {decision.case.dnr}",
            now=now,
            by=signatory,
            secret=secret,
        )
        for kind, pdf in prepared.pdfs.items()
    }
    return replace(prepared, pdfs=pdfs)


@transaction.atomic
def _decide(
    by: User, decision: Decision, signed: Final, conflict: bool, proof: Proof, now: datetime
) -> Decision:
    decision = locked(decision)
    # The board's row is also the lock of its caps: what counts against one may not be signed meanwhile.
    Board.objects.select_for_update().get(pk=decision.case.board_id)
    require(by, "sign", decision)
    found = matter(decision, now)
    ruling = _within(by, decision, found, conflict, now)
    if found.digest != signed.matter.digest:
        raise ChangedSinceShown(CHANGED_SINCE_SHOWN)
    decision.attested = decision.attested | {DECIDER_ATTESTS: conflict}
    digests = {kind.value: _store(decision, kind, pdf, now) for kind, pdf in signed.pdfs.items()}
    if DocumentKind.OWN_PROTOCOL in signed.pdfs:
        protocols.keep(decision, day_of(now))
    record(
        Verb.SIGNED,
        board=decision.case.board,
        actor=by,
        capacity=contexts.capacity(decision, ruling) or contexts.held_title(decision, ruling),
        at=now,
        decision=decision,
        data={
            "documents": digests,
            "order": ruling.verdict["order"],
            "point": ruling.verdict["point"],
            "capacity": ruling.verdict["capacity"],
            "rests_on": settled.digest(decision, ruling.question, ruling.verdict),
            "proof": proof.as_data(),
            DECIDER_ATTESTS: conflict,
        },
    )
    _seal(decision, ruling, by, now)  # last: the database asks for document and event first
    return decision


def _reasons(ruling: Ruling) -> list[str]:
    failed = [check["reason"] for check in ruling.verdict["checks"] if check["outcome"] == "fail"]
    return failed or hindrances(ruling)


def _store(decision: Decision, kind: DocumentKind, pdf: Pdf, now: datetime) -> str:
    sha256 = store.put(pdf.content)
    name = f"{slugify(decision.case.dnr.replace('/', '-'))}-{slugify(kind.label)}.pdf"
    Document.objects.create(
        decision=decision,
        kind=kind,
        sha256=sha256,
        size=len(pdf.content),
        pages=pdf.pages,
        code=codes.code(decision.code_seed, kind),
        file_name=name,
        created_at=now,
    )
    return sha256


def _seal(decision: Decision, ruling: Ruling, by: User, now: datetime) -> None:
    decision.state = MOVES["sign"].target
    decision.decided_on, decision.signed_at, decision.signed_by = day_of(now), now, by
    decision.order, decision.question, decision.verdict = ruling.order, ruling.question, ruling.verdict
    decision.decided_as = contexts.decided_as(decision, ruling)
    decision.outcome = ruling.verdict["outcome"]
    decision.reporting = ruling.verdict["reporting"]
    decision.appeal_route = ruling.verdict["appeal_route"] or ""
    decision.told_to = _chief(ruling)
    save(decision, by, list(SIGNED_FIELDS))


def _chief(ruling: Ruling) -> User | None:
    """Who is told of it, as giver of the subdelegation that it rests on.

    Kept with the decision: the record of the subdelegation may be ended or corrected afterwards.
    """
    return User.objects.get(username=ruling.told_to) if ruling.told_to else None
