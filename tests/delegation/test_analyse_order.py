"""analyse_order as its user runs it: a process of its own, its output and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from delegation import formats, orders, sheets

ROOT = Path(__file__).resolve().parent.parent.parent
ORDER = ROOT / "fixtures" / "orders" / "kun-2026.yaml"


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "analyse_order", *arguments]
    environment = os.environ | variables
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_an_order_without_faults_ends_with_zero_and_needs_no_database() -> None:
    result = run(str(ORDER), DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.replace("\N{NO-BREAK SPACE}", " ") == (
        "Upplysningar (2)\n"
        "- Bidrag till kulturarrangemang: nämnden beslutar själv "
        "när ”Hur stort är bidraget?” är över 30 000 kr.\n"
        "- Avtal om utlån: nämnden beslutar själv när ”Hur många år gäller avtalet?” är minst 6.\n"
    )


def test_an_order_in_a_workbook_is_analysed_too(tmp_path: Path) -> None:
    book = tmp_path / "order.xlsx"
    book.write_bytes(sheets.write(orders.plain(formats.read_yaml(ORDER))))

    assert run(str(book)).stdout == run(str(ORDER)).stdout


def test_a_fault_ends_with_one_and_stands_first(tmp_path: Path) -> None:
    broken = tmp_path / "order.yaml"
    broken.write_text(ORDER.read_text("utf-8").replace("at_most: 30000", "below: 0"), "utf-8")

    result = run(str(broken))

    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.splitlines()[:2] == [
        "Fel (1)",
        "- Punkt 1 kan aldrig användas. Det här kan inte gälla: "
        "”Hur stort är bidraget?” ska vara under 0\N{NO-BREAK SPACE}kr.",
    ]


def test_as_json_each_finding_has_its_witness() -> None:
    result = run(str(ORDER), "--json")

    found = json.loads(result.stdout)
    assert (result.returncode, len(found)) == (0, 2)
    assert found[1] == {
        "kind": "gap",
        "severity": "upplysning",
        "points": ["2"],
        "text": "Avtal om utlån: nämnden beslutar själv när ”Hur många år gäller avtalet?” är minst 6.",
        "witness": {"decided_on": "2026-01-01", "decision_type": "loan_agreement", "facts": {"years": 6}},
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-file.yaml"], "filen finns inte"),
        (["manage.py"], "går inte att läsa som YAML"),
        ([], "Det här saknas: ORDER.yaml."),
    ],
)
def test_bad_input_ends_with_three_and_says_nothing_on_stdout(arguments: list[str], words: str) -> None:
    result = run(*arguments)

    assert (result.returncode, result.stdout) == (3, "")
    assert words in result.stderr
    assert "Traceback" not in result.stderr
