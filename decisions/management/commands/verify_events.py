"""Verify the event log: every board's chain, from its first event to its last."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from decisions import events
from decisions.models import Event
from delegation.models import Board


class Command(BaseCommand):
    help = "Kontrollerar varje nämnds händelselogg. Slutkod 1 om någon händelse saknas eller är ändrad."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for board in Board.objects.order_by("code"):
            count = Event.objects.filter(board=board).count()
            breaks = list(events.verify(board))
            broken += len(breaks)
            self.stdout.write(f"{board.code}: {count} händelser, {len(breaks)} fel")
            for place in breaks:
                self.stdout.write(f"  händelse {place.sequence} {place.what}")
        sys.exit(1 if broken else 0)
