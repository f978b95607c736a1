"""What no plan can exceed where smooth curves stand in the model, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from allocator.errors import InputError, Mistake
from allocator.model.build import Objective
from allocator.model.pressure import Pressure
from allocator.problem import Problem, smooth_effects

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


def factor_of(objective: Objective) -> float:
    """What the number 1 of the minimised objective stands for, in natural units."""
    return objective.sign * objective.unit


def refuse_smooth(problem: Problem) -> None:
    """Raise InputError for smooth curves of something that the scenario would see smaller.

    The pieces stand below the curve: a rule that holds for them need not hold for the curve.
    """
    pressure = Pressure.of(problem)
    pressed = [e for e, _ in smooth_effects(problem) if e.value < 0 or pressure.on(e)]
    if pressed:
        raise InputError([_pressed(problem, e.item, e.metric) for e in pressed])


def _pressed(problem: Problem, item: str, metric: str) -> Mistake:
    part = "uses" if metric in problem.lines[item].spec.uses else "returns"
    return Mistake(
        "a smooth curve of something that has a most, an exact amount, a negative value or is minimised,"
        " or that an uplift takes from, or lifts in some of the periods that the curve counts",
        path=f"items.{item}.{part}.{metric}.curve",
        expected="a curve of shape points or tranches, or that rule as an at_least",
        found="a formula",
    )
