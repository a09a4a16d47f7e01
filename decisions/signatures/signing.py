"""A finished PDF becomes a signed one: the decider's signature first, the organisation's seal last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import cms

from decisions.signatures import configured, container, evidence, pades
from decisions.signatures.evidence import Evidence, Signer
from decisions.signatures.fields import SEAL, SIGNATURE, with_fields
from decisions.signatures.port import AtOnce, BackEnd, Begun, Signatory, SigningFailed, ToSign
from decisions.signatures.timestamps import TimeStamps


@dataclass(frozen=True)
class Underway:
    """A document that waits for the decider's signature."""

    prepared: pades.Prepared
    begun: Begun


def ready(pdf: bytes, *, for_person: bool) -> bytes:
    """A finished PDF with empty fields for what will be signed: the last bytes that are shown before it."""
    return with_fields(pdf, (SIGNATURE, SEAL) if for_person else (SEAL,))


def signed(
    pdf: bytes, *, signatory: Signatory | None, seal: Signatory, at: datetime, message: str, secret: str = ""
) -> bytes:
    """`pdf`, made ready, signed by the decider, where there is one, and sealed. Raises SigningFailed.

    All of `pdf` is still there byte for byte, first in what comes back.
    """
    if signatory is None:
        return _sealed(pdf, seal, at, message)
    underway = begin(pdf, signatory=signatory, at=at, message=message, secret=secret)
    if underway.begun.redirect:
        raise SigningFailed(
            "Underskriften görs på en annan webbplats och kan inte göras här. Inget är undertecknat. Den som "
            "förvaltar systemet väljer en annan SIGNATURE_BACKEND."
        )
    return finish(underway, {}, seal=seal)


def begin(pdf: bytes, *, signatory: Signatory, at: datetime, message: str, secret: str = "") -> Underway:
    """Ask for the decider's signature. Raises SigningFailed."""
    prepared = pades.prepare(pdf, SIGNATURE, at=at, is_first=True, room=_room())
    to_sign = ToSign(prepared.digest, signatory, at, message, secret)
    return Underway(prepared, configured.for_people().begin(to_sign))


def finish(underway: Underway, answer: Mapping[str, str], *, seal: Signatory) -> bytes:
    """With what came back from the decider, the document signed and sealed. Raises SigningFailed."""
    to_sign = underway.begun.to_sign
    signature = _completed(
        underway.prepared, configured.for_people().finish(underway.begun, answer), to_sign.at
    )
    pdf = pades.embed(underway.prepared, signature)
    return _sealed(pdf, seal, to_sign.at, to_sign.message, signature)


def _sealed(
    pdf: bytes, seal: Signatory, at: datetime, message: str, signature: cms.ContentInfo | None = None
) -> bytes:
    back_end, stamps = configured.for_seals(), configured.time_stamps()
    to_sign = ToSign(b"", seal, at, message)  # the digest is known when the evidence is in place
    found = _evidence(back_end, to_sign, signature, stamps) if stamps else None
    prepared = pades.prepare(pdf, SEAL, at=at, is_first=signature is None, room=_room(), evidence=found)
    begun = back_end.begin(replace(to_sign, digest=prepared.digest))
    return pades.embed(prepared, _completed(prepared, back_end.finish(begun, {}), at))


def _room() -> int:
    stamps = configured.time_stamps()
    return pades.CMS_ROOM + (stamps.room() if stamps else 0)


def _completed(prepared: pades.Prepared, answer: bytes, at: datetime) -> cms.ContentInfo:
    """What a back end made, plain, and with a time stamp where the installation has them."""
    found = pades.fitting(prepared, answer)
    signer = Signer.of(found["content"], at, configured.trusted_for_signatures(at))
    found = container.plain(found, evidence.path_of(signer))
    stamps = configured.time_stamps()
    return stamps.over(found) if stamps else found


def _evidence(
    back_end: BackEnd, seal: ToSign, signature: cms.ContentInfo | None, stamps: TimeStamps
) -> Evidence:
    """For the certificates of the decider and the time stamps, and of the seal where it is known beforehand.

    That of a seal made elsewhere comes when the signature is prolonged.
    """
    trust = configured.trusted_for_signatures(seal.at)
    signers = []
    if isinstance(back_end, AtOnce):
        signer = back_end.signer(seal)
        if signer.signing_cert is not None:
            signers.append(Signer(signer.signing_cert, tuple(signer.cert_registry), seal.at, trust))
    token = stamps.sample()["content"]
    if signature is not None:
        signers.append(Signer.of(signature["content"], seal.at, trust))
        token = container.token_in(signature["content"]) or token
    return stamps.evidence(token) + evidence.gathered(signers)
