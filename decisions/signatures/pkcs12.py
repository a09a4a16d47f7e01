"""The organisation's seal from a file: certificate, chain and key in one PKCS#12, locked by a password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509 import Certificate
from django.conf import settings
from pyhanko.sign.signers.pdf_cms import Signer

from decisions.signatures.certificates import issuers_of, require_usable, require_whole
from decisions.signatures.faults import Fault, stopping_the_start
from decisions.signatures.port import AtOnce, Begun, Signatory, ToSign
from decisions.signatures.seals import SEAL, require_seal

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class KeySigner(Signer):
    """pyHanko's signer around a key that is loaded once.

    pyHanko's own reads and checks the key for each signature, which for RSA takes ten times the signing.
    """

    def __init__(self, key: Key, certificate: x509.Certificate, issuers: list[x509.Certificate]) -> None:
        self.key, self.issuers = key, issuers
        super().__init__(signing_cert=certificate)
        self.cert_registry.register_multiple(issuers)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


@dataclass(frozen=True)
class Pkcs12(AtOnce):
    """Signs with what the file holds. A file that is replaced is read anew."""

    file: Path
    password: str = field(repr=False)

    def level(self, signatory: Signatory) -> str:
        return SEAL

    def signer(self, to_sign: ToSign) -> Signer:
        return self._usable(to_sign.at)

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> bytes:
        require_seal(begun.to_sign)
        cms = super().finish(begun, answer)
        require_whole(cms, begun.to_sign.digest)
        return cms

    @stopping_the_start()
    def require_usable(self, at: datetime) -> None:
        """Raise ImproperlyConfigured unless the seal could be used at `at`."""
        self._usable(at)

    def _usable(self, at: datetime) -> KeySigner:
        try:
            signer = _load(self.file, self.file.stat().st_mtime_ns, self.password)
        except OSError as error:
            raise Fault(
                "Filen med organisationens stämpel (SEAL_PKCS12_FILE) finns inte eller får inte läsas.",
                "Den som förvaltar systemet behöver lägga dit filen eller rätta inställningen.",
            ) from error
        require_usable(signer.signing_cert, signer.issuers, at, "Stämpelns certifikat")
        return signer


@lru_cache(maxsize=1)
def _load(file: Path, changed: int, password: str) -> KeySigner:
    """The file as it was at `changed` (nanoseconds), which is here only to tell versions of it apart."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(file.read_bytes(), password.encode())
    except ValueError:
        # Without its cause: the library cannot tell the two apart either.
        raise Fault(
            "Lösenordet till organisationens stämpel (SEAL_PKCS12_PASSWORD) stämmer inte, eller så är filen "
            "skadad.",
            "Den som förvaltar systemet behöver rätta lösenordet eller lägga dit en hel fil.",
        ) from None
    if certificate is None or not isinstance(key, Key):
        raise Fault(
            "Filen med organisationens stämpel (SEAL_PKCS12_FILE) saknar certifikat eller nyckel (RSA, EC).",
            "Den som förvaltar systemet behöver exportera stämpeln på nytt, med nyckel och certifikatkedja.",
        )
    own = _as_asn1(certificate)
    return KeySigner(key, own, issuers_of(own, map(_as_asn1, others)))


def _as_asn1(certificate: Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def from_settings() -> Pkcs12:
    return Pkcs12(Path(settings.SEAL_PKCS12_FILE), settings.SEAL_PKCS12_PASSWORD)
