"""Try a version of the order on the board's decisions of a period."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management.base import SwedishCommand, day
from decisions import replayed
from decisions.days import day_of
from decisions.replay import a_year_until, replay
from decisions.replayed import Kind, Line
from delegation import staffing


class Command(SwedishCommand):
    help = (
        "Prövar nämndens fattade beslut en gång till, som om versionen, ett utkast eller en antagen, hade "
        "gällt den dagen de fattades. Utan dagar gäller det det senaste året. Inget ändras i databasen. "
        "Filen har med beslut i ärenden med sekretess."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("board", help="nämndens kod, till exempel RUN")
        parser.add_argument("version", help="delegationsordningens version, till exempel 2021:1")
        parser.add_argument("--from", dest="first", type=day, metavar="ÅÅÅÅ-MM-DD", help="första beslutsdag")
        parser.add_argument("--to", dest="last", type=day, metavar="ÅÅÅÅ-MM-DD", help="sista beslutsdag")
        parser.add_argument("--csv", type=Path, metavar="FIL", help="skriv varje beslut i en ny fil")

    def handle(self, *, first: date | None, last: date | None, csv: Path | None, **options: Any) -> None:
        last = last or day_of(timezone.now())
        first = first or a_year_until(last)
        if last < first:
            raise CommandError(f"{last} ligger före {first}. Inget är prövat. Byt dagarna.")
        row = staffing.order(options["board"], options["version"])
        lines = list(replay(row, first, last, user=None).lines)
        if csv:
            save(csv, lines)
        counts = Counter(line.kind for line in lines)
        self.stdout.write(f"{row}: {len(lines)} beslut från och med {first} till och med {last}")
        for kind in Kind:
            self.stdout.write(f"  {kind.label}: {counts[kind]}")
        if csv:
            self.stdout.write(f"{csv} är skriven.")


def save(path: Path, lines: list[Line]) -> None:
    """A new file; one that is there stays."""
    try:
        with path.open("xb") as file:
            file.writelines(replayed.as_csv(lines, hidden=0))
    except FileExistsError as error:
        raise CommandError(f"{path} finns redan. Inget är skrivet. Ange ett annat namn.") from error
    except OSError as error:
        raise CommandError(f"{path} går inte att skriva. Kontrollera sökvägen.") from error
