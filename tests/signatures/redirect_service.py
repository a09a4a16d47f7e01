"""A national signing service for the tests: the person is sent here, signs, and is sent back with the answer.

python -m tests.signatures.redirect_service KEY CERTIFICATES PORT, both files in DER and base64, a line each.
It sees a digest and a message, never the document, as a free-standing service does (DIGG's specification of
fristående underskriftstjänst; pyHanko stands for what makes the CMS there).
"""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_private_key

from decisions.signatures.pkcs12 import KeySigner

KEY, CERTIFICATES, PORT = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
asked: dict[str, dict[str, str]] = {}


def signer() -> KeySigner:
    key = load_der_private_key(base64.b64decode(KEY.read_text()), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    own, *issuers = (x509.Certificate.load(base64.b64decode(line)) for line in CERTIFICATES.open())
    return KeySigner(key, own, issuers)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """The authority registers what is to be signed, server to server."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        transaction = secrets.token_urlsafe(16)
        asked[transaction] = body
        self.answer(200, {"transaction": transaction})

    def do_GET(self) -> None:
        """The person has come, and says yes or no; the answer goes back by way of the browser."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        request = asked.pop(query["transaction"], None)
        if request is None:
            return self.answer(404, {})
        back: dict[str, str] = {"transaction": query["transaction"], "status": "cancelled"}
        if query["says"] == "yes":
            making = signer().async_sign(base64.b64decode(request["digest"]), "sha256", use_pades=True)
            cms = asyncio.run(making).dump()
            back |= {"status": "signed", "cms": base64.b64encode(cms).decode()}
        return self.answer(200, {}, f"{request['return_to']}?{urlencode(back)}")

    def answer(self, status: int, body: dict[str, Any], location: str = "") -> None:
        content = json.dumps(body).encode()
        self.send_response(303 if location else status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
