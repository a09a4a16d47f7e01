"""What a signed file proves, at each level, and for how long."""

from __future__ import annotations

from pathlib import Path

import pytest

from decisions.signatures import validate
from tests.signatures.authority import Relay
from tests.signatures.conftest import DAY, NOW, installed, sign

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


def test_a_list_too_has_its_time_and_evidence(with_time_stamps: Relay, letter: bytes) -> None:
    found = validate(sign(letter, signatory=None), at=NOW + YEAR)

    assert [(one.level, one.is_seal, one.reason) for one in found.signatures] == [("B-LT", True, "")]


def test_prolonged_it_is_archived_and_what_was_signed_comes_first(
    with_time_stamps: Relay, stamped: bytes, prolonged: bytes
) -> None:
    found = validate(prolonged, at=NOW + YEAR)

    assert found.reason == ""
    assert [one.level for one in found.signatures] == ["B-LTA", "B-LTA"]
    assert prolonged.startswith(stamped)


def test_an_authority_of_another_installation_is_not_trusted(tmp_path: Path, plainly_signed: bytes) -> None:
    with installed(tmp_path):
        found = validate(plainly_signed, at=NOW)

    assert found.is_intact
    assert {one.is_trusted for one in found.signatures} == {False}
    assert found.reason == "Certifikatet är utfärdat av någon som den här installationen inte litar på."


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"ingen pdf", bytes(5000)])
def test_what_is_no_signed_pdf_gets_an_answer(installation: Path, content: bytes) -> None:
    found = validate(content, at=NOW)

    assert (found.is_intact, found.signatures) == (False, ())
    assert found.reason == "Filen går inte att läsa som en undertecknad PDF. Den är skadad eller ändrad."


def test_a_pdf_without_signatures_gets_another(installation: Path, letter: bytes) -> None:
    assert validate(letter, at=NOW).reason == "Filen har ingen elektronisk underskrift."


def test_the_log_names_nobody(
    tmp_path: Path, plainly_signed: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with installed(tmp_path):
        validate(plainly_signed, at=NOW)
        validate(plainly_signed[:-2000], at=NOW)

    assert "Exempel" not in caplog.text
