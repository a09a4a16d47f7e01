"""The port carries a service that the person is sent to, though none such is shipped.

Between begin and finish there is nothing but what can be stored: strings, and a document that was prepared.
"""

from __future__ import annotations

import base64
import http.client
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request, urlopen

import pytest

from decisions.signatures.certificates import require_whole
from decisions.signatures.faults import Fault
from decisions.signatures.port import BackEnd, Begun, Signatory, SigningFailed, ToSign
from tests.postgres import free_port
from tests.signatures.keys import DIGEST, DIRECTOR, identity, require_pades, to_sign
from tests.signatures.processes import running

PERSON = identity("Direktör", number=2)
RETURN_TO = "https://delegat.example.org/underskrift/svar/"


@dataclass(frozen=True)
class Redirecting:
    """As small as can be: the service is told, the person is sent there, the answer is held against both."""

    url: str

    def begin(self, to_sign: ToSign) -> Begun:
        asked = {
            "digest": base64.b64encode(to_sign.digest).decode(),
            "message": to_sign.message,
            "signer": to_sign.signatory.credential,
            "return_to": RETURN_TO,
        }
        with urlopen(Request(self.url, json.dumps(asked).encode()), timeout=10) as answer:
            transaction: str = json.load(answer)["transaction"]
        redirect = f"{self.url}/sign?transaction={transaction}"
        return Begun(to_sign, {"transaction": transaction}, redirect)

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> bytes:
        if answer.get("transaction") != begun.state["transaction"]:
            raise Fault("Svaret hör till en annan underskrift.", "Underteckna igen.")
        if answer.get("status") != "signed":
            raise Fault("Underskriften avbröts.", "Underteckna igen när du vill.")
        cms = base64.b64decode(answer["cms"])
        require_whole(cms, begun.to_sign.digest)
        return cms

    def require_usable(self, at: datetime) -> None:
        """The service is asked when somebody signs."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("redirect"), free_port()
    (folder / "key").write_text(base64.b64encode(PERSON.key_der()).decode())
    (folder / "chain").write_text("\n".join(base64.b64encode(der).decode() for der in PERSON.chain))
    module = "tests.signatures.redirect_service"
    command = (sys.executable, "-m", module, str(folder / "key"), str(folder / "chain"), str(port))
    with running(*command, port=port) as url:
        yield url


def at_the_service(begun: Begun, says: str = "yes") -> dict[str, str]:
    """What the person's browser brings back: it follows the address, signs there, and is sent to us."""
    address = urlsplit(f"{begun.redirect}&says={says}")
    browser = http.client.HTTPConnection(address.netloc, timeout=10)
    browser.request("GET", f"{address.path}?{address.query}")
    back = browser.getresponse().headers["Location"]
    assert back.startswith(RETURN_TO)
    return dict(parse_qsl(urlsplit(back).query))


def stored_and_read(begun: Begun) -> Begun:
    """Hours later, in another process: what is left is text, without any secret."""
    kept = begun.to_sign
    text = json.dumps(
        {
            "digest": kept.digest.hex(),
            "signatory": vars(kept.signatory),
            "at": kept.at.isoformat(),
            "message": kept.message,
            "state": dict(begun.state),
        }
    )
    row = json.loads(text)
    read = ToSign(
        bytes.fromhex(row["digest"]),
        Signatory(**row["signatory"]),
        datetime.fromisoformat(row["at"]),
        row["message"],
    )
    return Begun(read, row["state"])


def test_a_person_signs_at_another_site_and_comes_back(service: str) -> None:
    back_end: BackEnd = Redirecting(service)
    begun = back_end.begin(to_sign(DIRECTOR))
    assert begun.redirect.startswith(f"{service}/sign?transaction=")
    assert DIGEST.hex() not in begun.redirect

    answer = at_the_service(begun)
    cms = back_end.finish(stored_and_read(begun), answer)

    require_pades(cms, PERSON)


def test_a_person_who_changes_their_mind_signs_nothing(service: str) -> None:
    back_end = Redirecting(service)
    begun = back_end.begin(to_sign(DIRECTOR))

    with pytest.raises(SigningFailed, match=r"^Underskriften avbröts. Inget är undertecknat"):
        back_end.finish(begun, at_the_service(begun, says="no"))


def test_the_answer_to_one_signature_does_not_finish_another(service: str) -> None:
    back_end = Redirecting(service)
    first = back_end.begin(to_sign(DIRECTOR))
    other = back_end.begin(ToSign(bytes(32), DIRECTOR, first.to_sign.at))
    answer = at_the_service(other)

    with pytest.raises(SigningFailed, match=r"^Svaret hör till en annan underskrift."):
        back_end.finish(first, answer)
    with pytest.raises(SigningFailed, match="gäller något annat än dokumentet"):
        back_end.finish(first, answer | {"transaction": first.state["transaction"]})
