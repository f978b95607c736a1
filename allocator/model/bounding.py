"""What no plan can exceed where smooth curves stand in the model: the same stages, with curves from above.

The plan's model has pieces L ≤ f. Raised by their error they are above f, and every plan that the true curves
allow is one of the raised model. Each stage is served there, keeping what the *plan* reaches in the earlier
ones: the best plan reaches that as well, so its value lies between the plan's and this bound.
"""

from __future__ import annotations

from collections.abc import Mapping

from allocator.errors import InputError, Mistake, SolverError
from allocator.model.build import Model
from allocator.model.pressure import Pressure
from allocator.model.session import Session, Settings
from allocator.problem import End, Problem, smooth_effects


def bounds_from_above(raised: Model, settings: Settings, reached: Mapping[str, float]) -> dict[str, float]:
    """Each stage's bound in natural units, by its name; `reached` are the plan's true values.

    Raises SolverError where the solver finds none.

    The last stages, of least spend and least money drawn, are bounded without whole numbers, unless they
    are what the scenario asks for.
    """
    session, found = Session(raised, settings), {}
    searches = bool(raised.integers)
    for objective in raised.objectives:
        costs = {column: objective.sign * cost for column, cost in objective.costs.items()}
        factor = objective.sign * objective.unit
        if searches and (session.was_stopped or objective not in raised.wishes):
            session.relax(raised.integers)
            searches = False
        result = session.minimise(costs)
        if result.end is End.LIMIT and searches:
            session.relax(raised.integers)
            searches = False
            result = session.minimise(costs)
        if result.end not in (End.OPTIMAL, End.FEASIBLE):
            raise SolverError(f"no bound was found for stage {objective.stage.name}")
        found[objective.stage.name] = result.bound * factor + 0.0
        session.keep(costs, reached[objective.stage.name] / factor)
    return found


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
