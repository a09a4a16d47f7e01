"""make test itself: what it counts as a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.run import Result, faults, read_counts

SUITE = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.mark.parametrize(
    ("suite", "code", "found"),
    [
        ((5, 0, 0, 0), 0, ()),
        ((5, 1, 1, 0), 1, ("2 failed",)),
        ((5, 0, 0, 1), 0, ("1 skipped",)),  # pytest itself is content with this
        ((0, 0, 0, 0), 5, ("inga tester kördes",)),
        ((5, 0, 0, 0), 3, ("avslutades med 3",)),
    ],
)
def test_a_part_fails_when_anything_failed_or_was_left_out(
    tmp_path: Path, suite: tuple[int, ...], code: int, found: tuple[str, ...]
) -> None:
    report = tmp_path / "junit.xml"
    report.write_text(SUITE.format(*suite))

    assert faults(code, read_counts(report)) == found


def test_a_part_that_left_no_report_has_failed(tmp_path: Path) -> None:
    assert faults(2, read_counts(tmp_path / "none.xml")) == ("inga tester kördes",)


def test_a_part_is_told_in_one_line() -> None:
    result = Result("tester på SQLite", 12.34, "", ("1 skipped",), passed=4, skipped=1)

    assert result.line() == "tester på SQLite            4 passed    12.3 s   FEL: 1 skipped"
