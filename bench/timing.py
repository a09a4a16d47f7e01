"""Timing that compares: every contender runs once a round, so that a slow minute hits all of them alike.

Processor time is counted, so that what else runs on the machine is not.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time


def interleaved(contenders: dict[str, Callable[[int], object]], rounds: int) -> dict[str, float]:
    """Median processor seconds of each contender, called with its number; the first is not measured."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        names = list(contenders)
        if number % 2:  # who runs first changes, so that nobody always finds a warm cache
            names.reverse()
        for name in names:
            start = process_time()
            contenders[name](number)
            if number:
                taken[name].append(process_time() - start)
    return {name: median(times) for name, times in taken.items()}
