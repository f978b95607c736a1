"""What levers cause: an effect for each metric of an item, with its curve, its timing and its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from allocator.curves import Basis, Curve, Straight, Tranches
from allocator.limits import Measure, Term
from allocator.periods import Periods
from allocator.scenario.items import Item
from allocator.scenario.metrics import BUILT_IN, Metric, evidence_of, is_cash
from allocator.scenario.returns import MetricReturn, Returns
from allocator.scenario.words import Evidence

RETURN = "return"
"""The outcome of an item whose return is given as a `roi`: money, not a metric of its own."""


class Input(StrEnum):
    """What an effect grows with."""

    SPEND = "spend"
    UNITS = "units"
    PURCHASE = "purchase"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Effect:
    """outcome caused in t = season_t · f(input_t); of it the share a_k arrives in period t + k.

    On basis `total` the input adds up from the start: outcome caused by t = f(Σ_{s≤t} input_s).
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


_BY_WAY = {
    "per_unit": Input.UNITS,
    "total_when_bought": Input.PURCHASE,
    "per_period_when_bought": Input.RUNNING,
}


def effects_of(
    name: str, item: Item, metrics: Mapping[str, Metric], periods: Periods
) -> tuple[tuple[Effect, ...], Evidence]:
    """All effects of an item, and the best evidence that its return stands on.

    Only metrics of the best evidence count towards the return, so that a lead and the revenue
    it leads to are not both counted: revenue, otherwise orders, otherwise leads, otherwise attention.
    A metric of negative value is a loss of its own and always counts.
    """
    blocks = (
        {"": item.returns}
        if not item.tiers
        else {k: v.returns or item.returns for k, v in item.tiers.items()}
    )
    found: list[Effect] = []
    best = Evidence.NONE
    for tier, returns in blocks.items():
        if returns is None:
            continue
        stated = list(_stated(returns, metrics))
        valued = [s for s in stated if s.worth and s.worth > 0] or [s for s in stated if s.worth]
        evidence = min((s.evidence for s in valued), key=list(Evidence).index, default=Evidence.NONE)
        found += (_effect(name, tier, s, returns, periods, evidence) for s in stated)
        best = min(best, evidence, key=list(Evidence).index)
    return tuple(found), best


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
            (returns.delay + k, share) for k, share in enumerate(returns.spread or (Decimal(1),)) if share
        ),
        value=stated.worth or Decimal(0) if counts else Decimal(0),
        cash=stated.cash and counts,
        tier=tier,
    )


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


def _stated(returns: Returns, metrics: Mapping[str, Metric]) -> Iterator[_Stated]:
    if returns.roi is not None:
        curve = Straight(1 + returns.roi)
        yield _Stated(RETURN, Input.SPEND, curve, Basis.PER_PERIOD, Decimal(1), Evidence.REVENUE, True)
    for name, given in returns.spelled_out().items():
        metric = metrics.get(name) or BUILT_IN[name]
        worth = returns.margin if name == "revenue" and returns.margin is not None else metric.value
        if name == "revenue" and worth is None:
            worth = Decimal(1)
        evidence = evidence_of(name, metric)
        yield _Stated(name, *_curve(given), worth, evidence, is_cash(name, metric))


def _curve(given: MetricReturn) -> tuple[Input, Curve, Basis]:
    if given.tranches is not None:
        measure, basis, _ = given.tranches[0].end or ("spend", Basis.PER_PERIOD, None)
        by_unit = given.tranches[0].per_unit is not None
        return (
            Input.UNITS if by_unit or measure == "units" else Input.SPEND,
            Tranches.of(given.tranches),
            basis,
        )
    way = given.ways[0]
    rate: Decimal = getattr(given, way)
    if way == "cost_per":
        rate = 1 / rate
    return _BY_WAY.get(way, Input.SPEND), Straight(rate), Basis.PER_PERIOD
