"""Verify the event log, every board's chain from first to last, and what it says is settled."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from decisions import events, settled
from decisions.models import Event
from delegation.models import Board


class Command(BaseCommand):
    help = (
        "Kontrollerar varje nämnds händelselogg, och att undertecknade beslut och frysta listor har de "
        "handlingar som loggen nämner, oförändrade. Slutkod 1 om något saknas eller är ändrat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for board in Board.objects.order_by("code"):
            count = Event.objects.filter(board=board).count()
            breaks = [f"händelse {place.sequence} {place.what}" for place in events.verify(board)]
            breaks += settled.faults(board)
            broken += len(breaks)
            self.stdout.write(f"{board.code}: {count} händelser, {len(breaks)} fel")
            for line in breaks:
                self.stdout.write(f"  {line}")
        sys.exit(1 if broken else 0)
