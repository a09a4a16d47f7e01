"""Change an official's account: name and title, roles, and whether they may log in."""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from accounts import tracked, users
from accounts.management.base import SwedishCommand
from accounts.models import User


class Command(SwedishCommand):
    help = "Ändrar en användares uppgifter och roller, eller stänger av kontot (--no-active)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="användarnamn")
        users.add_profile_arguments(parser)
        parser.add_argument("--role", action="append", default=[], metavar="NÄMND:ROLL", help="ge rollen")
        parser.add_argument(
            "--drop-role", action="append", default=[], metavar="NÄMND:ROLL", help="ta rollen"
        )
        parser.add_argument("--active", action=BooleanOptionalAction, help="öppet eller avstängt konto")

    @transaction.atomic
    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = users.find(username)
        fields = [*users.PROFILE, "active"]
        if not any(options[name] not in (None, []) for name in [*fields, "role", "drop_role"]):
            raise CommandError("Inget är ändrat. Ange vad som ska ändras, till exempel --title eller --role.")
        _change(user, {name: options[name] for name in fields if options[name] is not None})
        for text in options["role"]:
            tracked.save(users.role(user, text), why="change_user")
        for text in options["drop_role"]:
            row = users.role(user, text)
            if row.pk is None:
                raise CommandError(f"{user} har inte rollen {text}. Inget är ändrat.")
            row.delete()
        self.stdout.write(f"Användaren {username} är ändrad.")


def _change(user: User, values: dict[str, Any]) -> None:
    if "active" in values:
        values["is_active"] = values.pop("active")
    for name, value in values.items():
        setattr(user, name, value.strip() if isinstance(value, str) else value)
    if values:
        users.check(user)
        tracked.save(user, why="change_user")
