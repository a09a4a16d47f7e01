"""Second factors as a test holds them: the app's codes (RFC 6238), and a passkey that needs no browser."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = 30  # seconds that a code holds
HOST = "testserver"
_FLAG = AuthenticatorData.FLAG


def give_app(user: User) -> Authenticator:
    """Connect an app with SECRET to the account."""
    row: Authenticator = TOTP.activate(user, SECRET).instance
    return row


def code(secret: str = SECRET) -> str:
    """The six digits that the app shows now."""
    counter = struct.pack(">Q", int(time.time()) // STEP)
    mac = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    start = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFF_FFFF
    return f"{number % 1_000_000:06d}"


class Passkey:
    """A key of `user`, registered for the test client's host."""

    def __init__(self, user: User, identity: bytes = b"nyckel-1-nyckel1") -> None:
        self.identity, self._private = identity, ec.generate_private_key(ec.SECP256R1())
        public = ES256.from_cryptography_key(self._private.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(bytes(16), identity, public)
        held = AuthenticatorData.create(_rp_hash(), _FLAG.UP | _FLAG.UV | _FLAG.AT, 0, credential)
        client = CollectedClientData.create("webauthn.create", bytes(32), f"https://{HOST}")
        made = {"clientDataJSON": client, "attestationObject": AttestationObject.create("none", held, {})}
        self.row: Authenticator = WebAuthn.add(user, "Nyckel", self._as_json(made)).instance

    def answer(self, options: dict[str, Any], *, verified: bool = True, host: str = HOST) -> str:
        """What the browser posts when the key has signed what `options` asks, PIN or fingerprint given."""
        challenge = websafe_decode(options["publicKey"]["challenge"])
        client = CollectedClientData.create("webauthn.get", challenge, f"https://{host}")
        held = AuthenticatorData.create(_rp_hash(), _FLAG.UP | (_FLAG.UV if verified else _FLAG(0)), 0)
        signature = self._private.sign(held + client.hash, ec.ECDSA(hashes.SHA256()))
        return json.dumps(
            self._as_json({"clientDataJSON": client, "authenticatorData": held, "signature": signature})
        )

    def _as_json(self, response: dict[str, bytes]) -> dict[str, Any]:
        name = websafe_encode(self.identity)
        encoded = {key: websafe_encode(value) for key, value in response.items()}
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": encoded,
            "clientExtensionResults": {},
        }


def _rp_hash() -> bytes:
    return hashlib.sha256(HOST.encode()).digest()
