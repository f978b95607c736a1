"""Is another plan as good in every stage, with other totals of its items? Asked of the solver, never guessed.

A cost on the totals of items is made least, and then largest, over all plans that are as good. Its
weights are √(π + k): of such numbers no combination with whole coefficients is 0, so that two plans of
different totals differ in it. Money that moves between the periods of one item does not change it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sqrt

from allocator.model.build import Model
from allocator.model.columns import Expression
from allocator.model.live import Vector
from allocator.model.running import Result
from allocator.model.session import Demands, Session
from allocator.problem import End, Pull

_NODES = 200
"""So many nodes may a search for a tie take. Not seconds: the same scenario shall give the same answer."""
_NOTICED = 2.0
"""Totals that differ by more smallest units than this are different."""
_DROWNED = 1e-9
"""The part of the budget that drowns in the solver's tolerance."""


class Ties:
    """Looks for a plan that is as good as the one with these column values, but buys other things."""

    def __init__(self, model: Model, session: Session, values: Vector) -> None:
        self._session, self._values = session, values
        unit, budget = float(model.problem.unit), float(model.problem.frame.budget)
        self._noise = max(_NOTICED * unit, _DROWNED * budget) / float(model.scales.money)
        self._totals = _totals(model, 2 * self._noise)

    def is_on_face(self, face: Demands) -> bool:
        """Whether one has the same whole numbers; the session then stands at it, on the face."""
        lower, upper = face.columns
        free = sum(any(upper[c] > lower[c] for c in total) for total in self._totals)
        # All spend is settled by the last stage, so that one total cannot move alone.
        if free < 2:
            return False
        self._session.demand(face)
        return self._is_found_by(self._session.minimise)

    def is_among_whole_numbers(self, kept: Demands) -> bool:
        """Whether one with any whole numbers keeps what the search reached; the session then stands at it."""
        self._session.demand(kept)
        self._session.search_less(_NODES)
        return self._is_found_by(lambda costs: self._session.minimise_keeping(costs, self._values))

    def _is_found_by(self, minimise: Callable[[Expression], Result]) -> bool:
        for sign in (1.0, -1.0):
            costs = {
                column: sign * sqrt(pi + k) * cost
                for k, total in enumerate(self._totals)
                for column, cost in total.items()
            }
            if minimise(costs).end in (End.OPTIMAL, End.FEASIBLE) and self._has_moved():
                return True
        return False

    def _has_moved(self) -> bool:
        moved = self._session.values - self._values
        return any(
            abs(sum(cost * moved[column] for column, cost in total.items())) > self._noise
            for total in self._totals
        )


def _totals(model: Model, free: float) -> list[Expression]:
    """What each item, or each tier of one, costs in all, in the model's unit of money.

    A tier or a unit that costs nothing counts as costing `free`.
    """
    found: dict[tuple[str, str], dict[int, float]] = {}
    for lever, column in model.levers.items():
        if lever.item not in model.problem.lines:
            continue
        money = float(lever.cost) * model.sizes[lever] / float(model.scales.money)
        counts = bool(lever.tier) or lever.pull is Pull.UNITS
        found.setdefault((lever.item, lever.tier), {})[column] = money or free * counts
    return list(found.values())
