"""Send what waits in the outbox, once or until stopped."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management.base import SwedishCommand
from decisions import outbox
from decisions.management import database
from decisions.models import MailState


class Command(SwedishCommand):
    help = (
        "Skickar den e-post som väntar i utlådan. Flera kan köras samtidigt; inget skickas två gånger. "
        "Sajten skickar själv, så kommandot behövs bara när den inte är igång eller ska avlastas."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="fortsätt tills programmet stoppas")

    def handle(self, *args: Any, watch: bool, **options: Any) -> None:
        if not settings.SENDS_EMAIL:
            raise CommandError("EMAIL_URL är inte satt. Inget är skickat, och allt ligger kvar i utlådan.")
        if trouble := database.trouble():
            raise CommandError(trouble)
        if watch:
            self.stdout.write("Skickar det som kommer till utlådan. Avsluta med Ctrl-C.")
            outbox.watch(_stopped_by_signal())
            return
        done = outbox.deliver(timezone.now)
        for state in (MailState.SENT, MailState.WAITING, MailState.FAILED, MailState.UNCERTAIN):
            count = sum(mail.state == state for mail in done)
            if count or state == MailState.SENT:
                self.stdout.write(f"{_WORDS[state]}: {count}")


_WORDS = {
    MailState.SENT: "Skickade",
    MailState.WAITING: "Gick inte nu, försöker igen senare",
    MailState.FAILED: "Gick inte iväg",
    MailState.UNCERTAIN: "Okänt om de gick iväg",
}


def _stopped_by_signal() -> Event:
    """Ctrl-C and SIGTERM let the mail that is being sent be sent first."""
    stop = Event()

    def end(*_: object) -> None:
        stop.set()
        outbox.wake()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    return stop
