"""Months that can be used or not beside a carry-over: responses and bounds, against grids of all choices."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np
import pytest

from allocator.curves.arrays import Stack
from allocator.curves.hill import Hill
from allocator.model.build import Builder, Model
from allocator.model.running import Settings
from allocator.model.smooth.chains.chains import Chain
from allocator.model.smooth.chains.responding import Choice, Months, Prices, Room, Step
from allocator.model.smooth.hulls.spanned import Spanned
from allocator.model.smooth.hulls.spans import Leaf
from allocator.model.smooth.hulls.tree import Tree
from allocator.model.smooth.pieces import Shapes, shifts
from allocator.money import exact
from allocator.plan import Plan
from allocator.problem import settle
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.curves import exact as formulas

Data = dict[str, Any]


# -- responses ----------------------------------------------------------------------------------------


class OneItem:
    """An item with a hill curve in each of a few months, at random prices, and what plans of it bring."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        self.count, self.kept = rng.choice([3, 4]), rng.uniform(0.2, 0.8)
        self.least, self.most = rng.uniform(0.5, 2), rng.uniform(3, 6)
        self.curve = formulas.hill(10, 3, steepness := rng.choice([1, 1.5, 2, 3]))
        top = np.full(self.count, self.most / (1 - self.kept))
        hills = Stack([Hill(Decimal(10), Decimal(3), Decimal(str(steepness)))] * self.count)
        self.shapes = Shapes(hills, np.zeros(self.count), top, shifts(self.count))
        self.steps = [Step(self.kept if t else 0.0, 1.0, 0.0, np.array([t])) for t in range(self.count)]
        ends = [(0.5, 1.5), (0.3, 2), (0, 0.5)]
        self.worth, self.price, self.fee = (np.array([rng.uniform(*e) for _ in self.steps]) for e in ends)
        self.choices = ((Choice(0, 0, False), Choice(self.least, self.most, True)),) * self.count
        self.high = tuple(top.tolist())

    def room(self, fewest: int = 0, most: int = 9, **ends: tuple[float, ...]) -> Room:
        low = ends.get("low", (0.0,) * self.count)
        return Room(low, ends.get("high", self.high), self.choices, fewest, most)

    def response(self, places: int, room: Room) -> Any:
        prices = Prices(self.worth, np.append(self.price, self.fee))
        return Months(self.steps, self.shapes, places, self.room()).response(prices, room)

    def seen(self, x: Any) -> Any:
        z = [x[0]]
        for amount in x[1:]:
            z.append(self.kept * z[-1] + amount)
        return np.array(z)

    def net(self, x: Any, used: Any) -> Any:
        """What spends bring, or rows of them."""
        z = np.maximum(self.seen(np.transpose(x)), 1e-12).T
        cost = x @ self.price + self.fee @ np.asarray(used, dtype=float)
        return self.curve(z) @ self.worth - cost

    def best(self, fewest: int, most: int) -> float:
        """The best of a grid in each choice of months, which is then drawn together around it."""
        found = -np.inf
        for used in product([0, 1], repeat=self.count):
            if fewest <= sum(used) <= most:
                found = max(found, self.zoomed(np.array(used)))
        return found

    def zoomed(self, used: Any) -> float:
        low, high, levels = self.least * used, self.most * used, np.linspace(-1, 1, 9)
        middle, width, best = (low + high) / 2, (high - low) / 2, -np.inf
        for _ in range(30):
            ways = np.array(list(product(levels, repeat=self.count)))
            x = np.unique(np.clip(middle + width * ways, low, high), axis=0)
            net = self.net(x, used)
            k = int(np.argmax(net))
            middle, best, levels, width = x[k], float(net[k]), np.linspace(-1, 1, 5), width * 0.6
        return best


@pytest.mark.parametrize("seed", range(6))
def test_a_response_is_bounded_from_above_and_closely(seed: int):
    item = OneItem(seed)
    fewest, most = [(0, 9), (1, 2), (3, 3)][seed % 3]
    best, found = item.best(fewest, most), item.response(2000, item.room(fewest, most))
    assert best <= found.bound <= best + 1e-4 * abs(best) + 1e-5
    assert fewest <= found.used.sum() <= most
    assert item.net(found.amounts, found.used) == pytest.approx(best, rel=1e-4, abs=1e-5)


def test_a_coarse_grid_bounds_as_well():
    for seed in range(6):
        item = OneItem(seed)
        fine = item.response(4000, item.room())
        for places in (5, 20, 80):
            coarse = item.response(places, item.room())
            assert coarse.bound >= fine.bound - fine.rough
            assert coarse.bound - coarse.rough <= fine.bound + coarse.rough


def test_a_response_keeps_to_the_inputs_that_it_is_given():
    item = OneItem(0)
    free = item.response(2000, item.room())
    high = (0.6 * float(item.seen(free.amounts)[0]), *item.high[1:])
    held = item.response(2000, item.room(high=high))
    assert item.seen(held.amounts)[0] <= high[0] * (1 + 1e-2)
    assert held.bound < free.bound - 1e-3
    assert item.response(2000, item.room(high=(0.1 * item.least,) * item.count, fewest=1)) is None


# -- chains -------------------------------------------------------------------------------------------


def channel(rng: random.Random, way: str, **carry: Any) -> Data:
    half = rng.uniform(500, 20000)
    steepness = rng.choice([1, 1.5, 2, 3])
    curve = {"shape": "hill", "limit": round(half * rng.uniform(2, 6)), "half_at_per_period": round(half)}
    least, fee = round(half * rng.uniform(0.3, 1.2)), round(half * rng.uniform(0.05, 0.3))
    spend: Data = {"max_per_period": round(half * rng.uniform(1.5, 3))}
    spend |= {"min_if_used_per_period": least} if way == "least" else {"fee_if_used_per_period": fee}
    over = {"retain": round(rng.uniform(0.2, 0.8), 2), "normalised": True} | carry
    returns = {"revenue": {"curve": curve | {"steepness": steepness}}, "carry_over": over}
    return {"kind": "ad", "spend": spend, "returns": returns}


def year(seed: int, way: str = "least", count: int = 4, periods: int = 12, release: str = "upfront") -> Data:
    """Some channels with a carry-over, of which each gets nothing in a month or at least an amount."""
    rng = random.Random(seed)
    items = {f"c{k}": channel(rng, way) for k in range(count)}
    halves = [item["returns"]["revenue"]["curve"]["half_at_per_period"] for item in items.values()]
    budget = {"total": round(sum(halves) * periods * rng.uniform(0.3, 0.7)), "release": release}
    horizon = {"periods": periods, "every": "month"}
    return {"items": items, "budget": budget, "horizon": horizon, "policy": {"order": "together"}}


def model_of(data: Data) -> Model:
    problem = settle(scenario_of(data))
    with exact():
        return Builder(problem).build()


def chains_of(data: Data) -> Sequence[Chain]:
    return Spanned.on(model_of(data), Settings(gap=1e-4)).chained.chains


def test_months_with_a_carry_over_by_a_rate_are_chains():
    found = chains_of(year(1))
    assert len(found) == 4
    for chain in found:
        assert all(flag >= 0 for flag in chain.flags[:12])
        assert all(link.use.least > 0 == link.idle.most for link in chain.links[:12])
        assert len({round(link.step.kept, 9) for link in chain.links[1:]}) == 1
        assert all(link.step.weight == 0 for link in chain.links[12:])  # what comes after the horizon


@pytest.mark.parametrize(
    "carry", [{"peak": 1, "periods": 4}, {"applies": "after_curve"}, {"retain": 0}], ids=str
)
def test_other_months_are_not(carry: Data):
    data = year(1)
    for item in data["items"].values():
        item["returns"]["carry_over"] |= carry
    assert chains_of(data) == []


def test_spend_from_before_the_horizon_is_seen_by_the_first_month():
    data = year(1, count=2)
    data["items"]["c0"]["returns"]["carry_over"] |= {"spent_before": [1000]}
    first = sorted(chain.links[0].step.given for chain in chains_of(data))
    rate = data["items"]["c0"]["returns"]["carry_over"]["retain"]
    assert first == [0, pytest.approx(1000 * rate * (1 - rate), rel=1e-9)]


# -- proofs -------------------------------------------------------------------------------------------


def searched(data: Data, solves: int) -> Tree:
    """A tree after so many solves."""
    model = model_of(data)
    laid = Spanned.on(model, Settings(gap=1e-4))
    laid.measure()
    tree = Tree(laid, model.wishes[0], [Leaf(laid.whole)])
    laid.lay_above()
    tree.search(1e-4, solves=solves)
    return tree


@pytest.mark.parametrize(("way", "release"), [("least", "upfront"), ("fee", "upfront"), ("least", "even")])
def test_a_few_solves_bound_what_single_months_leave_open(way: str, release: str):
    """Without chains there is no plan after so many solves, or a gap of one to five per cent."""
    tree = searched(year(3, way, count=3, release=release), 80)
    assert tree.best is not None
    assert tree.bound <= tree.best.value <= tree.bound * (1 - 0.004)


def planned(data: Data) -> Plan:
    return solve(scenario_of(data))


def on_a_grid(data: Data, unit: int) -> float:
    """The most net return where each month gets nothing or whole units from its least to its most."""
    tables = []
    for item in data["items"].values():
        spend, returns = item["spend"], item["returns"]
        least, most = spend.get("min_if_used_per_period", unit), spend["max_per_period"]
        x = np.array(list(product([0, *range(least, most + 1, unit)], repeat=data["horizon"]["periods"])))
        carry, said = returns["carry_over"], returns["revenue"]["curve"]
        curve = formulas.hill(said["limit"], said["half_at_per_period"], said["steepness"])
        z, brought = np.zeros(len(x)), np.zeros(len(x))
        for amounts in x.T:
            z = carry["retain"] * z + (1 - carry["retain"]) * amounts
            brought += curve(np.maximum(z, 1e-12))
        cost = x + spend.get("fee_if_used_per_period", 0) * (x > 0)
        tables.append((cost.sum(axis=1), brought - cost.sum(axis=1)))
    (one, gained), (other, more) = tables
    order = np.argsort(other, kind="stable")
    best = np.maximum.accumulate(more[order])
    place = np.searchsorted(other[order], data["budget"]["total"] - one, side="right") - 1
    return float((gained + best[place])[place >= 0].max())


@pytest.mark.parametrize("seed", range(4))
def test_no_plan_on_a_grid_is_beyond_the_bound(seed: int):
    rng, unit = random.Random(seed), 250
    data = year(seed, ["least", "fee"][seed % 2], count=2, periods=4)
    for item in data["items"].values():
        least = unit * rng.randrange(1, 5)
        item["returns"]["carry_over"] |= {"tail": "lost"}
        item["returns"]["revenue"]["curve"] |= {"limit": 6000, "half_at_per_period": rng.randrange(500, 1500)}
        item["spend"] = {"max_per_period": least + 6 * unit, "min_if_used_per_period": least}
        item["spend"] |= {"fee_if_used_per_period": 60} if seed % 2 else {}
    data["budget"] = {"total": 4000}
    plan, best = planned(data), on_a_grid(data, unit)
    assert plan.status == "optimal"
    assert best <= float(plan.stages[0].bound)
    assert best * (1 - 1e-4) - 0.01 <= float(plan.stages[0].value)
