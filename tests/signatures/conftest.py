"""What every test of signatures shares: an installation with keys of its own, and time stamps for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from decisions import documents, signatures
from decisions.signatures import Signatory
from tests.signatures.authority import Relay, running

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECRET = "en-hemlighet-bara-för-testerna"
DECIDER = Signatory("Region Exempel", "Direktör Exempel", "Regional utvecklingsdirektör")
SEAL = Signatory("Region Exempel")


def sign(pdf: bytes, signatory: Signatory | None = DECIDER, at: datetime = NOW) -> bytes:
    pdf = signatures.ready(pdf, for_person=signatory is not None)
    return signatures.signed(pdf, signatory=signatory, seal=SEAL, at=at, message="Beslut RUN/1/2026")


@contextmanager
def installed(data: Path, tsa: str = "") -> Iterator[None]:
    with override_settings(DATA_DIR=data, KEYS_SECRET=SECRET, TSA_URL=tsa):
        yield


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with running(tmp_path_factory.mktemp("authority"), NOW) as relay:
        yield relay


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory, authority: Relay) -> Path:
    """The data folder of an installation with keys of its own, which trusts the time stamps."""
    folder = tmp_path_factory.mktemp("data")
    trusted = folder / "trusted" / "timestamps"
    trusted.mkdir(parents=True)
    (trusted / "root.pem").write_bytes(authority.root)
    return folder


@pytest.fixture
def installation(data: Path) -> Iterator[Path]:
    """Signs with its own authority, and without time stamps."""
    with installed(data):
        yield data


@pytest.fixture
def with_time_stamps(data: Path, authority: Relay) -> Iterator[Relay]:
    """The same with time stamps. It is NOW at their authority, and it is well."""
    authority.now, authority.illness = NOW, ""
    with installed(data, authority.tsa()):
        yield authority


@pytest.fixture(scope="session")
def letter() -> bytes:
    """A small finished PDF, as the application renders them."""
    return documents.render(
        documents.LetterDocument(
            language="sv",
            organisation="Region Exempel",
            sender=documents.Sender(unit="Regional utveckling", name="Handläggare Exempel"),
            day=date(2026, 3, 2),
            dnr="RUN/1/2026",
            title="Avsiktsförklaring",
            recipient="Mottagare",
            recipient_organisation="Kommunen",
            recipient_address="Gatan 1",
            body="<p>Regionen avser att delta.</p>",
            signature=documents.Signature(name="Direktör Exempel", title="Regional utvecklingsdirektör"),
        )
    ).content


@pytest.fixture(scope="session")
def plainly_signed(data: Path, letter: bytes) -> bytes:
    """B-B: signed and sealed without time stamps."""
    with installed(data):
        return sign(letter)


@pytest.fixture(scope="session")
def stamped(data: Path, authority: Relay, letter: bytes) -> bytes:
    """B-LT: signed and sealed with time stamps, the evidence in the file."""
    authority.now, authority.illness = NOW, ""
    with installed(data, authority.tsa()):
        return sign(letter)


@pytest.fixture(scope="session")
def prolonged(data: Path, authority: Relay, stamped: bytes) -> bytes:
    """B-LTA: a document time stamp over it all, made the day after."""
    authority.now, authority.illness = NOW + DAY, ""
    with installed(data, authority.tsa()):
        return signatures.prolong(stamped, at=NOW + DAY)
