"""Record that a person holds a position for a time."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.db import transaction

from accounts import users
from accounts.management.base import SwedishCommand, day
from delegation import staff, staffing
from delegation.models import Appointment, Kind


class Command(SwedishCommand):
    help = (
        "Lägger in ett förordnande. Finns det redan, med samma person, befattning, slag, enhet och första "
        "dag, så får det den nya sista dagen. Så avslutas ett förordnande."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="användarnamn")
        parser.add_argument("board", help="nämndens kod, till exempel RUN")
        parser.add_argument("position", help="befattningens nyckel i delegationsordningen")
        parser.add_argument("--kind", choices=Kind.values, default=Kind.ORDINARY.value, help="slag")
        parser.add_argument("--unit", default="", help="enhet, om ordningen skiljer på enheter")
        parser.add_argument("--from", dest="first", type=day, required=True, metavar="ÅÅÅÅ-MM-DD")
        parser.add_argument("--to", dest="last", type=day, metavar="ÅÅÅÅ-MM-DD")
        parser.add_argument("--decided-in", required=True, help="beslutet, till exempel RUN § 12/2019")

    @transaction.atomic
    def handle(self, *args: Any, first: date, last: date | None, **options: Any) -> None:
        key = {
            "person": users.find(options["username"]),
            "position": staffing.position(options["board"], options["position"]),
            "kind": options["kind"],
            "unit": options["unit"],
            "starts_on": first,
        }
        row = Appointment.objects.filter(**key).first() or Appointment(**key)
        row.ends_on, row.decided_in = last, options["decided_in"]
        staffing.keep(row.position.board, row, "appoint")
        self.stdout.write(f"{row} {staff.period(row)} är sparat.")
