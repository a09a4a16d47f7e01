"""case/1: reading and checking one whole decision in a YAML file, every fault at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from decisions import uploads
from decisions.numbering import Dnr, NumberError
from decisions.richtext import to_text
from delegation import formats, orders, questions
from delegation.formats import Fault, FormatError, KeyPath, Source
from delegation.terms import Order

SCHEMA = Path(__file__).parent.parent / "schemas" / "case-1.json"
_RICH_TEXTS: tuple[KeyPath, ...] = (
    ("decision", "background"),
    ("decision", "decision_text"),
    ("letter", "body"),
)


@dataclass(frozen=True)
class Basis:
    """A line of Beslutsunderlag, with its file's bytes when it has one."""

    title: str
    file_name: str = ""
    content: bytes | None = None


@dataclass(frozen=True)
class CaseFile:
    """A checked case file with all that it points at."""

    name: str
    data: dict[str, Any]  # fits decisions/schemas/case-1.json
    orders: tuple[Source, ...]
    basis: tuple[Basis, ...]


def read(path: Path) -> CaseFile:
    """The case in a YAML file. Raises FormatError with every fault in it and in the orders that it names."""
    source = formats.read_yaml(path)
    formats.check(source, SCHEMA)
    reading = _Reading(source, path.parent)
    case = reading.case()
    if reading.faults:
        raise FormatError(reading.faults)
    return case


class _Reading:
    """One walk over a file that fits the schema, gathering what the schema cannot say."""

    def __init__(self, source: Source, folder: Path) -> None:
        self.source, self.data, self.folder = source, source.data, folder
        self.faults: list[Fault] = []

    def fault(self, path: KeyPath, found: str, allowed: str) -> None:
        self.faults.append(self.source.fault(path, found, allowed))

    def case(self) -> CaseFile:
        sources, versions = self.read_orders()
        if versions:
            self.names(versions)
            self.facts(versions)
        self.consulted(versions)
        self.days()
        self.texts()
        return CaseFile(Path(self.source.name).name, self.data, sources, self.basis())

    def read_orders(self) -> tuple[tuple[Source, ...], tuple[Order, ...]]:
        """The order files; none when any of them is broken, so that nothing is held against half of them."""
        sources, versions = [], []
        for name in self.data["orders"]:
            try:
                source = formats.read_yaml(self.folder / name)
                versions.append(orders.build(source))
                sources.append(source)
            except FormatError as error:
                self.faults += error.faults
        if len(versions) < len(self.data["orders"]):
            return (), ()
        try:
            return tuple(sources), orders.family(versions)
        except FormatError as error:
            self.faults += error.faults
            return (), ()

    def names(self, versions: Sequence[Order]) -> None:
        """Point, position and number, as some version of the order knows them.

        A point that exists, but not on the day, is for the engine to refuse.
        """
        number, position = self.data["decision"].get("point"), self.data["decider"]["position"]
        points = {point.number for order in versions for point in order.points}
        if number is not None and number not in points:
            known = ", ".join(sorted(points))
            self.fault(
                ("decision", "point"), f"punkt ”{number}” finns inte", f"Ordningen har punkterna {known}"
            )
        positions = {key for order in versions for key in order.positions}
        if position not in positions:
            known = ", ".join(sorted(positions))
            self.fault(
                ("decider", "position"), f"befattningen ”{position}” finns inte", f"Ordningen har {known}"
            )
        if "dnr" in self.data:
            self.dnr(versions[0].board)

    def dnr(self, board: str) -> None:
        try:
            code = Dnr.parse(self.data["dnr"]).code
        except NumberError:
            code = ""
        if code != board:
            found = formats.shown(self.data["dnr"])
            self.fault(
                ("dnr",), found, f"Skriv nämndens kod, löpnummer och år, till exempel {board}/495/2020"
            )

    def consulted(self, versions: Sequence[Order]) -> None:
        """Samråd with positions of the order, held before the decision."""
        positions = {key for order in versions for key in order.positions}
        decided = self.data["decision"]["decided_on"]
        for index, row in enumerate(self.data["decision"].get("consulted", [])):
            path = ("decision", "consulted", index)
            if versions and row["position"] not in positions:
                found = f"befattningen ”{row['position']}” finns inte"
                self.fault((*path, "position"), found, f"Ordningen har {', '.join(sorted(positions))}")
            if row["dated"] > decided:
                found = f"”{row['dated']}” ligger efter decided_on"
                self.fault((*path, "dated"), found, "Samråd hålls före beslutet")

    def facts(self, versions: Sequence[Order]) -> None:
        """The answers, held against the order's facts as those of any question are."""
        decision = self.data["decision"]
        question = {
            "format": "authority-question/1",
            "decided_on": decision["decided_on"],
            "decision_type": decision["type"],
            "facts": decision.get("facts", {}),
        }
        try:
            questions.from_plain(question, versions, self.source.name)
        except FormatError as error:
            for fault in error.faults:
                self.fault(("decision", *fault.path), fault.found, fault.allowed)

    def days(self) -> None:
        opened, decided = self.data["case"]["opened_on"], self.data["decision"]["decided_on"]
        if decided < opened:
            self.fault(("decision", "decided_on"), f"”{decided}” ligger före opened_on", "Byt dagarna")
        meeting = self.data.get("meeting", {}).get("date")
        if meeting and meeting < decided:
            found = f"”{meeting}” ligger före decided_on"
            self.fault(("meeting", "date"), found, "Ett beslut anmäls till ett senare sammanträde")
        ends = self.data["decider"].get("to")
        if ends and ends < self.data["decider"]["from"]:
            self.fault(("decider", "to"), f"”{ends}” ligger före from", "Byt dagarna")

    def texts(self) -> None:
        for part, key in _RICH_TEXTS:
            html = self.data.get(part, {}).get(key)
            if html is not None and not to_text(html):
                self.fault((part, key), "här står ingen text", "Skriv texten som HTML, till exempel <p>…</p>")

    def basis(self) -> tuple[Basis, ...]:
        rows = self.data["decision"].get("basis", [])
        return tuple(self.basis_row(("decision", "basis", index), row) for index, row in enumerate(rows))

    def basis_row(self, path: KeyPath, row: dict[str, Any]) -> Basis:
        name = row.get("file")
        if name is None:
            return Basis(row["title"])
        try:
            content = (self.folder / name).read_bytes()
            uploads.media_type(name, content)
        except (OSError, ValueError):
            self.fault(
                (*path, "file"), f"filen ”{name}” går inte att läsa", "Skriv sökvägen från ärendefilen"
            )
        except uploads.BadFile as error:
            self.fault((*path, "file"), f"”{name}”: {_first(error)}", f"Tillåtna är {uploads.ALLOWED}")
        else:
            return Basis(row["title"], name, content)
        return Basis(row["title"])


def _first(error: Exception) -> str:
    """The first sentence of a refusal: what was wrong, without what a web form has kept."""
    return str(error).split(". ")[0].rstrip(".")
