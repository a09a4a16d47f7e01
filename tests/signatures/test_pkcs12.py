"""The organisation's seal from a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from decisions.signatures import pkcs12
from decisions.signatures.pkcs12 import Pkcs12
from decisions.signatures.port import SigningFailed
from tests.signatures.keys import (
    DAY,
    DIRECTOR,
    NOON,
    REGION,
    Identity,
    identity,
    require_pades,
    to_sign,
    without_issuers,
)

PASSWORD = "åtta vita älgar"
KEPT = "Inget är undertecknat, och beslutet ligger kvar som det var."


def seal(folder: Path, of: Identity) -> Pkcs12:
    file = folder / "stampel.p12"
    file.write_bytes(of.pkcs12(PASSWORD))
    return Pkcs12(file, PASSWORD)


def sealed(back_end: Pkcs12) -> bytes:
    return back_end.finish(back_end.begin(to_sign()), {})


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_seal_is_a_pades_signature_by_the_key_in_the_file(tmp_path: Path, kind: str) -> None:
    region = identity(kind=kind)

    cms = sealed(seal(tmp_path, region))

    require_pades(cms, region)


def test_the_key_is_read_once_however_many_seals_are_made(tmp_path: Path) -> None:
    back_end = seal(tmp_path, identity())
    pkcs12._load.cache_clear()

    for _ in range(3):
        sealed(Pkcs12(back_end.file, PASSWORD))

    assert pkcs12._load.cache_info().misses == 1


def test_a_renewed_seal_is_used_without_a_restart(tmp_path: Path) -> None:
    back_end = seal(tmp_path, identity())
    sealed(back_end)
    renewed = identity(number=1)
    back_end.file.write_bytes(renewed.pkcs12(PASSWORD))
    os.utime(back_end.file, (1, 1))  # however fast the test is

    require_pades(sealed(back_end), renewed)


NEW_ONE = "Den som förvaltar systemet behöver skaffa ett nytt certifikat och lägga in det."
UNUSABLE = [
    (identity(last=NOON - DAY / 2), "Stämpelns certifikat gick ut 2020-08-31.", NEW_ONE),
    (
        identity(first=NOON + DAY, last=NOON + 2 * DAY),
        "Stämpelns certifikat gäller först från 2020-09-01.",
        "Vänta till dess, eller byt certifikat.",
    ),
    (
        identity(uses=["digital_signature", "key_encipherment"]),
        "Stämpelns certifikat är inte utfärdat för underskrifter (keyUsage saknar nonRepudiation).",
        NEW_ONE,
    ),
    (
        without_issuers(identity()),
        "Stämpelns certifikat saknar utfärdarens certifikat, och en underskrift skulle inte gå att "
        "kontrollera.",
        "Den som förvaltar systemet behöver lägga in hela kedjan av certifikat.",
    ),
]


@pytest.mark.parametrize(("of", "wrong", "remedy"), UNUSABLE)
def test_a_certificate_that_may_not_seal_stops_the_seal_and_the_start(
    tmp_path: Path, of: Identity, wrong: str, remedy: str
) -> None:
    back_end = seal(tmp_path, of)

    with pytest.raises(SigningFailed) as failed:
        sealed(back_end)
    with pytest.raises(ImproperlyConfigured) as stopped:
        back_end.require_usable(NOON)

    assert str(failed.value) == f"{wrong} {KEPT} {remedy}"
    assert str(stopped.value) == f"{wrong} Inget har startats. {remedy}"


def test_the_settings_say_which_file_it_is(settings: Settings, tmp_path: Path) -> None:
    settings.SEAL_PKCS12_FILE, settings.SEAL_PKCS12_PASSWORD = str(tmp_path / "stampel.p12"), PASSWORD
    region = identity()
    seal(tmp_path, region)

    require_pades(sealed(pkcs12.from_settings()), region)


def test_no_settings_stop_the_start(settings: Settings) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"\(SEAL_PKCS12_FILE\) finns inte.*Inget har startats"):
        pkcs12.from_settings().require_usable(NOON)


def test_a_usable_seal_lets_the_site_start(tmp_path: Path) -> None:
    seal(tmp_path, identity()).require_usable(NOON)


def test_a_wrong_password_is_told_and_not_shown(tmp_path: Path) -> None:
    back_end = Pkcs12(seal(tmp_path, identity()).file, "fel lösenord")

    with pytest.raises(SigningFailed) as failed:
        sealed(back_end)

    assert str(failed.value) == (
        "Lösenordet till organisationens stämpel (SEAL_PKCS12_PASSWORD) stämmer inte, eller så är filen "
        "skadad. "
        f"{KEPT} Den som förvaltar systemet behöver rätta lösenordet eller lägga dit en hel fil."
    )
    assert failed.value.__cause__ is None
    assert "fel lösenord" not in repr(back_end)


@pytest.mark.parametrize("content", [None, b"", b"not a file of keys"])
def test_a_missing_or_broken_file_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "stampel.p12"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(SigningFailed, match=r"(finns inte|är filen skadad).*ligger kvar.*behöver"):
        sealed(Pkcs12(file, PASSWORD))


def test_a_seal_never_stands_for_a_person(tmp_path: Path) -> None:
    back_end = seal(tmp_path, identity())

    with pytest.raises(SigningFailed, match=r"^Organisationens stämpel kan inte användas som en persons"):
        back_end.finish(back_end.begin(to_sign(DIRECTOR)), {})

    assert back_end.level(REGION) == "Elektronisk stämpel"
