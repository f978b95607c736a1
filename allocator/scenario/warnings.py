"""What is allowed in a scenario, but seldom meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from allocator.errors import InputError
from allocator.fields import plain
from allocator.scenario.goals import CLOSING_CASH
from allocator.scenario.schema import Scenario
from allocator.scenario.words import Rank

ZERO = Decimal(0)
_FOCUS = 2
_MUCH_UPLIFT, _MUCH_WEIGHT = 2, 20
"""From here on a share is doubted; 1 is 100%."""


def warnings_of(scenario: Scenario) -> Iterator[str]:
    """Sentences for a reader; nothing here stops a solve."""
    yield from _about_goals(scenario)
    yield from _without_reinvestment(scenario)
    if unpriced := _without_margin(scenario):
        yield f"no margin is given, so all revenue counts as return: {', '.join(unpriced)}"
    if _is_spent_at_once(scenario):
        yield "money is spent again in the very period in which it comes back; budget.reinvest.lag: 1 waits"
    if open_ended := _without_cap(scenario):
        yield f"reinvested money has no bound of its own, and these have no cap: {', '.join(open_ended)}"
    yield from _bought_for_a_cent(scenario)
    yield from _lifts_for_a_cent(scenario)
    yield from _without_percent_sign(scenario)
    yield from _ranges_of_nothing(scenario)


def _about_goals(scenario: Scenario) -> Iterator[str]:
    for rank in dict.fromkeys(goal.rank for goal in scenario.goals):
        goals = [goal for goal in scenario.goals if goal.rank == rank]
        weighted = [goal.is_weighted for goal in goals]
        if any(weighted) and not all(weighted):
            name = next(goal.name or goal.metric for goal in goals if not goal.is_weighted)
            yield f"{rank} goals: some have a weight per unit missed, {name} counts the share that is missed"
        if len(goals) > _FOCUS and rank in set(Rank) and not any(weighted):
            yield f"{len(goals)} {rank} goals: with more than {_FOCUS} of a rank, focus is lost"


def _without_reinvestment(scenario: Scenario) -> Iterator[str]:
    brings = any(item.returns is not None for item in scenario.items.values())
    if CLOSING_CASH in scenario.policy.weights and scenario.budget.reinvest is None and brings:
        yield "without budget.reinvest nothing that comes back is counted in the closing cash"


def _is_spent_at_once(scenario: Scenario) -> bool:
    reinvest = scenario.budget.reinvest
    if reinvest is None or reinvest.lag is not None or scenario.horizon.periods == 1:
        return False
    return CLOSING_CASH not in scenario.policy.weights


def _without_cap(scenario: Scenario) -> list[str]:
    reinvest = scenario.budget.reinvest
    if reinvest is None:
        return []
    bought = {name: item.spend or item.units for name, item in scenario.items.items()}
    into = {name for name, item in scenario.items.items() if item.time_frame in (None, *reinvest.into)}
    caps = ("max_total", "max_per_period", "exact_total", "exact_per_period")
    return [n for n, b in bought.items() if b and n in into and not any(getattr(b, cap) for cap in caps)]


def _without_margin(scenario: Scenario) -> list[str]:
    if (metric := scenario.metrics.get("revenue")) is not None and metric.value is not None:
        return []
    found = []
    for name, item in scenario.items.items():
        stated = [block for block in item.all_returns if "revenue" in block.spelled_out()]
        if any(block.margin is None for block in stated):
            found.append(name)
    return found


def _bought_for_a_cent(scenario: Scenario) -> Iterator[str]:
    needed = {name for limit in scenario.limits for name in limit.demanded()}
    for name in sorted(needed & set(scenario.items)):
        spend = scenario.items[name].spend
        if spend is not None and not (spend.is_fixed or spend.min_if_used_total):
            yield f"{name} counts as bought from the smallest amount on; min_if_used_total can say more"


def _lifts_for_a_cent(scenario: Scenario) -> Iterator[str]:
    basis = "total" if scenario.horizon.periods == 1 else "per_period"
    for name, item in scenario.items.items():
        bought = item.spend or (item.units if item.units is not None and not item.units.whole else None)
        bounds = ("min_if_used", "min", "exact")
        if item.uplift and bought and not any(getattr(bought, f"{bound}_{basis}") for bound in bounds):
            yield f"{name} lifts others from the smallest amount on; min_if_used_{basis} can say more"


def _without_percent_sign(scenario: Scenario) -> Iterator[str]:
    """Shares so large that a percent sign was forgotten, most likely."""
    for name, item in scenario.items.items():
        if (by := max((one.by for one in item.uplift), default=ZERO)) > _MUCH_UPLIFT:
            yield f"{name} lifts others by {plain(by * 100)}%; 8 per cent are written 8%"
        for block in item.all_returns:
            for key, given in (("season", block.season), ("price index", block.price_index)):
                weights = given.values() if isinstance(given, Mapping) else given or ()
                if (most := max(weights, default=ZERO)) > _MUCH_WEIGHT:
                    yield f"{name} has a {key} of {plain(most * 100)}%; 140 per cent are written 140%"


def _ranges_of_nothing(scenario: Scenario) -> Iterator[str]:
    """What `stress` would refuse; a plan does not need it."""
    if not scenario.ranges:
        return
    from allocator.scenario.estimates import Room, estimates_of  # few scenarios state ranges

    try:
        estimates_of(scenario, Room(Decimal("0.2")))
    except InputError as error:
        yield from map(str, error.mistakes)
