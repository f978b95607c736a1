"""Bounds of concave curves while their pieces are laid finer and coarser, against exact optima."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.model.build import Builder
from allocator.model.running import Settings
from allocator.model.smooth.laying import Laid
from allocator.model.smooth.refining import Refining, step_for
from allocator.money import exact as in_decimals
from allocator.problem import settle
from allocator.scenario import scenario_of
from tests.curves.exact import bisected
from tests.curves.test_plans import ad, hill, hills

COUNT, BUDGET, MOST = 8, 40_000, 11_000


def refining_of(seed: int, gap: float) -> Refining:
    limits, halves = hills(COUNT, seed)
    items = {f"i{k}": ad(hill(float(limits[k]), float(halves[k])), max_total=MOST) for k in range(COUNT)}
    problem = settle(scenario_of({"budget": BUDGET, "items": items}))
    with in_decimals():
        model = Builder(problem).build()
    return Refining(Laid.on(model, Settings(gap)), Settings(gap))


@pytest.mark.parametrize("seed", range(4))
def test_the_closest_bound_stands_and_none_is_below_the_best_plan(seed: int):
    """Pieces that are laid coarsely again, somewhere else, prove less: what was proven before stays so."""
    limits, halves = hills(COUNT, seed)
    best = bisected(limits, halves, BUDGET, np.full(COUNT, float(MOST)))
    refining = refining_of(seed, 1e-5)
    laid, wish = refining._laid, refining._model.wishes[0]
    name, told = wish.stage.name, list[float]()
    refining._find_any()
    for gap, stood in ((1e-2, 9000.0), (1e-3, 9000.0), (1e-5, 9000.0), (1.0, 20.0)):
        laid.stand_at(np.full(COUNT, stood), step_for(gap))
        refining._again()
        refining.approach(gap)
        refining._bound_the_rest()
        told.append(refining.bounds(dict.fromkeys(refining._bounds, best))[name])
        assert told[-1] >= best * (1 - 1e-9)
    assert told == sorted(told, reverse=True)
    assert told[-1] <= best * (1 + 1e-5)
    latest = refining._bounds[name][-1].of({})
    assert latest > told[-1] * (1 + 1e-6)
