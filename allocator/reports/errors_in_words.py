"""Errors of inputs in words: as percentages, as periods earlier or later, and how far an input is moved."""

from __future__ import annotations

from decimal import Decimal

from allocator.fields import plain
from allocator.reports.cells import count_of
from allocator.scenario.estimates import Unit
from allocator.studies.stress import StressedInput


def ratio_in_words(error: float | None) -> str:
    """`-10.5%` or `+3%`, to three digits."""
    percent = Decimal(f"{(error or 0) * 100:.3g}")
    return f"{'' if percent < 0 else '+'}{plain(percent)}%"


def error_in_words(periods: float | None, period: str) -> str:
    """`1 month earlier`, `2 months later`."""
    count = int(periods or 0)
    return f"{count_of(abs(count), period)} {'earlier' if count < 0 else 'later'}"


def reach_in_words(one: StressedInput, period: str) -> str:
    """How far an input is moved: `20%`, `-20% +13.3%`, `1 month`, `+1 month`."""
    sides = [side for side in (one.down, one.up) if side.left_out is None]
    if one.unit == Unit.NUMBER:
        return " ".join(f"{side.by:+.4g}" for side in sides)
    if one.unit == Unit.PERIODS:
        ends = {abs(int(side.by)) for side in sides}
        if len(ends) == 1 and len(sides) == 2:
            return count_of(ends.pop(), period)
        plural = "s" * any(abs(side.by) > 1 for side in sides)
        return " ".join(f"{int(side.by):+d}" for side in sides) + f" {period}{plural}"
    if len(sides) == 2 and abs(one.down.by + one.up.by) < 1e-9:
        return ratio_in_words(one.up.by).lstrip("+")
    return " ".join(ratio_in_words(side.by) for side in sides)
