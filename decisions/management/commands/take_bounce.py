"""Take a returned mail from standard input: what a mail alias pipes to."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandError
from django.db import OperationalError
from django.utils import timezone

from accounts.management.base import SwedishCommand
from decisions import actions, bounces
from decisions.days import day_of
from decisions.models import OutgoingMail

# What a mail server understands of a program that it pipes to (sysexits.h).
BAD_MAIL, TRY_LATER = 65, 75
LARGEST = 100 * 1024 * 1024


class Command(SwedishCommand):
    help = (
        "Läser en leveransrapport (RFC 3464) från standard in och antecknar expedieringen som returnerad. "
        "Avsedd för ett e-postalias. Slutkod: 0 läst, 65 inget brev härifrån, 75 försök senare."
    )
    bad_input = BAD_MAIL
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        content = sys.stdin.buffer.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise CommandError("Brevet är större än 100 MB. Inget är antecknat.")
        try:
            self.stdout.write(take(content))
        except bounces.NotANotification as error:
            raise CommandError(f"{error} Inget är antecknat.") from error
        except OperationalError:
            self.stderr.write("Databasen svarar inte. Inget är antecknat. Försök igen senare.")
            sys.exit(TRY_LATER)


def take(content: bytes) -> str:
    """Note what the notification says, and tell it in a sentence without names."""
    found, now = bounces.read(content), timezone.now()
    if not found.has_failed:
        return f"{found.message_id}: inget fel än. Inget är antecknat."
    try:
        row = actions.take_bounce(
            message_id=found.message_id, because=found.because, day=day_of(now), now=now
        )
    except OutgoingMail.DoesNotExist as error:
        raise bounces.NotANotification(f"{found.message_id} är inte skickat härifrån.") from error
    return f"{found.message_id}: {'antecknat som retur' if row else 'redan antecknat'}."
