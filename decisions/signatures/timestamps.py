"""Time stamps from an authority that others trust (RFC 3161)."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

import aiohttp
from asn1crypto import cms, tsp, x509
from pyhanko.sign.general import extract_certificate_info, extract_signer_info
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data

from decisions.signatures import container
from decisions.signatures.evidence import Evidence, Signer, Trust, gathered
from decisions.signatures.port import DIGEST, SigningFailed
from decisions.signatures.waiting import waited

_TIMEOUT = 10  # seconds
_EVIDENCE_LASTS = timedelta(hours=1)


class TimeStamps(TimeStamper):
    """The authority at `url`. Every token is checked before it is used. Raises SigningFailed."""

    def __init__(self, url: str, trust: Trust) -> None:
        super().__init__()
        self._url, self._trust = url, trust
        self._evidence: dict[bytes, tuple[datetime, Evidence]] = {}

    def room(self) -> int:
        """Bytes of DER that a token may take: the size of one, asked for once, and a quarter more."""
        return len(self.sample().dump()) * 5 // 4

    def sample(self) -> cms.ContentInfo:
        """A token over nothing, to be weighed and looked at."""
        return waited(self.async_dummy_response(DIGEST))

    def over(self, signature: cms.ContentInfo) -> cms.ContentInfo:
        """The signature, a plain container, with a time stamp over it."""
        signer = extract_signer_info(signature["content"])
        token = waited(self.async_timestamp(sha256(signer["signature"].native).digest(), DIGEST))
        _require_within(extract_certificate_info(signature["content"]).signer_cert, time_of(token["content"]))
        return container.stamped(signature, token)

    def evidence(self, token: cms.SignedData) -> Evidence:
        """Evidence for the token's certificate, asked for anew each hour."""
        signer, made = Signer.of(token, time_of(token), self._trust), time_of(token)
        known_since, known = self._evidence.get(signer.certificate.sha256, (None, Evidence()))
        if known_since is None or abs(made - known_since) > _EVIDENCE_LASTS:
            known = gathered([signer])
            if known.lists or known.answers:
                self._evidence[signer.certificate.sha256] = made, known
        return known

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        connector = aiohttp.TCPConnector(ssl=_tls())
        async with aiohttp.ClientSession(connector=connector) as session:
            client = HTTPTimeStamper(self._url, timeout=_TIMEOUT, session=session)
            return await client.async_request_tsa_response(req)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            status = await validate_tst_signed_data(
                token["content"], self._trust.context(time_of(token["content"])), lambda _: message_digest
            )
        # A silent authority is an OSError; one that answers nonsense fails wherever the nonsense is read.
        except (OSError, SignatureValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise SigningFailed(
                "Tidsstämpeltjänsten svarar inte som den ska. Inget är undertecknat, och utkastet är "
                "kvar. Vänta en stund och försök igen; hjälper det inte, ska den som förvaltar systemet "
                "se efter TSA_URL."
            ) from error
        if not (status["intact"] and status["valid"]):
            raise SigningFailed(
                "Tidsstämpeln gäller inte den här underskriften. Inget är undertecknat, och utkastet är "
                "kvar. Den som förvaltar systemet ser efter om TSA_URL är rätt tjänst."
            )
        if status["validation_path"] is None:
            raise SigningFailed(
                "Tidsstämpeln kommer från någon som den här installationen inte litar på. Inget är "
                "undertecknat, och utkastet är kvar. Den som förvaltar systemet lägger tjänstens "
                "rotcertifikat i mappen trusted/timestamps."
            )
        return container.plain(token, status["validation_path"])


@cache
def _tls() -> ssl.SSLContext:
    """Made once: to read all the certificates that the machine trusts takes longer than to sign."""
    return ssl.create_default_context()


def time_of(token: cms.SignedData) -> datetime:
    """When the token was made, aware."""
    made: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return made


def _require_within(certificate: x509.Certificate, made: datetime) -> None:
    if not certificate.not_valid_before <= made <= certificate.not_valid_after:
        raise SigningFailed(
            f"Tidsstämpeln säger {made:%Y-%m-%d %H.%M} UTC, och då gäller inte certifikatet. Inget är "
            "undertecknat, och utkastet är kvar. Den som förvaltar systemet ställer serverns klocka."
        )
