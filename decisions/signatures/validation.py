"""Is a signed PDF what was signed, by whom, and when? Answered from the file alone, and offline.

Each layer is judged as of the moment that the layer above it proves: a document time stamp holds what it
covers also after its certificates have ended (ETSI EN 319 142-1, 5.4.3). Without a time stamp there is only
the signer's own word for the time.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import (
    ModificationInfo,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    SignatureStatus,
)

from decisions.signatures import configured, container
from decisions.signatures.evidence import Evidence, Trust, kept_in
from decisions.signatures.fields import SEAL
from decisions.signatures.timestamps import time_of
from decisions.signatures.waiting import waited

logger = logging.getLogger(__name__)

_UNREADABLE = "Filen går inte att läsa som en undertecknad PDF. Den är skadad eller ändrad."
_UNSIGNED = "Filen har ingen elektronisk underskrift."
_UNFINISHED = "En underskrift eller stämpel saknas: filen är inte färdig, eller så är slutet borttaget."
_CHANGED = "Innehållet har ändrats efter underskriften."
_ADDED = "Något har lagts till eller ändrats i filen efter den sista underskriften."
_UNKNOWN = "Certifikatet är utfärdat av någon som den här installationen inte litar på."
_REVOKED = "Certifikatet är återkallat."
_ENDED = "Certifikatet gällde inte vid den tidpunkten."
_UNSOUND = "Certifikatet duger inte för underskriften."
_TIME_UNKNOWN = "Tidsstämpeln går inte att lita på."

_REASONS: dict[AdESSubIndic, str] = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: _UNKNOWN,
    AdESFailure.REVOKED: _REVOKED,
    AdESIndeterminate.REVOKED_NO_POE: _REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: _REVOKED,
    AdESFailure.NOT_YET_VALID: _ENDED,
    AdESIndeterminate.NOT_YET_VALID: _ENDED,
    AdESIndeterminate.EXPIRED: _ENDED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: _ENDED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: _ENDED,
}


@dataclass(frozen=True)
class Signed:
    """One signature or seal as the file has it."""

    name: str
    title: str
    organisation: str
    is_seal: bool
    at: datetime
    is_time_proven: bool  # by a time stamp; else it is what the signer says
    level: str  # B-B, B-T, B-LT or B-LTA
    is_intact: bool
    reason: str = ""  # in Swedish, why it is not trusted; empty when it is

    @property
    def is_trusted(self) -> bool:
        return self.is_intact and not self.reason


@dataclass(frozen=True)
class Validation:
    """The answer for a whole file."""

    is_intact: bool  # nothing has been changed or added since it was signed
    signatures: tuple[Signed, ...] = ()
    reason: str = ""  # in Swedish, the first that is not as it should be; empty when all is
    holds_until: datetime | None = None  # when the certificate of the last time stamp ends: prolong before

    @property
    def is_valid(self) -> bool:
        return self.is_intact and not self.reason


@dataclass(frozen=True)
class _Above:
    """What is known when a layer is judged: from the file, and from the layers above it."""

    at: datetime  # the layer was there by then
    kept: Evidence
    signers: Trust
    stamps: Trust
    is_archived: bool = False  # a document time stamp covers it


@dataclass(frozen=True)
class _Layer:
    """What one signature or document time stamp turned out to be."""

    written: cms.ContentInfo  # as we would have written it
    reason: str
    is_intact: bool
    ends: datetime | None  # when the certificate behind its time ends
    signed: Signed | None = None  # None for a document time stamp
    proves: datetime | None = None  # what it covers was there by then; None for a signature


def validate(pdf: bytes, *, at: datetime) -> Validation:
    """Judge every signature in `pdf` as of `at`. Never raises because of what is in the file."""
    signers, stamps = configured.trusted_for_signatures(at), configured.trusted_for_time_stamps()
    try:
        reader = PdfFileReader(BytesIO(pdf))
        embedded = reader.embedded_signatures
        if not embedded:
            return Validation(False, reason=_UNSIGNED)
        layers = waited(_layers(embedded, _Above(at, kept_in(reader), signers, stamps)))
        is_whole = _is_whole(pdf, embedded[-1], layers[-1])
        is_unfinished = any(enumerate_sig_fields(reader, filled_status=False))
    # A damaged file trips the parsers in ways that have no common name; whatever it is, nothing is proven.
    except Exception as error:
        logger.info("a file could not be validated: %s", type(error).__name__)
        return Validation(False, reason=_UNREADABLE)
    reasons = ([] if is_whole else [_ADDED]) + ([_UNFINISHED] if is_unfinished else [])
    reasons += [layer.reason for layer in layers if layer.reason]
    return Validation(
        is_whole and all(layer.is_intact for layer in layers),
        tuple(layer.signed for layer in layers if layer.signed),
        next(iter(reasons), ""),
        _holds_until(layers),
    )


async def _layers(embedded: list[EmbeddedPdfSignature], above: _Above) -> list[_Layer]:
    """Each layer judged, in the order of the file."""
    found: list[_Layer] = []
    for one in reversed(embedded):
        layer = await (_archived if one.sig_object_type == "/DocTimeStamp" else _signed)(one, above)
        if layer.proves and not layer.reason:
            above = replace(above, at=layer.proves, is_archived=True)
        found.insert(0, layer)
    return found


async def _archived(one: EmbeddedPdfSignature, above: _Above) -> _Layer:
    status = await async_validate_pdf_timestamp(one, above.stamps.context(above.at, above.kept))
    is_intact = bool(status.intact and status.valid and _is_allowed(status))
    return _Layer(
        container.plain(cms.ContentInfo.load(one.pkcs7_content), _path(status)),
        _CHANGED if not is_intact else "" if status.trusted else _TIME_UNKNOWN,
        is_intact,
        status.signing_cert.not_valid_after,
        proves=status.timestamp,
    )


async def _signed(one: EmbeddedPdfSignature, above: _Above) -> _Layer:
    token = container.token_in(one.signed_data)
    at = time_of(token) if token else one.self_reported_timestamp
    if at is None:
        raise ValueError("a signature without any time")
    status = await async_validate_pdf_signature(
        one, above.signers.context(at, above.kept), above.stamps.context(above.at, above.kept)
    )
    stamp = status.timestamp_validity
    written = container.plain(cms.ContentInfo.load(one.pkcs7_content), _path(status))
    if token and stamp:
        inner = cms.ContentInfo({"content_type": "signed_data", "content": token})
        written = container.stamped(written, container.plain(inner, _path(stamp)))
    is_intact = bool(status.intact and status.valid and _is_allowed(status))
    reason = _reason(status, is_intact)
    name = one.signer_cert.subject.native
    signed = Signed(
        name.get("common_name", ""),
        name.get("title", ""),
        name.get("organization_name", ""),
        is_seal=one.field_name == SEAL.name,
        at=at,
        is_time_proven=bool(stamp and stamp.trusted),
        level=_level(status, above),
        is_intact=is_intact,
        reason=reason,
    )
    return _Layer(written, reason, is_intact, stamp.signing_cert.not_valid_after if stamp else None, signed)


def _is_allowed(status: ModificationInfo) -> bool:
    """What came after it, if anything, is no more than a signature, evidence or a time stamp may be."""
    covers = status.coverage in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)
    is_harmless = status.modification_level != ModificationLevel.OTHER
    return covers and is_harmless and status.docmdp_ok is not False


def _reason(status: PdfSignatureStatus, is_intact: bool) -> str:
    if not is_intact:
        return _CHANGED
    if status.timestamp_validity and not status.timestamp_validity.trusted:
        return _TIME_UNKNOWN
    if status.trust_problem_indic is not None:
        return _REASONS.get(status.trust_problem_indic, _UNSOUND)
    return "" if status.trusted else _UNSOUND


def _level(status: PdfSignatureStatus, above: _Above) -> str:
    """The level of PAdES that the file proves (ETSI EN 319 142-1, 6.1)."""
    stamp = status.timestamp_validity
    if not (stamp and stamp.trusted):
        return "B-B"
    if not all(_is_answered(certificate, above.kept) for certificate in _leaves(status) + _leaves(stamp)):
        return "B-T"
    return "B-LTA" if above.is_archived else "B-LT"


def _is_answered(certificate: x509.Certificate, kept: Evidence) -> bool:
    """The file holds its issuer's word on whether it was revoked."""
    asked = {
        answer["cert_id"]["serial_number"].native
        for response in kept.answers
        for answer in response.response_data["responses"]
    }
    by_list = any(found.issuer == certificate.issuer for found in kept.lists)
    return by_list or certificate.serial_number in asked


def _path(status: SignatureStatus) -> list[x509.Certificate] | None:
    return list(status.validation_path) if status.validation_path else None


def _leaves(status: SignatureStatus) -> list[x509.Certificate]:
    return (_path(status) or [])[1:]  # all but the root, which is trusted and not asked about


def _is_whole(pdf: bytes, last: EmbeddedPdfSignature, layer: _Layer) -> bool:
    """The last signature covers all of the file but its own container, and that is just as we write it."""
    _, before, after, _ = last.byte_range
    written = layer.written.dump().hex().upper().encode().ljust(after - before - 2, b"0")
    covers = last.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return covers and pdf[before:after] == b"<" + written + b">"


def _holds_until(layers: list[_Layer]) -> datetime | None:
    archived = [layer.ends for layer in layers if layer.ends and layer.proves]
    return archived[-1] if archived else min((layer.ends for layer in layers if layer.ends), default=None)
