"""What must agree across a scenario: names, dates, and rules that no single field can see."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from allocator.errors import nearest
from allocator.scenario.ceiling_checks import ceiling_disagreements
from allocator.scenario.disagreement import Disagreement, find, from_until, unknown
from allocator.scenario.goals import (
    BORROWED,
    BOUGHT,
    BUDGET,
    CLOSING_CASH,
    MEASURES,
    NET_RETURN,
    RETURN,
    SPEND,
    UNITS,
)
from allocator.scenario.items import Item
from allocator.scenario.limit_checks import (
    capacities,
    circle_disagreements,
    limit_disagreements,
    selection_disagreements,
)
from allocator.scenario.metrics import BUILT_IN
from allocator.scenario.money_checks import money_disagreements
from allocator.scenario.nodes import Place
from allocator.scenario.returns import SHORTHANDS, Returns, Season
from allocator.scenario.schema import Scenario
from allocator.scenario.uplift_checks import uplift_disagreements

_RESERVED = {NET_RETURN, RETURN, SPEND, UNITS, BOUGHT, BORROWED, BUDGET, CLOSING_CASH, "money"}


def disagreements(scenario: Scenario, incomplete: Collection[str] = ()) -> Iterator[Disagreement]:
    """Everything in a scenario that does not fit together; items are `incomplete` where parts were wrong."""
    for name in sorted(_RESERVED & set(scenario.metrics)):
        yield Disagreement(("metrics", name), "a name with a meaning of its own", "another name", name)
    yield from ceiling_disagreements(scenario, incomplete)
    yield from _capacities(scenario)
    yield from money_disagreements(scenario)
    for name, item in scenario.items.items():
        yield from _dates(scenario, item, ("items", name))
        for place, returns in _blocks(item, ("items", name)):
            yield from _returns(scenario, returns, place)
        yield from uplift_disagreements(scenario, name, item, incomplete)
    yield from _goals(scenario)
    yield from limit_disagreements(scenario)
    yield from circle_disagreements(scenario)


def _capacities(scenario: Scenario) -> Iterator[Disagreement]:
    for name, item in scenario.items.items():
        blocks = {(): item.uses} | {("tiers", tier): v.uses for tier, v in (item.tiers or {}).items()}
        for place, uses in blocks.items():
            for capacity in uses:
                if capacity in _RESERVED | set(scenario.metrics) | set(BUILT_IN):
                    expected = "a name that no metric has"
                    spot: Place = ("items", name, *place, "uses", capacity)
                    yield Disagreement(spot, "a capacity with a name of its own meaning", expected, capacity)


def _blocks(item: Item, place: Place) -> Iterator[tuple[Place, Returns]]:
    if item.returns is not None:
        yield (*place, "returns"), item.returns
    for tier, variant in (item.tiers or {}).items():
        if variant.returns is not None:
            yield (*place, "tiers", tier, "returns"), variant.returns


def _dates(scenario: Scenario, item: Item, place: Place) -> Iterator[Disagreement]:
    calendar = scenario.horizon.calendar
    active = yield from from_until(calendar, place, ("from", item.from_), ("until", item.until))
    if active is None:
        return
    if item.cancellable_from is not None:
        yield from find(calendar, item.cancellable_from, (*place, "cancellable_from"))
    first = active.start
    prices = {("price",): item.price} | {
        ("tiers", k, "price"): v.price for k, v in (item.tiers or {}).items()
    }
    for spot, price in prices.items():
        if price is not None and price.schedule and first + len(price.schedule) > calendar.count:
            most = f"at most {calendar.count - first} payments from its first period on"
            where: Place = (*place, *spot, "schedule")
            found_many = f"{len(price.schedule)} payments"
            yield Disagreement(where, "payments after the horizon", most, found_many)


def _returns(scenario: Scenario, returns: Returns, place: Place) -> Iterator[Disagreement]:
    for metric, given in returns.metrics.items():
        known = {*scenario.metrics, *BUILT_IN}
        if metric not in known:
            near = nearest(metric, {*known, *SHORTHANDS})
            yield Disagreement(
                (*place, metric), "unknown metric", "a metric declared under `metrics`", metric, near
            )
        for field, words in {"season": "a season", "carry_over": "a carry-over"}.items():
            if given.adds_up and getattr(returns, field) is not None:
                problem = f"a curve or table in total beside {words}"
                yield Disagreement((*place, metric), problem, "amounts per period", "amounts in total")
    yield from _by_period(scenario, "season", returns.season, place)
    yield from _by_period(scenario, "price index", returns.price_index, place)
    if returns.carry_over is not None:
        try:
            returns.carry_over.earlier(scenario.horizon.calendar)
        except ValueError as error:
            spot: Place = (*place, "carry_over", "spent_before")
            expected, reference = error.args
            yield Disagreement(spot, "spend of no period before the horizon", expected, reference)


def _by_period(scenario: Scenario, what: str, numbers: Season | None, place: Place) -> Iterator[Disagreement]:
    """A list with a number for each period, or a mapping from periods."""
    count, spot = scenario.horizon.periods, (*place, what.replace(" ", "_"))
    if isinstance(numbers, tuple) and len(numbers) != count:
        found = f"{len(numbers)} weights"
        yield Disagreement(spot, f"a {what} that does not fit the horizon", f"{count} weights", found)
    for reference in numbers if numbers and not isinstance(numbers, tuple) else ():
        yield from find(scenario.horizon.calendar, reference, (*spot, reference))


def _goals(scenario: Scenario) -> Iterator[Disagreement]:
    known = {*scenario.metrics, *BUILT_IN, *capacities(scenario)}
    for number, goal in enumerate(scenario.goals):
        place: Place = ("goals", number)
        if goal.metric not in known | set(MEASURES):
            yield unknown((*place, "metric"), "metric", goal.metric, known | set(MEASURES))
        yield from selection_disagreements(scenario, goal.on, (*place, "on"))
        yield from from_until(scenario.horizon.calendar, place, ("from", goal.from_), ("by", goal.by))
    yield from _wishes(scenario, known)


def _wishes(scenario: Scenario, known: set[str]) -> Iterator[Disagreement]:
    policy = scenario.policy
    field = "minimise" if policy.minimise is not None else "maximise"
    own = {SPEND, BUDGET, BORROWED} if policy.minimise is not None else {NET_RETURN, RETURN, CLOSING_CASH}
    own |= {UNITS, BOUGHT}
    if isinstance(getattr(policy, field), Mapping):
        own |= {SPEND, RETURN, NET_RETURN, CLOSING_CASH, BORROWED}
    for wish in policy.weights:
        if wish not in known | own:
            yield unknown(("policy", field), "metric", wish, known | own)
    if scenario.budget.extra is not None and BUDGET in policy.weights:
        place: Place = ("budget", "extra")
        yield Disagreement(place, "extra money beside `minimise: budget`", "one of them", "both")
