"""Against another's service, Certomancer's: the CSC API 1.0.4, with the release bound to the hash."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from decisions.signatures.csc import Csc
from decisions.signatures.port import SigningFailed
from tests.postgres import free_port
from tests.signatures.keys import Identity, new_key, require_pades, to_sign
from tests.signatures.processes import running

USAGE = {"id": "key_usage", "smart-value": {"schema": "key-usage", "params": ["non_repudiation"]}}
CA = {"id": "basic_constraints", "critical": True, "value": {"ca": True}}
LASTS = {"valid-from": "2000-01-01T00:00:00+0000", "valid-to": "2100-01-01T00:00:00+0000"}
ENDED = LASTS | {"valid-to": "2020-08-30T00:00:00+0000"}
CERTIFICATES = {
    "root": {"subject": "root", "issuer": "root", "validity": LASTS, "extensions": [CA]},
    "rsa": {"subject": "rsa", "issuer": "root", "validity": LASTS, "extensions": [USAGE]},
    "ec": {"subject": "ec", "issuer": "root", "validity": LASTS, "extensions": [USAGE]},
    "ended": {
        "subject": "ec",
        "subject-key": "ec",
        "issuer": "root",
        "validity": ENDED,
        "extensions": [USAGE],
    },
}
KINDS = {"root": ("rsa", 1), "rsa": ("rsa", 0), "ec": ("ec", 0)}


@pytest.fixture(scope="module")
def certomancer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("certomancer"), free_port()
    for name, (kind, number) in KINDS.items():
        pem = new_key(kind, number).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(pem)
    architecture = {
        "keyset": "keys",
        "entities": {name: {"common-name": name} for name in KINDS},
        "certs": CERTIFICATES,
    }
    configuration = {
        "keysets": {"keys": {"keys": {name: {"path": str(folder / f"{name}.pem")} for name in KINDS}}},
        "pki-architectures": {"region": architecture},
    }
    (folder / "certomancer.yml").write_text(yaml.safe_dump(configuration))
    command = (str(Path(sys.executable).with_name("certomancer-csc")), str(folder / "certomancer.yml"))
    with running(*command, str(port), "2", port=port) as url:
        yield url


def identity_at(url: str, credential: str) -> Identity:
    """The certificate and its chain, as the service itself tells them to anyone who asks."""
    asked = json.dumps({"credentialID": credential, "certificates": "chain"}).encode()
    request = Request(f"{url}/csc/v1/credentials/info", asked, {"Content-Type": "application/json"})
    with urlopen(request, timeout=10) as answer:
        told = json.load(answer)["cert"]["certificates"]
    own, *issuers = (x509.load_der_x509_certificate(base64.b64decode(der)) for der in told)
    return Identity(new_key("ec"), own, tuple(issuers))


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_another_service_seals_what_it_was_asked_to(certomancer: str, kind: str) -> None:
    back_end = Csc(certomancer, "", seal_credential=f"region/{kind}")

    cms = back_end.finish(back_end.begin(to_sign()), {})

    require_pades(cms, identity_at(certomancer, f"region/{kind}"))


@pytest.mark.parametrize(
    ("credential", "wrong"),
    [
        ("region/saknas", r"kunde inte göra underskriften \(404\)"),
        ("region/ended", "Certifikatet hos underskriftstjänsten gick ut 2020-08-30"),
    ],
)
def test_another_service_that_cannot_seal_is_told_of(certomancer: str, credential: str, wrong: str) -> None:
    back_end = Csc(certomancer, "", seal_credential=credential)

    with pytest.raises(SigningFailed, match=rf"{wrong}.*Inget är undertecknat"):
        back_end.finish(back_end.begin(to_sign()), {})
