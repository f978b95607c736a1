"""What no plan can exceed where smooth curves stand in the model, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from allocator.model.build import Objective
from allocator.problem import Problem

_OUTWARD = 1e-9
"""What the solver's tolerances may hide of a bound, as a part of it."""


class Kept(NamedTuple):
    """An earlier stage that a bound keeps: down to which value, and what one more of it would change."""

    value: float
    dual: float


@dataclass(frozen=True)
class Bound:
    """The least value of a stage in the model's units, while earlier stages keep theirs."""

    objective: Objective
    value: float
    kept: Mapping[str, Kept] = field(default_factory=dict)
    objectives: Mapping[str, Objective] = field(default_factory=dict)

    def of(self, reached: Mapping[str, float]) -> float:
        """The bound in natural units for a plan that reaches these values.

        The best plan reaches in earlier stages what this one does: the value follows along the duals.
        """
        moved = sum(
            kept.dual * (reached[name] / factor_of(self.objectives[name]) - kept.value)
            for name, kept in self.kept.items()
        )
        value = self.value + moved
        return (value - _OUTWARD * abs(value)) * factor_of(self.objective) + 0.0


def least_size(objective: Objective, problem: Problem) -> float:
    """What a gap of a stage is relative to at least, in its unit: as much as the smallest unit of money.

    So it is measured in a plan; without it, a best value of 0 would have to be proven to the last digit.
    """
    return float(problem.unit) / objective.unit


def factor_of(objective: Objective) -> float:
    """What the number 1 of the minimised objective stands for, in natural units."""
    return objective.sign * objective.unit
