"""Take away someone's second factors: the phone is lost, and the codes in reserve with it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import CommandError
from django.db import transaction

from accounts import tracked, users
from accounts.management.base import SwedishCommand

LONGEST_REASON = 80  # characters, of the hundred that a history's row has room for


class Command(SwedishCommand):
    help = (
        "Tar bort en användares andra faktorer (app, passkeys och reservkoder), så att lösenordet räcker för "
        "att logga in. Förvissa dig först om vem som ber om det."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="användarnamn")
        parser.add_argument("--because", required=True, metavar="SKÄL", help="varför; står i historiken")

    @transaction.atomic
    def handle(self, *args: Any, username: str, because: str, **options: Any) -> None:
        user = users.find(username)
        because = because.strip()
        if not 0 < len(because) <= LONGEST_REASON:
            raise CommandError(
                f"Inget är ändrat. Skriv varför med --because, i högst {LONGEST_REASON} tecken; skälet står "
                "i historiken."
            )
        held = Authenticator.objects.filter(user=user)
        if not held:
            raise CommandError(f"Användaren ”{username}” har ingen andra faktor. Inget är ändrat.")
        count = len(held)
        held.delete()
        tracked.save(user, why=f"reset_factors: {because}")
        self.stdout.write(
            f"Borttaget för {username}: {count}. Lösenordet räcker nu för att logga in. Be {username} lägga "
            "till en ny app eller passkey under Säkerhet."
        )
