"""Bounds on spans where less of a curve is wanted, against all plans of a grid on these spans."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.model.build import Builder, Model
from allocator.model.running import Settings
from allocator.model.smooth.bounding import factor_of
from allocator.model.smooth.hulls.spans import Leaf
from allocator.model.smooth.pressed.following import Following, Known, Place
from allocator.model.smooth.pressed.mixed import MIXED, Mixed
from allocator.model.smooth.pressed.splitting import Tree
from allocator.model.stages import signed
from allocator.money import exact
from allocator.problem import settle
from allocator.scenario import scenario_of
from tests.curves.exact import Floats, exponential, hill, power, sigmoid
from tests.curves.test_wanting_less import (
    Data,
    ad,
    data,
    said_exponential,
    said_hill,
    said_points,
    said_power,
    said_sigmoid,
    tree_of,
)

FEE, LEAST, MOST_LEADS = 150, 200, 90
TWO = {
    "a": ad(said_sigmoid(2400, 500, 120), said_exponential(90, 200), fee_if_used_per_period=FEE),
    "b": ad(said_power(60, 0.55), said_hill(80, 300, 2), min_if_used_per_period=LEAST),
}


def said() -> Data:
    return data(TWO, [{"metric": "lead", "max_total": MOST_LEADS}], budget=1200)


def model_of(said: Data) -> Model:
    problem = settle(scenario_of(said))
    with exact():
        return Builder(problem, room=MIXED).build()


def plans() -> tuple[Floats, Floats]:
    """Spends on both items in all plans of a grid, and what they return after all costs."""
    x = np.arange(0, 1001.0, 4)
    a, b = (one.ravel() for one in np.meshgrid(x, x[(x == 0) | (x >= LEAST)], indexing="ij"))
    cost = a + b + FEE * (a > 0)
    least = np.maximum(np.stack([a, b]), 1e-9)
    leads = exponential(90, 200)(a) + hill(80, 300, 2)(least[1])
    revenue = np.where(a > 0, sigmoid(2400, 500, 120)(least[0]), 0) + np.where(
        b > 0, power(60, 0.55)(least[1]), 0
    )
    there = (cost <= 1200) & (leads <= MOST_LEADS)
    return np.stack([a, b])[:, there], (revenue - cost)[there]


@pytest.mark.parametrize("seed", range(3))
def test_no_plan_on_a_span_is_below_its_bound_nor_outside_of_what_is_left_of_it(seed: int):
    rng, model = np.random.default_rng(seed), model_of(said())
    mixed, wish = Mixed.on(model, Settings(1e-4)), model.wishes[0]
    spends, net = plans()
    values, looked = net / factor_of(wish), 0
    for turn in range(25):
        ends = np.sort(rng.choice([0.0, 100, 200, 250, 400, 600, 800, 1000], (2, 2)), axis=1)
        if turn % 3 == 0:
            ends[:, 0] = 0.0
        low, high = ends[:, 0], ends[:, 1]
        span = mixed.whole._replace(low=low, high=high)
        on = ((spends >= low[:, None]) & (spends <= high[:, None])).all(axis=0)
        if not on.any():
            continue
        best = float(values[on].min())
        known = best + abs(best) * float(rng.choice([1e-3, 0.05, 0.5]))
        mixed.lay_mixed(span)
        close = float(rng.choice([1e-3, 0.1, 1.0])) * abs(best)
        stand = mixed.bounded(signed(wish), np.inf, known, close)
        assert stand is not None
        assert stand.bound <= best + 1e-7 * abs(best)
        kept = on & (values < known - 1e-7 * abs(known))
        assert (spends[:, kept] >= stand.low[:, None] - 1e-6).all()
        assert (spends[:, kept] <= stand.high[:, None] + 1e-6).all()
        looked += 1
    assert looked > 8


def test_a_search_that_ends_early_and_goes_on_says_nothing_that_a_plan_belies():
    model = model_of(said())
    mixed, wish = Mixed.on(model, Settings(1e-4)), model.wishes[0]
    _, net = plans()
    best = float((net / factor_of(wish)).min())
    tree = Tree(mixed, wish, [Leaf(mixed.whole)])
    for gap, nodes in ((0.3, 3), (0.1, 6), (0.02, 9), (1e-3, 60), (1e-4, 400)):
        tree.search(gap, nodes=nodes)
        assert tree.bound <= best + 1e-7 * abs(best)
    assert tree.best is not None
    assert tree.best.value <= best + 1e-3 * abs(best)
    assert tree.best.value - tree.bound <= 2e-4 * abs(best)
    kept = [leaf.span for leaf in tree.leaves(tree.best.value)]
    at = tree.best.place.inputs
    assert any(((at >= span.low - 1e-6) & (at <= span.high + 1e-6)).all() for span in kept)


def test_inputs_that_can_cost_so_little_are_within_what_is_told_of_them():
    items = {
        "a": ad(said_hill(300, 410, 3), said_sigmoid(200, 333, 47)),
        "b": ad(said_hill(200, 400), said_points((170, 3), (430, 35), (770, 36), (900, 120))),
        "c": ad(said_power(6, 0.55), said_sigmoid(200, 770, 60)),
    }
    bundles = tree_of(data(items, [{"metric": "lead", "max_total": 50}]), leaves=1)._mixed.bundles
    rng = np.random.default_rng(8)
    for _ in range(100):
        ends = np.sort(rng.uniform(0, 1000, (3, 2)), axis=1) * rng.choice([0.0, 1.0], (3, 2), p=[0.2, 0.8])
        low, high = np.minimum(*ends.T), np.maximum(*ends.T)
        cells, x = bundles.cells(low, high), np.linspace(low, high, 2001)
        worth, price = rng.choice([0.05, 1.0], 6) * rng.normal(size=len(bundles.owner)), rng.normal(size=3)
        lowest = bundles.lowest(cells, worth, price, 1e-2)
        most = lowest.costs + rng.choice([0.0, 1e-3, 0.1, 5.0, 50.0], 3)
        first, last = lowest.where(most)
        for b in range(3):
            own = bundles.members[b][bundles.members[b] >= 0]
            costs = worth[own] @ bundles.brought(b, x[:, b]) - price[b] * x[:, b]
            assert lowest.bound[b] <= costs.min() + 1e-9
            near = x[costs <= most[b], b]
            assert ((near >= first[b]) & (near <= last[b])).all()


@pytest.mark.parametrize("gap", [0.5, 1e-3])
def test_leaves_and_halves_still_bound_what_is_not_found(monkeypatch: pytest.MonkeyPatch, gap: float):
    """No way leads to a better plan than the poor one that is known."""
    monkeypatch.setattr(Following, "plan", lambda *_: None)
    model = model_of(said())
    mixed, wish = Mixed.on(model, Settings(1e-4)), model.wishes[0]
    best = float((plans()[1] / factor_of(wish)).min())
    poor = Known(0.8 * best, Place(np.zeros(2), np.zeros(len(mixed.integers))), np.zeros(0))
    tree = Tree(mixed, wish, [Leaf(mixed.whole)], poor)
    tree.search(gap, nodes=60)
    assert tree.bound <= best
    assert tree.bound >= best - 1.2 * gap * abs(best)


@pytest.mark.parametrize("price", [1e-9, 0.1, 3e4])
def test_what_is_followed_to_a_plan_lies_on_the_curves_and_costs_what_it_says(price: float):
    """Where being off costs next to nothing the way ends beside the curves, which is no plan."""
    model = model_of(said())
    mixed, wish, rng = Mixed.on(model, Settings(1e-4)), model.wishes[0], np.random.default_rng(2)
    mixed.lay_mixed(mixed.whole)
    following, found = Following(mixed), 0
    for _ in range(6):
        near = Place(rng.uniform(0, 600, 2), np.ones(len(mixed.integers)))
        plan = following.plan(signed(wish), price, near, 0.05)
        if plan is None:
            continue
        found += 1
        a, b = plan.place.inputs
        net = sigmoid(2400, 500, 120)(a) + power(60, 0.55)(b) - a - b - FEE
        assert plan.value == pytest.approx(float(net) / factor_of(wish), rel=1e-5)
        assert exponential(90, 200)(a) + hill(80, 300, 2)(b) <= MOST_LEADS * (1 + 1e-5)
        assert (plan.place.whole == near.whole).all()
    assert found > 0 if price > 1 else found == 0
