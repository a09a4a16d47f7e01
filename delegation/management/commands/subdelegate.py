"""Record that the head of administration passes a point on to another position (KL 7:6)."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.db import transaction

from accounts import users
from accounts.management.base import SwedishCommand, day
from delegation import staff, staffing
from delegation.models import Subdelegation, SubdelegationReporting


class Command(SwedishCommand):
    help = (
        "Lägger in en vidaredelegation. Finns den redan, med samma version, punkt, befattningar och första "
        "dag, så får den den nya sista dagen. Så avslutas en vidaredelegation."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("board", help="nämndens kod, till exempel RUN")
        parser.add_argument("version", help="delegationsordningens version, till exempel 2021:1")
        parser.add_argument("point", help="punktens nummer")
        parser.add_argument("from_position", help="förvaltningschefens befattning, dess nyckel i ordningen")
        parser.add_argument("to_position", help="befattningen som får uppdraget, dess nyckel")
        parser.add_argument("--reporting", choices=SubdelegationReporting.values, default="", help="anmälan")
        parser.add_argument("--from", dest="first", type=day, required=True, metavar="ÅÅÅÅ-MM-DD")
        parser.add_argument("--to", dest="last", type=day, metavar="ÅÅÅÅ-MM-DD")
        parser.add_argument("--decided-by", required=True, metavar="ANVÄNDARNAMN", help="vem som beslutade")
        parser.add_argument("--decided-in", required=True, help="beslutet, till exempel RUN/12/2026")

    @transaction.atomic
    def handle(self, *args: Any, first: date, last: date | None, **options: Any) -> None:
        key = {
            "order": staffing.order(options["board"], options["version"]),
            "point": options["point"],
            "from_position": staffing.position(options["board"], options["from_position"]),
            "to_position": staffing.position(options["board"], options["to_position"]),
            "starts_on": first,
        }
        row = Subdelegation.objects.filter(**key).first() or Subdelegation(**key)
        row.ends_on, row.reporting = last, options["reporting"]
        row.decided_by, row.decided_in = users.find(options["decided_by"]), options["decided_in"]
        staffing.keep(row.order.board, row, "subdelegate")
        self.stdout.write(f"{row} {staff.period(row)} är sparad.")
