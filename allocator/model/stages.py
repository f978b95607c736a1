"""Serve the stages one after the other, each keeping what the earlier ones reached.

Whole numbers are settled first, stage by stage, by search. With those fixed the rest is linear, and
the stages are served again: now each keeps the earlier ones exactly, by their optimal faces.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from allocator.errors import SolverError
from allocator.model.build import Model, Objective
from allocator.model.session import Result, Session, Settings, Vector
from allocator.model.tiebreak import file_order, phased_columns
from allocator.problem import End, Solution, StageResult


class InfeasibleError(Exception):
    """No plan keeps all rules."""


class UnlimitedError(Exception):
    """Nothing bounds the plan."""


def serve(model: Model, settings: Settings) -> Solution:
    """The best plan by the order of the stages.

    Raises:
        InfeasibleError: no plan keeps all rules.
        UnlimitedError: some stage can grow without end.
        SolverError: a limit was reached before any plan was found.
    """
    if not model.feasible_bounds:
        raise InfeasibleError
    session = Session(model, settings)
    end, proven = _settle_whole_numbers(model, session) if model.integers else (End.OPTIMAL, {})
    values, reached = _settle_the_rest(model, session)
    return Solution(
        end=end,
        levels={lever: float(values[column]) * model.sizes[lever] for lever, column in model.levers.items()},
        stages=tuple(_report(o, reached[o.stage.name], proven) for o in model.objectives),
        solver="HiGHS",
        version=session.version,
    )


def _report(objective: Objective, value: float, proven: Mapping[str, float]) -> StageResult:
    bound = proven.get(objective.stage.name, value)
    factor = objective.sign * objective.unit
    return StageResult(objective.stage.name, objective.stage.aim.value, value * factor, bound * factor)


def _signed(objective: Objective) -> dict[int, float]:
    return {column: objective.sign * cost for column, cost in objective.costs.items()}


def _settle_whole_numbers(model: Model, session: Session) -> tuple[End, dict[str, float]]:
    proven: dict[str, float] = {}
    values: Vector | None = None
    end = End.OPTIMAL
    for objective in model.objectives:
        result = session.minimise_keeping(costs := _signed(objective), values)
        if result.end is End.LIMIT and values is not None:
            end = End.FEASIBLE
            break
        _demand_plan(result)
        values, proven[objective.stage.name] = session.values, result.bound
        end = result.end if result.end is not End.OPTIMAL else end
        session.keep(costs, result.value)
    if end is End.OPTIMAL and values is not None:
        last = session.minimise_keeping(file_order(model, whole_only=True), values)
        values = session.values if last.end in (End.OPTIMAL, End.FEASIBLE) else values
    if values is None:
        raise SolverError("no stage was solved")
    session.fix({column: float(np.rint(values[column])) for column in model.integers})
    return end, proven


def _demand_plan(result: Result) -> None:
    if result.end is End.INFEASIBLE:
        raise InfeasibleError
    if result.end is End.UNBOUNDED:
        raise UnlimitedError
    if result.end is End.LIMIT:
        raise SolverError("the time limit was reached before any plan was found")


def _settle_the_rest(model: Model, session: Session) -> tuple[Vector, dict[str, float]]:
    reached = {}
    for objective in model.objectives:
        result = session.minimise(_signed(objective))
        _demand_plan(result)
        reached[objective.stage.name] = result.value
        session.keep_face()
    free = session.free_columns()
    groups = ([c for c in columns if free[c]] for columns in phased_columns(model))
    peaks = session.add_peaks(columns for columns in groups if len(columns) > 1)
    if peaks:
        _demand_plan(session.minimise(peaks))
        session.keep_face()
    _demand_plan(session.minimise(file_order(model)))
    return session.values, reached
