"""What is asked of a signature before anything is kept of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from asn1crypto import x509

from decisions.signatures.certificates import issuers_of, require_whole
from decisions.signatures.pkcs12 import KeySigner
from decisions.signatures.port import DIGEST as SHA256
from decisions.signatures.port import SigningFailed
from tests.signatures.keys import DIGEST, Identity, authority, identity, new_key


def certificates(of: Identity) -> list[x509.Certificate]:
    return [x509.Certificate.load(found) for found in of.chain]


def signed(of: Identity) -> bytes:
    own, *issuers = certificates(of)
    made = asyncio.run(KeySigner(of.key, own, issuers).async_sign(DIGEST, SHA256, use_pades=True))
    return bytes(made.dump())


def test_a_signature_over_the_digest_by_its_own_key_is_whole() -> None:
    require_whole(signed(identity()), DIGEST)


def flipped(cms: bytes) -> bytes:
    """With one bit of the signature's last byte changed."""
    return cms[:-1] + bytes([cms[-1] ^ 1])


@pytest.mark.parametrize(
    ("cms", "digest", "wrong"),
    [
        (signed(identity()), bytes(32), "gäller något annat än dokumentet"),
        (signed(replace(identity(), key=new_key("ec", 1))), DIGEST, "gjord med en annan nyckel"),
        (flipped(signed(identity(kind="rsa"))), DIGEST, "gjord med en annan nyckel"),
        (signed(identity())[:-9], DIGEST, "går inte att läsa"),
        (signed(identity()) + b"more", DIGEST, "går inte att läsa"),
        (b"<html>", DIGEST, "går inte att läsa"),
        (b"", DIGEST, "går inte att läsa"),
    ],
)
def test_what_is_not_the_signature_that_was_asked_for_is_refused(
    cms: bytes, digest: bytes, wrong: str
) -> None:
    with pytest.raises(SigningFailed, match=rf"{wrong}.*ligger kvar som det var.*Underteckna inte igen"):
        require_whole(cms, digest)


def test_the_chain_is_what_stands_above_and_nothing_else() -> None:
    own, issuer = certificates(identity())
    stranger, _ = certificates(identity("Annan", number=1))

    assert issuers_of(own, [stranger, issuer, own]) == [issuer]
    assert issuers_of(own, [stranger]) == []
    assert issuers_of(issuer, [own, issuer]) == []


def test_both_certificates_of_a_renewed_authority_are_kept() -> None:
    own, issuer = certificates(identity())
    (renewed,) = certificates(authority.__wrapped__())  # made once more, under the same name

    assert issuers_of(own, [issuer, renewed]) == [issuer, renewed]
