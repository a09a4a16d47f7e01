"""Take an adopted delegation order into use, from its file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from accounts.management.base import SwedishCommand
from delegation import formats, importing, order_files, staffing


class Command(SwedishCommand):
    help = (
        "Läser in en delegationsordning (delegation-order/1, som YAML eller kalkylblad) som nämnden har "
        "antagit. Nämnden och dess befattningar skapas om de är nya. Därefter kan versionen aldrig ändras."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="ORDNING.yaml|.xlsx")

    @transaction.atomic
    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            order = importing.adopt(importing.store(order_files.read(file)))
        except formats.FormatError as error:
            raise CommandError(f"{error}\nInget är sparat. Rätta filen och kör kommandot igen.") from error
        self.stdout.write(
            f"{order.board.code}: {order}, gäller från och med {order.valid_from}, "
            f"{order.points.count()} punkter. Antagen i {order.adopted_in}."
        )
        if reminder := staffing.reminder(order.board.organisation):
            self.stdout.write(reminder)
