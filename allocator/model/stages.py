"""Serve the stages one after the other, each keeping what the earlier ones reached.

Whole numbers are settled first, stage by stage, by search. With those fixed the rest is linear, and
the stages are served again: now each keeps the earlier ones exactly, by their optimal faces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np

from allocator.errors import SolverError
from allocator.model.build import Model, Objective
from allocator.model.live import Vector
from allocator.model.running import Result, Settings
from allocator.model.session import Demands, Session
from allocator.model.tiebreak import file_order, phased_columns
from allocator.model.ties import Ties
from allocator.problem import End, Lever, Solution, StageResult


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
    session, end, proven, kept = begun(model, settings)
    reached = settle_the_rest(model, session)
    face = session.demands()
    values = break_ties(model, session)
    other = _another(model, session, values, face, kept) if end is End.OPTIMAL and settings.thorough else None
    return Solution(
        end=end,
        levels=levels_of(model, values),
        stages=tuple(_report(o, reached[o.stage.name], proven) for o in model.objectives),
        solver="HiGHS",
        version=session.version,
        other=None if other is None else levels_of(model, other),
    )


def best_levels(model: Model, settings: Settings) -> dict[Lever, float]:
    """The levels of the plan that `serve` finds, without its question for another one that is as good.

    Raises what `serve` raises.
    """
    session, _, _, _ = begun(model, settings)
    settle_the_rest(model, session)
    return levels_of(model, break_ties(model, session))


def begun(model: Model, settings: Settings) -> tuple[Session, End, dict[str, float], Demands | None]:
    """A session with all whole numbers settled, how that ended, what it proved, and what it kept."""
    if not model.feasible_bounds:
        raise InfeasibleError
    session = Session(model, settings)
    if not model.integers:
        return session, End.OPTIMAL, {}, None
    return session, *settle_whole_numbers(model, session, settings.thorough)


def levels_of(model: Model, values: Vector) -> dict[Lever, float]:
    """The levels of the levers at column values."""
    return {lever: float(values[column]) * model.sizes[lever] for lever, column in model.levers.items()}


def _report(objective: Objective, value: float, proven: Mapping[str, float]) -> StageResult:
    bound = proven.get(objective.stage.name, value)
    factor = objective.sign * objective.unit
    return StageResult(objective.stage.name, objective.stage.aim.value, value * factor, bound * factor)


def signed(objective: Objective) -> dict[int, float]:
    """The objective's costs as something to be minimised."""
    return {column: objective.sign * cost for column, cost in objective.costs.items()}


def settle_whole_numbers(
    model: Model, session: Session, thorough: bool
) -> tuple[End, dict[str, float], Demands]:
    """Search the whole numbers stage by stage, and fix them; how it ended, what was proven and was kept."""
    wishes = model.objectives if thorough else model.wishes
    values, proven = _search(wishes, session)
    kept = session.demands()
    unproven = [o for o in wishes if o.stage.name not in proven]
    if session.was_stopped:
        session.relax(model.integers)
        proven |= {o.stage.name: demanded(session.minimise(signed(o))).bound for o in unproven}
    elif not thorough:
        session.relax(model.integers)
    else:
        last = session.minimise_keeping(file_order(model, whole_only=True), values)
        values = session.values if last.end in (End.OPTIMAL, End.FEASIBLE) else values
        session.relax(model.integers)
    session.fix({column: float(np.rint(values[column])) for column in model.integers})
    return End.FEASIBLE if unproven or session.was_stopped else End.OPTIMAL, proven, kept


def _search(wishes: Sequence[Objective], session: Session) -> tuple[Vector, dict[str, float]]:
    """Serve the stages over whole numbers until done or stopped; the best plan, and what was proven."""
    values, proven = None, {}
    for objective in wishes:
        result = session.minimise_keeping(costs := signed(objective), values)
        if values is not None and result.end is End.LIMIT:
            return values, proven
        values = session.values
        if isfinite(demanded(result).bound):
            proven[objective.stage.name] = result.bound
        session.keep(costs, result.value)
        if session.was_stopped:
            return values, proven
    if values is None:
        raise SolverError("there is no stage to serve")
    return values, proven


def demanded(result: Result) -> Result:
    """The result, if it is one with a plan."""
    if result.end is End.INFEASIBLE:
        raise InfeasibleError
    if result.end is End.UNBOUNDED:
        raise UnlimitedError
    if result.end is End.LIMIT:
        raise SolverError("the time limit was reached before any plan was found")
    return result


def settle_the_rest(model: Model, session: Session) -> dict[str, float]:
    """Serve all stages of a linear model, each on the optimal face of the one before; what each reaches."""
    reached: dict[str, float] = {}
    for objective in model.objectives:
        solve = session.minimise_keeping if reached else session.minimise
        reached[objective.stage.name] = demanded(solve(signed(objective), None)).value
        session.keep_face()
    return reached


def break_ties(model: Model, session: Session) -> Vector:
    """The one plan of those that the session still allows that is phased evenly, earlier items first.

    It begins with a plan. Where that is the only one, the solver's tolerance can see none: then it stays.
    """
    free, values = session.free_columns(), session.values
    groups = ([c for c in columns if free[c]] for columns in phased_columns(model))
    peaks = session.add_peaks(columns for columns in groups if len(columns) > 1)
    for turn, costs in enumerate([*([peaks] if peaks else []), file_order(model)]):
        if turn:
            session.keep_face()
        result = session.minimise(costs)
        if result.end in (End.INFEASIBLE, End.LIMIT):
            break
        demanded(result)
        values = session.values
    return values


def _another(
    model: Model, session: Session, values: Vector, face: Demands, kept: Demands | None
) -> Vector | None:
    """A plan that is as good but buys other things, phased like any other; None where none was found.

    A failure of this last question says nothing of the plan, which is settled by now.
    """
    ties = Ties(model, session, values)
    try:
        if ties.is_on_face(face):
            session.keep_face()
        elif kept is not None and ties.is_among_whole_numbers(kept):
            chosen = session.values
            session.relax(model.integers)
            session.fix({column: float(np.rint(chosen[column])) for column in model.integers})
            settle_the_rest(model, session)
        else:
            return None
        return break_ties(model, session)
    except (InfeasibleError, SolverError):
        return None
