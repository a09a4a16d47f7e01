"""The pages keep up with the code."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS_PAGE = (ROOT / "docs" / "settings.md").read_text("utf-8")


def read_by_the_code() -> set[str]:
    settings = (ROOT / "config" / "settings.py").read_text("utf-8")
    server = (ROOT / "config" / "gunicorn.py").read_text("utf-8")
    names = re.findall(r'\benv(?:\.\w+|_flag|_word)\(\s*"(\w+)"', settings) + re.findall(
        r'environ\.get\("(\w+)"', server
    )
    return set(names)


def test_each_variable_that_is_read_has_a_row_and_each_row_is_read() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", SETTINGS_PAGE, re.MULTILINE)

    assert sorted(rows) == sorted(read_by_the_code())
    assert {"SECRET_KEY", "DATABASE_URL", "PORT"} <= set(rows)


def test_each_row_says_default_meaning_and_example() -> None:
    rows = re.findall(r"^\| `\w+` \|(.*)\|$", SETTINGS_PAGE, re.MULTILINE)

    assert [row for row in rows if [cell.strip() != "" for cell in row.split(" | ")] != [True] * 3] == []


def test_the_readmes_question_is_there_and_answered_within() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    command = re.search(r"^\.venv/bin/python manage\.py check_decision (?:.*\\\n)*.*$", readme, re.MULTILINE)
    assert command

    done = subprocess.run(
        ["sh", "-c", command.group()], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["outcome"] == "within"
