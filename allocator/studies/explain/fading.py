"""What moving a bound is worth under curves by a formula, where each further unit is worth a little less."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from allocator.studies.explain.answer import Worth

_FIRST = Decimal("0.002")
"""The part of all that is looked at over which the first units are told."""
_ABOUT = 0.1
"""The part by which the average may differ from what the first units are worth."""
_KNOWN = 0.02
"""The part of a rate that may be left unproven."""
_FASTER = 8
_HALVINGS = 2


class Known(NamedTuple):
    """A value, and by how much it may lie from the best possible."""

    value: float
    within: float


def fading(value: Callable[[Decimal], Known], start: Known, *, unit: Decimal, far: Decimal) -> Worth | None:
    """What each unit is worth at first and, on average, as far as that is about the same.

    All that is told was seen: the value grows by `then` times `until` when the bound moves so far. None where
    what is left unproven hides the rate.
    """

    def average(x: Decimal) -> Known:
        found = value(x)
        width = float(x)
        return Known((found.value - start.value) / width, (found.within + start.within) / width)

    step = max(unit, far * _FIRST // unit * unit)
    first = average(step)
    while first.within > _KNOWN * abs(first.value) and step * _FASTER < far:
        step *= _FASTER
        first = average(step)
    if first.within > _KNOWN * abs(first.value):
        return None

    def is_about(rate: float) -> bool:
        return abs(rate - first.value) <= _ABOUT * abs(first.value)

    seen, rate, beyond = step, first.value, far
    while seen < far:
        x = min(far, seen * _FASTER)
        if not is_about(found := average(x).value):
            beyond = x
            break
        seen, rate = x, found
    for _ in range(_HALVINGS if seen < far else 0):
        x = (seen + beyond) / 2 // unit * unit
        if is_about(found := average(x).value):
            seen, rate = x, found
        else:
            beyond = x
    return Worth(
        per_unit=_short(first.value), until=seen, then=_short(rate), jump=None, looked=far, fades=True
    )


def _short(number: float) -> float:
    return float(f"{number:.4g}") + 0.0
