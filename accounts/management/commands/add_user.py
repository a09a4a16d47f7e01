"""Give an official an account, with roles at boards."""

from __future__ import annotations

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from accounts import tracked, users
from accounts.management.base import SwedishCommand
from accounts.models import User


class Command(SwedishCommand):
    help = "Skapar en användare. Lösenordet frågas efter; med --no-password får kontot det senare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="användarnamn")
        users.add_profile_arguments(parser, "name")
        parser.add_argument("--role", action="append", default=[], metavar="NÄMND:ROLL", help="RUN:officer")
        parser.add_argument("--no-password", action="store_true", help="sätts senare med changepassword")

    def handle(self, *args: Any, username: str, role: list[str], no_password: bool, **options: Any) -> None:
        user = User(username=username, **{field: (options[field] or "").strip() for field in users.PROFILE})
        users.check(user)
        user.set_password(None if no_password else _ask(user))
        with transaction.atomic():  # not earlier: nothing is locked while someone types
            tracked.save(user, why="add_user")
            for text in role:
                tracked.save(users.role(user, text), why="add_user")
        roles = ", ".join(str(row.get_role_display()) for row in user.board_roles.all()) or "inga"
        self.stdout.write(f"Användaren {username} är skapad. Roller: {roles}.")


def _ask(user: User) -> str:
    """A password, typed twice and good enough; never taken from the command line, where others read it."""
    password = getpass("Lösenord: ")
    if getpass("Lösenord igen: ") != password:
        raise CommandError("Lösenorden är olika. Inget är sparat. Kör kommandot igen.")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError("Inget är sparat. " + " ".join(error.messages)) from error
    return password
