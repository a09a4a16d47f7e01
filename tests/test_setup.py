"""make setup and make run, as processes of their own."""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
OURS = {"SECRET_KEY", "KEYS_SECRET", "DATABASE_URL", "DATA_DIR", "ALLOWED_HOSTS", "DEMO", "DEBUG"}


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in OURS} | variables
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def test_setup_makes_secrets_that_only_their_owner_can_read(tmp_path: Path) -> None:
    result = run("config/setup.sh", DATA_DIR=str(tmp_path / "data"))

    assert (result.returncode, result.stderr) == (0, "")
    secret = tmp_path / "data" / "delegat.env"
    assert re.fullmatch(r"SECRET_KEY=[\w-]{60,}\nKEYS_SECRET=[\w-]{60,}\n", secret.read_text())
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_second_setup_says_nothing_and_keeps_the_secrets(tmp_path: Path) -> None:
    run("config/setup.sh", DATA_DIR=str(tmp_path))
    before = (tmp_path / "delegat.env").read_text()

    result = run("config/setup.sh", DATA_DIR=str(tmp_path))

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / "delegat.env").read_text() == before


def test_setup_adds_the_secrets_to_settings_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "delegat.env").write_text("ALLOWED_HOSTS=delegat.example.org\n")

    run("config/setup.sh", DATA_DIR=str(tmp_path))

    lines = (tmp_path / "delegat.env").read_text().splitlines()
    assert lines[0] == "ALLOWED_HOSTS=delegat.example.org"
    assert [line.split("=")[0] for line in lines[1:]] == ["SECRET_KEY", "KEYS_SECRET"]


def test_setup_refuses_a_python_that_is_none_of_ours(tmp_path: Path) -> None:
    result = run("config/setup.sh", PYTHON="/bin/false", DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert result.stderr == "PYTHON=/bin/false är inte Python 3.11–3.13. Inget har ändrats.\n"


def test_the_tests_run_on_the_versions_that_are_installed() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    wanted = {re.split(r"[\[~=<>]", name)[0] for name in named}
    installed, tested = pins("requirements.lock"), pins("requirements-dev.lock")

    assert wanted <= set(installed)
    assert {name: tested.get(name) for name in installed} == installed


def test_run_tells_that_the_port_is_in_use_before_it_touches_anything(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        result = run(sys.executable, "-m", "config.demo", str(port), DATA_DIR=str(tmp_path), SECRET_KEY="x")

    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == (
        f"Porten {port} används redan. Inget har startats eller ändrats. "
        f"Välj en annan: make run PORT={port + 1}\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_run_refuses_what_is_no_port(tmp_path: Path) -> None:
    result = run(sys.executable, "-m", "config.demo", "8000x", DATA_DIR=str(tmp_path), SECRET_KEY="x")

    assert result.returncode == 1
    assert (
        result.stderr == "PORT=8000x är ingen port. Inget har startats. Ange 1024–65535: make run PORT=8001\n"
    )


def test_run_gives_no_demo_logins_to_a_site_that_others_can_reach(tmp_path: Path) -> None:
    result = run(
        sys.executable,
        "-m",
        "config.demo",
        str(free_port()),
        DATA_DIR=str(tmp_path),
        SECRET_KEY="x",
        ALLOWED_HOSTS="delegat.example.org",
    )

    assert result.returncode == 1
    assert result.stderr.startswith("DEMO=1 ger inloggningar med kända lösenord")
    assert list(tmp_path.iterdir()) == []
