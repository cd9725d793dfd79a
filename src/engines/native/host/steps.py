"""Progress of work that is counted."""

from typing import Callable

Tell = Callable[[float], None]

LEAST_STEP = 0.01
"""Telling more often would cost more than it shows."""


def untold(_share: float) -> None:
    """Who has nobody to tell."""


class Steps:
    """Tells which share of a total is done."""

    def __init__(self, total: int, tell: Tell) -> None:
        self._total = max(1, total)
        self._tell = tell
        self._done = 0
        self._told = 0.0

    def add(self, count: int = 1) -> None:
        self._done += count
        share = min(1.0, self._done / self._total)
        if share - self._told >= LEAST_STEP:
            self._told = share
            self._tell(share)


def part_of(tell: Tell, begin: float, end: float) -> Tell:
    """Tells the progress of what takes the share from `begin` to `end` of the whole."""
    return lambda share: tell(begin + (end - begin) * share)
