"""What is told of response curves read off."""

from __future__ import annotations

from typing import Literal

from allocator.studies.base import Answer, Money


class CurvePoint(Answer):
    """A place on a curve."""

    spend: Money
    """Money put in, on the basis of the curve."""
    units: float | None
    """Units bought for it; null where money itself is counted."""
    outcome: float
    """Outcomes that it brings, over their whole life."""
    average_outcome: float | None
    """Outcomes per unit of money (for revenue: the ROAS); null at a spend of 0."""
    marginal_outcome: float | None
    """What the next unit of money brings; null where a formula is infinitely steep."""
    average_cost: float | None
    """Money per outcome (for leads: the CPL); null where there is no outcome."""
    marginal_cost: float | None
    """Money for the next outcome; null where there is none."""
    returned: float | None
    """Money value of the outcomes; null where they have none."""
    average_return: float | None
    """Return per unit of money."""
    marginal_return: float | None
    """What the next unit of money returns."""
    saturation: float | None
    """The part of the curve's limit that is reached, 0 to 1; null where it has no limit."""


class CurveStanding(Answer):
    """Where a plan stands on a curve."""

    periods: tuple[str, ...]
    """The periods in which it stands there; empty for a curve over the whole horizon."""
    weight: float
    """The season's weight in these periods, by which the outcomes are multiplied."""
    point: CurvePoint
    """The place."""


class ItemCurve(Answer):
    """One metric of one item as a function of the money put into it."""

    item: str
    """The item's key in the scenario."""
    metric: str
    """What is counted; `return` for money that a `roi` or `cash` says."""
    basis: Literal["per_period", "total"]
    """Whether spend and outcomes are those of one period or of the whole horizon."""
    sentence: str
    """The curve in words."""
    limit: float | None
    """Outcomes that it comes near to and never exceeds; null where it rises without limit."""
    worth: float | None
    """Money that one outcome adds to the return; null where it adds none."""
    ladder: tuple[CurvePoint, ...]
    """The places asked for."""
    plan: tuple[CurveStanding, ...] | None
    """Where the plan, or the split, stands; null where none was asked for."""
    best_average: CurvePoint | None
    """Where the return per unit of money is largest; null of a curve that only falls off."""
    worthwhile: CurvePoint | None
    """Where the next money returns `needed` and no more; null where no spend returns it, where every spend
    does, or where more than this metric counts towards the item's return."""
    nearly_all: CurvePoint | None
    """Where 90 % of the limit is reached."""


class CurveAnswer(Answer):
    """Response curves read off."""

    needed: float
    """What a unit of money must return to be spent: 1 and the hurdle."""
    curves: tuple[ItemCurve, ...]
    """The curves, by item and metric."""
