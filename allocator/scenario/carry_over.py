"""How spend of one period works on in later ones: adstock, with its weights and its place in the formula."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from allocator.curves.smooth import DIGITS
from allocator.fields import Fields, Money, Rate, Share, wrong
from allocator.periods import Periods

LONGEST = 520
"""Periods that spend can work on for after the horizon; ten years of weeks."""
_NOTHING = Decimal("1e-12")
"""The part of the largest weight below which a weight says nothing that a plan could show."""
_LITTLE = Decimal("1e-4")
"""The part of the largest weight below which nothing is counted after the horizon any more."""
_MOST_WEIGHTS = 4 * LONGEST
"""As many as a rate can need that fades within the longest tail."""


class Applies(StrEnum):
    """Whether spend is carried over, or what it brings."""

    BEFORE_CURVE = "before_curve"
    AFTER_CURVE = "after_curve"


class Tail(StrEnum):
    """What becomes of that which is carried past the end of the horizon."""

    COUNTED = "counted"
    LOST = "lost"


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Earlier = Annotated[
    tuple[Money, ...] | Mapping[str, Money],
    BeforeValidator(_listed),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": ["number", "string"]}},
                {"type": "object", "additionalProperties": {"type": ["number", "string"]}},
            ],
        }
    ),
]


class CarryOver(Fields):
    """How spend works on in later periods (adstock): a weight w for its own period, the next, and so on.

    Said by a retention rate r or as a list. With x the spend of a period and f the curve (or the rate),
    a period brings f(w₀·x₀ + w₁·x₁ + …) before the curve, w₀·f(x₀) + w₁·f(x₁) + … after it, where x₁ is the
    spend of one period before, and so on.
    """

    retain: Share | None = None
    """The part r of a period's effect that is left in the next period: the weights are 1, r, r², …"""
    normalised: bool | None = None
    """Beside `retain`, where it must be said. true: the weights are divided by their sum, so that money is
    only moved in time; false: they stand as they are, so that each unit of money counts 1 + r + r² + …"""
    peak: Annotated[int, Field(ge=0, le=LONGEST)] | None = None
    """Beside `retain`: the effect is strongest so many periods after the spend; the weight after l periods
    is r^((l − peak)²)."""
    periods: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    """Beside `retain`: spend works in so many periods, its own included. Left out, it works until nothing
    is left; what a curve brings after the horizon is followed until 0.01% of the largest weight is left."""
    weights: Annotated[tuple[Rate, ...], Field(min_length=1, max_length=LONGEST)] | None = None
    """The weights as they are, from the spend's own period on, instead of `retain`; of any sum."""
    applies: Applies = Applies.BEFORE_CURVE
    """before_curve: spend is carried over, and the curve tells what all that is carried into a period brings.
    after_curve: each period's spend goes through the curve alone, and what it brings is carried over."""
    spent_before: Earlier = ()
    """Spend from before the horizon that still works, at the prices of an index of 1: a list in the order of
    time, so that the last amount is that of the period just before the horizon, or a mapping from dates.
    What it brings comes whatever is bought, and counts as outcome and return of the item."""
    tail: Tail = Tail.COUNTED
    """Whether what is carried past the end of the horizon is `counted`, as outcomes that come later, or
    `lost`."""

    @model_validator(mode="after")
    def _said_in_one_way(self) -> Self:
        beside = [name for name in ("normalised", "peak", "periods") if getattr(self, name) is not None]
        if (self.retain is None) is (self.weights is None):
            found = "neither" if self.retain is None else "both"
            raise wrong("a carry-over is a rate or a list of weights", "retain or weights", found)
        if self.weights is not None:
            if beside:
                raise wrong(
                    f"`{beside[0]}` beside weights", "the weights as they are, or `retain`", beside[0]
                )
            if not any(self.weights):
                raise wrong("weights that carry nothing", "one above 0", "0")
            return self
        if self.normalised is None:
            expected = "normalised: true (the weights add up to 1) or false (they are 1, r, r², …)"
            raise wrong("`retain` without its normalisation", expected, "neither")
        self._check_length()
        return self

    def _check_length(self) -> None:
        """Refuse a peak after the last weight, and what never fades."""
        if self.peak is not None and self.periods is not None and self.peak >= self.periods:
            raise wrong("a peak after the last period", f"at most {self.periods - 1}", str(self.peak))
        if self.periods is None and (self.retain == 1 or self.reach > LONGEST):
            raise wrong(
                "a carry-over that hardly fades", "a smaller `retain`, or `periods`", str(self.retain)
            )

    @cached_property
    def lags(self) -> tuple[Decimal, ...]:
        """The weight of spend in its own period, the next, …; the last one is not 0."""
        with localcontext(DIGITS):
            found = list(self.weights or self._powers())
            if self.normalised:
                total = sum(found, Decimal(0))
                found = [weight / total for weight in found]
        while not found[-1]:
            found.pop()
        return tuple(found)

    def _powers(self) -> list[Decimal]:
        rate, found = self.retain or Decimal(0), list[Decimal]()
        while len(found) < (self.periods or _MOST_WEIGHTS):
            lag = len(found)
            exponent = lag if self.peak is None else (lag - self.peak) ** 2
            weight = rate**exponent if exponent else Decimal(1)
            if self.periods is None and lag > (self.peak or 0) and weight < _NOTHING:
                break
            found.append(weight)
        return found

    @property
    def reach(self) -> int:
        """In how many periods after its own spend works so much that it counts after the horizon."""
        if self.weights is not None or self.periods is not None:
            return len(self.lags) - 1
        least = _LITTLE * max(self.lags)
        return max(lag for lag, weight in enumerate(self.lags) if weight >= least)

    @property
    def tail_periods(self) -> int:
        """How many periods after the horizon are counted."""
        return self.reach if self.tail is Tail.COUNTED else 0

    def earlier(self, calendar: Periods) -> tuple[Decimal, ...]:
        """The spend of the periods before the horizon, the last one just before it.

        Raises ValueError, with what was expected and what was found, where a date is none of these periods,
        or two are the same.
        """
        if not isinstance(self.spent_before, Mapping):
            return self.spent_before
        before = calendar.earlier(max(len(self.lags) - 1, 1))
        amounts = [Decimal(0)] * before.count
        found: set[int] = set()
        for reference, amount in self.spent_before.items():
            at = _period(before, reference)
            if at is None or at in found:
                expected = f"one amount for a single period, from {before.labels[0]} to {before.labels[-1]}"
                raise ValueError(expected, reference)
            found.add(at)
            amounts[at] = amount
        return tuple(amounts)


def _period(calendar: Periods, reference: str) -> int | None:
    """The one period that a date means; None where it means none, or several."""
    if reference.isdecimal() and len(reference) < 4:
        return None
    try:
        touched = calendar.find(reference)
    except ValueError:
        return None
    return touched.start if len(touched) == 1 else None
