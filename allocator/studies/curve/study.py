"""The verb: read curves off, and look where the plan, or a split, stands on them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from allocator.curves import Basis
from allocator.errors import InputError
from allocator.money import exact, rounded
from allocator.nearby.split import Split
from allocator.nearby.timing import books_of
from allocator.plan import Plan
from allocator.plan.ledger import Ledger
from allocator.plan.responses import Point, Response
from allocator.problem import settle
from allocator.scenario import Scenario
from allocator.studies.base import Progress, Subject, books_in, scenario_in, silent
from allocator.studies.curve.answer import CurveAnswer, CurvePoint, CurveStanding, ItemCurve
from allocator.studies.curve.reading import (
    STEPS,
    Curves,
    Ladder,
    Reading,
    Standing,
    standings_of,
    study_curves,
)

_MOST_STEPS = 1000


def curve(
    subject: Subject,
    *,
    items: Sequence[str] = (),
    start: Decimal | None = None,
    stop: Decimal | None = None,
    steps: int = STEPS,
    spend: Split | None = None,
    plan: bool = True,
    progress: Progress = silent,
) -> CurveAnswer:
    """What more or less money on items would bring, where that saturates, and where the plan stands.

    Args:
        subject: the scenario, or a plan of it that is shown instead of the best one.
        items: ids; all that have a curve where left out.
        start: the least spend of the ladder; 0 where left out.
        stop: the largest; a little past the last place of interest where left out.
        steps: how many steps of the ladder.
        spend: a split that is shown instead of a plan.
        plan: whether a plan is shown at all; without one nothing is solved.
        progress: told when the plan is found.

    Raises:
        InputError: an item is unknown or has no curve, nothing says how far its ladder goes, or two plans are
            to be shown.
        NoPlanError: a plan is to be shown, and none is possible.
    """
    if not 1 <= steps <= _MOST_STEPS:
        expected = f"1 to {_MOST_STEPS}"
        raise InputError.single(
            "so many steps cannot be told", path="steps", expected=expected, found=str(steps)
        )
    scenario, ladder = scenario_in(subject), Ladder(start, stop, steps)
    curves = study_curves(scenario, items, ladder)  # what is wrong is told before a long search
    if plan:
        books = _shown(subject, spend)
        progress(1, 1)
        curves = study_curves(scenario, items, ladder, lambda response: tuple(standings_of(response, books)))
    with exact():
        return CurveAnswer(
            needed=float(1 + (scenario.policy.hurdle or 0)),
            curves=tuple(_told(reading, curves) for reading in curves.readings),
        )


def read_again(scenario: Scenario, items: Sequence[str], ladder: Ladder, answer: CurveAnswer) -> Curves:
    """The curves of an answer, to be drawn; where the plan stands on them is as told."""
    told = {(one.item, one.metric): one.plan for one in answer.curves}

    def standings(response: Response) -> tuple[Standing, ...]:
        found = told[response.line.id, response.metric] or ()
        return tuple(_restored(response, one, scenario) for one in found)

    has_plan = any(one is not None for one in told.values())
    return study_curves(scenario, items, ladder, standings if has_plan else None)


def _shown(subject: Subject, spend: Split | None) -> Ledger:
    if spend is None:
        return books_in(subject)
    if isinstance(subject, Plan):
        raise InputError.single(
            "two plans to show", path="spend", expected="a plan, or a scenario and a split"
        )
    return books_of(settle(subject), spend)[0]


def _restored(response: Response, told: CurveStanding, scenario: Scenario) -> Standing:
    labels = scenario.horizon.calendar.labels
    price = response.price(labels.index(told.periods[0])) if told.periods else response.first_price
    point, weight = told.point, Decimal(repr(told.weight))
    amount = point.spend / price if point.units is None else Decimal(repr(point.units))
    return Standing(told.periods, weight, response.point(amount, point.spend, price, weight))


def _told(reading: Reading, curves: Curves) -> ItemCurve:
    response, digits = reading.response, curves.problem.digits
    limit = response.curve.supremum
    standings = tuple(
        CurveStanding(periods=one.periods, weight=float(one.weight), point=_place(one.point, digits))
        for one in reading.standings
    )
    best, last, full = (
        None if point is None else _place(point, digits)
        for point in (response.best_average, reading.worthwhile, response.nearly_all)
    )
    return ItemCurve(
        item=response.line.id,
        metric=response.metric,
        basis="total" if response.basis is Basis.TOTAL else "per_period",
        sentence=response.curve.sentence("unit" if response.units is not None else "unit of money"),
        limit=None if not limit else float(limit),
        worth=None if response.worth is None else float(response.worth),
        ladder=tuple(_place(point, digits) for point in reading.ladder),
        plan=standings if curves.has_plan else None,
        best_average=best,
        worthwhile=last,
        nearly_all=full,
    )


def _place(point: Point, digits: int) -> CurvePoint:
    return CurvePoint(
        spend=rounded(point.spend, digits),
        units=_figure(point.units),
        outcome=float(f"{point.outcome:.12g}"),
        average_outcome=_figure(point.average),
        marginal_outcome=_figure(point.marginal),
        average_cost=_figure(point.average_cost),
        marginal_cost=_figure(point.marginal_cost),
        returned=_figure(point.returned),
        average_return=_figure(point.average_return),
        marginal_return=_figure(point.marginal_return),
        saturation=_figure(point.saturation),
    )


def _figure(value: Decimal | None) -> float | None:
    return None if value is None else float(f"{value:.12g}")
