"""Plans under smooth curves with whole numbers: a search above the curves, then plans below them.

With pieces above the curves, a search over whole numbers bounds what any plan can reach, and says on which
part of each curve its input stands. With that settled the rest is linear, and refined as where there are
no whole numbers. Where pieces above a convex part were too high, it is cut where the answer stood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isfinite
from time import monotonic

import numpy as np

from allocator.curves.arrays import Floats
from allocator.errors import SolverError
from allocator.model.bends import Room
from allocator.model.bounding import Bound, factor_of
from allocator.model.build import Builder, Objective
from allocator.model.laying import Laid
from allocator.model.pieces import OFFSETS, TANGENTS
from allocator.model.refining import Refining, step_for
from allocator.model.session import Result, Settings, Vector
from allocator.model.stages import InfeasibleError, demanded, signed
from allocator.money import exact
from allocator.problem import End, Solution

_RELAXED = 3
_TURNS = 14
_FINER = 0.25
_TOLD = 1e-10
"""How exactly a bound keeps what a plan reaches in earlier stages: where they are flat, a little is much."""
_MOMENT = 50
"""Nodes of a search for a bound that only makes the plan unique."""
FOR_SEARCH = Room(pieces=TANGENTS + len(OFFSETS), ordered=True)
"""What a model for a search begins with."""


class Branching:
    """Plans of one model, each after a search above the curves with finer pieces."""

    def __init__(self, laid: Laid, settings: Settings) -> None:
        self._settings = settings
        self._deadline = None if settings.time_limit is None else monotonic() + settings.time_limit
        self._take(laid)

    def _take(self, laid: Laid) -> None:
        self._laid, self._session, self._model = laid, laid.session, laid.model
        self._stood: list[Floats] = []
        self._start = self._session.demands()

    def plans(self) -> Iterator[Solution]:
        """Plans, each with bounds from finer pieces than the one before, for as long as there is time."""
        self._approach(step_for(self._settings.gap))
        gap, found = self._settings.gap, False
        for _ in range(_TURNS):
            try:
                values, self._first = self._search()
            except SolverError:
                if found:
                    return  # the time was up before this search found anything
                raise
            solution = self._below(values, gap)
            if solution is not None:
                found = True
                yield solution
            if self._session.is_late:
                break
            gap *= _FINER
            self._make_room(values)
        if not found:
            raise InfeasibleError

    def bounds(self, reached: Mapping[str, float]) -> dict[str, float]:
        """Each stage's bound in natural units, by its name, for the last plan, which reaches these values.

        The last stages, of least spend and least money drawn, are searched for a moment only, unless they are
        what the scenario asks for.
        """
        found: dict[str, float] = {}
        self._above()
        for objective in self._model.objectives:
            bound = self._bound(objective) if found else self._first
            found[objective.stage.name] = Bound(objective, bound).of({})
            value = reached[objective.stage.name] / factor_of(objective)
            self._session.keep(signed(objective), value, room=_TOLD)
        return found

    def _bound(self, objective: Objective) -> float:
        """The least value of a stage above the curves."""
        if not self._session.was_stopped:
            if objective not in self._model.wishes:
                self._session.search_less(_MOMENT)
            result = self._least(objective)
            if result.end is not End.LIMIT and isfinite(result.bound):
                if objective in self._model.wishes:
                    self._stood.append(self._laid.inputs(self._session.values))
                return result.bound
        self._session.relax(self._model.integers)
        result = self._least(objective)
        if not isfinite(result.bound):
            raise SolverError(f"no bound was found for stage {objective.stage.name}")
        return result.bound

    def _least(self, objective: Objective) -> Result:
        """The least value that keeps what the plan reaches; with more room where the solver sees no way."""
        result = self._session.minimise(signed(objective))
        if result.end is End.INFEASIBLE:
            result = self._session.minimise_keeping(signed(objective), None)
        return result

    def _approach(self, step: float) -> None:
        """Move the pieces to about where they will be needed, by the duals without whole numbers."""
        self._session.relax(self._model.integers)
        for _ in range(_RELAXED):
            self._laid.lay_above()
            demanded(self._session.minimise(signed(self._model.wishes[0])))
            self._laid.hear(self._session.prices)
            self._laid.follow(step)
        self._laid.note()

    def _above(self) -> None:
        self._session.demand(self._start)
        self._laid.lay_above()

    def _search(self) -> tuple[Vector, float]:
        """The best plan above the curves, and the bound of its first stage."""
        self._above()
        bound = float("nan")
        for objective in self._model.wishes:
            result = self._session.minimise_keeping(signed(objective), None)
            if result.end is End.LIMIT and isfinite(bound):
                break
            demanded(result)
            values = self._session.values
            bound = bound if isfinite(bound) else result.bound
            self._session.keep(signed(objective), result.value)
            if self._session.was_stopped:
                break
        if not isfinite(bound):
            self._above()
            self._session.relax(self._model.integers)
            bound = demanded(self._session.minimise(signed(self._model.wishes[0]))).bound
        return values, bound

    def _below(self, values: Vector, gap: float) -> Solution | None:
        """The plan in the whole numbers of a solution; None where pieces below the curves leave none."""
        self._session.demand(self._start)
        self._session.relax(self._model.integers)
        self._session.fix({column: float(np.rint(values[column])) for column in self._model.integers})
        self._laid.settle(values)
        self._laid.stand_at(self._laid.inputs(values), step_for(gap))
        below = Refining(self._laid, replace(self._settings, gap=gap))
        self._laid.lay_below()
        try:
            below.approach(gap)
        except InfeasibleError:
            return None
        return below.plan(End.FEASIBLE if self._session.was_stopped else End.OPTIMAL)

    def _make_room(self, values: Vector) -> None:
        """Build the model anew with pieces for where the search stood, above which the curves cannot be."""
        stood = [self._laid.inputs(values), *self._stood]
        room = Room(self._laid.corners(stood), self._laid.note(*stood), ordered=True)
        with exact():
            model = Builder(self._model.problem, room=room).build()
        left = None if self._deadline is None else max(0.0, self._deadline - monotonic())
        self._take(Laid.on(model, replace(self._settings, time_limit=left), like=self._laid))
