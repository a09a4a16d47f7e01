"""A signature in a PDF (PAdES, ETSI EN 319 142-1), in two halves: what to sign, and what came back."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import CMSExtractionError, extract_certificate_info, extract_signer_info
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest, SignatureObject
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from decisions.signatures.evidence import Evidence
from decisions.signatures.fields import Field
from decisions.signatures.port import DIGEST, SigningFailed

# pyHanko's protocol: what is sent and what comes back differs from step to step.
Steps = Generator[Any, Any, None]

# Room for the signer's certificates and the signature itself, in bytes of DER; the time stamp comes on top.
# Four certificates with RSA-4096 fit.
CMS_ROOM = 8 * 1024


class Update(IncrementalPdfFileWriter):
    """An addition at the end of a PDF, which leaves its metadata as they are.

    pyHanko writes them anew with each addition, and loses what says that the file is accessible (pdfuaid).
    The hook is its own affair, so a test holds it to the pinned version.
    """

    def _update_meta(self) -> None:
        pass


@dataclass(frozen=True)
class Prepared:
    """A PDF with room for one signature, in plain values that can be kept while somebody signs elsewhere."""

    pdf: bytes
    digest: bytes  # SHA-256 of all of it but the room
    starts: int  # where the room begins and ends, in bytes
    ends: int


def prepare(
    pdf: bytes, field: Field, *, at: datetime, is_first: bool, room: int, evidence: Evidence | None = None
) -> Prepared:
    """Fill `field` with a signature that is still to be made, with `room` bytes for it.

    The first signature certifies the document: if the field is one that locks, nothing may be changed after
    it, else nothing but the remaining field. A later time stamp is no change, so a signature can always be
    prolonged (ISO 32000-2, 12.8.2.2). `evidence` goes into the same save, and is signed with the rest.
    """
    update = Update(BytesIO(pdf))
    steps = PdfCMSEmbedder().write_cms(field.name, update, existing_fields_only=True)
    next(steps)
    permission = MDPPerm.NO_CHANGES if field.locks else MDPPerm.FILL_FORMS
    lock = FieldMDPSpec(FieldMDPAction.ALL) if field.locks else None
    value = SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=2 * room)
    steps.send(
        SigObjSetup(
            sig_placeholder=value,
            mdp_setup=SigMDPSetup(DIGEST, certify=is_first, field_lock=lock, docmdp_perms=permission),
        )
    )
    if evidence is not None:
        evidence.add_to(update)
    return written(steps)


def written(steps: Steps) -> Prepared:
    """The file as it will be, but for what its digest is to be signed into."""
    prepared, output = steps.send(SigIOSetup(DIGEST))
    return Prepared(
        output.getvalue(),
        prepared.document_digest,
        prepared.reserved_region_start,
        prepared.reserved_region_end,
    )


def fitting(prepared: Prepared, answer: bytes) -> cms.ContentInfo:
    """What a back end answered, when it is a signature of the document. Else raises SigningFailed."""
    try:
        signature = cms.ContentInfo.load(answer)
        signer = extract_signer_info(signature["content"])
        certificate = extract_certificate_info(signature["content"]).signer_cert
        is_fitting = validate_sig_integrity(signer, certificate, "data", prepared.digest) == (True, True)
    except (CMSExtractionError, SignatureValidationError, ValueError, KeyError, TypeError):
        is_fitting = False
    if not is_fitting:
        raise SigningFailed(
            "Det som kom tillbaka är ingen underskrift av dokumentet. Inget är undertecknat. Försök igen; "
            "händer det på nytt, vänd dig till den som förvaltar systemet."
        )
    return signature


def embed(prepared: Prepared, signature: cms.ContentInfo) -> bytes:
    """The signed PDF. Raises SigningFailed when the signature has no room."""
    content = signature.dump()
    if 2 * len(content) > prepared.ends - prepared.starts - 2:
        raise SigningFailed(
            f"Underskriften är {len(content)} byte och får inte plats i dokumentet, som är oförändrat. Den "
            "som förvaltar systemet ser efter om underskriftstjänsten skickar fler certifikat än den ska."
        )
    output = BytesIO(prepared.pdf)
    place = PreparedByteRangeDigest(prepared.digest, prepared.starts, prepared.ends)
    place.fill_with_cms(output, content)
    return output.getvalue()
