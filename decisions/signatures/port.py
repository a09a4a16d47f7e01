"""The port through which a signature is made: begin with a digest, finish with a CMS.

Only the digest leaves; the document stays here. A back end that answers at once begins and finishes in one
breath. One that sends the person to another site gives its address in `redirect`, and what came back from
there is handed to `finish`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pyhanko.sign.signers.pdf_cms import Signer

from decisions.signatures.waiting import waited

DIGEST = "sha256"


class SigningFailed(Exception):
    """No signature was made. The text, in Swedish, says what was wrong, what was kept and what to do."""


@dataclass(frozen=True)
class Signatory:
    """In whose name the signature stands: a person in a position, or the organisation itself (a seal)."""

    organisation: str
    name: str = ""
    title: str = ""  # as it is held that day: Tillförordnad regional utvecklingsdirektör
    credential: str = ""  # the person's credential at a remote service, where one is used

    @property
    def is_seal(self) -> bool:
        return not self.name


@dataclass(frozen=True)
class ToSign:
    """What a back end is asked to sign."""

    digest: bytes  # SHA-256 of the byte range of the prepared PDF, 32 bytes
    signatory: Signatory
    at: datetime  # aware
    message: str = ""  # what a remote service shows the person: Beslut RUN/495/2020
    secret: str = field(default="", repr=False)  # PIN or password of the credential; never stored or logged


@dataclass(frozen=True)
class Begun:
    """A signature that is under way."""

    to_sign: ToSign
    state: Mapping[str, str] = field(default_factory=dict)  # what the back end needs to finish
    redirect: str = ""  # where the person signs; empty when nothing is waited for


class BackEnd(Protocol):
    """One way to have a digest signed. Raises SigningFailed."""

    def begin(self, to_sign: ToSign) -> Begun: ...

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> bytes:
        """The CMS (DER) over the digest, without time stamp."""
        ...

    def require_usable(self, at: datetime) -> None:
        """Raise ImproperlyConfigured unless it could sign at `at`; asked before the site starts."""
        ...


class AtOnce(ABC):
    """A back end whose key is at hand, here or over a line, so that nothing is waited for."""

    def begin(self, to_sign: ToSign) -> Begun:
        return Begun(to_sign)

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> bytes:
        to_sign = begun.to_sign
        making = self.signer(to_sign).async_sign(to_sign.digest, DIGEST, use_pades=True)
        cms: bytes = waited(making).dump()
        return cms

    @abstractmethod
    def signer(self, to_sign: ToSign) -> Signer:
        """pyHanko's signer with the certificate and key for this signatory."""
