"""Play one case file from the case to the list, and print what came of it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command

from accounts.management.base import SwedishCommand
from decisions.management import database

DONE, STOPPED, BAD_INPUT = 0, 1, 3
NOT_A_DEMO = (
    "run_case handlar i andras namn och på dagar som har varit, och får bara köras i demoläge. Inget har "
    "gjorts. Kör igen med DEMO=1 i miljön, aldrig i en installation med riktiga ärenden."
)


class Command(SwedishCommand):
    help = (
        "Spelar upp ett ärende ur en fil (case/1) genom samma åtgärder som knapparna, i en tillfällig "
        "databas, och skriver handlingarna till en mapp och resultatet som JSON. Kräver DEMO=1. "
        "Slutkod: 0 klart, 1 stoppat av prövningen, 3 fel i indata."
    )
    requires_system_checks = ()
    bad_input = BAD_INPUT

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="CASE.yaml")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="mapp för handlingarna")
        parser.add_argument("--keep", action="store_true", help="spara i den inställda databasen")
        parser.add_argument("--fresh", action="store_true", help=SUPPRESS)  # the throw-away one, still empty

    def handle(self, *, file: Path, out: Path, keep: bool, fresh: bool, **_: Any) -> None:
        if not settings.DEMO:
            self.stop(NOT_A_DEMO)
        if not (keep or fresh):
            sys.exit(in_scratch(file, out))
        if fresh:
            logging.getLogger("decisions.signatures").setLevel("ERROR")  # its keys are new each time
            call_command("migrate", verbosity=0, skip_checks=True)
        elif trouble := database.trouble():
            self.stop(trouble)
        self.run(file, out)

    def run(self, file: Path, out: Path) -> None:
        # Loaded here: the process that only starts another one needs no PDF library.
        from decisions.actions import Refused
        from decisions.casefiles import playing, reading
        from delegation.formats import FormatError

        try:
            out.mkdir(parents=True, exist_ok=True)
            played, result = playing.play_to(reading.read(file), out)
        except FormatError as error:
            self.stop(f"{error}\nInget har sparats. Rätta filen och kör igen.")
        except Refused as error:
            self.stop(str(error))
        except OSError as error:
            self.stop(
                f"Det går inte att skriva i {out} ({error.strerror}). Inget har sparats. Välj en annan mapp."
            )
        self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
        if not played.is_decided:
            self.stderr.write(stopped_because(played.verdict))
            sys.exit(STOPPED)

    def stop(self, message: str) -> None:
        self.stderr.write(message)
        sys.exit(BAD_INPUT)


def in_scratch(file: Path, out: Path) -> int:
    """Run in a process of its own, on a database in memory and a document folder that is gone afterwards.

    A process and not a second connection: every setting, guard and store is then the throw-away one.
    """
    with TemporaryDirectory(prefix="delegat-") as folder:
        environment = os.environ | {"DATABASE_URL": "sqlite://:memory:", "DATA_DIR": folder}
        # The keys that sign are as short-lived as the rest.
        secret = {"SECRET_KEY": settings.SECRET_KEY, "KEYS_SECRET": settings.SECRET_KEY}
        environment |= secret | {"DEMO": "1"}
        command = [
            sys.executable,
            str(settings.BASE_DIR / "manage.py"),
            "run_case",
            str(file),
            "--out",
            str(out),
            "--fresh",
        ]
        return subprocess.run(command, env=environment, check=False).returncode


def stopped_because(verdict: dict[str, Any]) -> str:
    """The checks that stopped the decision, failing ones first, as one message."""
    checks = [
        check for answer in ("fail", "unknown") for check in verdict["checks"] if check["outcome"] == answer
    ]
    if verdict["outcome"] == "outside":
        checks = [check for check in checks if check["outcome"] == "fail"]
        why = "beslutet ligger utanför delegationen"
    else:
        why = "det går inte att avgöra om beslutet ligger inom delegationen"
    reasons = "\n".join(f"- {check['reason']} ({check['code']})" for check in checks)
    return (
        f"Inget är undertecknat: {why}.\n{reasons}\n"
        "Ändra uppgifterna i filen och kör igen, eller lämna ärendet till nämnden. Med --keep är ärendet och "
        "utkastet kvar i databasen så långt de kom."
    )
