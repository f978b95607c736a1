"""PyMC-Marketing's own budget optimizer on the given curves: a model whose posterior is one certain draw."""

from __future__ import annotations

import warnings
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.bench.curves.problems import Curves, Floats

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import arviz as az
    import pymc as pm
    import pymc.dims as pmd
    from pymc_marketing.mmm.budget_optimizer import BudgetOptimizer
    from pymc_marketing.mmm.constraints import Constraint


class _Wrapped:
    """What its optimizer asks of a model: the curves as they are, money in units of an even split."""

    def __init__(self, problem: Curves, unit: float) -> None:
        self.problem, self.unit, self.names = problem, unit, [f"i{k}" for k in range(len(problem.limits))]
        self.adstock = SimpleNamespace(l_max=0)
        self._channel_scales = 1.0
        self.idata = az.from_dict(posterior={"certain": np.ones((1, 1))})

    def _set_predictors_for_optimization(self, num_periods: int) -> Any:
        """Its model, of so many periods."""
        problem, unit = self.problem, self.unit
        with pm.Model(coords={"date": np.arange(num_periods), "channel": self.names}) as model:
            spent = pmd.Data(
                "channel_data", np.ones((num_periods, len(self.names))), dims=("date", "channel")
            )
            certain = pmd.Normal("certain", 1.0, 1.0)
            ratio = (spent * _by_item(unit / problem.halves)) ** _by_item(problem.powers)
            net = _by_item(problem.limits) * ratio / (1 + ratio) - spent * unit
            pmd.Deterministic("total_contribution", certain * net.sum() / float(problem.limits.sum()))
        return model


def solved(problem: Curves) -> tuple[Floats, float | None]:
    """Building, compiling and solving; it spends all of the budget, which these problems gladly do."""
    if problem.weeks > 1:
        raise NotImplementedError("spreads the money over time in fixed shares")
    count = len(problem.limits)
    unit = problem.budget / count
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        optimizer = BudgetOptimizer(
            model=_Wrapped(problem, unit), num_periods=1, custom_constraints=_groups(problem, unit)
        )
        best, _ = optimizer.allocate_budget(total_budget=float(count), return_if_fail=True)
    return problem.within(np.maximum(np.asarray(best), 0.0)[:, None] * unit), None


def _groups(problem: Curves, unit: float) -> list[Any]:
    if not np.isfinite(problem.group_most):
        return []
    most = problem.group_most / unit

    def room(own: Floats) -> Any:
        return lambda budgets, *_: most - (budgets * _by_item(own)).sum()

    own = [(problem.group == g).astype(float) for g in np.unique(problem.group)]
    return [
        Constraint(key=f"g{k}", constraint_fun=room(among), constraint_type="ineq")
        for k, among in enumerate(own)
    ]


def _by_item(values: Floats) -> Any:
    return pmd.as_xtensor(values, dims=("channel",))
