"""Tranches: the first money brings so much, the next so much, and past the last one nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Self

from pydantic import model_validator

from allocator.curves.base import Piece, figure
from allocator.fields import Fields, Money, PositiveRate, Rate, Signed, plain, wrong


class Basis(StrEnum):
    """Whether an amount means the whole horizon or each period."""

    TOTAL = "total"
    PER_PERIOD = "per_period"


_ENDS = {
    "up_to_total": ("spend", Basis.TOTAL),
    "up_to_per_period": ("spend", Basis.PER_PERIOD),
    "up_to_units_total": ("units", Basis.TOTAL),
    "up_to_units_per_period": ("units", Basis.PER_PERIOD),
}


class Tranche(Fields):
    """One step of a table of returns: what each unit brings until a level is reached."""

    up_to_total: Money | None = None
    """The item's spend over the whole horizon at which this tranche ends."""
    up_to_per_period: Money | None = None
    """The item's spend in one period at which this tranche ends."""
    up_to_units_total: Rate | None = None
    """The number of units over the whole horizon at which this tranche ends."""
    up_to_units_per_period: Rate | None = None
    """The number of units in one period at which this tranche ends."""
    per_money: Signed | None = None
    """Outcomes per unit of money within this tranche (for revenue: the ROAS)."""
    cost_per: PositiveRate | None = None
    """Money per outcome within this tranche (for leads: the CPL)."""
    per_unit: Signed | None = None
    """Outcomes per unit bought within this tranche."""

    @model_validator(mode="after")
    def _one_end_one_rate(self) -> Self:
        if len([name for name in _ENDS if getattr(self, name) is not None]) > 1:
            raise wrong("a tranche with two ends", f"one of {', '.join(_ENDS)}", "more than one")
        rates = [name for name in ("per_money", "cost_per", "per_unit") if getattr(self, name) is not None]
        if len(rates) != 1:
            raise wrong(
                "a tranche needs one rate", "per_money, cost_per or per_unit", ", ".join(rates) or "none"
            )
        return self

    @property
    def end(self) -> tuple[str, Basis, Decimal] | None:
        """What is counted (`spend` or `units`), on which basis, and where the tranche ends."""
        for name, (measure, basis) in _ENDS.items():
            if (level := getattr(self, name)) is not None:
                return measure, basis, level
        return None

    @property
    def rate(self) -> Decimal:
        """Outcomes per unit of input."""
        if self.cost_per is not None:
            return 1 / self.cost_per
        return next(rate for rate in (self.per_money, self.per_unit) if rate is not None)


@dataclass(frozen=True)
class Tranches:
    """The piecewise linear curve through the tranches; past the last one it stays level.

    f(x) = Σ_k rate_k · min(max(x − end_{k−1}, 0), end_k − end_{k−1}), with end_0 = 0.
    """

    steps: tuple[Piece, ...]

    @classmethod
    def of(cls, tranches: tuple[Tranche, ...]) -> Tranches:
        """The curve of a list whose ends rise; see `faults_of` for what must hold."""
        return cls(tuple(_widths(tranches)))

    @classmethod
    def through(cls, table: tuple[Decimal, ...]) -> Tranches:
        """The curve whose value rises from table[0] to table[n] over n units, less table[0]."""
        return cls(tuple(Piece(Decimal(1), after - before) for before, after in pairwise(table)))

    def value(self, x: Decimal) -> Decimal:
        """Outcome of input x."""
        total, left = Decimal(0), x
        for width, slope in self.steps:
            part = left if width is None else min(left, width)
            total += slope * part
            left -= part
        return total

    def slope(self, x: Decimal) -> Decimal:
        """The rate of the tranche that the next unit falls into."""
        left = x
        for width, slope in self.pieces:
            if width is None or left < width:
                return slope
            left -= width
        return Decimal(0)

    def best_from(self, x: Decimal) -> Decimal:
        """The best average up to the end of a tranche, where the rates rise; else the next unit's rate."""
        if self.concave:
            return self.slope(x)
        now = self.value(x)
        gains = [(self.value(end) - now) / (end - x) for end in self._ends if end > x]
        return max([self.slope(x), self.pieces[-1].slope, *gains])

    def best_next(self, x: Decimal, step: Decimal) -> Decimal:
        """That from x on, or from the end of the step where a tranche ends within it."""
        return self.best_from(x + step if any(x < end < x + step for end in self._ends) else x)

    @cached_property
    def _ends(self) -> tuple[Decimal, ...]:
        """Where the tranches end that do."""
        return tuple(accumulate(piece.width for piece in self.pieces if piece.width is not None))

    @cached_property
    def best_average(self) -> Decimal:
        """The largest value / input at the end of a tranche; the last rate where that goes on without end."""
        reached, averages = Decimal(0), [piece.slope for piece in self.pieces[:1]]
        for width, slope in self.pieces:
            if width is None:
                averages.append(slope)
            else:
                reached += width
                averages.append(self.value(reached) / reached)
        return max(averages)

    @cached_property
    def steepest(self) -> Decimal:
        """The largest rate, whatever its sign."""
        return max(abs(piece.slope) for piece in self.pieces)

    @cached_property
    def supremum(self) -> Decimal | None:
        """The largest value at the end of a tranche; None where the last one rises without end."""
        if self.pieces[-1].slope > 0:
            return None
        widths = (piece.width for piece in self.pieces if piece.width is not None)
        return max(map(self.value, accumulate(widths, initial=Decimal(0))))

    @cached_property
    def concave(self) -> bool:
        """Whether the rates never rise from one tranche to the next, nor to the level after the last."""
        return all(later.slope <= earlier.slope for earlier, later in pairwise(self.pieces))

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The tranches, and a level piece without end where the last tranche has an end."""
        return self.steps if self.steps[-1].width is None else (*self.steps, Piece(None, Decimal(0)))

    def sentence(self, per: str) -> str:
        """The rates in words."""
        parts = [
            figure(slope) + (f" for the next {figure(width)}" if width is not None else " after that")
            for width, slope in self.steps
        ]
        return f"{', '.join(parts)} per {per}"


def _widths(tranches: tuple[Tranche, ...]) -> Iterator[Piece]:
    reached = Decimal(0)
    for tranche in tranches:
        level = tranche.end[2] if tranche.end else None
        yield Piece(None if level is None else level - reached, tranche.rate)
        reached = level or reached


def faults_of(tranches: tuple[Tranche, ...]) -> Iterator[tuple[int, str, str]]:
    """What is wrong with a list of tranches: position, problem, and what was expected."""
    bases = {tranche.end[:2] for tranche in tranches if tranche.end}
    units = {tranche.per_unit is not None for tranche in tranches}
    if len(bases) > 1:
        yield 0, "tranches on different bases", "the same kind of up_to_… in each"
    if len(units) > 1 or any((measure == "units") not in units for measure, _ in bases):
        yield 0, "tranches that mix money and units", "up_to_units_… with per_unit, up_to_… with per_money"
    for k, tranche in enumerate(tranches):
        if tranche.end is None and k < len(tranches) - 1:
            yield k, "a tranche without end before the last one", "up_to_total or up_to_per_period"
    ends = [Decimal(0), *(tranche.end[2] for tranche in tranches if tranche.end)]
    for k, (lower, upper) in enumerate(pairwise(ends)):
        if upper <= lower:
            yield k, "a tranche that ends before it begins", f"an end above {plain(lower)}"
