"""The first guess at the price of money: about right where only limits on money bound a plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from allocator.model.smooth.bends import Kinds
from allocator.model.smooth.prices import FIRST_STEP, Guess
from allocator.model.smooth.refining import Refining
from allocator.money import exact as in_decimals
from allocator.problem import settle
from allocator.scenario import scenario_of
from tests.curves.test_plans import ad, hill, hills, planned

BUDGET, MOST = 90_000, 11_000


def grouped(seed: int, **further: Any) -> dict[str, Any]:
    """30 curves in five channels, some of which would get more than their most."""
    limits, halves = hills(30, seed)
    items = {
        f"i{k:02}": ad(hill(float(limits[k]), float(halves[k]))) | {"channel": f"g{k % 5}"} for k in range(30)
    }
    own = further.pop("items", {})
    limits_on = [{"each": "channel", "max_total": MOST}, *further.pop("limits", [])]
    return {"budget": BUDGET, "items": items | own, "limits": limits_on} | further


def guess(data: dict[str, Any]) -> Guess:
    with in_decimals():
        return Kinds.of(settle(scenario_of(data))).guess


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_slope_where_the_best_plan_stands(seed: int):
    data = grouped(seed)
    plan = planned(data["items"], 1e-9, budget=BUDGET, limits=data["limits"])
    limits, halves = hills(30, seed)
    x = np.array([float(item.spend) for item in plan.items])
    assert len({round(item.marginal_return or 0, 2) for item in plan.items if item.spend}) > 1  # full groups
    slopes = limits * halves / (halves + x) ** 2
    found = guess(data)
    assert found.prices[x > 1] == pytest.approx(slopes[x > 1], rel=0.01)
    assert np.all(found.prices[x == 0] >= slopes[x == 0] * 0.99)
    assert found.step < FIRST_STEP


def test_the_first_pieces_prove_the_plan_then(monkeypatch: pytest.MonkeyPatch):
    rounds: list[bool] = []
    is_close = Refining._is_close

    def told(self: Refining, *asked: Any) -> bool:
        rounds.append(is_close(self, *asked))
        return rounds[-1]

    monkeypatch.setattr(Refining, "_is_close", told)
    data = grouped(1)
    planned(data["items"], 1e-4, budget=BUDGET, limits=data["limits"])
    assert rounds == [True]


@pytest.mark.parametrize(
    "further",
    [
        {"limits": [{"on": {"channel": "g1"}, "min_total": 9_000}]},
        {"limits": [{"on": {"items": ["i00", "i01"]}, "max_total": 2_000}]},
        {"goals": [{"metric": "return", "at_least": 100_000}]},
        {"items": {"flat": {"kind": "ad", "spend": {"max_total": 5000}, "returns": {"roas": 3}}}},
        {"items": {"s": ad(hill(90_000, 9_000) | {"steepness": 3})}},
    ],
    ids=["least", "overlapping", "goal", "straight", "s-shaped"],
)
def test_it_is_only_a_guess_where_anything_else_bounds_the_plan(further: dict[str, Any]):
    assert guess(grouped(1, **further)).step == FIRST_STEP
