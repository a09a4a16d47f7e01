"""Keys at a remote service, reached by the Cloud Signature Consortium's API, version 1.0.4.

One signature is one conversation: the credential's certificate is fetched, the service is asked to release
the key for this hash (credentials/authorize, with the person's code), and signs it. Nothing is tried twice:
a service locks a code after a few that were wrong.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from aiohttp import ClientSession
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.csc_signer import (
    CSCAuthorizationInfo,
    CSCAuthorizationManager,
    CSCCredentialInfo,
    CSCServiceSessionInfo,
    CSCSigner,
    fetch_certs_in_csc_credential,
)

from decisions.signatures.certificates import issuers_of, require_usable, require_whole
from decisions.signatures.csc_line import ADMINISTRATOR, AGAIN, Unreachable, session
from decisions.signatures.faults import Fault, stopping_the_start
from decisions.signatures.port import DIGEST, Begun, Signatory, ToSign
from decisions.signatures.seals import ADVANCED_SEAL
from decisions.signatures.waiting import waited

ADVANCED_SIGNATURE = "Avancerad elektronisk underskrift"
PATIENCE = 90  # seconds for the whole conversation; a person may have to approve it, and the proxy waits 120
PATIENCE_AT_START = 10

T = TypeVar("T")

log = logging.getLogger(__name__)


class HashSigner(CSCSigner):
    """pyHanko's signer, which also takes a key that is only said to be RSA, without a hash."""

    def get_signature_mechanism_for_digest(self, digest_algorithm: str | None) -> SignedDigestAlgorithm:
        supported = self.auth_manager.credential_info.supported_mechanisms
        if "rsassa_pkcs1v15" in supported and "sha256_rsa" not in supported:
            return SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"})
        return super().get_signature_mechanism_for_digest(digest_algorithm)


class Release(CSCAuthorizationManager):
    """Asks the service to release the key for these hashes and no others."""

    def __init__(
        self,
        session: ClientSession,
        service: CSCServiceSessionInfo,
        credential: CSCCredentialInfo,
        to_sign: ToSign,
        code: str,
    ) -> None:
        super().__init__(service, credential)
        self.session, self.to_sign, self.code = session, to_sign, code

    async def authorize_signature(self, hash_b64s: list[str]) -> CSCAuthorizationInfo:
        url = self.csc_session_info.endpoint_url("credentials/authorize")
        asked = self.request(hash_b64s)
        async with self.session.post(url, headers=self.auth_headers, json=asked) as answer:
            return self.parse_csc_auth_response(await answer.json())

    def request(self, hash_b64s: list[str]) -> dict[str, Any]:
        codes = self.codes()
        asked: dict[str, Any] = self.format_csc_auth_request(
            pin=codes.get("PIN"),
            otp=codes.get("OTP"),
            hash_b64s=hash_b64s,
            description=self.to_sign.message,
        )
        return asked

    def codes(self) -> dict[str, str]:
        """What the service wants to be told, and the person's answer. At most one code can be asked for."""
        wanted = self.wanted()
        if len(wanted) > 1:
            raise Fault(
                "Underskriftstjänsten kräver mer än en kod, och det går inte härifrån.", ADMINISTRATOR
            )
        if wanted and not self.code:
            raise Fault("Koden till underskriften saknas.", "Skriv den kod som hör till din underskrift.")
        return dict.fromkeys(wanted, self.code)

    def wanted(self) -> list[str]:
        said = self.credential_info.response_data
        if not is_asked_for(said.get("authMode", "explicit")):
            return []
        return [name for name in ("PIN", "OTP") if said.get(name, {}).get("presence") == "true"] or ["PIN"]


def is_asked_for(mode: str) -> bool:
    """Is a code sent along (explicit), or does the service settle it with the person (implicit)?"""
    if mode not in ("explicit", "implicit"):
        raise Fault(
            "Underskriften kräver inloggning hos underskriftstjänsten, och det går inte härifrån.",
            ADMINISTRATOR,
        )
    return mode == "explicit"


@dataclass(frozen=True)
class Service(CSCServiceSessionInfo):
    """The service and its credential, with the token left out of what is shown."""

    oauth_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Csc:
    """A service, and how the organisation is known there. Persons are told apart by their credentials.

    The service is called with a token that lasts, or with one that is fetched from `token_url` each time.
    """

    url: str
    token: str = field(repr=False)
    seal_credential: str = ""
    seal_pin: str = field(default="", repr=False)
    client: str = ""
    client_secret: str = field(default="", repr=False)
    token_url: str = ""
    patience: float = PATIENCE

    version: ClassVar[str] = "v1"
    signer: ClassVar[type[CSCSigner]] = HashSigner
    release: ClassVar[type[Release]] = Release

    def level(self, signatory: Signatory) -> str:
        return ADVANCED_SEAL if signatory.is_seal else ADVANCED_SIGNATURE

    def begin(self, to_sign: ToSign) -> Begun:
        return Begun(to_sign)

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> bytes:
        cms = self._held(self._signed(begun.to_sign))
        require_whole(cms, begun.to_sign.digest)
        return cms

    @stopping_the_start()
    def require_usable(self, at: datetime) -> None:
        """Raise ImproperlyConfigured unless the seal could be used at `at`, as far as the service answers."""
        try:
            replace(self, patience=PATIENCE_AT_START)._held(self._seal(at))
        except Unreachable as silence:
            log.warning("%s Programmet startar ändå.", silence.wrong)

    def _held(self, conversation: Coroutine[Any, Any, T]) -> T:
        """Hold the conversation, within `patience` in all."""

        async def bounded() -> T:
            async with asyncio.timeout(self.patience):
                return await conversation

        try:
            return waited(bounded())
        except TimeoutError:
            raise Unreachable(
                f"Underskriftstjänsten svarade inte inom {self.patience:g} sekunder.", AGAIN
            ) from None
        except (SigningError, ValueError, TypeError, LookupError, AttributeError) as error:
            raise Fault("Underskriftstjänsten svarade något som inte går att tolka.", AGAIN) from error

    async def _signed(self, to_sign: ToSign) -> bytes:
        name, code = self._credential(to_sign)
        async with self._line() as line:
            service = await self._service(line, name)
            credential = await self._usable(line, service, to_sign.at)
            signer = self.signer(line, self.release(line, service, credential, to_sign, code))
            cms: bytes = (await signer.async_sign(to_sign.digest, DIGEST, use_pades=True)).dump()
            return cms

    async def _seal(self, at: datetime) -> None:
        async with self._line() as line:
            if self.seal_credential:
                await self._usable(line, await self._service(line, self.seal_credential), at)

    async def _usable(self, line: ClientSession, service: Service, at: datetime) -> CSCCredentialInfo:
        found = await fetch_certs_in_csc_credential(line, service, timeout=PATIENCE)
        issuers = issuers_of(found.signing_cert, found.chain)
        require_usable(found.signing_cert, issuers, at, "Certifikatet hos underskriftstjänsten")
        return replace(found, chain=issuers)

    def _credential(self, to_sign: ToSign) -> tuple[str, str]:
        """The credential's name at the service, and the code that releases it."""
        if to_sign.signatory.is_seal:
            if not self.seal_credential:
                raise Fault(
                    "Underskriftstjänsten har ingen stämpel för organisationen (CSC_SEAL_CREDENTIAL).",
                    ADMINISTRATOR,
                )
            return self.seal_credential, self.seal_pin
        if not to_sign.signatory.credential:
            raise Fault(
                "Du har ingen underskrift hos underskriftstjänsten.",
                "Den som förvaltar systemet behöver lägga in vad din underskrift heter där.",
            )
        return to_sign.signatory.credential, to_sign.secret

    def _line(self) -> ClientSession:
        return session(self.url, self.token_url or self.url)

    async def _service(self, line: ClientSession, credential: str) -> Service:
        token = await self._fetched_token(line) if self.token_url else self.token
        return Service(self.url, credential, token or None, self.version)

    async def _fetched_token(self, line: ClientSession) -> str:
        """By the organisation's own client (OAuth 2.0 client credentials, RFC 6749 4.4)."""
        asked = {
            "grant_type": "client_credentials",
            "client_id": self.client,
            "client_secret": self.client_secret,
        }
        async with line.post(self.token_url, data=asked) as answer:
            return str((await answer.json())["access_token"])
