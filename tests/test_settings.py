"""Settings that stop the start rather than guess: each tried in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings with nothing in the environment but what is given."""
    bare = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SECRET_KEY": "x" * 50} | environment
    command = [sys.executable, "-c", "import config.settings as s; print(s.DEMO, s.SECURE_SSL_REDIRECT)"]
    return subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("word", ["0", "false", "No", "off", ""])
def test_what_means_no_gives_production(tmp_path: Path, word: str) -> None:
    assert start(tmp_path, DEMO=word).stdout == "False True\n"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SEAL_BACKEND": "lokal"}, "SEAL_BACKEND=lokal går inte att välja"),
        ({"DEMO": "nej"}, "DEMO=nej går inte att tolka"),
        ({"DEBUG": "kanske"}, "DEBUG=kanske går inte att tolka"),
        ({"CSC_VERSION": "1.0.4"}, "CSC_VERSION=1.0.4 går inte att välja"),
        ({"SECRET_KEY": ""}, "SECRET_KEY saknas"),
        ({"SECRET_KEY": "x" * 31}, "SECRET_KEY är 31 tecken"),
        ({"DEBUG": "1", "ALLOWED_HOSTS": "127.0.0.1,delegat.example.org"}, "DEBUG=1 visar"),
        ({"DEBUG": "1", "ALLOWED_HOSTS": "*"}, "DEBUG=1 visar"),
        (
            {"EMAIL_URL": "brevduva://torget", "DEFAULT_FROM_EMAIL": "a@b.example"},
            "EMAIL_URL går inte att tolka",
        ),
        ({"EMAIL_URL": "smtp://127.0.0.1:25"}, "inte DEFAULT_FROM_EMAIL"),
        ({"DEMO": "1", "ALLOWED_HOSTS": "delegat.example.org"}, "får bara svara på 127.0.0.1"),
    ],
)
def test_what_cannot_be_meant_stops_the_start(
    tmp_path: Path, environment: dict[str, str], words: str
) -> None:
    result = start(tmp_path, **environment)

    assert result.returncode != 0
    assert words in result.stderr


@pytest.mark.parametrize("word", ["DEMO", "DEBUG"])
def test_on_the_own_machine_a_short_key_will_do(tmp_path: Path, word: str) -> None:
    result = start(tmp_path, SECRET_KEY="x", **{word: "1"})

    assert "ImproperlyConfigured" not in result.stderr
    assert "SECURE_SSL_REDIRECT" in result.stderr  # read to the end: a setting of production alone


def test_a_command_says_nothing_of_the_libraries_that_it_loads(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SECRET_KEY": "x" * 50}

    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert done.stderr == ""
