"""Random ratios, changes, bundles and the like: against all plans there are, and in whole smallest units."""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from allocator.errors import InputError, NoPlanError, UnboundedError
from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.oracle.enumeration import Array, Mask, Plans, _active, _holds, number
from tests.strategies import Data, amounts, integral_scenarios, scenarios, selectors

RELATIVE = 1e-6
USES: Data = {"uses": {"hours": 2}}
KINDS = {"at_most": "max", "at_least": "min"}
FAMILIES = "cap share metric capacity ratio hurdle when together cover choose any_of change".split()


@st.composite
def newer_limits(draw: Any, data: Data) -> Data:
    """A limit of a family, or with a field, that `scenarios` does not draw."""
    names, count = sorted(data["items"]), int(data["horizon"]["periods"])
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    chosen = draw(selectors(data["items"]))
    during = draw(st.lists(st.integers(1, count), min_size=1, max_size=2))
    family = draw(st.sampled_from(FAMILIES))
    if family == "ratio":
        return draw(_ratios(data, chosen))
    if family == "change":
        bounds = {"max_rise_per_period": ["50", "25%", "200%"], "max_fall_per_period": ["0", "120", "50%"]}
        bound = draw(st.sampled_from(sorted(bounds)))
        each = draw(st.sampled_from([{}, {"each": "item"}, {"each": "channel"}]))
        return {"change": chosen, bound: draw(st.sampled_from(bounds[bound]))} | each
    ways: dict[str, Data] = {
        "cap": {"on": chosen, "max_total": draw(amounts(0, 800)), "during": during},
        "share": {"on": chosen, "max_total": "60%", "of": "spend", "during": during},
        "metric": {"metric": "revenue", "on": chosen, "max_total": 400, "during": during},
        "capacity": {"capacity": "hours", "max_per_period": draw(st.sampled_from([3, 500, 900]))},
        "hurdle": {"hurdle": draw(st.sampled_from(["-20%", "0%", "30%", "120%"])), "on": chosen},
        "when": {"when": draw(some), "then": draw(some)},
        "together": {"together": draw(some)},
        "cover": {"cover": {"women": draw(some), "men": draw(some)}},
        "choose": {"choose": chosen, "each": draw(st.sampled_from(["channel", "kind", "tag"])), "at_most": 1},
        "any_of": {"requires": {draw(st.sampled_from(names)): {"any_of": draw(some)}}},
    }
    return ways[family]


@st.composite
def _ratios(draw: Any, data: Data, chosen: Any) -> Data:
    counted = [draw(st.sampled_from(["money", "units", "lead", "revenue"])) for _ in "lr"]
    limit = {"ratio": chosen, "to": draw(selectors(data["items"])), "counted": counted[0]}
    limit |= {"to_counted": counted[1], "each_period": draw(st.booleans())}
    return limit | {draw(st.sampled_from(sorted(KINDS))): draw(st.sampled_from([0.25, 1, 3]))}


@st.composite
def limited(draw: Any, base: st.SearchStrategy[Data]) -> Data:
    """A scenario with such limits and few others."""
    data = draw(base)
    more = draw(st.lists(newer_limits(data), min_size=1, max_size=2))
    items = {name: item | ({} if "tiers" in item else USES) for name, item in data["items"].items()}
    return data | {"limits": data["limits"][:1] + more, "items": items}


class LimitedPlans(Plans):
    """All plans of a scenario with such limits."""

    def _rules(self, limit: Data) -> Iterator[Mask]:
        if "during" in limit:
            yield from self._during(limit, sorted({t - 1 for t in limit["during"]}))
        elif "capacity" in limit:
            for t in range(self.count):
                used = 2 * np.sum([self._input(name, t) for name in self.items], axis=0)
                yield _holds(used, "max", limit["max_per_period"], self.room)
        elif "ratio" in limit:
            yield from self._ratio(limit)
        elif "hurdle" in limit:
            names = self.select(limit["on"])
            asked = (1 + number(limit["hurdle"])) * self.spend(names)
            yield _holds(self.outcome("return", names), "min", asked, self.room)
        elif "change" in limit:
            yield from self._change(limit)
        elif "each" in limit and "choose" in limit:
            for group in self.groups(self.select(limit["choose"]), limit["each"]):
                yield self._count(group) <= limit["at_most"]
        else:
            yield from self._of_use(limit)

    def _input(self, name: str, t: int) -> Array:
        """What an item's `uses` count: units, a purchase in its first period, or money."""
        item = self.data["items"][name]
        if "tiers" in item:
            return self.zero()
        if "units" in item:
            return self.units([name], t)
        if "price" in item:
            return np.where(self.used([name]) & (t == _active(item, self.count).start), 1.0, 0.0)
        return self.spend([name], t)

    def _of_use(self, limit: Data) -> Iterator[Mask]:
        if "when" in limit:
            yield (self._count(limit["when"]) < len(limit["when"])) | (
                self._count(limit["then"]) == len(limit["then"])
            )
        elif "together" in limit:
            yield np.isin(self._count(limit["together"]), [0, len(limit["together"])])
        elif "cover" in limit:
            yield from (self.used(names) for names in limit["cover"].values())
        elif any(isinstance(needs, dict) for needs in limit.get("requires", {}).values()):
            for item, needs in limit["requires"].items():
                yield ~self.used([item]) | self.used(needs["any_of"])
        else:
            yield from super()._rules(limit)

    def _count(self, names: list[str]) -> Array:
        return np.sum([self.used([name]) for name in names], axis=0)

    def _during(self, limit: Data, periods: list[int]) -> Iterator[Mask]:
        names = self.select(limit["on"])
        if "metric" in limit:
            arrived = np.sum([self.outcome(limit["metric"], names, t) for t in periods], axis=0)
            yield _holds(arrived, "max", limit["max_total"], self.room)
            return
        spent = np.sum([self.spend(names, t) for t in periods], axis=0)
        bound: Any = number(limit["max_total"])
        if limit.get("of") == "spend":
            bound = bound * np.sum([self.spend(list(self.items), t) for t in periods], axis=0)
        yield _holds(spent, "max", bound)

    def _ratio(self, limit: Data) -> Iterator[Mask]:
        for t in range(self.count) if limit["each_period"] else [None]:
            left = self._quantity(limit["counted"], self.select(limit["ratio"]), t)
            right = self._quantity(limit["to_counted"], self.select(limit["to"]), t)
            for key in KINDS.keys() & limit.keys():
                yield _holds(left, KINDS[key], limit[key] * right, self.room)

    def _quantity(self, counted: str, names: list[str], t: int | None) -> Array:
        amounts = {"money": self.spend, "units": self.units}
        return amounts[counted](names, t) if counted in amounts else self.outcome(counted, names, t)

    def _change(self, limit: Data) -> Iterator[Mask]:
        names = self.select(limit["change"])
        for group in self.groups(names, limit["each"]) if "each" in limit else [names]:
            active = [t for name in group for t in _active(self.data["items"][name], self.count)]
            for earlier, later in pairwise(range(min(active), max(active) + 1) if active else ()):
                before, after = self.spend(group, earlier), self.spend(group, later)
                if bound := limit.get("max_rise_per_period"):
                    yield _holds(after, "max", _moved(before, bound, 1))
                if bound := limit.get("max_fall_per_period"):
                    yield _holds(after, "min", _moved(before, bound, -1))


def _moved(before: Array, bound: str, sign: int) -> Array:
    return before * (1 + sign * number(bound)) if bound.endswith("%") else before + sign * number(bound)


def solved(data: Data) -> Plan | None:
    """None where there is no plan; scenarios that say nonsense are passed over."""
    try:
        return solve(scenario_of(data))
    except NoPlanError:
        return None
    except UnboundedError:
        assume(False)
    except InputError as error:
        event(error.mistakes[0].problem)
        assume(False)
    return None


@settings(max_examples=150)
@given(limited(integral_scenarios()))
def test_whole_things_are_planned_as_well_as_all_plans_allow(data: Data):
    plan = solved(data)
    best = LimitedPlans(data).best()
    event("no plan" if best is None else "a plan")
    assert (best is None) == (plan is None)
    if best is None or plan is None:
        return
    reached = [stage.value if stage.aim == "maximise" else -stage.value for stage in plan.stages]
    for told, true in zip(reached, best, strict=True):
        assert abs(told - true) <= RELATIVE * max(1.0, abs(true))


@settings(max_examples=150)
@given(limited(scenarios()))
def test_a_plan_in_whole_units_is_found_wherever_there_is_one(data: Data):
    """Solving ends in a plan that passes the check, or in a contradiction; nothing in between."""
    event("no plan" if solved(data) is None else "a plan")
