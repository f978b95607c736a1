"""Estimates in a block of returns: what each metric brings, when it arrives, seasons, prices, carry-over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from allocator.errors import InputError
from allocator.scenario.estimates.base import ZERO, Block, Estimate, Unit
from allocator.scenario.estimates.of_curves import of_metric
from allocator.scenario.figures import number_of, with_value
from allocator.scenario.nodes import Place
from allocator.scenario.returns import SHORTHANDS
from allocator.scenario.schema import Scenario

_FIGURES = {"roas": "ROAS", "roi": "ROI", "cpl": "CPL", "cpa": "CPA", "cpo": "CPO", "cpm": "CPM"}
_STRETCHED = {"season": "seasonality", "price_index": "price index"}


def of_returns(block: Block) -> Iterator[Estimate]:
    """All numbers of a block of returns, each by itself."""
    stated = block.data.get("range")
    if stated is not None:
        block = block.inside(by=number_of(stated))
    for key, words in _FIGURES.items():
        if block.has(key):
            yield block.by_share(key, words, brings=True)
    if block.has("margin"):
        yield block.up_to_one("margin", "margin")
    metrics = [name for name in block.data if name not in SHORTHANDS]
    for name in metrics:
        yield from of_metric(block.inside(name), name, alone=len(metrics) == 1)
    yield _arrival(block)
    for key, words in _STRETCHED.items():
        if block.has(key):
            yield block.inside(key).as_factor(words, partial(_stretched, block, key))
    if block.has("price_rise"):
        rise = block.inside("price_rise")
        yield rise.up_to_one("per_doubling", "price rise")
        yield rise.by_share("from_per_period", "spend from which prices rise")
    if block.has("carry_over"):
        yield from _of_carry_over(block.inside("carry_over"))


def _of_carry_over(block: Block) -> Iterator[Estimate]:
    if block.has("retain"):
        yield block.towards_one("retain", "retention")
    if block.has("weights"):
        yield block.inside("weights").as_factor("carry-over", partial(_carried, block))
    if block.has("peak"):
        yield block.in_periods("peak", "peak of the carry-over", 0, "it is strongest at once already")
    if block.has("periods"):
        yield block.in_periods("periods", "length of the carry-over", 1, "it lasts one period already")


def _stretched(block: Block, key: str, factor: Decimal) -> Scenario:
    """Weights that lie so many times as far from 1, not below 0."""
    weights = block.data[key]

    def moved(weight: Any) -> Decimal:
        return max(ZERO, 1 + (number_of(weight) - 1) * factor)

    if isinstance(weights, Mapping):
        found: Any = {period: moved(weight) for period, weight in weights.items()}
    else:
        found = [moved(weight) for weight in weights]
    return with_value(block.scenario, (*block.place, key), found)


def _carried(block: Block, factor: Decimal) -> Scenario:
    """What works on in later periods, so many times as much; the spend's own period stays."""
    first, *later = block.data["weights"]
    weights = [number_of(first), *(number_of(weight) * factor for weight in later)]
    return with_value(block.scenario, (*block.place, "weights"), weights)


def _arrival(block: Block) -> Estimate:
    now, off = Decimal(block.data.get("delay", 0)), Decimal(block.room.periods)
    make = partial(_arriving, block.scenario, block.place, block.data)
    place = (*block.place, "delay")
    return Estimate(f"delay of {block.owner}", place, now, -off, off, make, unit=Unit.PERIODS)


def _profile(returns: Mapping[str, Any]) -> str:
    """The list that says when all of it arrives: that of `cash` only where nothing else is brought."""
    if "spread" in returns:
        return "spread"
    others = {name for name in returns if name not in SHORTHANDS or name in _FIGURES}
    return "" if others else "cash"


def _arriving(scenario: Scenario, place: Place, returns: Mapping[str, Any], delay: Decimal) -> Scenario:
    """The returns with another delay; below 0 a profile loses as many periods in which nothing arrives."""
    moved = dict(returns)
    early = -int(delay)
    if early > 0:
        profile = _profile(returns)
        ahead = returns.get(profile, ())[:early]
        if len(ahead) < early or any(number_of(one) for one in ahead):
            raise InputError.single("it comes at once already")
        moved[profile] = returns[profile][early:]
    moved["delay"] = max(0, int(delay))
    return with_value(scenario, place, moved)
