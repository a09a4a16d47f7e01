"""What this installation signs with and whom it trusts. The only module here that reads settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from asn1crypto import crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from decisions.signatures import csc_v2, pkcs11, pkcs12
from decisions.signatures.evidence import Trust
from decisions.signatures.keys import KeyFolder
from decisions.signatures.local import Authority, Local, as_asn1
from decisions.signatures.port import BackEnd, SigningFailed
from decisions.signatures.timestamps import TimeStamps


def _local() -> BackEnd:
    return Local(_authority(settings.DATA_DIR / "keys", settings.KEYS_SECRET))


# What SIGNATURE_BACKEND and SEAL_BACKEND may say (config/settings.py stops at any other word).
FOR_PEOPLE: dict[str, Callable[[], BackEnd]] = {"local": _local, "csc": csc_v2.from_settings}
FOR_SEALS: dict[str, Callable[[], BackEnd]] = {
    **FOR_PEOPLE,
    "pkcs12": pkcs12.from_settings,
    "pkcs11": pkcs11.from_settings,
}


def for_people() -> BackEnd:
    return FOR_PEOPLE[settings.SIGNATURE_BACKEND]()


def for_seals() -> BackEnd:
    return FOR_SEALS[settings.SEAL_BACKEND]()


def require_usable(at: datetime) -> None:
    """Raise ImproperlyConfigured unless both back ends could sign at `at`; the local one makes its keys."""
    for_people().require_usable(at)
    for_seals().require_usable(at)


def time_stamps() -> TimeStamps | None:
    """Who stamps the time. None where signatures are made without."""
    return _time_stamps(settings.TSA_URL, settings.DATA_DIR) if settings.TSA_URL else None


def trusted_for_signatures(at: datetime) -> Trust:
    """The installation's own authority, and the roots in the folder trusted/signatures."""
    own = _authority(settings.DATA_DIR / "keys", settings.KEYS_SECRET)
    lists = [found.public_bytes(Encoding.DER) for found in own.revocation_lists(at)]
    return Trust(
        tuple(as_asn1(certificate) for certificate in own.certificates())
        + _roots(settings.DATA_DIR / "trusted" / "signatures"),
        tuple(crl.CertificateList.load(found) for found in lists),
    )


def trusted_for_time_stamps() -> Trust:
    """The roots in the folder trusted/timestamps."""
    return Trust(_roots(settings.DATA_DIR / "trusted" / "timestamps"))


@cache
def _authority(folder: Path, secret: str) -> Authority:
    return Authority(KeyFolder(folder, secret))


@cache
def _time_stamps(url: str, data: Path) -> TimeStamps:
    return TimeStamps(url, Trust(_roots(data / "trusted" / "timestamps")))


@cache
def _roots(folder: Path) -> tuple[asn1_x509.Certificate, ...]:
    found = []
    for path in sorted(folder.glob("*.pem")):
        try:
            found += x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as error:
            raise SigningFailed(
                f"Filen {path.name} i mappen trusted/{folder.name} är inget certifikat i PEM-format. Inget "
                "är ändrat. Den som förvaltar systemet tar bort den eller lägger dit rätt fil."
            ) from error
    return tuple(as_asn1(certificate) for certificate in found)
