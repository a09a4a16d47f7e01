"""Time stamps, also when their authority is silent, ill, unknown or in another time."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

import pytest

from decisions.signatures import SigningFailed, prolong, timestamps, validate
from tests.signatures.authority import Relay
from tests.signatures.conftest import DAY, NOW, installed, sign


@pytest.mark.parametrize("illness", ["error", "nonsense", "web page"])
def test_an_authority_that_answers_nonsense_stops_the_signature(
    with_time_stamps: Relay, letter: bytes, illness: str
) -> None:
    with_time_stamps.illness = illness

    with pytest.raises(SigningFailed, match="svarar inte som den ska") as failure:
        sign(letter)

    assert "TSA_URL" in str(failure.value)


def test_an_authority_that_is_not_there_stops_the_signature(data: Path, letter: bytes) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"

        with installed(data, address), pytest.raises(SigningFailed, match="svarar inte som den ska"):
            sign(letter)


def test_an_authority_that_never_answers_is_not_waited_for(
    data: Path, letter: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timestamps, "_TIMEOUT", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"

        with installed(data, address), pytest.raises(SigningFailed, match="svarar inte som den ska"):
            sign(letter)


def test_an_authority_that_nobody_has_vouched_for_stops_the_signature(
    tmp_path: Path, with_time_stamps: Relay, letter: bytes
) -> None:
    with (
        installed(tmp_path, with_time_stamps.tsa()),
        pytest.raises(SigningFailed, match="inte litar på") as failure,
    ):
        sign(letter)

    assert "trusted/timestamps" in str(failure.value)


def test_a_file_that_is_no_certificate_among_the_trusted_is_named(tmp_path: Path, letter: bytes) -> None:
    (tmp_path / "trusted" / "signatures").mkdir(parents=True)
    (tmp_path / "trusted" / "signatures" / "rot.pem").write_text("-----BEGIN")

    with installed(tmp_path), pytest.raises(SigningFailed, match=r"rot\.pem i mappen trusted/signatures"):
        sign(letter)


@pytest.mark.parametrize("apart", [timedelta(minutes=-6), timedelta(minutes=16)])
def test_a_clock_that_is_wrong_stops_the_signature(
    with_time_stamps: Relay, letter: bytes, apart: timedelta
) -> None:
    with_time_stamps.now = NOW + apart

    with pytest.raises(SigningFailed, match="ställer serverns klocka"):
        sign(letter)


def test_without_the_authoritys_list_the_signature_stands_and_is_prolonged_later(
    data: Path, authority: Relay, letter: bytes
) -> None:
    authority.now, authority.illness = NOW, "no lists"
    with installed(data, authority.tsa("tsa?another")):  # an address of its own: no list is remembered
        signed = sign(letter)
        authority.now, authority.illness = NOW + DAY, ""

        later = prolong(signed, at=NOW + DAY)

        assert [one.level for one in validate(signed, at=NOW + DAY).signatures] == ["B-T", "B-T"]
        assert [one.level for one in validate(later, at=NOW + DAY).signatures] == ["B-LTA", "B-LTA"]
