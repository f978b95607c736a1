"""How far a value grows in proportion: from 0 to the first kink or jump, found by asking for values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

_NOISE = 1e-10
"""What a value may be off by, as a part of itself."""
_FEW = 2
_STEPS = 200
_DIGITS = 6
_FASTER = 8


@dataclass(frozen=True)
class Kink:
    """The slope from 0 on, where it ends (None: not before `far`), the slope after it, and the jump there."""

    slope: float
    until: Decimal | None
    then: float | None
    jump: float


class _Line:
    """The straight line through the value at 0, as far as it is known to be followed."""

    def __init__(self, value: Callable[[Decimal], float], unit: Decimal) -> None:
        self._ask, self.unit = value, unit
        self._known: dict[Decimal, float] = {}
        self.start = self.at(Decimal(0))
        self.noise = max(_NOISE * abs(self.start), 1e-7)
        self.good = unit

    def at(self, x: Decimal) -> float:
        if x not in self._known:
            self._known[x] = self._ask(x)
        return self._known[x]

    @property
    def slope(self) -> float:
        return (self.at(self.good) - self.start) / float(self.good)

    def follows(self, x: Decimal) -> bool:
        """Whether the value at x lies on the line, within what the line is known to."""
        told = self.start + self.slope * float(x)
        return abs(self.at(x) - told) <= _FEW * self.noise * (1 + float(x / self.good))


def first_kink(value: Callable[[Decimal], float], *, step: Decimal, unit: Decimal, far: Decimal) -> Kink:
    """The first kink of a piecewise linear function of a number from 0 to `far`, to the `unit`.

    It is taken as straight up to a point that lies on the line through two earlier ones, each at an eighth.
    """
    line = _Line(value, unit)
    line.good = _straight_step(line, min(step, far), unit)
    left = _left_at(line, far)
    if left is None:
        return Kink(_short(line.slope), None, None, 0.0)
    beyond = _narrowed(line, left)
    after = min(step, far - beyond)
    then = (line.at(beyond + after) - line.at(beyond)) / float(after) if after > 0 else 0.0
    jump = line.at(beyond) - line.start - line.slope * float(beyond)
    largest = max(abs(then), abs(line.slope)) * float(unit)
    jumps = abs(jump) > _FEW * largest + 10 * line.noise
    return Kink(_short(line.slope), line.good, None if jumps else _short(then), jump if jumps else 0.0)


def _straight_step(line: _Line, step: Decimal, unit: Decimal) -> Decimal:
    """A first step on which the function is straight."""
    while step > unit:
        line.good = max(unit, _middle(Decimal(0), step, unit))
        if line.follows(step):
            return step
        step = max(unit, (step / 10 // unit) * unit)
    return unit


def _left_at(line: _Line, far: Decimal) -> Decimal | None:
    """A point that does not lie on the line any more, with `line.good` before it; None where `far` does."""
    while line.good < far:
        x = min(far, line.good * _FASTER)
        if not line.follows(x):
            return x
        line.good = x
    return None


def _narrowed(line: _Line, beyond: Decimal) -> Decimal:
    """Bring `line.good` and a point beyond the kink next to each other; returns the latter."""
    for _ in range(_STEPS):
        if beyond - line.good <= line.unit:
            break
        x = _crossing(line, beyond)
        if line.follows(x):
            line.good = x
            if not line.follows(x + line.unit):
                return x + line.unit
        else:
            beyond = x
    return beyond


def _crossing(line: _Line, beyond: Decimal) -> Decimal:
    """Where the line meets the one that the function follows up to `beyond`; the middle where that fails."""
    middle = _middle(line.good, beyond, line.unit)
    back = min(max(line.unit, (beyond - line.good) / 1000 // line.unit * line.unit), beyond - line.good)
    slope = (line.at(beyond) - line.at(beyond - back)) / float(back)
    if abs(slope - line.slope) * float(back) <= 10 * line.noise:
        return middle
    x = (line.at(beyond) - slope * float(beyond) - line.start) / (line.slope - slope)
    if not float(line.good) < x < float(beyond):
        return middle
    found = Decimal(repr(x)) // line.unit * line.unit
    return found if line.good < found < beyond else middle


def _middle(low: Decimal, high: Decimal, unit: Decimal) -> Decimal:
    return ((low + high) / 2) // unit * unit


def _short(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}") + 0.0
