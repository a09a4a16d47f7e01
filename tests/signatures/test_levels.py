"""What a signed file proves, at each level, and for how long."""

from __future__ import annotations

from pathlib import Path

from decisions.signatures import validate
from tests.signatures.authority import Relay
from tests.signatures.conftest import DAY, NOW, sign

YEAR = 365 * DAY


def test_a_decision_is_signed_by_its_decider_and_sealed_by_the_organisation(
    installation: Path, plainly_signed: bytes
) -> None:
    found = validate(plainly_signed, at=NOW + YEAR)

    assert (found.is_valid, found.is_intact, found.reason) == (True, True, "")
    assert [(one.name, one.title, one.organisation, one.is_seal) for one in found.signatures] == [
        ("Direktör Exempel", "Regional utvecklingsdirektör", "Region Exempel", False),
        ("Region Exempel", "", "Region Exempel", True),
    ]
    assert {(one.level, one.at, one.is_time_proven) for one in found.signatures} == {("B-B", NOW, False)}


def test_a_list_is_sealed_alone(installation: Path, letter: bytes) -> None:
    found = validate(sign(letter, signatory=None), at=NOW)

    assert found.is_valid
    assert [(one.name, one.is_seal) for one in found.signatures] == [("Region Exempel", True)]


def test_with_time_stamps_the_time_is_proven_and_the_evidence_is_in_the_file(
    with_time_stamps: Relay, stamped: bytes
) -> None:
    found = validate(stamped, at=NOW + YEAR)

    assert found.reason == ""
    assert [(one.level, one.at, one.is_time_proven) for one in found.signatures] == [("B-LT", NOW, True)] * 2


def test_prolonged(with_time_stamps: Relay, stamped: bytes, prolonged: bytes) -> None:
    found = validate(prolonged, at=NOW + YEAR)

    assert found.reason == ""
    assert [one.level for one in found.signatures] == ["B-LTA", "B-LTA"]
    assert prolonged.startswith(stamped)
