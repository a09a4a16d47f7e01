"""What is asked of a certificate before it signs, and of a signature before anything is kept of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from asn1crypto import cms, x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.sign.general import SignedDataCerts, extract_certificate_info, extract_signer_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from decisions.days import day_of
from decisions.signatures.faults import Fault

# What keyUsage must allow for a signature on a document (EN 319 412-2, 4.3.2), by the older of its two names.
COMMITMENT = "non_repudiation"
KEY_KINDS = ("rsa", "ec")
NEW_ONE = "Den som förvaltar systemet behöver skaffa ett nytt certifikat och lägga in det."
TELL = "Underteckna inte igen förrän den som förvaltar systemet har tagit reda på varför."


def issuers_of(certificate: x509.Certificate, pool: Iterable[x509.Certificate]) -> list[x509.Certificate]:
    """The certificates above this one, nearest first, as far as the pool goes.

    A renewed authority can have two under one name; both are taken.
    """
    left, path, below = list(pool), list[x509.Certificate](), certificate
    while not below.self_issued:
        above = [found for found in left if found.subject == below.issuer]
        if not above:
            break
        left = [found for found in left if found not in above]
        path += above
        below = above[0]
    return path


def require_usable(
    certificate: x509.Certificate, issuers: list[x509.Certificate], at: datetime, name: str
) -> None:
    """Raise Fault unless a signature by this certificate would hold at `at` (aware).

    `name` begins the sentence: Stämpelns certifikat.
    """
    first, last = certificate.not_valid_before, certificate.not_valid_after
    if at > last:
        raise Fault(f"{name} gick ut {day_of(last)}.", NEW_ONE)
    if at < first:
        raise Fault(f"{name} gäller först från {day_of(first)}.", "Vänta till dess, eller byt certifikat.")
    uses = certificate.key_usage_value
    if uses is not None and COMMITMENT not in uses.native:
        raise Fault(f"{name} är inte utfärdat för underskrifter (keyUsage saknar nonRepudiation).", NEW_ONE)
    if certificate.public_key.algorithm not in KEY_KINDS:
        raise Fault(f"{name} har en nyckel som varken är RSA eller EC.", NEW_ONE)
    if not issuers and not certificate.self_issued:
        raise Fault(
            f"{name} saknar utfärdarens certifikat, och en underskrift skulle inte gå att kontrollera.",
            "Den som förvaltar systemet behöver lägga in hela kedjan av certifikat.",
        )


def require_whole(signature: bytes, digest: bytes) -> None:
    """Raise Fault unless the CMS is over `digest` and made with the key of the certificate in it.

    It says nothing of trust, only that what came back is the signature that was asked for.
    """
    try:
        signed = cms.ContentInfo.load(signature, strict=True)["content"]
        signer = extract_signer_info(signed)
        found: SignedDataCerts = extract_certificate_info(signed)
        intact, valid = validate_sig_integrity(signer, found.signer_cert, "data", digest)
    except (ValueError, TypeError, KeyError, UnsupportedAlgorithm, SignatureValidationError) as error:
        raise Fault("Underskriften som kom tillbaka går inte att läsa.", TELL) from error
    if not intact:
        raise Fault("Underskriften som kom tillbaka gäller något annat än dokumentet.", TELL)
    if not valid:
        raise Fault("Underskriften som kom tillbaka är gjord med en annan nyckel än certifikatets.", TELL)
