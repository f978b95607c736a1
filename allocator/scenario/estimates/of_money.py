"""Estimates about money and metrics: the budget, what money costs and earns, what outcomes are worth."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from allocator.fields import Unlimited
from allocator.money import rounded
from allocator.scenario.edit import with_budget
from allocator.scenario.estimates.base import Block, Estimate
from allocator.scenario.figures import number_of, with_value
from allocator.scenario.goals import BUDGET
from allocator.scenario.schema import Scenario


def of_budget(block: Block) -> Iterator[Estimate]:
    """The own money, interest, loans, extra money, and how long money that has come back waits."""
    total = block.scenario.budget.total
    if not isinstance(total, Unlimited) and total and BUDGET not in block.scenario.policy.weights:
        by, make = block.room.by, partial(_with_total, block.scenario)
        yield Estimate("budget", (*block.place, "total"), total, -by, by, make)
    interest = block.data.get("interest")
    if isinstance(interest, list):
        yield block.inside("interest").as_factor("interest", partial(_with_interest, block))
    elif interest is not None:
        yield block.by_share("interest", "interest")
    for name, loan in block.data.get("loans", {}).items():
        if "rate" in loan:
            yield block.inside("loans", name, owner=f"loan {name}").by_share("rate", "rate")
    if "cost" in block.data.get("extra", ()):
        yield block.inside("extra").by_share("cost", "cost of extra budget")
    if block.has("reinvest"):
        reinvest = block.inside("reinvest")
        yield reinvest.in_periods("lag", "wait before money is spent again", 0, "it is spent at once already")


def of_metric_values(block: Block) -> Iterator[Estimate]:
    """What one of each metric is worth, and how many there can be."""
    for name, metric in block.data.items():
        one = block.inside(name, owner=name)
        if "value" in metric and number_of(metric["value"]):
            yield one.by_share("value", "value")
        for key in ("ceiling_total", "ceiling_per_period"):
            if key in metric:
                yield one.by_share(key, "ceiling")
        for shared, ceiling in metric.get("ceilings", {}).items():
            for key in ("max_total", "max_per_period"):
                if key in ceiling:
                    yield one.inside("ceilings", shared, owner=shared).by_share(key, "ceiling")


def _with_total(scenario: Scenario, total: Decimal) -> Scenario:
    return with_budget(scenario, rounded(total, scenario.digits))


def _with_interest(block: Block, factor: Decimal) -> Scenario:
    rates = [number_of(rate) * factor for rate in block.data["interest"]]
    return with_value(block.scenario, (*block.place, "interest"), rates)
