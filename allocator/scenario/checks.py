"""What must agree across a scenario: names, dates, and rules that no single field can see."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass

from allocator.curves import Basis
from allocator.errors import nearest
from allocator.fields import Unlimited
from allocator.limits import Limit, Selector
from allocator.limits.prerequisite import PrerequisiteLimit
from allocator.limits.ratio import AMOUNTS
from allocator.periods import Periods
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
from allocator.scenario.metrics import BUILT_IN
from allocator.scenario.nodes import Place
from allocator.scenario.returns import SHORTHANDS, Returns
from allocator.scenario.schema import Scenario
from allocator.scenario.words import Kind, TimeFrame

_RESERVED = {NET_RETURN, RETURN, SPEND, UNITS, BOUGHT, BORROWED, BUDGET, CLOSING_CASH}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two parts of a scenario that do not fit together; the place is that of the part to change."""

    place: Place
    problem: str
    expected: str = ""
    found: str = ""
    suggestion: str = ""


def disagreements(scenario: Scenario) -> Iterator[Disagreement]:
    """Everything in a scenario that does not fit together."""
    for name in sorted(_RESERVED & set(scenario.metrics)):
        yield Disagreement(("metrics", name), "a name with a meaning of its own", "another name", name)
    yield from _capacities(scenario)
    yield from _budget(scenario)
    for name, item in scenario.items.items():
        yield from _dates(scenario, item, ("items", name))
        for place, returns in _blocks(item, ("items", name)):
            yield from _returns(scenario, returns, place)
    yield from _goals(scenario)
    yield from _limits(scenario)
    yield from _circles(scenario)


def _capacities(scenario: Scenario) -> Iterator[Disagreement]:
    for name, item in scenario.items.items():
        blocks = {(): item.uses} | {("tiers", tier): v.uses for tier, v in (item.tiers or {}).items()}
        for place, uses in blocks.items():
            for capacity in uses:
                if capacity in _RESERVED | set(scenario.metrics) | set(BUILT_IN):
                    expected = "a name that no metric has"
                    spot: Place = ("items", name, *place, "uses", capacity)
                    yield Disagreement(spot, "a capacity with a name of its own meaning", expected, capacity)


def _budget(scenario: Scenario) -> Iterator[Disagreement]:
    release, count = scenario.budget.release, scenario.horizon.periods
    if isinstance(scenario.budget.total, Unlimited) and BUDGET not in scenario.policy.weights:
        for limit_number, limit in enumerate(scenario.limits):
            for field in limit.shares_of_budget():
                spot: Place = ("limits", limit_number, field)
                yield Disagreement(spot, "a share of an unlimited budget", "an amount, or `of: spend`", "")
    if "budget" not in scenario.model_fields_set and scenario.policy.minimise is None:
        yield Disagreement(("budget",), "missing", "an amount, or `unlimited`", "")
    if isinstance(release, tuple) and len(release) != count:
        found = f"{len(release)} amounts"
        yield Disagreement(
            ("budget", "release"), "releases that do not fit the horizon", f"{count} amounts", found
        )
    for name, loan in scenario.budget.loans.items():
        place: Place = ("budget", "loans", name)
        for key, reference in (("from", loan.from_), ("until", loan.until)):
            if reference is not None:
                yield from _find(scenario.horizon.calendar, reference, (*place, key))
        if len(loan.repayments) >= count and not loan.may_outlast:
            expected = f"at most {count - 1} periods, or may_outlast: true"
            yield Disagreement(
                place, "no draw is repaid within the horizon", expected, str(len(loan.repayments))
            )
    yield from _listed_right(scenario)


def _listed_right(scenario: Scenario) -> Iterator[Disagreement]:
    """Lists with one entry for each period."""
    budget, count = scenario.budget, scenario.horizon.periods
    lists: dict[Place, tuple[object, ...]] = {("budget", "interest"): budget.interest}
    if budget.min_cash_per_period is not None:
        lists[("budget", "min_cash_per_period")] = budget.min_cash_per_period
    for name, item in scenario.items.items():
        if item.units is not None:
            lists[("items", name, "units", "price")] = item.units.price
    for place, entries in lists.items():
        if len(entries) not in (1, count):
            yield Disagreement(
                place, "a list that does not fit the horizon", f"one, or {count}", str(len(entries))
            )


def _blocks(item: Item, place: Place) -> Iterator[tuple[Place, Returns]]:
    if item.returns is not None:
        yield (*place, "returns"), item.returns
    for tier, variant in (item.tiers or {}).items():
        if variant.returns is not None:
            yield (*place, "tiers", tier, "returns"), variant.returns


def _dates(scenario: Scenario, item: Item, place: Place) -> Iterator[Disagreement]:
    calendar = scenario.horizon.calendar
    found: dict[str, range] = {}
    for key, reference in (("from", item.from_), ("until", item.until)):
        if reference is not None:
            touched = yield from _find(calendar, reference, (*place, key))
            found |= {key: touched} if touched else {}
    if len(found) == 2 and found["from"].start >= found["until"].stop:
        yield Disagreement(
            (*place, "until"), "`until` lies before `from`", f"{item.from_} or later", str(item.until)
        )
        return
    first = found["from"].start if "from" in found else 0
    prices = {("price",): item.price} | {
        ("tiers", k, "price"): v.price for k, v in (item.tiers or {}).items()
    }
    for spot, price in prices.items():
        if price is not None and price.schedule and first + len(price.schedule) > calendar.count:
            most = f"at most {calendar.count - first} payments from its first period on"
            where: Place = (*place, *spot, "schedule")
            found_many = f"{len(price.schedule)} payments"
            yield Disagreement(where, "payments after the horizon", most, found_many)


def _find(calendar: Periods, reference: str, place: Place) -> Generator[Disagreement, None, range | None]:
    """Complain where a reference touches no period; returns the periods it touches."""
    try:
        return calendar.find(reference)
    except ValueError as error:
        yield Disagreement(place, "outside the horizon, or no date", str(error), f'"{reference}"')
        return None


def _returns(scenario: Scenario, returns: Returns, place: Place) -> Iterator[Disagreement]:
    for metric, given in returns.metrics.items():
        known = {*scenario.metrics, *BUILT_IN}
        if metric not in known:
            near = nearest(metric, {*known, *SHORTHANDS})
            yield Disagreement(
                (*place, metric), "unknown metric", "a metric declared under `metrics`", metric, near
            )
        end = (given.tranches or (None,))[0]
        if end and end.end and end.end[1] is Basis.TOTAL and returns.season is not None:
            yield Disagreement(
                (*place, metric), "tranches in total beside a season", "up_to_per_period", "up_to_total"
            )
    season, count = returns.season, scenario.horizon.periods
    if isinstance(season, tuple) and len(season) != count:
        found = f"{len(season)} weights"
        yield Disagreement(
            (*place, "season"), "a season that does not fit the horizon", f"{count} weights", found
        )
    for reference in season if season and not isinstance(season, tuple) else ():
        yield from _find(scenario.horizon.calendar, reference, (*place, "season", reference))


def _goals(scenario: Scenario) -> Iterator[Disagreement]:
    known = {*scenario.metrics, *BUILT_IN, *capacities(scenario)}
    for number, goal in enumerate(scenario.goals):
        place: Place = ("goals", number)
        if goal.metric not in known | set(MEASURES):
            yield _unknown((*place, "metric"), "metric", goal.metric, known | set(MEASURES))
        yield from _selection(scenario, goal.on, (*place, "on"))
        dates: dict[str, range] = {}
        for key, reference in (("from", goal.from_), ("by", goal.by)):
            if reference is not None:
                touched = yield from _find(scenario.horizon.calendar, reference, (*place, key))
                dates |= {key: touched} if touched else {}
        if len(dates) == 2 and dates["from"].start >= dates["by"].stop:
            found = str(goal.by)
            yield Disagreement((*place, "by"), "`by` lies before `from`", f"{goal.from_} or later", found)
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
            yield _unknown(("policy", field), "metric", wish, known | own)
    if scenario.budget.extra is not None and BUDGET in policy.weights:
        place: Place = ("budget", "extra")
        yield Disagreement(place, "extra money beside `minimise: budget`", "one of them", "both")


def capacities(scenario: Scenario) -> set[str]:
    """Everything that items use of capacities other than money."""
    items = scenario.items.values()
    tiers = (tier for item in items for tier in (item.tiers or {}).values())
    return {name for item in items for name in item.uses} | {name for tier in tiers for name in tier.uses}


def _unknown(place: Place, what: str, word: str, known: set[str]) -> Disagreement:
    shown = ", ".join(sorted(known)[:12]) or "none in this scenario"
    return Disagreement(place, f"unknown {what}", shown, f'"{word}"', nearest(word, known))


def _limits(scenario: Scenario) -> Iterator[Disagreement]:
    names: dict[str, int] = {}
    for number, limit in enumerate(scenario.limits):
        place: Place = ("limits", number)
        for field, selector in limit.selectors():
            yield from _selection(scenario, selector, (*place, field))
        yield from _quantities(scenario, limit, place)
        for field, reference in limit.periods():
            yield from _find(scenario.horizon.calendar, reference, (*place, field))
        if scenario.horizon.periods < limit.least_periods:
            expected, found = f"{limit.least_periods} periods or more", str(scenario.horizon.periods)
            yield Disagreement(place, "a limit that a horizon so short cannot have", expected, found)
        if limit.name is not None and names.setdefault(limit.name, number) != number:
            found = f"limit {names[limit.name] + 1} has it too"
            yield Disagreement((*place, "name"), "a name used twice", "a name of its own", found)


def _quantities(scenario: Scenario, limit: Limit, place: Place) -> Iterator[Disagreement]:
    """Metrics and capacities that nothing declares."""
    metrics, used = {*scenario.metrics, *BUILT_IN, RETURN}, capacities(scenario)
    named: Iterable[tuple[str, set[str], Iterable[tuple[str, str]]]] = (
        ("metric", metrics, limit.metrics()),
        ("capacity", used, limit.capacities()),
        ("metric or capacity", {*metrics, *used, *AMOUNTS}, limit.quantities()),
    )
    for what, known, fields in named:
        for field, name in fields:
            if name not in known:
                yield _unknown((*place, field), what, name, known)


def _selection(scenario: Scenario, selector: Selector, place: Place) -> Iterator[Disagreement]:
    items = scenario.items.values()
    known: dict[str, set[str]] = {
        "items": set(scenario.items),
        "kind": set(Kind),
        "channel": {item.channel for item in items if item.channel},
        "time_frame": set(TimeFrame),
        "tag": {tag for item in items for tag in item.tags},
    }
    for field, words in known.items():
        for word in getattr(selector, field):
            if word not in words:
                yield _unknown(place, "item" if field == "items" else field.replace("_", " "), word, words)


def _circles(scenario: Scenario) -> Iterator[Disagreement]:
    needs: dict[str, tuple[int, tuple[str, ...]]] = {}
    for number, limit in enumerate(scenario.limits):
        for item, alternatives in limit.needs() if isinstance(limit, PrerequisiteLimit) else ():
            if len(alternatives) == 1:  # with a choice, a circle can be left
                needs[item] = (number, (*needs.get(item, (0, ()))[1], *alternatives))
    told: set[str] = set()
    for start in needs:
        circle = _circle(start, needs)
        if circle and not told.intersection(circle):
            told.update(circle)
            place: Place = ("limits", needs[start][0], "requires")
            yield Disagreement(
                place, "circular prerequisites", "no item that needs itself", " needs ".join(circle)
            )


def _circle(start: str, needs: dict[str, tuple[int, tuple[str, ...]]]) -> list[str]:
    """A path of prerequisites from an item back to itself, empty where there is none."""
    trails = [[start]]
    seen: set[str] = set()
    while trails:
        trail = trails.pop()
        for other in needs.get(trail[-1], (0, ()))[1]:
            if other == start:
                return [*trail, start]
            if other not in seen:
                seen.add(other)
                trails.append([*trail, other])
    return []
