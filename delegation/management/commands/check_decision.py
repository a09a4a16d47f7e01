"""Ask the engine from the command line: order files and a question in, the verdict as JSON out."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from accounts.management.base import SwedishCommand
from delegation import advice, engine, formats, orders, questions, statutes, verdicts
from delegation.terms import Order, Outcome

EXIT_CODES = {Outcome.WITHIN: 0, Outcome.OUTSIDE: 1, Outcome.UNDETERMINED: 2}
BAD_INPUT = 3


class Command(SwedishCommand):
    help = (
        "Prövar en fråga (authority-question/1) mot en eller flera versioner av en nämnds delegationsordning "
        "(delegation-order/1) och skriver svaret (verdict/1) som JSON. "
        "Slutkod: 0 inom, 1 utanför, 2 kan inte avgöras, 3 fel i indata."
    )
    requires_system_checks = ()
    bad_input = BAD_INPUT

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FIL", help="ORDER.yaml … och sist QUESTION.json")
        parser.add_argument("--batch", metavar="QUESTIONS.jsonl", help="en fråga per rad, ett svar per rad")

    def handle(self, *args: Any, **options: Any) -> None:
        files = [Path(name) for name in options["files"]]
        try:
            if options["batch"]:
                sys.exit(self.batch(read_orders(files), Path(options["batch"])))
            if len(files) < 2:
                fault = formats.Fault(
                    "check_decision", (), "frågan saknas", "Ange ORDER.yaml och QUESTION.json"
                )
                raise formats.FormatError([fault])
            known = read_orders(files[:-1])
            rules = engine.rules_of(known, statutes.load())
            verdict, code = answer(known, rules, formats.read_text(files[-1]), str(files[-1]))
        except formats.FormatError as error:
            self.stderr.write(str(error))
            sys.exit(BAD_INPUT)
        self.stdout.write(json.dumps(verdict, ensure_ascii=False, indent=2))
        sys.exit(code)

    def batch(self, known: Sequence[Order], path: Path) -> int:
        """One line out for each line in, in order; a bad line gives its error in its place."""
        code, rules = 0, engine.rules_of(known, statutes.load())
        for number, line in _lines(path):
            name = f"{path}, fråga {number}"
            try:
                result, _ = answer(known, rules, _text(line, name), name)
            except formats.FormatError as error:
                result, code = {"error": str(error)}, BAD_INPUT
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        return code


def read_orders(files: Sequence[Path]) -> tuple[Order, ...]:
    return orders.family([orders.read(path) for path in files])


def answer(known: Sequence[Order], rules: engine.Rules, text: str, name: str) -> tuple[dict[str, Any], int]:
    verdict = advice.answer(rules, questions.parse(text, name, known))
    return verdicts.to_plain(verdict), EXIT_CODES[verdict.outcome]


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The questions one at a time, so that a long file never stands in memory. Raises FormatError."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except OSError as error:
        found = "filen finns inte" if isinstance(error, FileNotFoundError) else "filen går inte att läsa"
        raise formats.FormatError([formats.Fault(str(path), (), found, "Kontrollera sökvägen")]) from error


def _text(line: bytes, name: str) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"raden är inte UTF-8 (fel vid byte {error.start})"
        raise formats.FormatError([formats.Fault(name, (), found, "Spara filen som UTF-8")]) from error
