"""Estimates in what an item brings of one metric, or takes of a capacity: rates, tranches, curves."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from allocator.scenario.estimates.base import Block, Estimate, ordinal
from allocator.scenario.figures import number_of, with_value
from allocator.scenario.schema import Scenario

_RATES = {
    "per_money": "{} per unit of money",
    "cost_per": "cost per {}",
    "per_unit": "{} per unit",
    "total_when_bought": "{} by the purchase",
    "per_period_when_bought": "{} per period",
    "amount": "{} used",
}
_OUTCOMES = {"limit": "limit", "factor": "factor", "cap": "cap"}
_AMOUNTS = {
    "half_at": "half-saturation",
    "middle": "steepest point",
    "scale": "scale",
    "factor": "factor",
}


def of_metric(block: Block, metric: str, *, alone: bool) -> Iterator[Estimate]:
    """The numbers of one metric's entry; `alone` says that the item has no other, so it need not be named."""
    about = "" if alone else f", {metric},"
    for key, words in _RATES.items():
        if block.has(key):
            yield block.by_share(key, words.format(metric), brings=True)
    for base in block.data.get("per", ()):
        yield block.inside("per").by_share(base, f"{metric} per {base}")
    tranches = block.data.get("tranches", ())
    for k in range(len(tranches)):
        yield from _of_tranche(block.inside("tranches", k), f"tranche{ordinal(k, tranches)}{about}")
    if block.has("curve"):
        yield from _of_curve(block.inside("curve"), about)


def _of_tranche(block: Block, words: str) -> Iterator[Estimate]:
    for key in block.data:
        if key.startswith("up_to"):
            yield block.by_share(key, f"end of {words}")
        else:
            yield block.by_share(key, f"rate of {words}", brings=True)


def _of_curve(block: Block, about: str) -> Iterator[Estimate]:
    for key in block.data:
        stem = key.removesuffix("_per_period").removesuffix("_total")
        if stem in _OUTCOMES:
            yield block.by_share(key, f"{_OUTCOMES[stem]}{about}", brings=True)
        elif stem in _AMOUNTS:
            yield block.by_share(key, f"{_AMOUNTS[stem]}{about}")
        elif stem == "steepness":
            yield block.by_share(key, f"steepness{about}")
        elif stem == "exponent":
            yield block.towards_one(key, f"exponent{about}")
        elif stem == "doubling_adds":
            yield block.up_to_one(key, f"gain of doubling{about}")
        elif stem == "points":
            change = partial(_with_spends, block.scenario, (*block.place, key), block.data[key])
            yield block.inside(key).as_factor(f"spend at the points{about}", change)
    if block.has("at"):
        yield from _of_anchor(block.inside("at"), about)


def _of_anchor(block: Block, about: str) -> Iterator[Estimate]:
    for key in block.data:
        if key == "brings":
            yield block.by_share(key, f"known outcome{about}", brings=True)
        else:
            yield block.by_share(key, f"known spend{about}")


def _with_spends(scenario: Scenario, place: Any, points: Any, factor: Decimal) -> Scenario:
    moved = [[number_of(spend) * factor, outcomes] for spend, outcomes in points]
    return with_value(scenario, place, moved)
