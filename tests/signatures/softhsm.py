"""A token of the tests' own, in SoftHSM: made in a folder, filled with a seal, and emptied unseen."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, Session, TokenFlag
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from tests.signatures.keys import Identity

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN, SO_PIN = "583014", "90210902"


@dataclass(frozen=True)
class SoftHsm:
    folder: Path

    def configure(self) -> Path:
        (self.folder / "tokens").mkdir()
        configuration = self.folder / "softhsm2.conf"
        configuration.write_text(f"directories.tokendir = {self.folder}/tokens\nlog.level = ERROR\n")
        return configuration

    def add_token(self, name: str) -> None:
        command = [
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            name,
            "--pin",
            PIN,
            "--so-pin",
            SO_PIN,
        ]
        subprocess.run(command, check=True, capture_output=True)

    def put(self, token: str, label: str, seal: Identity, *, with_certificate: bool = True) -> None:
        with self.session(token) as session:
            der = seal.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
            is_rsa = isinstance(seal.key, rsa.RSAPrivateKey)
            key = decode_rsa_private_key(der) if is_rsa else decode_ec_private_key(der)
            own = {Attribute.LABEL: label, Attribute.TOKEN: True, Attribute.PRIVATE: True}
            session.create_object(key | own | {Attribute.SIGN: True})
            names = [label, "utfardare"] if with_certificate else []
            for name, der in zip(names, seal.chain, strict=False):
                public = {Attribute.LABEL: name, Attribute.TOKEN: True, Attribute.PRIVATE: False}
                session.create_object(decode_x509_certificate(der) | public)

    @contextmanager
    def session(self, token: str, pin: str = PIN) -> Iterator[Session]:
        """As another program would: the module is left as it was found, not started."""
        try:
            yield pkcs11.lib(MODULE).get_token(token_label=token).open(rw=True, user_pin=pin)
        finally:
            pkcs11.lib(MODULE).finalize()

    def flags(self, token: str) -> TokenFlag:
        return pkcs11.lib(MODULE).get_token(token_label=token).flags

    def remove_everything(self) -> None:
        shutil.rmtree(self.folder / "tokens")
        (self.folder / "tokens").mkdir()
