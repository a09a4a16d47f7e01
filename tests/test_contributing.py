"""CONTRIBUTING.md keeps pace: its commands run, its examples hold, and the files it names are there."""

from __future__ import annotations

import re
import subprocess

import pytest

from delegation import formats
from tests.engine.examples import FOLDER, Example, differences, judged, of_theme
from tests.world import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
# What the other tests and `make test` do themselves is not done once more inside a test.
COMMANDS = [
    part for block in BLOCKS for part in re.split(r"^(?=\.venv/|make )", block, flags=re.MULTILINE) if part
]
TO_RUN = [part for part in COMMANDS if part.startswith(".venv/bin/python manage.py")]
SHOWN = "".join(re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
EXAMPLES = of_theme(FOLDER / "letter_of_intent.yaml", formats.parse_yaml(SHOWN, "CONTRIBUTING.md").data)


@pytest.mark.parametrize("command", TO_RUN, ids=[part.split()[2] for part in TO_RUN])
def test_a_command_of_the_walk_throughs_works_as_it_stands(command: str) -> None:
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_make_target_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)$|`make ([a-z-]+)`", TEXT, re.MULTILINE))

    assert {one or other for one, other in named} <= targets
    assert named


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_the_examples_that_are_shown_hold(example: Example) -> None:
    assert differences(example, judged(example)) == []


PATHS = sorted(set(re.findall(r"[\w./-]+/[\w./-]*\.(?:py|yaml|md)|(?:[\w-]+/)+(?=`)", TEXT)))


@pytest.mark.parametrize("path", PATHS)
def test_every_file_that_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()
