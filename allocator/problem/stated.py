"""From what an item says that it brings and takes to its effects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from allocator.curves import Basis, Curve, Straight, Tranche, Tranches
from allocator.periods import Periods
from allocator.problem.carry import AT_ONCE, USUAL, Carry, Prices, by_period, carry_of, prices_of
from allocator.problem.effects import RETURN, Effect, Input, following
from allocator.scenario.items import Item
from allocator.scenario.metrics import BUILT_IN, Metric, evidence_of, is_cash
from allocator.scenario.returns import MetricReturn, Returns, Use, in_order
from allocator.scenario.words import Evidence

_RANK = {evidence: rank for rank, evidence in enumerate(Evidence)}


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
        evidence = min((s.evidence for s in valued), key=_RANK.__getitem__, default=Evidence.NONE)
        for one in stated:
            effect = _effect(name, tier, one, returns, periods, evidence)
            found += _following(effect, one.per, found, begin) if one.per else [effect]
        for capacity, use in uses.items():
            for metric, rate in (use.per or {}).items():
                taken = _use(name, tier, capacity, Input.OUTCOME, Straight(rate), Basis.PER_PERIOD, periods)
                found += _following(taken, metric, found, begin)
        best = min(best, evidence, key=_RANK.__getitem__)
    return tuple(found), best


def _following(effect: Effect, metric: str, found: list[Effect], begin: int) -> list[Effect]:
    """The effect once for each one that brings the metric it follows from, when that arrives."""
    bases = ((k, base) for k, base in enumerate(found) if k >= begin and base.metric == metric)
    return [following(effect, base, k) for k, base in bases]


def _effect(
    name: str, tier: str, stated: _Stated, returns: Returns, periods: Periods, best: Evidence
) -> Effect:
    counts = stated.worth is not None and (stated.evidence is best or stated.worth < 0)
    prices, carry = _buying(stated, returns, periods)
    return Effect(
        item=name,
        metric=stated.metric,
        input=stated.input,
        curve=stated.curve,
        basis=stated.basis,
        season=by_period(returns.season, periods),
        arrivals=tuple(
            (returns.delay + stated.lag + k, share)
            for k, share in enumerate(returns.spread or (Decimal(1),))
            if share
        ),
        value=stated.worth or Decimal(0) if counts else Decimal(0),
        cash=stated.cash and counts,
        tier=tier,
        prices=prices,
        carry=carry,
    )


def _buying(stated: _Stated, returns: Returns, periods: Periods) -> tuple[Prices, Carry]:
    """Prices are those of money; what comes in any case, or follows, is not carried over by itself."""
    if stated.input in (Input.ALWAYS, Input.OUTCOME):
        return USUAL, AT_ONCE
    prices = prices_of(returns, periods)
    carry = carry_of(returns, periods, prices, stated.curve)
    return (prices, carry) if stated.input is Input.SPEND else (USUAL, replace(carry, earlier=(), echoes=()))


def _use(
    name: str, tier: str, capacity: str, input_: Input, curve: Curve, basis: Basis, periods: Periods
) -> Effect:
    """What an item takes of a capacity: when it is bought or runs, whatever its returns' timing."""
    season, arrivals = (Decimal(1),) * periods.count, ((0, Decimal(1)),)
    return Effect(name, capacity, input_, curve, basis, season, arrivals, Decimal(0), cash=False, tier=tier)


def _stated(returns: Returns, item: Item, metrics: Mapping[str, Metric]) -> Iterator[_Stated]:
    if returns.roi is not None:
        curve = Straight(1 + returns.roi)
        yield _Stated(RETURN, Input.SPEND, curve, Basis.PER_PERIOD, Decimal(1), Evidence.REVENUE, True)
    for lag, amount in enumerate(returns.cash or ()):
        if amount:
            paid = Straight(amount)
            yield _Stated(
                RETURN, _natural(item), paid, Basis.PER_PERIOD, Decimal(1), Evidence.REVENUE, True, lag
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
            yield capacity, _natural(item), Straight(use.amount), Basis.PER_PERIOD
        for way in _curves(use, item):
            yield capacity, *way


def _natural(item: Item) -> Input:
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
        once = Input.PURCHASE if _natural(item) is Input.PURCHASE else Input.USED
        yield once, Straight(given.total_when_bought), Basis.PER_PERIOD


def _tranches(tranches: tuple[Tranche, ...]) -> tuple[Input, Curve, Basis]:
    measure, basis, _ = tranches[0].end or ("spend", Basis.PER_PERIOD, None)
    by_unit = tranches[0].per_unit is not None
    counted = Input.UNITS if by_unit or measure == "units" else Input.SPEND
    return counted, Tranches.of(tranches), basis
