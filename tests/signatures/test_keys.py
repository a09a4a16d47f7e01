"""The installation's own keys: made once, kept secret, renewed in time, and never replaced in silence."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from decisions.signatures import Signatory, SigningFailed, validate
from decisions.signatures.keys import KeyFolder
from decisions.signatures.local import Authority
from tests.signatures.conftest import DAY, DECIDER, NOW, SECRET, installed, sign

ROOT = Path(__file__).resolve().parent.parent.parent
YEAR = 365 * DAY


def at(folder: Path, secret: str = SECRET) -> Authority:
    """The authority as a process that has just started finds it."""
    return Authority(KeyFolder(folder, secret))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Keys of an authority and of one seal."""
    at(tmp_path / "keys").seal("Region Exempel", NOW)
    return tmp_path / "keys"


def test_keys_are_encrypted_and_readable_by_their_owner_alone(folder: Path) -> None:
    files = sorted(folder.glob("*.pem"))

    assert [file.name.rsplit("-", 1)[1] for file in files] == ["1.pem", "1.pem"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(b"BEGIN ENCRYPTED PRIVATE KEY" in file.read_bytes() for file in files)


def test_the_next_process_takes_the_keys_that_are_there(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.glob("*.pem")}

    again = at(folder)

    assert again.newest(NOW).certificate == at(folder).newest(NOW).certificate
    assert again.seal("Region Exempel", NOW) == again.seal("Region Exempel", NOW)
    assert {path: path.read_bytes() for path in folder.glob("*.pem")} == before


def truncated(folder: Path) -> None:
    path = folder / "authority-1.pem"
    path.write_bytes(path.read_bytes()[:400])


def emptied(folder: Path) -> None:
    (folder / "authority-1.pem").write_bytes(b"")


def another_certificate(folder: Path) -> None:
    """The key of the one with the certificate of the other."""
    path, other = folder / "authority-1.pem", next(folder.glob("seal-*"))
    mark = b"-----BEGIN CERTIFICATE-----"
    path.write_bytes(path.read_bytes().split(mark)[0] + mark + other.read_bytes().split(mark)[1])


def taken_away(folder: Path) -> None:
    (folder / "authority-1.pem").unlink()


def one_of_two_taken_away(folder: Path) -> None:
    at(folder).newest(NOW + 18 * YEAR)
    (folder / "authority-1.pem").unlink()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (truncated, "authority-1.pem kan inte läsas"),
        (emptied, "authority-1.pem kan inte läsas"),
        (another_certificate, "authority-1.pem kan inte läsas"),
        (taken_away, "utfärdarens nyckelfil saknas"),
        (one_of_two_taken_away, "inte i följd"),
    ],
)
def test_a_damaged_folder_stops_signing_and_no_new_authority_is_made(
    folder: Path, damage: Callable[[Path], None], words: str
) -> None:
    damage(folder)
    before = sorted(folder.iterdir())

    with pytest.raises(SigningFailed) as failure:
        at(folder).once(DECIDER, NOW)

    assert words in str(failure.value)
    assert "nget är undertecknat" in str(failure.value)
    assert "återställer" in str(failure.value)
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(("secret", "words"), [("fel", "kan inte läsas"), ("", "KEYS_SECRET saknas")])
def test_another_secret_or_none_stops_signing(folder: Path, secret: str, words: str) -> None:
    with pytest.raises(SigningFailed, match=words):
        at(folder, secret).once(DECIDER, NOW)


def test_without_a_secret_no_keys_are_made(tmp_path: Path) -> None:
    with pytest.raises(SigningFailed, match="KEYS_SECRET saknas"):
        at(tmp_path / "keys", "").once(DECIDER, NOW)

    assert list((tmp_path / "keys").glob("*.pem")) == []


def test_processes_that_start_at_once_share_one_authority_and_one_seal(tmp_path: Path) -> None:
    program = (
        "import sys, time; from datetime import datetime; from pathlib import Path\n"
        "from decisions.signatures.keys import KeyFolder; from decisions.signatures.local import Authority\n"
        "authority = Authority(KeyFolder(Path(sys.argv[1]), 'x'))\n"
        "now = datetime.fromisoformat(sys.argv[2])\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "seal = authority.seal('Region', now)\n"
        "print(seal.certificate.issuer.rfc4514_string(), seal.certificate.serial_number)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "keys"), NOW.isoformat()]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    started = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for process in started:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"

    answers = {process.communicate("go\n")[0] for process in started if not process.returncode}

    assert len(answers) == 1
    assert len(list((tmp_path / "keys").glob("*.pem"))) == 2


def test_the_seal_is_renewed_before_it_ends_and_what_it_sealed_stays_valid(
    tmp_path: Path, letter: bytes
) -> None:
    with installed(tmp_path):
        first = sign(letter, signatory=None, at=NOW)
        second = sign(letter, signatory=None, at=NOW + timedelta(days=700))

        assert validate(first, at=NOW + 3 * YEAR).is_valid
        assert validate(second, at=NOW + 3 * YEAR).is_valid
    assert len(list((tmp_path / "keys").glob("seal-*.pem"))) == 2


def test_the_authority_is_renewed_before_it_ends_and_what_it_issued_stays_valid(
    tmp_path: Path, letter: bytes
) -> None:
    with installed(tmp_path):
        first = sign(letter, at=NOW)
        second = sign(letter, at=NOW + 18 * YEAR)

        assert validate(first, at=NOW + 21 * YEAR).is_valid
        assert validate(second, at=NOW + 21 * YEAR).is_valid
    assert len(list((tmp_path / "keys").glob("authority-*.pem"))) == 2


def test_a_certificate_for_one_signature_names_its_holder_and_lasts_for_minutes(folder: Path) -> None:
    certificate = at(folder).once(DECIDER, NOW).certificate

    assert certificate.subject.rfc4514_string() == (
        "CN=Direktör Exempel,2.5.4.12=Regional utvecklingsdirektör,O=Region Exempel,C=SE"
    )
    assert certificate.not_valid_after_utc - NOW == timedelta(minutes=15)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.content_commitment, usage.digital_signature, usage.key_cert_sign) == (True, False, False)


def test_no_key_of_a_person_is_kept(folder: Path) -> None:
    before = sorted(folder.iterdir())

    at(folder).once(DECIDER, NOW)

    assert sorted(folder.iterdir()) == before


def test_a_name_that_is_too_long_for_a_certificate_is_cut(folder: Path) -> None:
    certificate = at(folder).once(Signatory("Region", "Å" * 70, "T" * 70), NOW).certificate

    names = [
        certificate.subject.get_attributes_for_oid(oid)[0].value
        for oid in (NameOID.COMMON_NAME, NameOID.TITLE)
    ]
    assert names == ["Å" * 32, "T" * 64]
