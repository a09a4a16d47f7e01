"""Other people's programs find the same. They are run with the commands in docs/signatures.md."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.signatures.authority import Relay

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "signatures.md").read_text("utf-8")
SHOWN = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = dict(zip(("certificate", "sum", "poppler", "pyhanko"), SHOWN, strict=True))


@pytest.fixture
def received(tmp_path: Path, data: Path, authority: Relay, stamped: bytes) -> Path:
    """A folder with what an outsider has been given."""
    (tmp_path / "beslut.pdf").write_bytes(stamped)
    (tmp_path / "time-stamps.pem").write_bytes(authority.root)
    (tmp_path / "var" / "keys").mkdir(parents=True)
    shutil.copy(data / "keys" / "authority-1.pem", tmp_path / "var" / "keys")
    run("certificate", tmp_path)
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "LC_ALL": "C.UTF-8", "HOME": str(folder), "TZ": "UTC"}
    return subprocess.run(
        ["sh", "-c", COMMANDS[command]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_certificate_is_taken_out_without_the_key(received: Path) -> None:
    content = (received / "delegat.pem").read_text()

    assert content.startswith("-----BEGIN CERTIFICATE-----")
    assert "PRIVATE" not in content


def test_the_sum_is_that_of_the_file(received: Path, stamped: bytes) -> None:
    assert run("sum", received).stdout.split() == [sha256(stamped).hexdigest(), "beslut.pdf"]


def test_poppler_finds_both_signatures_valid(received: Path) -> None:
    found = run("poppler", received).stdout

    assert found.count("Signature Validation: Signature is Valid.") == 2
    assert re.findall(r"Signature Field Name: (.*)", found) == ["Underskrift", "Stampel"]
    assert "CN=Direktör Exempel,title=Regional utvecklingsdirektör,O=Region Exempel,C=SE" in found
    assert found.count("Signature Type: ETSI.CAdES.detached") == 2
    assert found.count("- Total document signed") == 1
    assert found.count("Signing Time: Mar 02 2026 12:00:00") == 2


def test_poppler_sees_that_the_file_has_been_changed(received: Path, stamped: bytes) -> None:
    place = stamped.index(b"/Filter")
    (received / "beslut.pdf").write_bytes(stamped[:place] + b" " + stamped[place:][1:])

    assert "Signature is Valid" not in run("poppler", received).stdout


def test_pyhanko_finds_both_signatures_valid(received: Path) -> None:
    found = run("pyhanko", received)

    assert re.findall(r"^(\w+):\w+:(\w+)$", found.stdout, re.MULTILINE) == [
        ("Underskrift", "VALID"),
        ("Stampel", "VALID"),
    ]
    assert found.returncode == 0


def test_pyhanko_finds_a_prolonged_one_valid(received: Path, prolonged: bytes) -> None:
    (received / "beslut.pdf").write_bytes(prolonged)

    found = run("pyhanko", received)

    assert found.stdout.count(":VALID") == 2
    assert found.returncode == 0


def test_pyhanko_sees_that_the_file_has_been_changed(received: Path, stamped: bytes) -> None:
    (received / "beslut.pdf").write_bytes(stamped.replace(b"%%EOF", b"%%EOG", 1))

    assert run("pyhanko", received).returncode != 0
