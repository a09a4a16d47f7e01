"""The line to a remote signing service: whatever else than a good answer comes over it is a Fault.

The log tells which call failed and how. Neither the log nor a Fault holds what was sent.
"""

from __future__ import annotations

import json
import logging
import re
from urllib.parse import urlsplit

import aiohttp

from decisions.signatures.faults import Fault

AGAIN = "Försök igen om en stund. Hjälper inte det behöver den som förvaltar systemet ta reda på varför."
ADMINISTRATOR = "Den som förvaltar systemet behöver rätta inställningarna för underskriftstjänsten."
LOOPBACK = ("127.0.0.1", "localhost", "::1")

log = logging.getLogger(__name__)


class Unreachable(Fault):
    """The service is down or silent. That can pass by itself, and need not stop a start."""


def session(*urls: str) -> aiohttp.ClientSession:
    """A session for one conversation with the service at these addresses. Codes are only sent over TLS."""
    for address in map(urlsplit, urls):
        if address.scheme != "https" and address.hostname not in LOOPBACK:
            raise Fault(
                "Adressen till underskriftstjänsten (CSC_URL, CSC_TOKEN_URL) måste börja med https://.",
                ADMINISTRATOR,
            )
    return aiohttp.ClientSession(middlewares=[_only_good_answers], cookie_jar=aiohttp.DummyCookieJar())


async def _only_good_answers(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Let through status 200 with a JSON object. A redirect is not followed: it would take the code along."""
    call = request.url.path
    try:
        response = await handler(request)
        body = await response.read()
    except aiohttp.ClientError as error:
        log.warning("%s: %s", call, type(error).__name__)
        cut = not isinstance(error, aiohttp.ClientConnectorError)
        what = (
            "Förbindelsen med underskriftstjänsten bröts." if cut else "Underskriftstjänsten går inte att nå."
        )
        raise Unreachable(what, AGAIN) from None
    said = _object(response, body)
    if response.status == 200 and said is not None:
        return response
    code = _code(said)
    log.warning("%s: %d %s", call, response.status, code)
    raise _refusal(call, response.status, code)


def _object(response: aiohttp.ClientResponse, body: bytes) -> dict[str, object] | None:
    if response.content_type != "application/json":
        return None
    try:
        said = json.loads(body)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _code(said: dict[str, object] | None) -> str:
    """The service's word for what was wrong, such as invalid_request, if it can be nothing else."""
    word = (said or {}).get("error")
    return word if isinstance(word, str) and re.fullmatch(r"[a-z_]{1,40}", word) else ""


def _refusal(call: str, status: int, code: str) -> Fault:
    told = f"{status} {code}".strip()
    if status == 200:
        return Fault("Underskriftstjänsten svarade något som inte går att tolka.", AGAIN)
    if status == 401:
        return Fault(
            "Underskriftstjänsten känner inte igen organisationen (CSC_TOKEN, CSC_CLIENT_ID).", ADMINISTRATOR
        )
    if call.endswith("credentials/authorize") and 400 <= status < 500:
        return Fault(
            f"Underskriftstjänsten lämnade inte ut nyckeln ({told}).",
            "Kontrollera din kod innan du försöker igen. Efter några fel spärras den.",
        )
    kind = Unreachable if status >= 500 else Fault
    return kind(f"Underskriftstjänsten kunde inte göra underskriften ({told}).", AGAIN)
