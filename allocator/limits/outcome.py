"""Bounds on outcomes: at least 5,000 prospects, at most 300 complaints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pydantic import model_validator

from allocator.fields import Word, wrong
from allocator.limits.quantity import RETURN, QuantityLimit


class OutcomeLimit(QuantityLimit):
    """A hard floor or ceiling on a metric, or its exact amount. Row: Σ_i y_{i,m} ≥ b.

    In total, an outcome counts over its whole life; per period, or with `during`, where it arrives.
    A target that may be missed at a shortfall is a goal, not a limit.
    """

    metric: Word
    """The metric, or `return` for the money value of all outcomes over their whole life."""

    @property
    def quantity(self) -> str:
        """The metric it bounds."""
        return self.metric

    @model_validator(mode="after")
    def _return_in_total(self) -> Self:
        bounds = (self.min_per_period, self.max_per_period, self.exact_per_period)
        by_period = any(bound is not None for bound in bounds)
        if self.metric == RETURN and (by_period or self.during):
            found = "a bound per period" if by_period else "during"
            raise wrong("`return` counts in total only", "min_total, max_total or exact_total alone", found)
        return self

    def metrics(self) -> Iterable[tuple[str, str]]:
        """The metric it bounds."""
        yield "metric", self.metric
