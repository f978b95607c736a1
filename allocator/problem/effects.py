"""What levers cause: an effect for each metric of an item, with its curve, its timing and its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

from allocator.curves import Basis, Curve, Straight, Tranche, Tranches
from allocator.limits import Measure, Term
from allocator.periods import Periods
from allocator.problem.levers import Lever
from allocator.scenario.items import Item
from allocator.scenario.metrics import BUILT_IN, Metric, evidence_of, is_cash
from allocator.scenario.returns import MetricReturn, Returns, Use, in_order
from allocator.scenario.words import Evidence

RETURN = "return"
"""The outcome of an item whose return is given as a `roi`: money, not a metric of its own."""


class Input(StrEnum):
    """What an effect grows with."""

    SPEND = "spend"
    UNITS = "units"
    PURCHASE = "purchase"
    RUNNING = "running"
    USED = "used"
    """1 in the item's first period if anything is bought of it."""
    ALWAYS = "always"
    """1 in the first period (on basis `total`) or in every period, whatever is bought."""
    OUTCOME = "outcome"
    """What another effect causes in the period; see `Effect.base`."""


class Base(NamedTuple):
    """The effect that another one follows from: its item, and its number among the item's effects."""

    item: str
    number: int


@dataclass(frozen=True, slots=True)
class Lift:
    """When a use of an item lifts the outcomes of another: `lasts` periods, from `delay` periods after it."""

    delay: int
    lasts: int

    def reaches(self, lever: Lever, t: int) -> bool:
        """Whether what is caused in a period is lifted if the lever is pulled."""
        return any(0 <= t - used - self.delay < self.lasts for used in lever.running)


@dataclass(frozen=True, slots=True)
class Effect:
    """outcome caused in t = season_t · f(input_t); of it the share a_k arrives in period t + k.

    On basis `total` the input adds up from the start: outcome caused by t = f(Σ_{s≤t} input_s).
    With a `base`, the input is what that effect causes in t, its season included, and f a rate; with a `lift`
    as well, that counts only where the item is used at the right time. The base itself has no lift.
    `value` is the money one outcome adds to the item's return; `cash` whether that comes back as money.
    """

    item: str
    metric: str
    input: Input
    curve: Curve
    basis: Basis
    season: tuple[Decimal, ...]
    arrivals: tuple[tuple[int, Decimal], ...]
    value: Decimal
    cash: bool
    tier: str = ""
    base: Base | None = None
    lift: Lift | None = None

    @property
    def rate(self) -> Decimal:
        """The slope of a straight effect."""
        return self.curve.pieces[0].slope


class Holder(Protocol):
    """What has effects: an item."""

    @property
    def effects(self) -> tuple[Effect, ...]: ...


def base_of(effect: Effect, lines: Mapping[str, Holder]) -> Effect:
    """The effect that another one follows from; itself where there is none."""
    return effect if effect.base is None else lines[effect.base.item].effects[effect.base.number]


def root_of(effect: Effect, lines: Mapping[str, Holder]) -> Effect:
    """The effect at the beginning of a chain of those that follow from each other."""
    return effect if effect.base is None else root_of(base_of(effect, lines), lines)


def factor_of(effect: Effect, term: Term) -> Decimal:
    """How much of a term (OUTCOME, CASH or RETURN) one outcome of the effect is."""
    if term.measure is Measure.OUTCOME:
        return Decimal(effect.metric == term.metric)
    if term.measure is Measure.CASH and not effect.cash:
        return Decimal(0)
    return effect.value


@dataclass(frozen=True, slots=True)
class _Stated:
    """One metric of a returns block before its value is settled."""

    metric: str
    input: Input
    curve: Curve
    basis: Basis
    worth: Decimal | None
    evidence: Evidence
    cash: bool
    lag: int = 0
    per: str = ""


def effects_of(
    name: str, item: Item, metrics: Mapping[str, Metric], periods: Periods
) -> tuple[tuple[Effect, ...], Evidence]:
    """All effects of an item, and the best evidence that its return stands on.

    Only metrics of the best evidence count towards the return, so that a lead and the revenue
    it leads to are not both counted: revenue, otherwise orders, otherwise leads, otherwise attention.
    A metric of negative value is a loss of its own and always counts.
    """
    blocks = {"": item} if not item.tiers else item.tiers
    found: list[Effect] = []
    best = Evidence.NONE
    for tier, block in blocks.items():
        uses, begin = block.uses or item.uses, len(found)
        found += (_use(name, tier, *way, periods) for way in _uses(uses, item))
        returns = block.returns or item.returns
        if returns is None:
            continue
        stated = list(_stated(returns, item, metrics))
        valued = [s for s in stated if s.worth and s.worth > 0] or [s for s in stated if s.worth]
        evidence = min((s.evidence for s in valued), key=list(Evidence).index, default=Evidence.NONE)
        for one in stated:
            effect = _effect(name, tier, one, returns, periods, evidence)
            found += _following(effect, one.per, found, begin) if one.per else [effect]
        for capacity, use in uses.items():
            for metric, rate in (use.per or {}).items():
                taken = _use(name, tier, capacity, Input.OUTCOME, Straight(rate), Basis.PER_PERIOD, periods)
                found += _following(taken, metric, found, begin)
        best = min(best, evidence, key=list(Evidence).index)
    return tuple(found), best


def _following(effect: Effect, metric: str, found: list[Effect], begin: int) -> list[Effect]:
    """The effect once for each one that brings the metric it follows from, when that arrives."""
    bases = ((k, base) for k, base in enumerate(found) if k >= begin and base.metric == metric)
    return [following(effect, base, k) for k, base in bases]


def following(effect: Effect, base: Effect, number: int) -> Effect:
    """The effect at a rate of what its base causes, which has its season already and arrives as it does."""
    season = (Decimal(1),) * len(base.season)
    return replace(
        effect,
        input=Input.OUTCOME,
        basis=base.basis,
        season=season,
        arrivals=base.arrivals,
        base=Base(base.item, number),
    )


def _effect(
    name: str, tier: str, stated: _Stated, returns: Returns, periods: Periods, best: Evidence
) -> Effect:
    counts = stated.worth is not None and (stated.evidence is best or stated.worth < 0)
    return Effect(
        item=name,
        metric=stated.metric,
        input=stated.input,
        curve=stated.curve,
        basis=stated.basis,
        season=season_of(returns, periods),
        arrivals=tuple(
            (returns.delay + stated.lag + k, share)
            for k, share in enumerate(returns.spread or (Decimal(1),))
            if share
        ),
        value=stated.worth or Decimal(0) if counts else Decimal(0),
        cash=stated.cash and counts,
        tier=tier,
    )


def _use(
    name: str, tier: str, capacity: str, input_: Input, curve: Curve, basis: Basis, periods: Periods
) -> Effect:
    """What an item takes of a capacity: when it is bought or runs, whatever its returns' timing."""
    season, arrivals = (Decimal(1),) * periods.count, ((0, Decimal(1)),)
    return Effect(name, capacity, input_, curve, basis, season, arrivals, Decimal(0), cash=False, tier=tier)


def season_of(returns: Returns, periods: Periods) -> tuple[Decimal, ...]:
    """The weight of each period; raises ValueError where the season does not fit the horizon."""
    season = returns.season
    if season is None:
        return (Decimal(1),) * periods.count
    if isinstance(season, tuple):
        if len(season) != periods.count:
            raise ValueError(f"{len(season)} weights for {periods.count} periods")
        return season
    weights = [Decimal(1)] * periods.count
    for reference, weight in season.items():
        for t in periods.find(reference):
            weights[t] = weight
    return tuple(weights)


def _stated(returns: Returns, item: Item, metrics: Mapping[str, Metric]) -> Iterator[_Stated]:
    if returns.roi is not None:
        curve = Straight(1 + returns.roi)
        yield _Stated(RETURN, Input.SPEND, curve, Basis.PER_PERIOD, Decimal(1), Evidence.REVENUE, True)
    for lag, amount in enumerate(returns.cash or ()):
        if amount:
            paid = Straight(amount)
            yield _Stated(
                RETURN, natural(item), paid, Basis.PER_PERIOD, Decimal(1), Evidence.REVENUE, True, lag
            )
    spelled_out = returns.spelled_out()
    for name in in_order(spelled_out):
        given = spelled_out[name]
        metric = metrics.get(name) or BUILT_IN[name]
        worth = returns.margin if name == "revenue" and returns.margin is not None else metric.value
        if name == "revenue" and worth is None:
            worth = Decimal(1)
        evidence = evidence_of(name, metric)
        for way in _curves(given, item):
            yield _Stated(name, *way, worth, evidence, is_cash(name, metric))
        for base, rate in (given.per or {}).items():
            follows = (Input.OUTCOME, Straight(rate), Basis.PER_PERIOD)
            yield _Stated(name, *follows, worth, evidence, is_cash(name, metric), per=base)


def _uses(uses: Mapping[str, Use], item: Item) -> Iterator[tuple[str, Input, Curve, Basis]]:
    for capacity, use in uses.items():
        if use.amount is not None:
            yield capacity, natural(item), Straight(use.amount), Basis.PER_PERIOD
        for way in _curves(use, item):
            yield capacity, *way


def natural(item: Item) -> Input:
    """What an item's amounts count: units of money, units bought, or the purchase."""
    if item.spend is not None:
        return Input.SPEND
    return Input.UNITS if item.units is not None else Input.PURCHASE


_RATES = {"per_money": Input.SPEND, "per_unit": Input.UNITS, "per_period_when_bought": Input.RUNNING}
_TABLES = {"table_total": Basis.TOTAL, "table_per_period": Basis.PER_PERIOD}


def _curves(given: MetricReturn, item: Item) -> Iterator[tuple[Input, Curve, Basis]]:
    """Everything that a metric's entry says: its rate or table, and the one-off beside it."""
    for way, measure in _RATES.items():
        if (rate := getattr(given, way)) is not None:
            yield measure, Straight(rate), Basis.PER_PERIOD
    if given.cost_per is not None:
        yield Input.SPEND, Straight(1 / given.cost_per), Basis.PER_PERIOD
    if given.curve is not None:
        yield Input.SPEND, given.curve.curve, given.curve.basis
    if given.tranches is not None:
        yield _tranches(given.tranches)
    for way, basis in _TABLES.items():
        if (table := getattr(given, way)) is not None:
            yield Input.UNITS, Tranches.through(table), basis
            if table[0]:
                yield Input.ALWAYS, Straight(table[0]), basis
    if given.total_when_bought is not None:
        once = Input.PURCHASE if natural(item) is Input.PURCHASE else Input.USED
        yield once, Straight(given.total_when_bought), Basis.PER_PERIOD


def _tranches(tranches: tuple[Tranche, ...]) -> tuple[Input, Curve, Basis]:
    measure, basis, _ = tranches[0].end or ("spend", Basis.PER_PERIOD, None)
    by_unit = tranches[0].per_unit is not None
    counted = Input.UNITS if by_unit or measure == "units" else Input.SPEND
    return counted, Tranches.of(tranches), basis
