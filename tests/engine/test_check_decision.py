"""check_decision as its user runs it: a process of its own, its output and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from accounts.management.base import SwedishCommand
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


def test_a_long_batch_is_answered_in_order_in_the_memory_of_a_short_one(tmp_path: Path) -> None:
    short, _ = batch_of(100, tmp_path)
    long, answers = batch_of(10_000, tmp_path)

    assert [answer["outcome"] for answer in answers] == ["within", "outside"] * 5_000
    assert long - short < 30_000  # kB; the questions are 100 MB


def batch_of(count: int, folder: Path) -> tuple[int, list[dict[str, Any]]]:
    """The most memory in kB, and the answers; every second question is outside, and each fills 10 kB."""
    lines = [json.dumps(asked({"facts": {"amount": amount, "commits_funds": False}})) for amount in (0, 1)]
    questions = folder / "questions.jsonl"
    with questions.open("w") as file:  # in pieces: what this process held would be counted to the command
        for number in range(count):
            file.write(lines[number % 2] + " " * 10_000 + "\n")
    command = [sys.executable, "manage.py", "check_decision", ORDERS[0], "--batch", str(questions)]
    with (folder / "answers.jsonl").open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output)
        _, status, used = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return used.ru_maxrss, [json.loads(line) for line in (folder / "answers.jsonl").read_text().splitlines()]


def test_a_line_that_is_not_utf_8_is_told_in_its_place(tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_bytes(b"\xff\n" + json.dumps(asked({})).encode() + b"\n")

    result = run(*ORDERS, "--batch", str(batch))

    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert "fråga 1: raden är inte UTF-8" in answers[0]["error"]
    assert (answers[1]["outcome"], result.returncode) == ("within", 3)


def test_a_batch_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    result = run(*ORDERS, "--batch", str(tmp_path / "none.jsonl"))

    assert (result.returncode, result.stdout) == (3, "")
    assert "filen finns inte" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Det här saknas: FIL."),
        (ORDERS[:1], "frågan saknas"),
        ([*ORDERS, "--outcome", "within"], "Det här känns inte igen: --outcome"),
        ([*ORDERS, "--batch"], "--batch saknar värde."),
    ],
)
def test_arguments_that_are_no_question_are_bad_input(arguments: list[str], words: str) -> None:
    result = run(*arguments)

    assert (result.returncode, result.stdout) == (3, "")
    assert words in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("value", ["1e999999999", "-1e-999999999", '"\\ud800"'])
def test_a_value_that_cannot_be_written_out_is_bad_input(tmp_path: Path, value: str) -> None:
    question = tmp_path / "question.json"
    question.write_text(json.dumps(asked({"facts": {"amount": "HERE"}})).replace('"HERE"', value))

    result = run(*ORDERS, str(question))

    assert (result.returncode, result.stdout) == (3, "")
    assert "Traceback" not in result.stderr


def test_settings_that_stop_the_start_are_no_verdict() -> None:
    command = [sys.executable, "manage.py", "check_decision", *ORDERS]
    environment = os.environ | {"DEBUG": "kanske"}

    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 3
    assert result.stderr.startswith("DEBUG=kanske går inte att tolka.")


def test_an_error_that_nobody_foresaw_is_no_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    class Unforeseen(SwedishCommand):
        requires_system_checks = ()
        bad_input = 3

        def handle(self, *args: Any, **options: Any) -> None:
            raise MemoryError

    with pytest.raises(SystemExit) as caught:
        Unforeseen().run_from_argv(["manage.py", "check_decision"])

    assert caught.value.code == 3
    assert "Oväntat fel (MemoryError)." in capsys.readouterr().err
