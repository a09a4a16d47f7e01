"""The same service, reached by version 2 of the API: other names, and codes in a list of their own."""

from __future__ import annotations

from typing import Any

from asn1crypto.algos import DigestAlgorithmId
from django.conf import settings

from decisions.signatures.csc import Csc, HashSigner, Release, is_asked_for
from decisions.signatures.port import DIGEST

HASH_OID = DigestAlgorithmId(DIGEST).dotted


class HashSignerV2(HashSigner):
    async def format_csc_signing_req(self, tbs_hashes: list[str], digest_algorithm: str) -> dict[str, Any]:
        """The body of signatures/signHash (CSC API 2.0.0.2, 11.10)."""
        released = await self.auth_manager.authorize_signature(tbs_hashes)
        mechanism = self.get_signature_mechanism_for_digest(digest_algorithm)
        return {
            "credentialID": self.auth_manager.csc_session_info.credential_id,
            "SAD": released.sad,
            "hashes": tbs_hashes,
            "hashAlgorithmOID": HASH_OID,
            "signAlgo": mechanism["algorithm"].dotted,
        }


class ReleaseV2(Release):
    def request(self, hash_b64s: list[str]) -> dict[str, Any]:
        """The body of credentials/authorize (CSC API 2.0.0.2, 11.6)."""
        asked = {
            "credentialID": self.csc_session_info.credential_id,
            "numSignatures": len(hash_b64s),
            "hashes": hash_b64s,
            "hashAlgorithmOID": HASH_OID,
            "description": self.to_sign.message,
        }
        codes = [{"id": name, "value": code} for name, code in self.codes().items()]
        return asked | ({"authData": codes} if codes else {})

    def wanted(self) -> list[str]:
        auth = self.credential_info.response_data["auth"]
        if not is_asked_for(auth["mode"]):
            return []
        return [code["id"] for code in auth.get("objects", [])] or ["PIN"]


class CscV2(Csc):
    version = "v2"
    signer = HashSignerV2
    release = ReleaseV2


def from_settings() -> Csc:
    """The service in the version that it speaks."""
    version = {"1": Csc, "2": CscV2}[settings.CSC_VERSION]
    return version(
        url=settings.CSC_URL.rstrip("/"),
        token=settings.CSC_TOKEN,
        seal_credential=settings.CSC_SEAL_CREDENTIAL,
        seal_pin=settings.CSC_SEAL_PIN,
        client=settings.CSC_CLIENT_ID,
        client_secret=settings.CSC_CLIENT_SECRET,
        token_url=settings.CSC_TOKEN_URL,
    )
