"""Fill an empty database with the demo region, and say how to log in."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Role, User
from decisions.days import day_of
from decisions.management import database
from delegation import formats
from delegation.models import Board

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
NOT_A_DEMO = (
    "load_demo ger inloggningar med kända lösenord och får bara köras i demoläge. Inget har laddats. "
    "Kör igen med DEMO=1 i miljön, eller starta demon med make run."
)
NOT_EMPTY = (
    "Databasen har redan nämnder eller användare som inte hör till demon. Inget har laddats eller ändrats. "
    "Ange en tom databas med DATABASE_URL, eller en annan mapp med DATA_DIR."
)


class Command(BaseCommand):
    help = "Laddar demoregionen i en tom databas och visar demoinloggningarna. Kräver DEMO=1."

    requires_system_checks = ()  # they would load every page of the site

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help=SUPPRESS)

    def handle(self, *, today: date | None, **_: Any) -> None:
        if not settings.DEMO:
            raise CommandError(NOT_A_DEMO)
        if trouble := database.trouble():
            raise CommandError(trouble)
        region = formats.read_yaml(FIXTURES / "demo.yaml").data
        if not User.objects.filter(is_demo=True).exists():
            names = [row["username"] for row in region["people"]]
            if Board.objects.exists() or User.objects.filter(username__in=names).exists():
                raise CommandError(NOT_EMPTY)
            load(today or day_of(timezone.now()))
        self.stdout.write(logins(region))


def load(today: date) -> None:
    # Loaded here: a start that finds the demo in place does not wait for the PDF library.
    from decisions.actions import Refused
    from decisions.casefiles import demo

    try:
        demo.load(FIXTURES, today)
    except (Refused, formats.FormatError) as error:
        raise CommandError(
            f"Demoregionen kunde inte laddas. Inget har sparats. Rätta filerna i fixtures/.\n{error}"
        ) from error


def logins(region: dict[str, Any]) -> str:
    """The demo's logins, one a line: user name, who it is, and in which roles at which board."""
    lines = [f"Demoinloggningar, alla med lösenordet {region['password']}:"]
    for row in region["people"]:
        roles = ", ".join(str(Role(role).label) for role in row["roles"])
        lines.append(f"  {row['username']:<20}{row['name']} ({roles}, {row['board']})")
    return "\n".join(lines)
