"""Set what the documents say about the organisation, and whether the public may ask who decides."""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from accounts.management.base import SwedishCommand
from delegation import staffing


class Command(SwedishCommand):
    help = (
        "Lägger in organisationens adress och domstolar, som står i besluten, och öppnar eller stänger "
        "”Vem får besluta?” för allmänheten. Det som inte anges ändras "
        'inte; ett tomt värde, till exempel --court "", tar bort det som stod. '
        "Logotypen läggs in på sidan Profil, av nämndsekreteraren. "
        "Undertecknade beslut berörs inte."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="organisationens namn, som i delegationsordningen")
        parser.add_argument("--address", nargs="+", metavar="RAD", help="postadress utan namnet, rad för rad")
        parser.add_argument("--email", help="e-postadress dit överklaganden får skickas")
        parser.add_argument("--number", help="organisationsnummer, med bindestreck")
        parser.add_argument("--phone", help="telefonnummer till växeln")
        parser.add_argument("--web", help="webbplats som den ska stå, utan https://")
        parser.add_argument("--colour", help="färgen på namn och rubriker, till exempel #0b4a6f")
        parser.add_argument("--second-colour", help="färgen på tunna linjer")
        parser.add_argument("--court", help="förvaltningsrättens namn")
        parser.add_argument("--court-address", nargs="+", metavar="RAD", help="dess adress, rad för rad")
        parser.add_argument("--court-of-appeal", help="kammarrättens namn")
        parser.add_argument(
            "--public",
            action=BooleanOptionalAction,
            dest="is_public",
            help="visa ”Vem får besluta?” för alla, utan inloggning och utan namn; --no-public stänger den",
        )

    @transaction.atomic
    def handle(self, *args: Any, name: str, **options: Any) -> None:
        row = staffing.organisation(name)
        settable = (*staffing.PRINTED, *staffing.ALSO_PRINTED, "is_public")
        given = {field: options[field] for field in settable if options[field] is not None}
        if not given:
            raise CommandError("Inget är ändrat. Ange vad som ska ändras, till exempel --address.")
        for field, value in given.items():
            setattr(row, field, "\n".join(value) if isinstance(value, list) else value)
        staffing.save(row, "set_organisation")
        self.stdout.write(f"Uppgifterna om {row} är sparade.")
        if reminder := staffing.reminder(row):
            self.stdout.write(reminder)
