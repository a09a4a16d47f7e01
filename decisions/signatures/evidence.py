"""What shows long afterwards that a certificate was good: its issuers, and what had been revoked (B-LT).

It is gathered while the issuers still answer, and lies in the PDF (document security store, DSS).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import cms, crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    FreshnessReqType,
    RevocationCheckingPolicy,
)

from decisions.signatures.waiting import waited

logger = logging.getLogger(__name__)

_ASKING = CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("hard-fail"), retroactive_revinfo=True)
# Evidence in a file was good when it was gathered, and is not asked to be newer.
_REMEMBERING = CertRevTrustPolicy(
    RevocationCheckingPolicy.from_legacy("soft-fail"),
    freshness=timedelta(days=36500),
    freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
)


@dataclass(frozen=True)
class Evidence:
    """Certificates and what their issuers say of them."""

    certificates: tuple[x509.Certificate, ...] = ()
    lists: tuple[crl.CertificateList, ...] = ()  # CRLs
    answers: tuple[ocsp.OCSPResponse, ...] = ()  # from OCSP

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.certificates + other.certificates, self.lists + other.lists, self.answers + other.answers
        )

    def add_to(self, update: BasePdfFileWriter) -> None:
        DocumentSecurityStore.supply_dss_in_writer(
            update, None, certs=self.certificates, crls=self.lists, ocsps=self.answers
        )


@dataclass(frozen=True)
class Trust:
    """Whom this installation trusts: its own authority, and the roots that it has been given."""

    roots: tuple[x509.Certificate, ...]
    own_lists: tuple[crl.CertificateList, ...] = ()

    def context(
        self, at: datetime, evidence: Evidence = Evidence(), *, gathering: bool = False
    ) -> ValidationContext:
        """How certificates are validated as of `at`: offline, with what the file holds, however old it is.

        When gathering, the issuers are asked, and must answer: this is what the file will hold.
        """
        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=list(evidence.certificates),
            crls=[*evidence.lists, *self.own_lists],
            ocsps=list(evidence.answers),
            moment=at,
            allow_fetching=gathering,
            revinfo_policy=_ASKING if gathering else _REMEMBERING,
        )


def kept_in(reader: PdfFileReader) -> Evidence:
    """What the PDF holds already."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Evidence()
    context = store.as_validation_context({"trust_roots": []})
    return Evidence(tuple(store.load_certs()), tuple(context.crls), tuple(context.ocsps))


@dataclass(frozen=True)
class Signer:
    """Whose certificate evidence is wanted for: as of when, and by whose word."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]  # that came along with it
    at: datetime
    trust: Trust

    @classmethod
    def of(cls, data: cms.SignedData, at: datetime, trust: Trust) -> Signer:
        found = extract_certificate_info(data)
        return cls(found.signer_cert, tuple(found.other_certs), at, trust)


def gathered(signers: Iterable[Signer]) -> Evidence:
    """Evidence for each, fetched from the issuers where they publish it.

    What cannot be had is left out and logged: the signature stands, and can be prolonged later.
    """
    found = Evidence()
    for signer in signers:
        context = signer.trust.context(signer.at, gathering=True)
        if path := _path(signer, context):
            found += Evidence(tuple(path), tuple(context.crls), tuple(context.ocsps))
    return found


def path_of(signer: Signer) -> list[x509.Certificate] | None:
    """The certificates from a trusted root to the signer, both included. None when no path is known."""
    return _path(signer, signer.trust.context(signer.at))


def _path(signer: Signer, context: ValidationContext) -> list[x509.Certificate] | None:
    async def built() -> list[x509.Certificate]:
        validator = CertificateValidator(
            signer.certificate, intermediate_certs=list(signer.others), validation_context=context
        )
        try:
            return list(await validator.async_validate_usage(key_usage=set()))
        finally:
            await context.aclose()

    try:
        return waited(built())
    except (PathBuildingError, PathValidationError, OSError) as error:
        serial, kind = signer.certificate.serial_number, type(error).__name__
        logger.warning("certificate %x is not shown to be good: %s", serial, kind)
        return None
