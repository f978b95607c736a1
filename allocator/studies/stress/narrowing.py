"""Two errors brought next to each other: the larger one changes the plan, the smaller one does not."""

from __future__ import annotations

from decimal import Decimal

_CLOSE = Decimal("1.005")
_ASIDE = 0.002
"""By such a part an error is tried above or below where the change should be noticed."""
_NOTHING = 0.01
_HALVED = 3


class Narrowing:
    """By halving; where money moves little by little, by where its change should reach what is noticed."""

    def __init__(self, step: Decimal, end: Decimal, moves: float | None) -> None:
        self.holds, self.flips = Decimal(0), end
        self._step, self._turn = step, 0
        self._below, self._above = 0.0, moves or 0.0

    @property
    def is_open(self) -> bool:
        """Whether there is an error between the two worth a try."""
        return self.flips - self.holds > self._step and self.flips > self.holds * _CLOSE

    def next(self) -> Decimal:
        """The error to try."""
        self._turn += 1
        wanted = float(self.holds + self.flips) / 2
        if self._above > 1 and self._turn % _HALVED:
            wanted = self._expected()
        steps = int(Decimal(wanted) / self._step)
        least, most = int(self.holds / self._step) + 1, -int(-self.flips // self._step) - 1
        return max(least, min(steps, most)) * self._step

    def tell(self, error: Decimal, changes: bool, moves: float | None) -> None:
        """What a try has shown."""
        if changes:
            self.flips, self._above = error, moves or 0.0
        else:
            self.holds, self._below = error, moves or 0.0
            if self._below < _NOTHING:
                self._above = 0.0  # nothing moves before all does: only halving helps

    def _expected(self) -> float:
        """Where the change should be noticed if it grows evenly, a little aside to the farther end."""
        low, high = float(self.holds), float(self.flips)
        found = low + (high - low) * (1 - self._below) / (self._above - self._below)
        return found * (1 + _ASIDE) if high - found > found - low else found * (1 - _ASIDE)
