"""The organisation's seal in a token (PKCS#11): a key that can be used but never read.

A wrong PIN is tried once and never again, since a token locks itself after a few. The certificate is public
and is looked at without the PIN, so that a start, or many of them, never spends a try.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock

import pkcs11
from asn1crypto import x509
from django.conf import settings
from pkcs11 import Attribute, ObjectClass, PKCS11Error, Session, Token, TokenFlag
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer
from pyhanko.sign.signers.pdf_cms import Signer

from decisions.signatures.certificates import issuers_of, require_usable, require_whole
from decisions.signatures.faults import Fault, stopping_the_start
from decisions.signatures.port import AtOnce, Begun, Signatory, ToSign
from decisions.signatures.seals import ADVANCED_SEAL, require_seal
from decisions.signatures.waiting import waited

# Someone has given a wrong PIN since the last right one: another may be the one that locks the token.
PIN_IN_DOUBT = TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY | TokenFlag.USER_PIN_LOCKED
WRONG_PIN = (pkcs11.PinIncorrect, pkcs11.PinLocked, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinExpired)
MEND_PIN = (
    "Den som förvaltar systemet behöver rätta SEAL_PKCS11_PIN, logga in en gång med enhetens eget verktyg "
    "så att räknaren nollställs, och starta om."
)
MEND_DEVICE = "Den som förvaltar systemet behöver se till att enheten är ansluten och rätt inställd."

_one_at_a_time = RLock()  # the module is opened as for one thread
_sessions: dict[Pkcs11, Session] = {}
_refused: set[Pkcs11] = set()


@dataclass(frozen=True)
class Pkcs11(AtOnce):
    """Signs in the token that is called so, with the key and certificate that share a label."""

    module: str  # path of the maker's library
    token: str
    label: str
    pin: str = field(repr=False)

    def level(self, signatory: Signatory) -> str:
        return ADVANCED_SEAL

    def signer(self, to_sign: ToSign) -> Signer:
        with _one_at_a_time, self._telling():
            if self in _sessions:
                with suppress(PKCS11Error):
                    return self._loaded(_sessions[self], to_sign.at)
                self._leave()  # lost, in whichever way the module puts it; its PIN was right
            return self._loaded(self._logged_in(), to_sign.at)

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> bytes:
        require_seal(begun.to_sign)
        with _one_at_a_time, self._telling():
            cms = super().finish(begun, answer)
        require_whole(cms, begun.to_sign.digest)
        return cms

    @stopping_the_start()
    def require_usable(self, at: datetime) -> None:
        """Raise ImproperlyConfigured unless token and certificate could be used at `at`. Needs no PIN."""
        with _one_at_a_time, self._telling():
            try:
                self._certificates(self._token().open(), at)
            finally:
                self._leave()  # what is opened before the workers are forked is of no use in them

    def _loaded(self, session: Session, at: datetime) -> Signer:
        certificate, issuers = self._certificates(session, at)
        signer = PKCS11Signer(
            session,
            key_label=self.label,
            signing_cert=certificate,
            ca_chain=issuers,
            # Not every token hashes for EC; each one signs a hash.
            use_raw_mechanism=certificate.public_key.algorithm == "ec",
        )
        # Now, while nobody else uses the module.
        waited(signer.ensure_objects_loaded())
        return signer

    def _logged_in(self) -> Session:
        token = self._token()
        if self in _refused or token.flags & PIN_IN_DOUBT:
            raise Fault(
                "PIN-koden till organisationens stämpel har varit fel och provas inte igen.", MEND_PIN
            )
        try:
            session = token.open(user_pin=self.pin)
        except WRONG_PIN:
            _refused.add(self)
            raise Fault("PIN-koden till organisationens stämpel är fel eller spärrad.", MEND_PIN) from None
        _sessions[self] = session
        return session

    def _token(self) -> Token:
        if not self.pin:
            raise Fault("PIN-koden till organisationens stämpel (SEAL_PKCS11_PIN) saknas.", MEND_DEVICE)
        try:
            return pkcs11.lib(self.module).get_token(token_label=self.token)
        except (pkcs11.NoSuchToken, pkcs11.MultipleTokensReturned) as error:
            raise Fault(
                f"Det finns inte exakt en enhet (token) som heter {self.token}.", MEND_DEVICE
            ) from error

    def _certificates(
        self, session: Session, at: datetime
    ) -> tuple[x509.Certificate, list[x509.Certificate]]:
        """The seal's certificate and those above it, all from the token."""
        rows = list(
            session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        )  # to the end of the search
        found = [(row[Attribute.LABEL], x509.Certificate.load(row[Attribute.VALUE])) for row in rows]
        own = [certificate for label, certificate in found if label == self.label]
        if len(own) != 1:
            raise Fault(
                f"Enheten {self.token} har {len(own)} certifikat med namnet {self.label}, och ska ha ett.",
                "Den som förvaltar systemet behöver lägga in certifikatet (öppet för läsning) eller rätta "
                "SEAL_PKCS11_LABEL.",
            )
        issuers = issuers_of(own[0], [certificate for _, certificate in found])
        require_usable(own[0], issuers, at, "Stämpelns certifikat")
        return own[0], issuers

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn what the module says into a Fault, and start afresh next time."""
        try:
            yield
        except (PKCS11Error, SigningError, ValueError) as error:  # ValueError: what is no certificate
            self._leave()
            raise Fault(
                f"Enheten med organisationens stämpel går inte att använda ({type(error).__name__}).",
                MEND_DEVICE,
            ) from error

    def _leave(self) -> None:
        _sessions.pop(self, None)
        with suppress(PKCS11Error):
            pkcs11.lib(self.module).finalize()  # not unload: what is left of the session points into it


def from_settings() -> Pkcs11:
    return Pkcs11(
        settings.SEAL_PKCS11_MODULE,
        settings.SEAL_PKCS11_TOKEN,
        settings.SEAL_PKCS11_LABEL,
        settings.SEAL_PKCS11_PIN,
    )
