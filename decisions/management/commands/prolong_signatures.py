"""Prolong the signatures of documents before what they rest on ends."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management.base import SwedishCommand
from decisions import prolonging, signatures, store
from decisions.management import database


class Command(SwedishCommand):
    help = (
        "Förlänger underskrifterna på handlingar som inte är förlängda, eller vars tidsstämpel snart slutar "
        "gälla. Slutkod 0 när allt gick, 1 när någon handling inte kunde förlängas."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days", type=int, default=180, help="förläng det som slutar hålla inom så många dagar (180)"
        )

    def handle(self, *, days: int, **_: Any) -> None:
        if trouble := database.trouble():
            raise CommandError(trouble)
        if not settings.TSA_URL:
            raise CommandError(
                "Underskrifter förlängs med tidsstämplar, och TSA_URL är inte satt. Inget är ändrat."
            )
        rows = prolonging.due(timezone.now(), timedelta(days=days))
        done = failed = 0
        for document in rows.iterator(chunk_size=200):
            try:
                prolonging.prolong(document, timezone.now())
                done += 1
            except (signatures.SigningFailed, store.Damaged) as error:
                failed += 1
                self.stdout.write(f"{document}: {error}")
        self.stdout.write(f"{done} förlängda, {failed} gick inte")
        sys.exit(1 if failed else 0)
