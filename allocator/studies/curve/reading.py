"""Response curves read off: what a ladder of spends brings, where it saturates, where a plan stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from allocator.curves import Basis
from allocator.errors import InputError, Mistake, UnboundedError, nearest
from allocator.money import exact, rounded
from allocator.plan.ledger import Ledger
from allocator.plan.responses import Point, Response, responses_of
from allocator.problem import Line, Problem, settle
from allocator.scenario import Scenario

ZERO, ONE = Decimal(0), Decimal(1)
STEPS = 10
_FURTHER = Decimal("1.25")
"""How far past the last place of interest a ladder goes."""
_FINE = 120


@dataclass(frozen=True, slots=True)
class Ladder:
    """Which spends to look at: from and to (None: as far as it is interesting), and how many steps."""

    start: Decimal | None = None
    end: Decimal | None = None
    steps: int = STEPS


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a plan stands on a curve: in periods alike, or over the horizon (no labels)."""

    periods: tuple[str, ...]
    weight: Decimal
    point: Point


@dataclass(frozen=True)
class Reading:
    """A response read off at a ladder of spends; `line` are the points to draw it by."""

    response: Response
    needed: Decimal
    ladder: tuple[Point, ...]
    line: tuple[Point, ...]
    standings: tuple[Standing, ...]

    @property
    def counts_alone(self) -> bool:
        """Whether no other metric of the item adds to its return."""
        others = {e.metric for e in self.response.line.effects if e.value}
        return not others - {self.response.metric}

    @property
    def worthwhile(self) -> Point | None:
        """Where the next money returns what it must and no more; None where other metrics count as well."""
        return self.response.worthwhile(self.needed) if self.counts_alone else None

    @property
    def never_pays(self) -> bool:
        """Whether no spend returns what it must, and nothing else of the item is counted."""
        return self.response.worth is not None and self.counts_alone and not self.response.pays(self.needed)


@dataclass(frozen=True)
class Curves:
    """The curves of a scenario's items; `needed` is what a unit of money must return to be spent."""

    problem: Problem
    readings: tuple[Reading, ...]
    has_plan: bool

    @property
    def scenario(self) -> Scenario:
        """The scenario that they are of."""
        return self.problem.scenario


def study_curves(
    scenario: Scenario,
    items: Sequence[str] = (),
    ladder: Ladder = Ladder(),
    standings: Callable[[Response], tuple[Standing, ...]] | None = None,
) -> Curves:
    """The curves of these items, or of all that have any; `standings` tells where a plan stands on each.

    Raises:
        InputError: an item is unknown or has no curve, or nothing says how far its ladder goes.
    """
    problem = settle(scenario)
    with exact():
        needed = 1 + (scenario.policy.hurdle or ZERO)
        responses = [r for line in _chosen(problem, items) for r in responses_of(line, problem)]
        if not responses:
            raise InputError.single("no item has a curve", expected="money or units with `returns`")
        stands = standings or (lambda _response: ())
        readings = tuple(_reading(r, problem, ladder, stands(r), needed) for r in responses)
        return Curves(problem, readings, standings is not None)


def _chosen(problem: Problem, items: Sequence[str]) -> list[Line]:
    """The lines of these names; raises InputError with every name that is wrong."""
    wrong = [
        Mistake(f'no item "{name}"', suggestion=nearest(name, problem.lines))
        for name in dict.fromkeys(items)
        if name not in problem.lines
    ]
    lines = [problem.lines[name] for name in dict.fromkeys(items) if name in problem.lines]
    wrong += [_without_curve(line) for line in lines if not any(responses_of(line, problem))]
    if wrong:
        raise InputError(wrong)
    return lines or list(problem.lines.values())


def _without_curve(line: Line) -> Mistake:
    way = "price" if line.spec.price is not None else "tiers"
    bought = line.spec.spend is not None or line.spec.units is not None
    return Mistake(
        "it has no curve",
        path=f"items.{line.id}",
        expected="`returns` that grow with money or units",
        found="none" if bought else f"a {way}, which is paid as a whole",
    )


def _reading(
    response: Response,
    problem: Problem,
    ladder: Ladder,
    standings: tuple[Standing, ...],
    needed: Decimal,
) -> Reading:
    if not response.first_price:
        path = f"items.{response.line.id}.units.price"
        raise InputError.single("it has no curve of money", path=path, expected="a price", found="0")
    start = ladder.start or ZERO
    end = ladder.end if ladder.end is not None else _end(response, problem, standings, needed)
    if end <= start:
        raise InputError.single(
            "a ladder that ends before it begins", path="--to", expected=f"more than {start:f}"
        )
    return Reading(
        response=response,
        needed=needed,
        ladder=tuple(_rungs(response, start, end, ladder.steps, problem.digits)),
        line=tuple(_rungs(response, start, end, max(_FINE, ladder.steps), problem.digits)),
        standings=standings,
    )


def _rungs(response: Response, start: Decimal, end: Decimal, steps: int, digits: int) -> Iterator[Point]:
    """Points at even distances, in whole smallest units of money or whole units."""
    spends = [start + (end - start) * k / steps for k in range(steps + 1)]
    if response.units is None:
        yield from (response.at(spend) for spend in dict.fromkeys(rounded(s, digits) for s in spends))
        return
    price = response.first_price
    counts = [spend / price for spend in spends]
    if response.units.whole:
        counts = [count.to_integral_value() for count in counts]
    yield from (response.point(count, count * price) for count in dict.fromkeys(counts))


def standings_of(response: Response, books: Ledger) -> Iterator[Standing]:
    """Where a plan stands, periods alike put together; call it inside `allocator.money.exact()`."""
    line, problem = response.line, books.problem
    put = list(books.put(line.id))
    counts = put if response.units is None else _counts(line, books)
    if response.basis is Basis.TOTAL:
        amount = response.put(counts, None)
        spend = sum(put, ZERO) if response.effect.is_plain else amount * response.first_price
        yield Standing((), ONE, response.point(amount, spend))
        return
    if not response.effect.is_plain:
        counts = [response.put(counts, t) for t in range(len(counts))]
        put = [amount * response.price(t) for t, amount in enumerate(counts)]
    alike: dict[tuple[Decimal, Decimal, Decimal, Decimal], list[str]] = {}
    for t in line.active:
        key = counts[t], put[t], response.price(t), response.season[t]
        alike.setdefault(key, []).append(problem.frame.labels[t])
    for (count, spend, price, weight), labels in alike.items():
        yield Standing(tuple(labels), weight, response.point(count, spend, price, weight))


def _counts(line: Line, books: Ledger) -> list[Decimal]:
    """Units bought in each period."""
    counts = [ZERO] * books.problem.periods.count
    for lever in line.levers:
        counts[lever.period] += books.level(lever)
    return counts


def _end(response: Response, problem: Problem, standings: tuple[Standing, ...], needed: Decimal) -> Decimal:
    """As far as it is interesting: a little past where it saturates and the plan stands, within its cap."""
    places = [response.nearly_all, response.best_average, response.worthwhile(needed)]
    places += [standing.point for standing in standings]
    furthest = max((place.spend for place in places if place is not None), default=ZERO)
    cap = _cap(response, problem)
    if furthest and (cap is None or furthest * _FURTHER < cap):
        return _round_up(furthest * _FURTHER)
    if not cap:
        raise InputError.single(
            "nothing says how far to look", path=f"items.{response.line.id}", expected="--to, or a cap"
        )
    return cap


def _cap(response: Response, problem: Problem) -> Decimal | None:
    """The most money that the scenario lets be put in, on the basis of the curve; None where nothing says."""
    line, price = response.line, response.first_price
    bought = line.spec.units or line.spec.spend
    try:
        most = problem.most_units(line) * price if line.spec.units else problem.most_spend(line)
    except UnboundedError:
        most = None
    caps = [] if most is None else [most]
    if bought is not None and response.basis is Basis.PER_PERIOD:
        per_period = (bought.exact_per_period, bought.max_per_period)
        caps += [cap * (price if line.spec.units else ONE) for cap in per_period if cap is not None]
    return min(caps, default=None)


def _round_up(amount: Decimal) -> Decimal:
    """The amount, up to two figures."""
    step = Decimal(1).scaleb(amount.adjusted() - 1)
    return math.ceil(amount / step) * step
