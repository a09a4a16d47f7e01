"""Signatures outlive the certificates that they rest on, when they are prolonged in time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from decisions.signatures import SigningFailed, prolong, validate
from tests.signatures.authority import Relay
from tests.signatures.conftest import DAY, NOW, installed

ENDS, NEXT_ENDS = datetime(2028, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
BEFORE, AFTER = datetime(2027, 12, 1, tzinfo=UTC), datetime(2029, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def prolonged_twice(data: Path, authority: Relay, prolonged: bytes) -> bytes:
    """Again before the time stamps' certificate ends, now by the one that follows on it."""
    authority.now, authority.illness = BEFORE, ""
    with installed(data, authority.tsa("next")):
        return prolong(prolonged, at=BEFORE)


def test_prolonged_in_time_it_is_valid_after_every_first_certificate_has_ended(
    installation: Path, prolonged: bytes, prolonged_twice: bytes
) -> None:
    found = validate(prolonged_twice, at=AFTER)

    assert found.reason == ""
    assert [(one.level, one.at, one.is_time_proven) for one in found.signatures] == [("B-LTA", NOW, True)] * 2
    assert prolonged_twice.startswith(prolonged)


def test_not_prolonged_its_time_is_no_longer_proven(
    installation: Path, stamped: bytes, prolonged: bytes
) -> None:
    for pdf in (stamped, prolonged):
        found = validate(pdf, at=AFTER)

        assert found.is_intact
        assert (found.is_valid, found.reason) == (False, "Tidsstämpeln går inte att lita på.")


def test_it_says_until_when_it_holds(
    installation: Path, plainly_signed: bytes, stamped: bytes, prolonged: bytes, prolonged_twice: bytes
) -> None:
    files = (plainly_signed, stamped, prolonged, prolonged_twice)

    assert [validate(pdf, at=BEFORE).holds_until for pdf in files] == [None, ENDS, ENDS, NEXT_ENDS]


def test_what_is_not_valid_is_not_prolonged(with_time_stamps: Relay, stamped: bytes) -> None:
    changed = stamped + b" "

    with pytest.raises(SigningFailed, match="kan inte förlängas: Något har lagts till"):
        prolong(changed, at=NOW)


def test_without_time_stamps_nothing_is_prolonged(installation: Path, plainly_signed: bytes) -> None:
    with pytest.raises(SigningFailed, match="TSA_URL"):
        prolong(plainly_signed, at=NOW + DAY)
