"""Passkeys (WebAuthn) at a signature: the key signs a challenge that is made of what is signed.

The library's own ceremony, used at login, has a random challenge. Here the challenge is a keyed hash of the
session and the digest, so that the answer holds for this digest in this session alone, whichever tabs are
open; and each answer is accepted once.
"""

from __future__ import annotations

import hashlib
import struct
from typing import Any

from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticationResponse, UserVerificationRequirement

from accounts.requests import UserRequest

# A key that is merely touched shows that the key is there; its PIN or fingerprint shows who touched it.
_VERIFIED = UserVerificationRequirement.REQUIRED


def options(request: UserRequest, digest: str) -> dict[str, Any]:
    """What the browser asks the key to sign (PublicKeyCredentialRequestOptions as JSON)."""
    asked, _ = auth.get_server().authenticate_begin(
        credentials=auth.get_credentials(request.user),
        user_verification=_VERIFIED,
        challenge=_challenge(request, digest),
    )
    return dict(asked)


def holds(request: UserRequest, answer: Any, digest: str) -> bool:
    """Has one of the user's keys signed for this digest, in this session, for the first time?"""
    state = {"challenge": websafe_encode(_challenge(request, digest)), "user_verification": _VERIFIED}
    try:
        parsed = AuthenticationResponse.from_dict(answer)
    except (LookupError, TypeError, ValueError, struct.error):  # whatever a browser may post
        return False
    try:
        key = auth.get_server().authenticate_complete(state, auth.get_credentials(request.user), parsed)
    except ValueError:
        return False
    authenticator = auth.get_authenticator_by_credential_id(request.user, key.credential_id)
    if authenticator is None or not _first_time(parsed.response.signature):
        return False
    authenticator.record_usage()
    return True


def _challenge(request: UserRequest, digest: str) -> bytes:
    return salted_hmac(
        "accounts.passkeys", f"{request.session.session_key} {digest}", algorithm="sha256"
    ).digest()


def _first_time(signature: bytes) -> bool:
    seen = hashlib.sha256(signature).hexdigest()
    return cache.add(f"accounts.passkeys.used:{seen}", True, timeout=settings.SESSION_COOKIE_AGE)
