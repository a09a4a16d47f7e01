"""Go through the archive: missing, altered and orphaned files."""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from accounts.management.base import SwedishCommand
from decisions import archive
from decisions.management import database

SOUND, LOSS, BAD_INPUT, ORPHANS, INTERRUPTED = 0, 1, 3, 4, 130


class Command(SwedishCommand):
    help = (
        "Läser varje fil i arkivet och jämför den med sitt fingeravtryck, sin rad och loggen. "
        f"Slutkod: {SOUND} allt är helt, {LOSS} något saknas eller är ändrat, {BAD_INPUT} fel i anropet, "
        f"{ORPHANS} allt är helt men det finns filer utan rad, {INTERRUPTED} avbrutet."
    )
    bad_input = BAD_INPUT

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--resume", action="store_true", help="gå vidare där förra körningen avbröts")

    def handle(self, *, resume: bool, **_: Any) -> None:
        if trouble := database.trouble():
            raise CommandError(trouble)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.place = Path(settings.DATA_DIR) / "verify-archive.json"
        self.progress, self.faults = self._begun() if resume else (archive.Progress(), [])
        self.total, self.began, self.read_before = archive.expected(), monotonic(), self.progress.read
        try:
            self._check()
        except KeyboardInterrupt:
            self.stderr.write("\nAvbrutet. Gå vidare med manage.py verify_archive --resume")
            sys.exit(INTERRUPTED)
        self.place.unlink(missing_ok=True)
        sys.exit(self._told())

    def _begun(self) -> tuple[archive.Progress, list[dict[str, str]]]:
        """Where the last run came, and what it had found."""
        try:
            noted = json.loads(self.place.read_text("utf-8"))
            return archive.Progress(**noted["progress"]), noted["faults"]
        except FileNotFoundError:
            raise CommandError(
                "Det finns ingen avbruten körning att gå vidare med. Kör utan --resume."
            ) from None
        except (ValueError, KeyError, TypeError):
            raise CommandError(
                f"{self.place} går inte att läsa. Ta bort den och kör utan --resume."
            ) from None

    def _check(self) -> None:
        for faults in archive.check(self.progress):
            for fault in faults:
                self._tell(fault)
            self._note()
            self._show()
        for fault in archive.orphans():
            self._tell(fault)

    def _note(self) -> None:
        """Keep how far it has come, so that the next run can go on from here however this one ends."""
        text = json.dumps({"progress": asdict(self.progress), "faults": self.faults}, ensure_ascii=False)
        beside = self.place.with_suffix(".part")
        beside.write_text(text, "utf-8")
        beside.replace(self.place)

    def _tell(self, fault: archive.Fault) -> None:
        self.faults.append(asdict(fault))
        self.stdout.write(f"{fault.trouble.value}: {fault.sha256} {fault.what}".rstrip())

    def _show(self) -> None:
        """The progress bar, for someone who watches."""
        if not sys.stderr.isatty():
            return
        share = self.progress.files / self.total if self.total else 1.0
        speed = (self.progress.read - self.read_before) / max(monotonic() - self.began, 0.001) / 1e6
        bar = "█" * round(share * 30)
        self.stderr.write(
            f"\r{bar:<30} {self.progress.files}/{self.total} filer, {speed:.0f} MB/s", ending=""
        )

    def _told(self) -> int:
        losses = sum(fault["trouble"] != archive.Trouble.ORPHAN for fault in self.faults)
        orphans = len(self.faults) - losses
        megabytes = f"{self.progress.read / 1e6:.1f}".replace(".", ",")
        self.stdout.write(
            f"{self.progress.files} filer ({megabytes} MB) lästa: {losses} fel, {orphans} utan rad"
        )
        return LOSS if losses else ORPHANS if orphans else SOUND
