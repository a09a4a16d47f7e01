"""Timing that compares: every contender runs once a round, so that a slow minute hits all of them alike."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter


def interleaved(contenders: dict[str, Callable[[int], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each contender, called with the round's number; the first round is not measured."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        names = list(contenders)
        if number % 2:  # who runs first changes, so that nobody always finds a warm cache
            names.reverse()
        for name in names:
            start = perf_counter()
            contenders[name](number)
            if number:
                taken[name].append(perf_counter() - start)
    return {name: median(times) for name, times in taken.items()}
