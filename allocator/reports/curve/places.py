"""The places on a curve that a report names, in words that all its forms share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from allocator.curves import Basis
from allocator.money import money_text
from allocator.plan.responses import NEARLY_ALL, Point, Response
from allocator.problem.carry import USUAL
from allocator.studies.curve import Curves, Reading, Standing

LADDER, PLAN = "ladder", "plan"
_NEAR = Decimal("1e-4")


class Place(NamedTuple):
    """A point and what is to be said of it: a word for programs, a label for readers.

    `weight` is the season's, by which its outcome is multiplied.
    """

    word: str
    label: str
    point: Point
    weight: Decimal = Decimal(1)


def places_of(reading: Reading, curves: Curves) -> Iterator[Place]:
    """The places worth a name: where a plan stands, where the curve saturates."""
    for alike in _standings_alike(reading.standings):
        yield Place(PLAN, _standing_in_words(alike, curves), alike[0].point, alike[0].weight)
    response = reading.response
    if (best := response.best_average) is not None:
        yield Place("best_average", "most per unit of money", best)
    if (last := reading.worthwhile) is not None:
        yield Place("worthwhile", _worthwhile_in_words(reading), last)
    if (full := response.nearly_all) is not None:
        yield Place("nearly_all", f"{NEARLY_ALL:.0%} of the limit", full)


def _standings_alike(standings: Sequence[Standing]) -> Iterator[list[Standing]]:
    """Standings in groups that a reader need not tell apart: cents left over by an even split."""
    left = list(standings)
    while left:
        first = left[0]
        near = [s for s in left if s.weight == first.weight and _is_near(first.point.spend, s.point.spend)]
        yield near
        left = [s for s in left if s not in near]


def _is_near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= _NEAR * one


def _standing_in_words(alike: Sequence[Standing], curves: Curves) -> str:
    frame, every = curves.problem.frame, curves.problem.periods.every.value
    labels = [label for label in frame.labels if any(label in standing.periods for standing in alike)]
    if not labels:
        return "the plan"
    first, when = frame.labels.index(labels[0]), labels[0]
    if len(labels) == len(frame.labels):
        when = f"each {every}"
    elif len(labels) > 1:
        in_a_row = tuple(labels) == tuple(frame.labels[first : first + len(labels)])
        when = f"{when} to {labels[-1]}" if in_a_row else f"{when} and {len(labels) - 1} more"
    weight = "" if alike[0].weight == 1 else f", at weight {alike[0].weight:.0%}"
    return f"the plan, {when}{weight}{', about' * (len(alike) > 1)}"


def _worthwhile_in_words(reading: Reading) -> str:
    kind = "break-even" if reading.needed == 1 else "the hurdle"
    return f"{kind}: the next 1.00 returns {reading.needed:.2f}"


def basis_in_words(reading: Reading, curves: Curves) -> str:
    """On which basis spend and outcomes are: `per month`, `over 3 months`."""
    periods = curves.problem.periods
    if reading.response.basis is Basis.PER_PERIOD:
        return f"per {periods.every.value}"
    return f"over {periods.count} {periods.every.value}s" if periods.count > 1 else "in all"


def notes_on(reading: Reading, curves: Curves) -> Iterator[str]:
    """What a reader must know of a curve to read it right."""
    response, digits = reading.response, curves.problem.digits
    line, metric = response.line, response.metric
    season = set(response.season[line.active.start : line.active.stop])
    if response.basis is Basis.PER_PERIOD and season != {1}:
        low, high = min(season), max(season)
        span = f"{low:.0%}" if low == high else f"{low:.0%} to {high:.0%}"
        yield f"The curve is that of a period of weight 1; the season's weights are {span}."
    yield from _notes_on_timing(response, curves.problem.periods.every.value)
    if response.once:
        yield f"{metric.capitalize()} that comes once, or whatever is bought, is not counted here."
    titles = [c.title for c in curves.problem.ceilings if c.metric == metric and line.id in c.items]
    for title in titles:
        yield f"What all its items together lose to the {title} is not taken off here."
    if any(line.fees):
        once, each = (money_text(fee, digits) for fee in line.fees)
        yield f"Fees come on top: {once} once and {each} in each period, if anything is bought."
    if response.units is not None and len(set(response.units.price)) > 1:
        yield f"The price is that of the first period, {money_text(response.first_price, digits)}."
    if response.worth and not reading.counts_alone:
        yield f"Not only {metric} counts towards the return of {line.id}, so no break-even is given."
    if reading.never_pays and response.worth and response.worth > 0:
        best = response.best_return
        yield f"It never pays: at best 1.00 returns {best:.2f}, and {reading.needed:.2f} is needed."


def _notes_on_timing(response: Response, every: str) -> Iterator[str]:
    if len(response.effect.carry.weights) > 1:
        yield (
            f"It is read as if the same were spent {every} after {every}, so that all that is carried over"
            f" counts. The plan's place in a {every} is the spend that would do what works in it."
        )
    if response.effect.prices != USUAL:
        yield "Spend is money at usual prices: the price index, and prices that rise, are left aside here."
