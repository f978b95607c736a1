"""Curves that are carried over, dearer, seasonal, lifted: proofs against grids, books against numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import event, given, settings

from allocator.plan import Plan
from allocator.scenario import scenario_of
from allocator.solving import solve
from tests.oracle.carried import (
    Carried,
    Case,
    Floats,
    Lift,
    cases,
    hill,
    logistic,
    outcomes,
    power,
    sigmoid,
    spent,
    uses,
)


def checked(case: Case) -> Plan:
    """The plan, whose books say what numpy says, and whose interval holds the best that grids find."""
    plan = solve(scenario_of(case.scenario))
    stage, used = plan.stages[0], uses(case, plan)
    for name, expected in outcomes(case, plan).items():
        assert plan.item(name).outcomes.get("revenue", 0.0) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    spends = spent(case, plan)
    own = float(case.net(spends[:, :, None], used)[0])
    assert stage.value == pytest.approx(own, rel=1e-9, abs=1e-6)
    noise = 1e-6 * max(1.0, abs(own))
    assert case.best(spends) <= stage.bound + noise
    assert own <= stage.bound + noise
    if plan.status == "optimal":
        assert stage.bound - own <= 1e-4 * abs(stage.bound) + noise
    return plan


@settings(max_examples=40)
@given(cases())
def test_the_best_of_grids_lies_in_the_proven_interval(case: Case):
    event(checked(case).status)


def carried(said: Any, formula: Any, periods: int, **rest: Any) -> Carried:
    """An item with a curve, without a season or prices unless they are given."""
    ones = [1.0] * periods
    usual: dict[str, Any] = {"weights": [1.0], "before_curve": True, "earlier": [], "counts_tail": True}
    usual |= {"season": ones, "index": ones, "rise": None, "most": 4e5}
    return Carried({"revenue": {"curve": said}} | rest.pop("more", {}), formula, **usual | rest)


def test_what_is_hardly_carried_over_counts_under_a_curve_that_is_steep_at_nothing():
    """A billionth of the spend works in its own month: tiny for the solver, and not for this curve."""
    carry = {"retain": 0.1, "normalised": False, "periods": 4, "peak": 3, "tail": "lost"}
    prices = [1.25, 1.0, 0.5]
    item = carried(
        *power(7e5, 0.5), 3, weights=[1e-9, 1e-4, 0.1, 1.0], counts_tail=False, index=prices, season=prices,
        most=6e4, more={"carry_over": carry, "price_index": prices, "season": prices},
    )  # fmt: skip
    for lift in (None, Lift(by=1.0, price=1e3, delay=0, lasts=3)):
        plan = checked(Case((item,), 3, 9e5, False, None, 1.0, lift))
        assert plan.status == "optimal"


def test_a_price_that_could_jump_to_and_fro_is_found():
    prices = [0.5, 2.0, 2.0, 1.0]
    item = carried(*logistic(2e6, 2e4), 4, index=prices, more={"price_index": prices})
    assert checked(Case((item,), 4, 2.4e5, False, 9e4, 0.5, None)).status == "optimal"


def test_what_works_only_after_the_horizon_gets_nothing_where_the_tail_is_lost():
    carry = {"weights": [0, 1], "tail": "lost"}
    late = carried(*logistic(2e5, 9e4), 1, weights=[0.0, 1.0], counts_tail=False, more={"carry_over": carry})
    soon = carried(*logistic(7e5, 9e4), 1)
    plan = checked(Case((soon, late), 1, 2.4e5, False, None, 1.0, None))
    assert plan.item("i0").spend > 0
    assert plan.item("i1").spend == 0


def test_an_s_shape_that_is_carried_over_is_proven_where_its_pieces_lie_too_far_apart():
    """Few months share the money, so that its price tells little of where their curves are asked."""
    weights = [1.0, 0.8, 0.6, 0.3]
    carry = {"applies": "after_curve", "tail": "lost", "weights": weights, "spent_before": [10900, 2600]}
    item = carried(
        *sigmoid(80000, 65100, 6500), 2, weights=weights, before_curve=False, earlier=[10900, 2600],
        counts_tail=False, most=1e5, more={"carry_over": carry},
    )  # fmt: skip
    assert checked(Case((item,), 2, 136800, False, None, 1.0, None)).status == "optimal"


def test_two_s_shapes_whose_carried_spend_works_for_long_are_proven():
    """At 0.2 and 0.5 of the spend before and so on, each month's curve sees almost what another one does."""
    before = [51900, 89200, 29400]
    kept = [0.72 * 0.28**lag for lag in range(30)]
    first = {"retain": 0.28, "normalised": True, "spent_before": before}
    second = {"weights": [0.5, 0.3, 0.2], "spent_before": [20300, 17000], "tail": "lost"}
    items = (
        carried(
            *hill(268300, 29000, 9.0), 2, weights=kept, earlier=before, most=1e5, more={"carry_over": first}
        ),
        carried(
            *sigmoid(24500, 38500, 12800), 2, weights=second["weights"], earlier=[20300, 17000],
            counts_tail=False, most=1e5, more={"carry_over": second},
        ),
    )  # fmt: skip
    case = Case(items, 2, 262000, True, None, 1.0, None)
    assert checked(case).status == "optimal"
    plan = solve(scenario_of(case.scenario | {"goals": [{"metric": "revenue", "at_least": 255600}]}))
    stage = plan.stages[1]
    best = case.best(spent(case, plan))
    assert plan.status == "optimal"
    assert best * (1 - 1e-4) <= stage.value <= stage.bound
    assert best <= stage.bound * (1 + 1e-6)


def a_year(seed: int) -> Case:
    """Two or three S-shapes over twelve months, of which each sees what is left of the spend before."""
    draw = np.random.default_rng(seed)
    items, halves = [], draw.integers(600, 12000, size=draw.integers(2, 4))
    for half in halves.tolist():
        kept, limit = round(float(draw.uniform(0.2, 0.7)), 2), int(half * draw.uniform(1.5, 6))
        said, formula = (
            hill(limit, half, float(draw.choice([1.5, 2.0, 3.0, 4.0])))
            if draw.random() < 0.6
            else sigmoid(limit, half, half / 4)
        )
        season = draw.choice([0.7, 1.0, 1.3], 12).tolist() if draw.random() < 0.5 else [1.0] * 12
        weights = [kept**lag for lag in range(12)]
        carry = {"retain": kept, "normalised": False, "periods": 12}
        items.append(
            carried(
                said, formula, 12, weights=weights, season=season, most=float(3 * half),
                more={"carry_over": carry, "season": season},
            )
        )  # fmt: skip
    budget = float(round(halves.sum() * 12 * draw.uniform(0.25, 0.6)))
    return Case(tuple(items), 12, budget, False, None, 1.0, None)


def climbed(case: Case, start: Floats) -> float:
    """The best that moves of money find from there: into a month, out of one, or from one to another."""
    shape, most = start.shape, np.array([[item.most] * case.periods for item in case.items]).ravel()
    here, used = start.ravel(), (0,) * case.periods
    moves = np.vstack([np.eye(len(most)), np.zeros(len(most))])
    moves = (moves[:, None, :] - moves[None, :, :]).reshape(-1, len(most))
    step, best = float(most.max()) / 4, float(case.net(here.reshape(*shape, 1), used)[0])
    while step > 20:
        there = np.clip(here + step * moves, 0, most)
        nets = case.net(there.T.reshape(*shape, -1), used)
        top = int(np.argmax(nets))
        if nets[top] <= best + 1e-9:
            step /= 2
        else:
            best, here = float(nets[top]), there[top]
    return best


@pytest.mark.parametrize("seed", [0, 2, 4, 5, 6, 8])
def test_a_year_of_s_shapes_that_are_carried_over_is_proven(seed: int):
    """Tangents that only follow prices jump to and fro there; climbing finds no plan above the bound."""
    case, draw = a_year(seed), np.random.default_rng(seed)
    plan = solve(scenario_of(case.scenario))
    stage, spends = plan.stages[0], spent(case, plan)
    assert plan.status == "optimal"
    assert stage.value == pytest.approx(float(case.net(spends[:, :, None], uses(case, plan))[0]), rel=1e-9)
    starts = [spends, *(draw.dirichlet(np.ones(spends.size)).reshape(spends.shape) for _ in range(1))]
    found = max(climbed(case, start * (case.budget if k else 1.0)) for k, start in enumerate(starts))
    assert found <= stage.bound * (1 + 1e-9)
    assert found <= stage.value * (1 + 1e-4) + 0.1
