"""A linear problem loaded once, and solved again and again with rules switched off or moved."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from allocator.limits import Row, Sense
from allocator.model.build import Builder, row_scale
from allocator.model.columns import Expression
from allocator.model.pulp_bridge import INFINITY
from allocator.model.running import Settings
from allocator.model.session import Session
from allocator.model.stages import settle_the_rest
from allocator.problem import Problem, smooth_effects

_DUAL_IS_ZERO = 1e-9


class Trials:
    """The stages of one linear problem, on one live solver.

    Rules are named by their number in `problem.rules`. Ask only where `suits(problem)`; raises what `serve`
    raises. What a purchase that is certain costs stays certain: its rule cannot be switched off here.
    """

    def __init__(self, problem: Problem) -> None:
        self._model = Builder(problem, as_rows=True).build()
        self._session = Session(self._model, Settings())
        # The model without rules as rows has no whole numbers, so those that are here are settled by rules.
        self._session.relax(self._model.integers)
        self._first = self._session.demands()

    @staticmethod
    def suits(problem: Problem) -> bool:
        """Whether the problem is linear as it stands: no choice, no whole number, no smooth curve."""
        return not any(smooth_effects(problem)) and not Builder(problem).build().integers

    def stages(self, changes: Mapping[int, tuple[Row, ...]]) -> dict[str, float]:
        """What each stage reaches, in natural units, with other rows (or, with none, without rows) for rules.

        The new rows have the terms of the old ones, and other bounds.
        """
        self._session.demand(self._first)
        for number, rows in changes.items():
            for place, own in enumerate(self._model.rule_rows[number]):
                self._session.set_row(own, self._sides(rows[place]) if rows else (-INFINITY, INFINITY))
        reached = settle_the_rest(self._model, self._session)
        return {o.stage.name: reached[o.stage.name] * o.sign * o.unit for o in self._model.objectives}

    def _sides(self, row: Row) -> tuple[float, float]:
        bound = float(row.bound) / row_scale(row, self._model.scales)
        low = -INFINITY if row.sense is Sense.AT_MOST else bound
        return low, INFINITY if row.sense is Sense.AT_LEAST else bound

    @cached_property
    def pressing(self) -> frozenset[int]:
        """The rules whose rows have a dual value in some stage.

        Without any other rule each stage has the same duals, so the same value and the same optimal face:
        such a rule costs nothing in any stage.
        """
        self._session.demand(self._first)
        found: set[int] = set()
        for objective in self._model.objectives:
            costs: Expression = {c: objective.sign * v for c, v in objective.costs.items()}
            self._session.minimise(costs)
            found |= set(np.flatnonzero(np.abs(self._session.prices) > _DUAL_IS_ZERO).tolist())
            self._session.keep_face()
        return frozenset(k for k, rows in enumerate(self._model.rule_rows) if not found.isdisjoint(rows))
