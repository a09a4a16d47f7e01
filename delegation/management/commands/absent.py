"""Record that a person is away, so that a substitute in the order may decide."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from accounts import users
from accounts.management.base import SwedishCommand, day
from delegation import staff, staffing
from delegation.models import Absence


class Command(SwedishCommand):
    help = "Lägger in frånvaro. Finns den redan från samma dag ändras sista dagen; --remove tar bort den."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="användarnamn")
        parser.add_argument("--from", dest="first", type=day, required=True, metavar="ÅÅÅÅ-MM-DD")
        parser.add_argument("--to", dest="last", type=day, metavar="ÅÅÅÅ-MM-DD")
        parser.add_argument("--remove", action="store_true", help="frånvaron blev inte av")

    @transaction.atomic
    def handle(self, *args: Any, first: date, last: date | None, remove: bool, **options: Any) -> None:
        person = users.find(options["username"])
        row = Absence.objects.filter(person=person, starts_on=first).first()
        if remove:
            if row is None:
                raise CommandError(f"{person} har ingen frånvaro från {first}. Inget är borttaget.")
            row.delete()
            self.stdout.write(f"{person}: frånvaron från {first} är borttagen.")
            return
        row = row or Absence(person=person, starts_on=first)
        row.ends_on = last
        staffing.save(row, "absent")
        self.stdout.write(f"{person}: frånvaro {staff.period(row)} är sparad.")
