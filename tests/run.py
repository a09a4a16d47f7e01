"""make test: every test, on both databases and in a real browser; what is skipped has failed.

python -m tests.run
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 2  # parts side by side: each keeps about one core busy


@dataclass(frozen=True)
class Result:
    """How one part went. `faults` is empty when it went well."""

    name: str
    seconds: float
    output: str
    faults: tuple[str, ...]
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def line(self) -> str:
        figure = f"{self.passed} passed" if self.passed or self.failed or self.skipped else ""
        verdict = f"FEL: {', '.join(self.faults)}" if self.faults else "ok"
        return f"{self.name:<24}{figure:>12}{self.seconds:>8.1f} s   {verdict}"


Part = Callable[[], Result]
_children: list[subprocess.Popen[str]] = []


def lint(environment: dict[str, str]) -> Result:
    """What reads the code without running it."""
    began = time.monotonic()
    code, output = _run(["make", "--no-print-directory", "lint"], environment)
    faults = () if code == 0 else (f"avslutades med {code}",)
    return Result("kodgranskning", time.monotonic() - began, output, faults)


def pytest(name: str, marks: str, environment: dict[str, str]) -> Result:
    """The tests with these marks, each of which must run and pass."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="delegat-test-") as folder:
        report = Path(folder) / "junit.xml"
        # A data folder of its own: no test meets what the installation has in var/.
        environment = environment | {"DATA_DIR": folder}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no"]
        code, output = _run([*command, "-m", marks, f"--junitxml={report}"], environment)
        counts = read_counts(report)
    return Result(name, time.monotonic() - began, output, faults(code, counts), **counts)


def read_counts(report: Path) -> dict[str, int]:
    """What a JUnit report says happened; all zero without one."""
    if not report.exists():
        return {"passed": 0, "failed": 0, "skipped": 0}
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    total, skipped, failed, broken = (
        sum(int(suite.get(name, "0")) for suite in suites)
        for name in ("tests", "skipped", "failures", "errors")
    )
    bad = failed + broken
    return {"passed": total - skipped - bad, "failed": bad, "skipped": skipped}


def faults(code: int, counts: dict[str, int]) -> tuple[str, ...]:
    """Why a part of pytest did not go well: also when it left something out, or had nothing to run."""
    found = []
    if counts["failed"]:
        found.append(f"{counts['failed']} failed")
    if counts["skipped"]:
        found.append(f"{counts['skipped']} skipped")
    if not any(counts.values()):
        found.append("inga tester kördes")
    if code and not found:
        found.append(f"avslutades med {code}")
    return tuple(found)


def _run(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    _children.append(child)
    output, _ = child.communicate()
    return child.returncode, output


def production() -> dict[str, str]:
    """The environment of the parts: this machine's, without what belongs to an installation."""
    ours = {"DATABASE_URL", "DATA_DIR", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "PORT"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    own = {name: secrets.token_urlsafe(50) for name in ("SECRET_KEY", "KEYS_SECRET")}
    return kept | {"DEMO": "0", "DEBUG": "0"} | own


def run_all() -> Iterator[Result]:
    """Run the parts, the longest first, and give each result as it comes."""
    environment = production()
    with postgres.cluster() as url, ThreadPoolExecutor(AT_ONCE) as pool:
        on_postgresql = environment | {"DATABASE_URL": url}
        parts: list[Part] = [
            lambda: pytest("tester på PostgreSQL", "not browser and not sqlite", on_postgresql),
            lambda: pytest("tester på SQLite", "not browser and not postgresql", environment),
            lambda: pytest("tester i Chromium", "browser", environment),
            lambda: lint(environment),
        ]
        try:
            for done in as_completed([pool.submit(part) for part in parts]):
                yield done.result()
        finally:  # when interrupted: nothing is left running
            pool.shutdown(wait=False, cancel_futures=True)
            for child in _children:
                child.terminate()


def main() -> int:
    """Tell how each part went, and the sum; 0 when all went well."""
    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ended from outside is ended in order too
    results = []
    for result in run_all():
        sys.stdout.write(result.output if result.faults else "")
        sys.stdout.write(f"{result.line()}\n")
        sys.stdout.flush()
        results.append(result)
    passed, failed, skipped = (
        sum(getattr(result, figure) for result in results) for figure in ("passed", "failed", "skipped")
    )
    sys.stdout.write(f"{'allt':<24}{'':>12}{time.monotonic() - began:>8.1f} s\n")
    sys.stdout.write(f"{passed} passed, {failed} failed, {skipped} skipped\n")
    return int(any(result.faults for result in results))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Testerna avbröts. Den tillfälliga databasen är borttagen.")
