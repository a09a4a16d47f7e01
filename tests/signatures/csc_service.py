"""A remote signing service for the tests: python -m tests.signatures.csc_service FOLDER PORT

FOLDER holds a JSON file for each credential; its name is the credential's. The service speaks both versions
of the CSC API and believes nothing: token, hashes, algorithms, codes and SAD are looked at, and what is wrong
is answered with 400 and noted in FOLDER/refused. A credential's `habit` is what it does badly.
"""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import sys
from pathlib import Path
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_der_private_key

TOKEN = "tjänstens-nyckel-till-regionen".encode().hex()
SHA256 = "2.16.840.1.101.3.4.2.1"
RSA, RSA_SHA256, ECDSA_SHA256 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"
PREHASHED = Prehashed(hashes.SHA256())


class Service:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.released: dict[str, tuple[str, Any]] = {}  # SAD: the credential and the hashes it is for

    def credential(self, asked: dict[str, Any]) -> dict[str, Any]:
        file = self.folder / f"{asked['credentialID']}.json"
        self.require(file.exists(), "no such credential")
        found: dict[str, Any] = json.loads(file.read_text())
        return found

    def require(self, holds: bool, complaint: str, code: str = "invalid_request") -> None:
        if holds:
            return
        with (self.folder / "refused").open("a") as refused:
            refused.write(f"{complaint}\n")
        body = json.dumps({"error": code, "error_description": complaint})
        raise web.HTTPBadRequest(text=body, content_type="application/json")

    async def asked(self, request: web.Request) -> tuple[str, dict[str, Any]]:
        version = request.match_info["version"]
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise web.HTTPUnauthorized(text='{"error": "invalid_token"}', content_type="application/json")
        body: dict[str, Any] = await request.json()
        with (self.folder / "calls").open("a") as calls:
            calls.write(f"{request.path}\n")
        return version, body

    async def info(self, request: web.Request) -> web.StreamResponse:
        version, asked = await self.asked(request)
        found = self.credential(asked)
        match found.get("habit"):
            case "silent":
                await asyncio.sleep(60)
            case "html":
                raise web.HTTPInternalServerError(text="<h1>Oj</h1>", content_type="text/html")
            case "html_as_ok":
                return web.Response(text="<h1>Logga in</h1>", content_type="text/html")
            case "redirect":
                raise web.HTTPTemporaryRedirect("https://example.org/")
            case "no_json":
                return web.Response(text="{", content_type="application/json")
            case "half_an_answer":
                return web.json_response({"key": {"status": "enabled"}})
        said = {
            "key": {"status": "enabled", "algo": found["algorithms"], "len": 256},
            "cert": {"status": "valid", "certificates": found["chain"]},
            "SCAL": "2",
            "multisign": 1,
        }
        return web.json_response(said | found["auth"][version] | found["instead"])

    async def authorize(self, request: web.Request) -> web.StreamResponse:
        version, asked = await self.asked(request)
        found = self.credential(asked)
        self.require(asked.get("numSignatures") == 1, "numSignatures")
        self.require(asked.get("description") == "Beslut RUN/495/2020", "description")
        if version == "v1":
            digests, codes = (
                asked.get("hash"),
                {name: asked[name] for name in ("PIN", "OTP") if name in asked},
            )
        else:
            digests = asked.get("hashes")
            self.require(asked.get("hashAlgorithmOID") == SHA256, "hashAlgorithmOID of authorize")
            codes = {code["id"]: code["value"] for code in asked.get("authData", [])}
        self.require_digests(digests)
        self.require(codes == found["codes"], "codes", "invalid_pin")
        sad = secrets.token_urlsafe(32)
        self.released[sad] = asked["credentialID"], digests
        return web.json_response({"SAD": sad, "expiresIn": 60})

    def require_digests(self, digests: Any) -> None:
        self.require(isinstance(digests, list) and len(digests) == 1, "one hash")
        self.require(len(base64.b64decode(digests[0], validate=True)) == 32, "the hash is SHA-256")

    async def sign_hash(self, request: web.Request) -> web.StreamResponse:
        version, asked = await self.asked(request)
        found = self.credential(asked)
        wanted = {"v1": ("hash", "hashAlgo"), "v2": ("hashes", "hashAlgorithmOID")}[version]
        names = {"credentialID", "SAD", "signAlgo", *wanted}
        self.require(set(asked) == names, f"names of signHash: {sorted(set(asked) ^ names)}")
        self.require(asked[wanted[1]] == SHA256, "hash algorithm of signHash")
        self.require(asked["signAlgo"] in found["algorithms"], "signAlgo")
        digests = asked[wanted[0]]
        self.require_digests(digests)
        self.require(self.released.pop(asked["SAD"], None) == (asked["credentialID"], digests), "SAD")
        match found.get("habit"):
            case "hangs_up":
                assert request.transport
                request.transport.close()
            case "no_signature":
                return web.json_response({"signatures": []})
            case "other_words":
                return web.json_response({"signature": "AAAA"})
            case "breaks_down":
                raise web.HTTPServiceUnavailable(text='{"error": "busy"}', content_type="application/json")
        made = signed(base64.b64decode(found["key"]), base64.b64decode(digests[0]))
        return web.json_response({"signatures": [base64.b64encode(made).decode()]})

    async def token(self, request: web.Request) -> web.StreamResponse:
        asked = await request.post()
        grant = {"grant_type": "client_credentials", "client_id": "regionen", "client_secret": "hemligheten"}
        if dict(asked) != grant:
            raise web.HTTPUnauthorized(text='{"error": "invalid_client"}', content_type="application/json")
        return web.json_response({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 60})


def signed(der: bytes, digest: bytes) -> bytes:
    key = load_der_private_key(der, None)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(digest, padding.PKCS1v15(), PREHASHED)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.sign(digest, ec.ECDSA(PREHASHED))


def main(folder: Path) -> None:
    service = Service(folder)
    app = web.Application()
    app.add_routes(
        [
            web.post("/csc/{version}/credentials/info", service.info),
            web.post("/csc/{version}/credentials/authorize", service.authorize),
            web.post("/csc/{version}/signatures/signHash", service.sign_hash),
            web.post("/oauth2/token", service.token),
        ]
    )
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[2]), print=None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
