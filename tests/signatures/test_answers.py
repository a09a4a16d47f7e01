"""What comes back from a back end is looked at before it is put into a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from decisions.signatures import SigningFailed, begin, configured, finish, pades, ready, validate
from decisions.signatures.port import Begun, ToSign
from tests.signatures.conftest import DECIDER, NOW, SEAL, sign

Answering = Callable[[Begun], bytes]
Choose = Callable[[Answering], None]


class Elsewhere:
    """A back end that sends the person to another site, and is handed what came back from there."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def begin(self, to_sign: ToSign) -> Begun:
        return Begun(to_sign, redirect="https://underskrift.example.org/")

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> bytes:
        return self._answering(begun)


def honestly(begun: Begun) -> bytes:
    return configured.FOR_SEALS["local"]().finish(begun, {})


def of_something_else(begun: Begun) -> bytes:
    return honestly(replace(begun, to_sign=replace(begun.to_sign, digest=bytes(32))))


def in_another_format(begun: Begun) -> bytes:
    return b"<html>"


@pytest.fixture
def elsewhere(installation: Path, monkeypatch: pytest.MonkeyPatch) -> Choose:
    def choose(answering: Answering) -> None:
        monkeypatch.setitem(configured.FOR_PEOPLE, "local", lambda: Elsewhere(answering))

    return choose


def test_a_signature_made_on_another_site_is_finished_when_the_person_is_back(
    elsewhere: Choose, letter: bytes
) -> None:
    elsewhere(honestly)

    underway = begin(ready(letter, for_person=True), signatory=DECIDER, at=NOW, message="Beslut RUN/1/2026")
    found = validate(finish(underway, {}, seal=SEAL), at=NOW)

    assert underway.begun.redirect == "https://underskrift.example.org/"
    assert found.is_valid
    assert [one.name for one in found.signatures] == ["Direktör Exempel", "Region Exempel"]


def test_a_signature_that_is_made_elsewhere_is_not_made_at_once(elsewhere: Choose, letter: bytes) -> None:
    elsewhere(honestly)

    with pytest.raises(SigningFailed, match="görs på en annan webbplats"):
        sign(letter)


@pytest.mark.parametrize("answering", [of_something_else, in_another_format])
def test_what_is_no_signature_of_the_document_is_refused(
    elsewhere: Choose, letter: bytes, answering: Answering
) -> None:
    elsewhere(answering)
    underway = begin(ready(letter, for_person=True), signatory=DECIDER, at=NOW, message="Beslut RUN/1/2026")

    with pytest.raises(SigningFailed, match="ingen underskrift av dokumentet"):
        finish(underway, {}, seal=SEAL)


def test_a_secret_is_handed_on_but_never_shown(installation: Path, letter: bytes) -> None:
    underway = begin(
        ready(letter, for_person=True), signatory=DECIDER, at=NOW, message="", secret="1234-hemligt"
    )

    assert underway.begun.to_sign.secret == "1234-hemligt"
    assert "1234-hemligt" not in repr(underway)


def test_a_signature_that_has_no_room_is_refused(
    installation: Path, letter: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pades, "CMS_ROOM", 512)

    with pytest.raises(SigningFailed, match="får inte plats i dokumentet"):
        sign(letter)
