"""Uplifts of what is carried over, against all plans of a grid and against sums written out."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve

Data = dict[str, Any]
WEIGHTS = (0.3, 0.5, 0.2)
MONTHS, STEP, MOST = 3, 10, 240


def planned(items: Data, **rest: Any) -> Plan:
    items = {name: {"kind": "ad", "time_frame": "fast"} | item for name, item in items.items()}
    rest = {"budget": 10000, "horizon": {"periods": MONTHS, "every": "month"}} | rest
    return solve(scenario_of({"items": items} | rest))


def carried(applies: str, tail: str, **more: Any) -> Data:
    return {"weights": list(WEIGHTS), "applies": applies, "tail": tail} | more


def lifted_in(used: tuple[int, ...], delay: int, lasts: Any, stop: int) -> list[bool]:
    """In which periods outcomes are lifted; one that lasts to the end does so to that of the horizon."""
    reach = MONTHS if lasts == "to_end" else lasts
    ends = MONTHS if lasts == "to_end" else stop
    return [
        t < ends and any(0 <= t - s - delay < reach for s, flag in enumerate(used) if flag)
        for t in range(stop)
    ]


def brought(spend: np.ndarray, f: Any, applies: str, stop: int, earlier: tuple[float, ...]) -> list[Any]:
    """What each period brings, those after the horizon as well; earlier spend is that just before it."""
    known = [np.full_like(spend[0], amount) for amount in earlier] + list(spend)
    known += [np.zeros_like(spend[0])] * (stop - MONTHS)
    first, found = len(earlier), []
    for t in range(stop):
        seen = [(w, known[first + t - lag]) for lag, w in enumerate(WEIGHTS) if first + t - lag >= 0]
        if applies == "before_curve":
            found.append(f(sum(w * x for w, x in seen)))
        else:
            found.append(sum(w * f(x) for w, x in seen))
    return found


@pytest.mark.parametrize("steepness", [1, 2.5])
@pytest.mark.parametrize("applies", ["before_curve", "after_curve"])
@pytest.mark.parametrize(
    ("tail", "delay", "lasts"),
    [("counted", 0, 1), ("counted", 1, 3), ("counted", 1, "to_end"), ("lost", 0, 2)],
)
def test_a_carried_curve_that_is_lifted_against_all_plans_of_a_grid(
    steepness: float, applies: str, tail: str, delay: int, lasts: Any
):
    earlier, limit, half, by = (50.0, 90.0), 1000.0, 80.0, 0.6

    def hill(x: Any) -> Any:
        return limit * x**steepness / (half**steepness + x**steepness)

    curve = {"shape": "hill", "limit": limit, "half_at_per_period": half, "steepness": steepness}
    carry = carried(applies, tail, spent_before=list(earlier))
    items = {
        "a": {
            "spend": {"max_per_period": MOST},
            "returns": {"revenue": {"curve": curve}, "carry_over": carry},
        },
        "lift": {
            "units": {"price": 60, "max_per_period": 1},
            "uplift": [{"on": "a", "by": by, "delay": delay, "lasts": lasts}],
        },
    }
    budget = 520
    plan = planned(items, budget=budget)
    stop = MONTHS + (2 if tail == "counted" else 0)
    amounts = np.arange(0.0, MOST + 1, STEP)
    spend = np.array(np.meshgrid(*[amounts] * MONTHS)).reshape(MONTHS, -1)
    own = brought(spend, hill, applies, stop, earlier)
    best = -np.inf
    for used in product((0, 1), repeat=MONTHS):
        live = lifted_in(used, delay, lasts, stop)
        total = sum(y * (1 + by * flag) for y, flag in zip(own, live, strict=True))
        paid = spend.sum(axis=0) + 60 * sum(used)
        best = max(best, float((total - paid)[paid <= budget].max()))
    stage = plan.stages[0]
    assert best <= stage.bound + 1e-6
    assert best * (1 - 2e-4) <= stage.value <= best * 1.02
    assert plan.gap <= 1e-4


@pytest.mark.parametrize(("lasts", "after"), [(1, 0), (2, 1), (3, 2), ("to_end", 0)])
def test_how_far_after_the_horizon_a_tail_is_lifted(lasts: Any, after: int):
    returns = {"revenue": {"per_money": 2}, "carry_over": carried("before_curve", "counted")}
    items = {
        "a": {"spend": {"exact_per_period": 100}, "returns": returns},
        "page": {"price": 1, "from": 3, "uplift": [{"on": "a", "by": "10%", "lasts": lasts}]},
    }
    plan = planned(items)
    in_periods = [200 * sum(WEIGHTS[max(0, t - 2) : t + 1]) for t in range(5)]
    assert plan.item("page").outcomes["revenue"] == pytest.approx(0.1 * sum(in_periods[2 : 3 + after]))


def test_what_follows_from_a_carried_metric_comes_when_that_comes():
    returns = {
        "click": {"per_money": 2},
        "lead": {"per": {"click": "50%"}},
        "carry_over": carried("after_curve", "counted", spent_before=[100]),
    }
    items = {"a": {"spend": {"exact_per_period": 100}, "returns": returns}}
    goals = [{"metric": "lead", "at_least": 1, "by": 1}]
    plan = planned(items, metrics={"click": {}, "lead": {"value": 9}}, goals=goals)
    clicks = 2 * (300 * sum(WEIGHTS) + 100 * sum(WEIGHTS[1:]))
    assert plan.item("a").outcomes["click"] == pytest.approx(clicks)
    assert plan.item("a").outcomes["lead"] == pytest.approx(clicks / 2)
    assert plan.goals[0].reached == pytest.approx(100 * (WEIGHTS[0] + WEIGHTS[1]))
