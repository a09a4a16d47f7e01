"""Turn a delegation order's YAML file into a workbook, or the other way."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.management.base import SwedishCommand
from delegation import formats, order_files, orders, sheets

KEPT = "Inget är skrivet."


class Command(SwedishCommand):
    help = (
        "Gör om en delegationsordning (delegation-order/1) mellan YAML och kalkylblad; filnamnens ändelser, "
        ".yaml och .xlsx, säger vad som är vad. Med --template skrivs en mall att börja från. "
        "En fil som redan finns skrivs inte över. Slutkod: 0 klart, 3 fel i indata."
    )
    requires_system_checks = ()
    bad_input = 3

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FIL", help="IN och UT")
        parser.add_argument("--template", type=Path, metavar="UT.xlsx", help="skriv en mall")

    def handle(self, *args: Any, files: list[Path], template: Path | None, **options: Any) -> None:
        target = template or (files[1] if len(files) == 2 else None)
        if target is None or (template and files):
            raise CommandError(f"Ange två filer, eller --template och en. {KEPT}")
        allowed = (".xlsx",) if template else order_files.SUFFIXES
        if target.suffix.lower() not in allowed:
            raise CommandError(
                f"{target}: ändelsen ska vara {' eller '.join(allowed)}. {KEPT} Byt namn på filen."
            )
        try:
            written = sheets.template() if template else converted(files[0], target.suffix)
            order_files.save(target, written)
        except formats.FormatError as error:
            raise CommandError(f"{error}\n{KEPT} Rätta filen och kör kommandot igen.") from error
        except FileExistsError as error:
            raise CommandError(f"{target} finns redan. {KEPT} Ange ett annat namn.") from error
        except OSError as error:
            raise CommandError(f"{target} går inte att skriva. {KEPT} Kontrollera sökvägen.") from error
        self.stdout.write(f"{target} är skriven.")


def converted(path: Path, suffix: str) -> bytes:
    """The order in a file, in the other form. Only a whole and faultless order is converted."""
    source = order_files.read(path)
    orders.build(source)
    return order_files.content(orders.plain(source), suffix)
