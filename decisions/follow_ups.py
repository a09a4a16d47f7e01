"""What may come after a signed decision, as data: the kinds of follow-up, and the grounds of each.

A signed decision is never edited. A follow-up is a decision of its own in the same case, judged and signed
like any other. Which kinds are open depends on how the earlier decision is appealed: 36–39 §§ of the
administrative procedure act (förvaltningslagen, FL) bind where the way is an administrative appeal.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

ADMINISTRATIVE = "administrative_appeal"
_LAW = "förvaltningslagen (2017:900)"


class Kind(models.TextChoices):
    """How a decision follows an earlier one."""

    CORRECTION = "correction", "rättelse"
    CHANGE = "change", "ändring"
    REPLACEMENT = "replacement", "ersättande beslut"
    ANNULMENT = "annulment", "upphävande"


# What corrects or changes goes with the earlier decision, which still stands; the others end it.
SUPPLEMENTS = (Kind.CORRECTION, Kind.CHANGE)
ENDS = (Kind.REPLACEMENT, Kind.ANNULMENT)


class MarkKind(models.TextChoices):
    """What is noted on a signed decision that itself stays as it is."""

    WITHDRAWN = "withdrawn", "återkallat"
    WITHOUT_POWER = "without_power", "beslutat utan behörighet"


@dataclass(frozen=True)
class Words:
    """A kind of follow-up in words, seen from either decision."""

    does: str  # Rättar beslut 2020-08-31
    done: str  # Rättat genom beslut 2020-09-02
    start: str  # the button
    because: str  # what its author is asked
    hint: str


WORDS = {
    Kind.CORRECTION: Words(
        does="Rättar",
        done="Rättat",
        start="Rätta ett uppenbart fel",
        because="Vad är fel, och vad ska det vara?",
        hint="För skrivfel, räknefel och liknande förbiseenden som är uppenbara. Den som kan påverkas av "
        "rättelsen ska få yttra sig först, om det behövs.",
    ),
    Kind.CHANGE: Words(
        does="Ändrar",
        done="Ändrat",
        start="Ändra beslutet",
        because="Vad är fel, och varför ska beslutet ändras?",
        hint="För beslut som överklagas genom förvaltningsbesvär. När ett överklagande har lämnats över till "
        "domstolen får beslutet i regel inte ändras här (39 § förvaltningslagen).",
    ),
    Kind.REPLACEMENT: Words(
        does="Ersätter",
        done="Ersatt",
        start="Ersätt med ett nytt beslut",
        because="Varför behövs ett nytt beslut?",
        hint="Det nya beslutet gäller i stället för det gamla. Avtal som har slutits binder ändå, och "
        "avslutas som avtal.",
    ),
    Kind.ANNULMENT: Words(
        does="Upphäver",
        done="Upphävt",
        start="Upphäv beslutet",
        because="Varför ska beslutet upphävas?",
        hint="Beslutet slutar gälla och inget sätts i dess ställe. Ett beslut som gynnar någon får i regel "
        "inte upphävas till nackdel för den personen. Avtal som har slutits avslutas som avtal.",
    ),
}


@dataclass(frozen=True)
class Ground:
    """Why the law lets a decision be followed so, and where it says it."""

    label: str
    source: str

    def source_in(self, route: str) -> str:
        """FL 36–39 bind where the way is an administrative appeal, and are gone by elsewhere (FL 2 §)."""
        binds = route == ADMINISTRATIVE
        return self.source if binds else f"{self.source}, som tillämpas på motsvarande sätt"


GROUNDS = {
    "slip_of_pen": Ground("Skrivfel", f"36 § {_LAW}"),
    "slip_in_sum": Ground("Räknefel", f"36 § {_LAW}"),
    "oversight": Ground("Annat liknande förbiseende", f"36 § {_LAW}"),
    "clearly_wrong": Ground(
        "Uppenbart felaktigt i något väsentligt, och går att ändra snabbt, enkelt och utan nackdel för någon "
        "enskild: beslutet ska ändras",
        f"38 § {_LAW}",
    ),
    "new_circumstances": Ground(
        "Felaktigt på grund av nya omständigheter: beslutet får ändras", f"37 § första stycket {_LAW}"
    ),
    "otherwise_wrong": Ground(
        "Felaktigt av någon annan anledning: beslutet får ändras", f"37 § första stycket {_LAW}"
    ),
    "reservation": Ground(
        "Till nackdel för den som beslutet gynnar: beslutet eller dess föreskrifter säger att det kan "
        "återkallas",
        f"37 § andra stycket 1 {_LAW}",
    ),
    "safety": Ground(
        "Till nackdel för den som beslutet gynnar: tvingande säkerhetsskäl", f"37 § andra stycket 2 {_LAW}"
    ),
    "false_information": Ground(
        "Till nackdel för den som beslutet gynnar: parten har lämnat oriktiga eller vilseledande uppgifter",
        f"37 § andra stycket 3 {_LAW}",
    ),
}
_SLIPS = ("slip_of_pen", "slip_in_sum", "oversight")
_OF_CHANGE = tuple(key for key in GROUNDS if key not in _SLIPS)


def kinds(route: str) -> tuple[Kind, ...]:
    """The kinds that are open for a decision which is appealed by `route`."""
    anew = Kind.CHANGE if route == ADMINISTRATIVE else Kind.REPLACEMENT
    return (Kind.CORRECTION, anew, Kind.ANNULMENT)


def grounds(kind: Kind, route: str) -> tuple[str, ...]:
    """The grounds of which one is chosen; empty where the law asks for none."""
    if kind == Kind.CORRECTION:
        return _SLIPS
    return _OF_CHANGE if route == ADMINISTRATIVE and kind in (Kind.CHANGE, Kind.ANNULMENT) else ()
