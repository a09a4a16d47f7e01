"""make verapdf: what it says without veraPDF, and what it hands over to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.world import ROOT

# In place of veraPDF: notes what it is asked, and finds fault with the flavour that it is told to.
STAND_IN = """#!/bin/sh
echo "$@"
for file in "$@"; do case "$file" in *.pdf) head -c 5 "$file"; echo;; esac; done
[ "$2" != "$FAULTY" ]
"""


def run(verapdf: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.verapdf"],
        cwd=ROOT,
        env=os.environ | {"VERAPDF": verapdf} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_verapdf_it_says_how_to_get_it() -> None:
    done = run("/finns/inte/verapdf")

    assert done.returncode == 2
    assert "veraPDF finns inte här" in done.stderr


@pytest.mark.parametrize(("faulty", "code"), [("", 0), ("ua1", 1)])
def test_every_template_is_held_against_both_standards(tmp_path: Path, faulty: str, code: int) -> None:
    stand_in = tmp_path / "verapdf"
    stand_in.write_text(STAND_IN, "utf-8")
    stand_in.chmod(0o755)

    done = run(str(stand_in), FAULTY=faulty)

    asked = [line for line in done.stdout.splitlines() if line.startswith("--flavour")]
    assert done.returncode == code
    assert [line.split()[1] for line in asked] == ["2a", "ua1"]
    assert all(name in asked[0] for name in ("decision.pdf", "letter_nb.pdf", "report.pdf", "order.pdf"))
    assert done.stdout.count("%PDF-") == asked[0].count(".pdf") * 2
