"""The local back end: an authority of the installation's own, which signs for whoever has logged in.

For each signature it issues a certificate in the name, title and organisation of that moment, valid for
minutes, to a key that is used once and never stored. The organisation's seal has a key that lasts longer.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from decisions.signatures.keys import KeyFolder, Pair
from decisions.signatures.port import AtOnce, Signatory, SigningFailed, ToSign

logger = logging.getLogger(__name__)

_CURVE = ec.SECP256R1()
_AHEAD = timedelta(minutes=5)  # how far another clock, such as a time stamp authority's, may be behind
_SIGNATURE_LASTS = timedelta(minutes=15)
_SEAL_LASTS, _SEAL_RENEWED = timedelta(days=2 * 365), timedelta(days=60)
# Renewed while it has longer left than any seal lasts: nothing outlives its issuer.
_AUTHORITY_LASTS, _AUTHORITY_RENEWED = timedelta(days=20 * 365), timedelta(days=3 * 365)
_CRL_LASTS = timedelta(days=7)
_USES = (
    "digital_signature",
    "content_commitment",  # also called non-repudiation
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
_LONGEST = 64  # bytes in a name (RFC 5280, appendix A.1: ub-common-name and its kin)


class Authority:
    """Issues certificates, and lists the revoked ones (none so far, but a validator asks for the list)."""

    def __init__(self, keys: KeyFolder) -> None:
        self._keys = keys

    def newest(self, at: datetime) -> Pair:
        if self._keys.is_without("authority"):
            raise SigningFailed(
                "Den egna utfärdarens nyckelfil saknas i mappen keys, fast andra nycklar finns kvar. Inget "
                "är undertecknat, och ingen ny utfärdare har skapats. Den som förvaltar systemet återställer "
                "mappen ur säkerhetskopian."
            )
        return self._keys.newest("authority", _fits(at, _AUTHORITY_RENEWED), lambda: _new_authority(at))

    def certificates(self) -> list[x509.Certificate]:
        """The authority's certificates, old ones too: what they have issued is still to be validated."""
        return [pair.certificate for pair in self._keys.all("authority")]

    def revocation_lists(self, at: datetime) -> list[x509.CertificateRevocationList]:
        found = [pair for pair in self._keys.all("authority") if pair.certificate.not_valid_after_utc > at]
        return [_revocation_list(pair, at) for pair in found]

    def seal(self, organisation: str, at: datetime) -> Pair:
        """The organisation's pair, renewed by itself before it ends."""
        kind = f"seal-{hashlib.sha256(organisation.encode()).hexdigest()[:12]}"
        signatory = Signatory(organisation)
        issue = self.newest(at)
        return self._keys.newest(
            kind, _fits(at, _SEAL_RENEWED), lambda: _issued(issue, signatory, at, _SEAL_LASTS)
        )

    def once(self, signatory: Signatory, at: datetime) -> Pair:
        """A pair for one signature. The key is gone when the caller lets go of it."""
        return _issued(self.newest(at), signatory, at, _SIGNATURE_LASTS)


@dataclass(frozen=True)
class Local(AtOnce):
    """Signs with the installation's own authority."""

    authority: Authority

    def signer(self, to_sign: ToSign) -> Signer:
        signatory, at = to_sign.signatory, to_sign.at
        if signatory.is_seal:
            pair = self.authority.seal(signatory.organisation, at)
        else:
            pair = self.authority.once(signatory, at)
        return KeySigner(pair, self.authority.certificates())

    def require_usable(self, at: datetime) -> None:
        """Make the authority on the first start. Raises ImproperlyConfigured when its keys cannot be read."""
        try:
            self.authority.newest(at)
        except SigningFailed as failure:
            raise ImproperlyConfigured(str(failure)) from failure


class KeySigner(Signer):
    """Signs with a loaded key. pyHanko's own signer would load it anew, twice, for each signature."""

    def __init__(self, pair: Pair, issuers: list[x509.Certificate]) -> None:
        self._key = pair.key
        issuer = [one for one in issuers if one.subject == pair.certificate.issuer]
        known = SimpleCertificateStore.from_certs([as_asn1(one) for one in issuer])
        super().__init__(signing_cert=as_asn1(pair.certificate), cert_registry=known)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._key.sign(data, ec.ECDSA(SHA256()))


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The certificate as pyHanko wants it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _fits(at: datetime, least: timedelta) -> Callable[[Pair], bool]:
    """Is a pair valid at `at`, and for `least` after it?"""

    def fits(pair: Pair) -> bool:
        certificate = pair.certificate
        return certificate.not_valid_before_utc <= at < certificate.not_valid_after_utc - least

    return fits


def _new_authority(at: datetime) -> Pair:
    key = ec.generate_private_key(_CURVE)
    serial = x509.random_serial_number()
    logger.warning("a new authority of the installation's own is made")
    # A number in the name: two installations, or an old authority and its successor, are never mixed up.
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "SE"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Delegats egen utfärdare {serial % 16**8:08x}"),
        ]
    )
    building = _certificate(name, key.public_key(), at, _AUTHORITY_LASTS).issuer_name(name)
    building = building.serial_number(serial)
    building = building.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    building = building.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    return Pair(key, building.sign(key, SHA256()))


def _issued(authority: Pair, signatory: Signatory, at: datetime, lasts: timedelta) -> Pair:
    key = ec.generate_private_key(_CURVE)
    issuer = authority.certificate
    building = _certificate(_name(signatory), key.public_key(), at, lasts).issuer_name(issuer.subject)
    building = building.serial_number(x509.random_serial_number())
    building = building.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    building = building.add_extension(_usage(content_commitment=True), critical=True)
    building = building.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
    )
    return Pair(key, building.sign(authority.key, SHA256()))


def _certificate(
    subject: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    building = x509.CertificateBuilder().subject_name(subject).public_key(key)
    building = building.not_valid_before(at - _AHEAD).not_valid_after(at + lasts)
    return building.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _name(signatory: Signatory) -> x509.Name:
    """Name, title and organisation as X.509 has them, cut where they are longer than it allows."""
    parts = [
        (NameOID.COUNTRY_NAME, "SE"),
        (NameOID.ORGANIZATION_NAME, _cut(signatory.organisation)),
        (NameOID.TITLE, _cut(signatory.title)),
        (NameOID.COMMON_NAME, _cut(signatory.name or signatory.organisation)),
    ]
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])


def _cut(text: str) -> str:
    return text.encode()[:_LONGEST].decode(errors="ignore")


def _usage(**used: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**dict.fromkeys(_USES, False) | used)


def _revocation_list(authority: Pair, at: datetime) -> x509.CertificateRevocationList:
    building = x509.CertificateRevocationListBuilder().issuer_name(authority.certificate.subject)
    building = building.last_update(at - _AHEAD).next_update(at + _CRL_LASTS)
    building = building.add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    building = building.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
    )
    return building.sign(authority.key, SHA256())
