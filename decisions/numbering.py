"""The registry number (diarienummer) of a case: SERIES/NUMBER/YEAR, gap-free and never reused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from decisions.days import day_of
from decisions.models import NumberSeries, RegistryNumber
from delegation.models import Board

FIRST_YEAR = 1900
FARTHEST = 100_000  # how far past the series' last number a given one may be: farther is a slip of the hand
_DNR = re.compile(r"(?P<code>[A-ZÅÄÖ]{1,20})/(?P<number>[1-9][0-9]{0,8})/(?P<year>[12][0-9]{3})")


class NumberError(Exception):
    """The number cannot be given; the text says why, in Swedish."""


@dataclass(frozen=True)
class Dnr:
    """A registry number taken apart: RUN/495/2020."""

    code: str
    number: int
    year: int

    @classmethod
    def parse(cls, text: str) -> Dnr:
        match = _DNR.fullmatch(text.strip())
        if match is None:
            raise NumberError(
                f"”{text[:60]}” är inget diarienummer. Skriv serie, löpnummer och år: RUN/495/2020."
            )
        return cls(match["code"], int(match["number"]), int(match["year"]))

    def __str__(self) -> str:
        return f"{self.code}/{self.number}/{self.year}"


def take(board: Board, *, year: int, now: datetime) -> RegistryNumber:
    """The next number of the board's series. The series stays locked until the transaction ends.

    Whoever rolls back gives the number back, so that the series has no gaps.
    """
    series = _locked(board, board.code, year)
    return _give(series, series.last_number + 1, now)


def keep(board: Board, dnr: Dnr, *, now: datetime) -> RegistryNumber:
    """Register a number that was given elsewhere, and move the counter past it.

    Numbers jumped over were given elsewhere too. Raises NumberError when it is taken, of another board, or
    so far away that it is a slip of the hand: it would carry every later number with it.
    """
    if dnr.code != board.code:
        raise NumberError(f"{dnr} hör inte till {board.name}, vars nummer börjar med {board.code}/.")
    this_year = day_of(now).year
    if not FIRST_YEAR <= dnr.year <= this_year:
        raise NumberError(
            f"{dnr} är från år {dnr.year}; året ska vara {FIRST_YEAR}–{this_year}. Inget har sparats. "
            "Rätta året."
        )
    series = _locked(board, dnr.code, dnr.year)
    if dnr.number > series.last_number + FARTHEST:
        last = f"{dnr.code}/{series.last_number}/{dnr.year}" if series.last_number else "inget ännu"
        raise NumberError(
            f"{dnr} ligger för långt fram. Seriens senaste nummer är {last}. Inget har sparats. Rätta numret."
        )
    if series.numbers.filter(number=dnr.number).exists():
        raise NumberError(
            f"Diarienumret {dnr} är redan använt. Välj ett annat, eller öppna ärendet som har det."
        )
    return _give(series, dnr.number, now)


def _locked(board: Board, code: str, year: int) -> NumberSeries:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number is taken inside the transaction that uses it.")
    try:
        with transaction.atomic():
            NumberSeries.objects.get_or_create(board=board, code=code, year=year)
    except IntegrityError as error:
        raise NumberError(f"Serien {code}/{year} hör till en annan nämnd.") from error
    return NumberSeries.objects.select_for_update().get(board=board, code=code, year=year)


def _give(series: NumberSeries, number: int, now: datetime) -> RegistryNumber:
    series.last_number = max(series.last_number, number)
    series.save(update_fields=["last_number"])
    return RegistryNumber.objects.create(series=series, number=number, given_at=now)
