"""Certificates and keys for the tests, made anew each time, and what every signature is looked over for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import cms as asn1_cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from decisions.signatures.port import Signatory, ToSign

NOON = datetime(2020, 8, 31, 10, 0, tzinfo=UTC)
DIGEST = hashlib.sha256(b"den del av dokumentet som undertecknas").digest()
REGION = Signatory(organisation="Region Exempel")
DIRECTOR = Signatory(organisation="Region Exempel", name="Direktör", title="Regional utvecklingsdirektör")
DAY = timedelta(days=1)

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
ALL_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def to_sign(signatory: Signatory = REGION, at: datetime = NOON, secret: str = "") -> ToSign:
    return ToSign(DIGEST, signatory, at, message="Beslut RUN/495/2020", secret=secret)


@cache
def new_key(kind: str, number: int = 0) -> Key:
    """Key `number` of a kind, rsa or ec. An RSA key takes a while to make."""
    if kind == "rsa":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Identity:
    """A certificate with its key and whoever issued it, nearest first."""

    key: Key
    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...] = ()

    @property
    def chain(self) -> list[bytes]:
        return [found.public_bytes(Encoding.DER) for found in (self.certificate, *self.issuers)]

    def key_der(self) -> bytes:
        return self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def pkcs12(self, password: str) -> bytes:
        lock = BestAvailableEncryption(password.encode())
        return pkcs12.serialize_key_and_certificates(
            b"stampel", self.key, self.certificate, list(self.issuers), lock
        )


def _made(
    name: str,
    key: Key,
    by: Identity | None,
    uses: Sequence[str],
    span: tuple[datetime, datetime],
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(**{use: use in uses for use in ALL_USES})
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(span[0])
        .not_valid_after(span[1])
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca="key_cert_sign" in uses, path_length=None), critical=True)
        .sign(by.key if by else key, hashes.SHA256())
    )


@cache
def authority() -> Identity:
    """A root of the tests' own."""
    key = new_key("ec", 99)
    span = (NOON - 3650 * DAY, NOON + 3650 * DAY)
    return Identity(key, _made("Utfärdare", key, None, ["key_cert_sign", "crl_sign"], span))


def identity(
    name: str = "Region Exempel",
    kind: str = "ec",
    uses: Sequence[str] = ("content_commitment",),
    first: datetime = NOON - DAY,
    last: datetime = NOON + DAY,
    number: int = 0,
) -> Identity:
    root = authority()
    key = new_key(kind, number)
    return Identity(key, _made(name, key, root, uses, (first, last)), (root.certificate,))


def without_issuers(of: Identity) -> Identity:
    return replace(of, issuers=())


def require_pades(cms: bytes, by: Identity) -> None:
    """The CMS is over DIGEST, made with this key, and has the attributes of PAdES (EN 319 142-1, 6.3).

    Checked with the certificate's key and nothing of what made it.
    """
    signed = asn1_cms.ContentInfo.load(cms, strict=True)["content"]
    assert signed["encap_content_info"]["content"].native is None  # detached
    (signer,) = signed["signer_infos"]
    attributes = {found["type"].native: found["values"] for found in signer["signed_attrs"]}

    assert attributes["message_digest"][0].native == DIGEST
    assert attributes["content_type"][0].native == "data"
    assert "signing_time" not in attributes
    hashed = attributes["signing_certificate_v2"][0]["certs"][0]["cert_hash"].native
    assert hashed == hashlib.sha256(by.chain[0]).digest()
    assert signer["digest_algorithm"]["algorithm"].native == "sha256"
    assert {found.chosen.dump() for found in signed["certificates"]} == set(by.chain)
    assert signer["unsigned_attrs"].native is None  # the time stamp is another's business

    verify(by, signer["signature"].native, signer["signed_attrs"].untag().dump())


def verify(by: Identity, signature: bytes, data: bytes) -> None:
    """Raise InvalidSignature unless `data` was signed with this key."""
    public = by.certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
