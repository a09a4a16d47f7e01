"""Private keys with their certificates, on disk: one file each, encrypted, made once and never written over.

A renewal is a new file with the next number, so everything that has ever been signed with stays known.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from decisions.signatures.port import SigningFailed

# What the one who signs is told; the rest is for whoever looks after the system.
_NOTHING_SIGNED = "Inget är undertecknat, och ingen ny nyckel har skapats."


@dataclass(frozen=True)
class Pair:
    """A private key and the certificate of its public half."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


class KeyFolder:
    """The pairs of one installation. What is loaded stays loaded: it costs more than signing does.

    Every method raises SigningFailed when a file or the secret is not what it was.
    """

    def __init__(self, path: Path, secret: str) -> None:
        self._path, self._secret = path, secret
        self._loaded: dict[str, Pair] = {}

    def all(self, kind: str) -> list[Pair]:
        """The pairs of `kind`, oldest first."""
        return [self._load(name) for name in self._names(kind)]

    def newest(self, kind: str, fits: Callable[[Pair], bool], make: Callable[[], Pair]) -> Pair:
        """The newest pair of `kind` that fits, or a new one when none does.

        Of several processes that find none at once, one makes it and the others take it.
        """
        if pair := self._newest(kind, fits):
            return pair
        with self._lock():
            if pair := self._newest(kind, fits):
                return pair
            name = f"{kind}-{len(self._names(kind)) + 1}"
            self._loaded[name] = self._write(name, make())
        return self._loaded[name]

    def _newest(self, kind: str, fits: Callable[[Pair], bool]) -> Pair | None:
        pairs = (self._load(name) for name in reversed(self._names(kind)))
        return next((pair for pair in pairs if fits(pair)), None)

    def is_without(self, kind: str) -> bool:
        """There are keys, but none of `kind`: somebody has taken a file away."""
        return not self._names(kind) and any(self._path.glob("*.pem"))

    def _names(self, kind: str) -> list[str]:
        pattern = re.compile(re.escape(kind) + r"-(\d+)")
        found = {
            int(match[1]): path.stem
            for path in self._path.glob("*.pem")
            if (match := pattern.fullmatch(path.stem))
        }
        if sorted(found) != list(range(1, len(found) + 1)):
            raise SigningFailed(
                f"Nyckelfilerna {kind}-*.pem är inte i följd: någon saknas. {_NOTHING_SIGNED} "
                "Den som förvaltar systemet återställer mappen keys ur säkerhetskopian."
            )
        return [found[number] for number in sorted(found)]

    def _load(self, name: str) -> Pair:
        if name in self._loaded:
            return self._loaded[name]
        try:
            content = (self._path / f"{name}.pem").read_bytes()
            key = load_pem_private_key(content, self._password())
            certificate = x509.load_pem_x509_certificate(content)
        except (OSError, ValueError, TypeError) as error:
            raise _unreadable(name) from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise _unreadable(name)
        return self._loaded.setdefault(name, Pair(key, certificate))

    def _write(self, name: str, pair: Pair) -> Pair:
        """Whole or not at all, and readable by its owner alone."""
        encryption = BestAvailableEncryption(self._password())
        content = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
        content += pair.certificate.public_bytes(Encoding.PEM)
        half = self._path / f"{name}.half"
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.link(half, self._path / f"{name}.pem")  # fails rather than write over
        os.unlink(half)
        return pair

    def _password(self) -> bytes:
        if not self._secret:
            raise SigningFailed(
                f"KEYS_SECRET saknas, och utan den kan inga nycklar läsas eller skapas. {_NOTHING_SIGNED} "
                "Den som förvaltar systemet kör make setup, som skapar den, eller återställer delegat.env."
            )
        return self._secret.encode()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (self._path / "lock").open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise SigningFailed(
                f"Mappen keys går inte att skriva i. {_NOTHING_SIGNED} "
                "Den som förvaltar systemet ger programmets användare rätt till mappen."
            ) from error


def _unreadable(name: str) -> SigningFailed:
    return SigningFailed(
        f"Nyckelfilen {name}.pem kan inte läsas: den är skadad, eller så är KEYS_SECRET en annan än när den "
        f"skapades. {_NOTHING_SIGNED} Den som förvaltar systemet återställer mappen keys och KEYS_SECRET ur "
        "säkerhetskopian."
    )
