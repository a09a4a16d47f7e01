"""Time stamps from an authority that others trust (RFC 3161)."""

from __future__ import annotations

import asyncio
from datetime import datetime
from hashlib import sha256

from asn1crypto import cms, x509
from pyhanko.sign.general import extract_certificate_info, extract_signer_info
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data

from decisions.signatures import container
from decisions.signatures.evidence import Trust
from decisions.signatures.port import DIGEST, SigningFailed

_TIMEOUT = 10  # seconds


class TimeStamps(HTTPTimeStamper):
    """The authority at `url`. Every token is checked before it is used. Raises SigningFailed."""

    def __init__(self, url: str, trust: Trust) -> None:
        super().__init__(url, timeout=_TIMEOUT)
        self._trust = trust

    def room(self) -> int:
        """Bytes of DER that a token may take: the size of one, asked for once, and a quarter more."""
        token = asyncio.run(self.async_dummy_response(DIGEST))
        return len(token.dump()) * 5 // 4

    def over(self, signature: cms.ContentInfo) -> cms.ContentInfo:
        """The signature, a plain container, with a time stamp over it."""
        signer = extract_signer_info(signature["content"])
        token = asyncio.run(self.async_timestamp(sha256(signer["signature"].native).digest(), DIGEST))
        _require_within(extract_certificate_info(signature["content"]).signer_cert, time_of(token["content"]))
        return container.stamped(signature, token)

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
