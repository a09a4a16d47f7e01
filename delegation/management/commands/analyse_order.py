"""Read an order file as its board should before adopting it: what overlaps, what can never work."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from accounts.management.base import SwedishCommand
from delegation import formats, order_files, orders
from delegation.analysis import Finding, Severity, analyse

BAD_INPUT = 3
_HEADINGS = {Severity.FAULT: "Fel", Severity.WARNING: "Varningar", Severity.NOTE: "Upplysningar"}


class Command(SwedishCommand):
    help = (
        "Granskar en delegationsordning (delegation-order/1): överlappningar, luckor, motsägelser. "
        "Slutkod: 0 inga fel, 1 fel, 3 fel i indata."
    )
    requires_system_checks = ()
    bad_input = BAD_INPUT

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="ORDER.yaml")
        parser.add_argument("--json", action="store_true", help="skriv svaret som JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = analyse(orders.build(order_files.read(Path(options["file"]))))
        except formats.FormatError as error:
            self.stderr.write(str(error))
            sys.exit(BAD_INPUT)
        if options["json"]:
            rows = [asdict(finding) for finding in found]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(as_text(found))
        sys.exit(1 if any(finding.severity is Severity.FAULT for finding in found) else 0)


def as_text(found: Sequence[Finding]) -> str:
    """The findings under a heading for each severity."""
    if not found:
        return "Inget att anmärka."
    groups = {severity: [row.text for row in found if row.severity is severity] for severity in Severity}
    return "\n\n".join(
        "\n".join([f"{_HEADINGS[severity]} ({len(texts)})", *(f"- {text}" for text in texts)])
        for severity, texts in groups.items()
        if texts
    )
