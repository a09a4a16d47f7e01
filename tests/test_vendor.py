"""What was taken from others is exactly what its README says."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent / "static"
READMES = [STATIC / "fonts" / "README.md", *sorted((STATIC / "vendor").glob("*/README.md"))]
_LINE = re.compile(r"^([0-9a-f]{64})  (\S+)$", re.MULTILINE)


def named(readme: Path) -> dict[str, str]:
    """The files that the README vouches for, with their SHA-256."""
    return {name: digest for digest, name in _LINE.findall(readme.read_text("utf-8"))}


@pytest.mark.parametrize("readme", READMES, ids=[str(path.parent.name) for path in READMES])
def test_every_vendored_file_has_the_checksum_of_its_readme(readme: Path) -> None:
    expected = named(readme)

    found = {name: hashlib.sha256((readme.parent / name).read_bytes()).hexdigest() for name in expected}

    assert found == expected
    assert expected


@pytest.mark.parametrize("readme", READMES, ids=[str(path.parent.name) for path in READMES])
def test_no_code_or_font_lies_there_that_its_readme_does_not_name(readme: Path) -> None:
    texts = {"README.md", "LICENSE", "LICENSE.md"}
    files = (path for path in readme.parent.rglob("*") if path.is_file() and path.name not in texts)

    assert {str(path.relative_to(readme.parent)) for path in files} <= named(readme).keys()
