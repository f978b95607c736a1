"""A search around curves, which bounds what any plan can reach, and plans from where it stands."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isfinite
from time import monotonic
from typing import Generic, Protocol, TypeVar

from allocator.curves.arrays import Floats
from allocator.errors import SolverError
from allocator.model.build import Model, Objective
from allocator.model.live import Vector
from allocator.model.running import Result, Settings
from allocator.model.session import Session
from allocator.model.smooth.bounding import Bound, factor_of
from allocator.model.stages import InfeasibleError, demanded, signed
from allocator.problem import End, Solution

_TURNS = 14
_FINER = 0.25
_TOLD = 1e-10
"""How exactly a bound keeps what a plan reaches in earlier stages: where they are flat, a little is much."""
_MOMENT = 50
"""Nodes of a search for a bound that only makes the plan unique."""


class Around(Protocol):
    """Something around the curves of a model, on a session of it."""

    model: Model
    session: Session

    def lay_above(self) -> None:
        """Let every plan be allowed that the curves allow."""
        ...

    def inputs(self, values: Vector) -> Floats:
        """Where the inputs stand in a solution."""
        ...


L = TypeVar("L", bound=Around)


class Searching(ABC, Generic[L]):
    """Plans of one problem, each after a search around the curves, nearer to them than the one before."""

    def __init__(self, laid: L, settings: Settings) -> None:
        self._settings = settings
        self._deadline = None if settings.time_limit is None else monotonic() + settings.time_limit
        self._take(laid)

    def _take(self, laid: L) -> None:
        self._laid, self._session, self._model = laid, laid.session, laid.model
        self._stood: list[Floats] = []
        self._start = self._session.demands()

    @property
    def _rest(self) -> Settings:
        """The settings with the time that is left."""
        left = None if self._deadline is None else max(0.0, self._deadline - monotonic())
        return replace(self._settings, time_limit=left)

    @abstractmethod
    def _approach(self) -> None:
        """Get ready for the first search."""

    @abstractmethod
    def _below(self, values: Vector, gap: float) -> Solution | None:
        """A plan that the curves allow, near where a search has stood; None where none was found."""

    def _without_plan(self) -> Exception:
        """What it means that searches stood somewhere, and no plan was found there."""
        return InfeasibleError()

    @abstractmethod
    def _make_room(self, values: Vector) -> None:
        """Come nearer to the curves where the search, and those for bounds, have stood."""

    def plans(self) -> Iterator[Solution]:
        """Plans, each with bounds from finer pieces than the one before, for as long as there is time."""
        self._approach()
        gap, found = self._settings.gap, False
        for _ in range(_TURNS):
            try:
                values, self._first = self._search()
            except (SolverError, InfeasibleError):
                if found:
                    return  # the time was up, or the solver failed, before this search found anything
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
            raise self._without_plan()

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
