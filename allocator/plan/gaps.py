"""How far each stage of a plan may lie from the best possible, and what that is measured by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from allocator.limits import Measure
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.record import PlanStage
from allocator.problem import Aim, Problem, Solution, Stage, Target, smooth_effects

_OF_ALL = Decimal("1e-4")
"""The part of all that a plan moves below which a stage of it is too small to measure its own gap by."""
_MISSES = (Measure.MISSED, Measure.EXCEEDED, Measure.LARGEST)


def plan_stages(problem: Problem, ledger: Ledger, solution: Solution) -> tuple[PlanStage, ...]:
    """What the plan reaches in each stage, and what was proven of it."""
    bounds = [significant(found.bound) for found in solution.stages]
    found = zip(problem.stages, bounds, stage_scales(problem, ledger, bounds), strict=True)
    return tuple(_stage(stage, ledger, bound, scale) for stage, bound, scale in found)


def _stage(stage: Stage, ledger: Ledger, bound: float, scale: float) -> PlanStage:
    value = significant(float(ledger.left(stage.terms)))
    # Rounding can carry a later stage past what was proven for the unrounded earlier ones.
    bound = max(bound, value) if stage.aim is Aim.MAXIMISE else min(bound, value)
    behind = abs(bound - value)
    gap = 0.0 if behind <= 1e-9 * scale else float(f"{behind / scale:.3g}")
    return PlanStage(stage.name, stage.aim, value, bound, gap)


def stage_scales(problem: Problem, ledger: Ledger, bounds: Sequence[float]) -> Iterator[float]:
    """What 100 % of each stage's gap is: its bound, where that is not next to nothing.

    Missed shares of goals are measured by a goal that is missed altogether. What is maximised is so by a part
    of all that adds up to it at least, such as returns and spend to a net return. Under smooth curves what an
    earlier stage is known to within can mean anything beside a small later one, so the largest counts.
    """
    is_smooth, largest = any(smooth_effects(problem)), 0.0
    moved = float(_OF_ALL * sum((_moved(s, ledger) for s in problem.stages if s.aim is Aim.MAXIMISE), ZERO))
    for stage, bound in zip(problem.stages, bounds, strict=True):
        scale = max(abs(bound), float(problem.unit), float(_missed_whole(problem, stage)))
        if stage.aim is Aim.MAXIMISE:
            scale = max(scale, moved, largest if is_smooth else 0.0)
            largest = max(scale, largest)
        yield scale


def _moved(stage: Stage, ledger: Ledger) -> Decimal:
    return sum((abs(factor * ledger.value(term)) for term, factor in stage.terms.items()), ZERO)


def _missed_whole(problem: Problem, stage: Stage) -> Decimal:
    """What a stage of goals comes to where one of them is missed by its whole target."""
    return max((_missed_wholly(target) for target in targets_in(problem, stage)), default=ZERO)


def _missed_wholly(target: Target) -> Decimal:
    return abs(target.spec.target) * max(target.deviations.values())


def targets_in(problem: Problem, stage: Stage) -> Iterator[Target]:
    """The goals of which a stage makes the misses small."""
    for term in stage.terms:
        if term.measure in _MISSES:
            numbers = term.items if term.measure is Measure.LARGEST else (term.metric,)
            yield from (problem.targets[int(number)] for number in numbers)


def gap_of(problem: Problem, stages: tuple[PlanStage, ...]) -> float:
    """The largest gap of the stages that the scenario asks for."""
    return max((stage.gap for stage in wished_stages(problem, stages)), default=0.0)


def wished_stages(problem: Problem, stages: tuple[PlanStage, ...]) -> list[PlanStage]:
    """The stages that the scenario asks for, without those that only make its plan unique."""
    asked = {stage.name for stage in problem.stages if stage.is_asked}
    return [stage for stage in stages if stage.name in asked]


def significant(number: float) -> float:
    """The number to twelve significant digits: what survives different ways of adding up."""
    return float(f"{number:.12g}")
