"""check_decision as its user runs it: a process of its own, its output and its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.engine.test_engine import ROOT, asked

ORDERS = ["fixtures/orders/run-2020.yaml", "fixtures/orders/run-2021.yaml"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check_decision", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("case", "outcome", "code"),
    [
        ({}, "within", 0),
        ({"facts": {"amount": 0, "commits_funds": True}}, "outside", 1),
        ({"facts": {}}, "undetermined", 2),
    ],
)
def test_the_exit_code_tells_the_outcome(
    tmp_path: Path, case: dict[str, Any], outcome: str, code: int
) -> None:
    question = tmp_path / "question.json"
    question.write_text(json.dumps(asked(case)))

    result = run(*ORDERS, str(question))

    assert result.returncode == code
    assert json.loads(result.stdout)["outcome"] == outcome
    assert result.stderr == ""


def test_bad_input_is_told_on_stderr_only(tmp_path: Path) -> None:
    question = tmp_path / "question.json"
    question.write_bytes("{}".encode("utf-16"))

    result = run(*ORDERS, str(question))

    assert result.returncode == 3
    assert result.stdout == ""
    assert "inte UTF-8" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_batch_answers_line_by_line_and_tells_a_bad_one_in_its_place(tmp_path: Path) -> None:
    lines = [json.dumps(asked({})), "{nej", json.dumps(asked({"with": {"decider": "nobody"}}))]
    batch = tmp_path / "questions.jsonl"
    batch.write_text("\n".join(lines) + "\n")

    result = run(*ORDERS, "--batch", str(batch))

    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer.get("outcome") for answer in answers] == ["within", None, "outside"]
    assert "fråga 2" in answers[1]["error"]
    assert result.returncode == 3
