"""A command that says in Swedish what is wrong with its arguments, and whose exit code never lies."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentTypeError
from datetime import date
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

# What argparse says, and how we say it.
_WORDS = (
    (r"the following arguments are required: (.*)", r"Det här saknas: \1."),
    (r"one of the arguments (.*) is required", r"Ett av det här saknas: \1."),
    (r"unrecognized arguments: (.*)", r"Det här känns inte igen: \1."),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 kan betyda flera saker: \2."),
    (
        r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.*)\)",
        r"\1: ”\2” kan inte väljas. Välj \3.",
    ),
    (r"argument (.+?): expected .*argument.*", r"\1 saknar värde."),
    (r"argument (.+?): (.*)", r"\1: \2"),
)


class SwedishCommand(BaseCommand):
    """Bad arguments and refusals end with `bad_input`, and so does whatever nobody thought of."""

    bad_input = 1

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **options)

        def refuse(message: str) -> NoReturn:
            usage = f"manage.py {subcommand} --help förklarar hur kommandot används."
            raise CommandError(f"{in_swedish(message)} Inget är gjort. {usage}", returncode=self.bad_input)

        parser.error = refuse  # type: ignore[method-assign]
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except CommandError as error:
            error.returncode = self.bad_input
            raise

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except Exception as error:
            if "--traceback" in argv:
                raise
            unforeseen = f"Oväntat fel ({type(error).__name__}). Kör igen med --traceback för att se var."
            self.stderr.write(str(error) if isinstance(error, CommandError) else unforeseen)
            sys.exit(self.bad_input)


def in_swedish(message: str) -> str:
    """What argparse says, in Swedish; what it does not know is told as it stands."""
    plain = message.removeprefix("Error: ")
    for pattern, words in _WORDS:
        if match := re.fullmatch(pattern, plain, re.DOTALL):
            return match.expand(words)
    return plain


def day(text: str) -> date:
    """An argument that is a day, for `type=`."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ArgumentTypeError(f"”{text}” är ingen dag. Skriv ÅÅÅÅ-MM-DD, till exempel 2020-08-31.")
