"""Timing that compares: every contender runs once a round, so that a slow minute hits all of them alike."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time


def interleaved(
    contenders: dict[str, Callable[[int], object]], rounds: int, *, clock: Callable[[], float] = process_time
) -> dict[str, float]:
    """Median seconds of each contender, called with its number; the first is not measured.

    Processor seconds, unless another `clock` is given: what waits for another process is timed by the wall.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        names = list(contenders)
        if number % 2:  # who runs first changes, so that nobody always finds a warm cache
            names.reverse()
        for name in names:
            start = clock()
            contenders[name](number)
            if number:
                taken[name].append(clock() - start)
    return {name: median(times) for name, times in taken.items()}
