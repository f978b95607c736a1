"""Response curves for programs: the JSON, format 1, and what each of its fields means."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from allocator.plan.format import MoneyText, Part
from allocator.plan.responses import Point
from allocator.reports.curve.places import LADDER, Place, places_of
from allocator.reports.curve.sheet import FIGURES, figures_of
from allocator.studies.curve import Curves, Reading, Standing

FORMAT = 1


class PointPart(Part):
    """A place on a curve."""

    spend: MoneyText
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
    return_: Annotated[float | None, Field(alias="return")]
    """Money value of the outcomes; null where they have none."""
    average_return: float | None
    """Return per unit of money."""
    marginal_return: float | None
    """What the next unit of money returns."""
    saturation: float | None
    """The part of the curve's limit that is reached, 0 to 1; null where it has no limit."""


class StandingPart(Part):
    """Where a plan stands on a curve."""

    periods: list[str]
    """The periods in which it stands there; empty for a curve over the whole horizon."""
    weight: float
    """The season's weight in these periods, by which the outcomes are multiplied."""
    point: PointPart
    """The place."""


class CurvePart(Part):
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
    ladder: list[PointPart]
    """The places asked for."""
    plan: list[StandingPart] | None
    """Where the plan stands; null where no plan was asked for."""
    best_average: PointPart | None
    """Where the return per unit of money is largest; null of a curve that only falls off."""
    worthwhile: PointPart | None
    """Where the next money returns `needed` and no more; null where no spend returns it, where every spend
    does, or where more than this metric counts towards the item's return."""
    nearly_all: PointPart | None
    """Where 90 % of the limit is reached."""


class CurvesFile(Part):
    """Response curves, format 1: what `allocator curve --format json` writes."""

    format: Literal[1]
    """The version of this format."""
    name: str
    """The scenario's name."""
    currency: str
    """ISO 4217 code of all money."""
    needed: float
    """What a unit of money must return to be spent: 1 and the hurdle."""
    curves: list[CurvePart]
    """The curves, by item and metric."""


def curves_data(curves: Curves) -> dict[str, Any]:
    """The JSON data; call it inside `allocator.money.exact()`."""
    return {
        "format": FORMAT,
        "name": curves.scenario.name,
        "currency": curves.scenario.currency,
        "needed": float(1 + (curves.scenario.policy.hurdle or 0)),
        "curves": [_curve(reading, curves) for reading in curves.readings],
    }


def _curve(reading: Reading, curves: Curves) -> dict[str, Any]:
    response = reading.response
    limit, digits = response.curve.supremum, curves.problem.digits
    named = {place.word: _point(place.point, digits) for place in places_of(reading, curves)}
    standings = [_standing(standing, digits) for standing in reading.standings]
    return {
        "item": response.line.id,
        "metric": response.metric,
        "basis": str(response.basis),
        "sentence": response.curve.sentence("unit" if response.units is not None else "unit of money"),
        "limit": None if not limit else float(limit),
        "worth": None if response.worth is None else float(response.worth),
        "ladder": [_point(point, digits) for point in reading.ladder],
        "plan": standings if curves.has_plan else None,
        **{word: named.get(word) for word in ("best_average", "worthwhile", "nearly_all")},
    }


def _standing(standing: Standing, digits: int) -> dict[str, Any]:
    return {
        "periods": list(standing.periods),
        "weight": float(standing.weight),
        "point": _point(standing.point, digits),
    }


def _point(point: Point, digits: int) -> dict[str, Any]:
    place = Place(LADDER, "", point)
    numbers = zip(FIGURES, figures_of(place), strict=True)
    found = {name: None if value is None else float(f"{value:.12g}") for name, value in numbers}
    return {"spend": f"{point.spend:.{digits}f}"} | found
