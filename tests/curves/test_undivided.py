"""Months that are alike, where rules about what they bring keep money from being divided as is best."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.curves import exact
from tests.curves.test_plans import Data, planned

HILL: Data = {"shape": "hill", "limit": 900, "half_at_per_period": 9000, "steepness": 2.5}
SIGMOID: Data = {"shape": "sigmoid", "limit": 600, "middle_per_period": 6000, "scale_per_period": 1200}
WORTH, MOST = 60, 260


def lead(curve: Data, **more: Any) -> Data:
    return {"kind": "ad", "spend": {"max_per_period": 20000}, "returns": {"lead": {"curve": curve}}} | more


def for_most(curve: Data) -> float:
    """What so many leads cost, by halving."""
    brings = exact.hill(900, 9000, 2.5) if curve is HILL else exact.sigmoid(600, 6000, 1200)
    low, high = 0.0, 20000.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (low, middle) if float(brings(np.array(middle))) >= MOST else (middle, high)
    return high


CEILING = {"lead": {"value": WORTH, "ceilings": {"all": {"on": ["one"], "max_per_period": MOST}}}}
ASKED: dict[str, Data] = {
    "a goal": {"goals": [{"metric": "lead", "at_least": 800, "by": 3}]},
    "a limit": {"limits": [{"metric": "lead", "min_total": 700}]},
    "a goal that is reached": {"goals": [{"metric": "lead", "at_least": 700, "by": 3}]},
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("curve", [HILL, SIGMOID], ids=["hill", "sigmoid"])
def test_each_month_up_to_its_ceiling(curve: Data, asked: str):
    """More in one month would be lost, so the best division of all money is none."""
    plan = planned(
        {"one": lead(curve)}, budget=70000, horizon={"periods": 4}, metrics=CEILING, **ASKED[asked]
    )
    assert plan.status == "optimal"
    assert float(plan.totals.net_return) == pytest.approx(4 * (MOST * WORTH - for_most(curve)), rel=1e-4)


def test_each_month_up_to_its_ceiling_in_each_of_two_stages():
    metrics = {"lead": {"value": WORTH, "ceiling_per_period": MOST}}
    items = {name: lead(HILL, time_frame=name) for name in ("fast", "medium")}
    plan = planned(items, budget=70000, horizon={"periods": 2}, metrics=metrics)
    assert plan.status == "optimal"
    assert float(plan.totals.net_return) == pytest.approx(2 * (MOST * WORTH - for_most(HILL)), rel=1e-4)


@pytest.mark.parametrize("goals", [[], [{"metric": "lead", "at_least": 200, "by": 4}]])
def test_a_least_of_each_month_against_all_divisions(goals: list[Data]):
    """The best division would leave months empty, and each of them has to bring something."""
    limits = [{"metric": "lead", "min_per_period": 20}]
    plan = planned(
        {"one": lead(SIGMOID)}, budget=15000, horizon={"periods": 4}, metrics={"lead": {"value": WORTH}},
        limits=limits, goals=goals,
    )  # fmt: skip
    x = np.linspace(0, 15000, 1501)
    leads = exact.sigmoid(600, 6000, 1200)(x)
    each = np.where(leads >= 20, WORTH * leads - x, -np.inf)
    best = each
    for _ in range(3):
        best = np.array([np.max(best[: k + 1] + each[k::-1]) for k in range(len(x))])
    net = next(stage for stage in plan.stages if stage.aim == "maximise")
    assert plan.status == "optimal"
    assert best.max() <= net.bound
    assert net.value >= best.max() * (1 - 1e-4)
    spends = np.array([float(spend) for spend in plan.item("one").by_period])
    assert exact.sigmoid(600, 6000, 1200)(spends).min() >= 20 - 1e-6
