"""Plans under smooth curves, with bounds: by the duals of a linear model, or by search over whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Protocol

from allocator.errors import SolverError
from allocator.model.build import Builder, Model
from allocator.model.pressure import pressed_curves
from allocator.model.running import Settings
from allocator.model.smooth.branching import FOR_SEARCH, Branching
from allocator.model.smooth.hulls.dividing import Dividing
from allocator.model.smooth.hulls.spanned import Spanned
from allocator.model.smooth.laying import Laid
from allocator.model.smooth.pressed.corridors import Cuts
from allocator.model.smooth.pressed.mixed import MIXED, Mixed
from allocator.model.smooth.pressed.mixing import Mixing
from allocator.model.smooth.pressed.narrowing import Lanes, Narrowing
from allocator.model.smooth.refining import Refining
from allocator.model.stages import InfeasibleError, serve
from allocator.money import exact
from allocator.problem import Problem, Solution

_CLOSE = 1e-7
"""A gap of the pieces below which differences of plans are little more than rounding."""
_QUICK = 1e-3
"""The gap to which a search is proven for plans that are compared."""
_FOR_TREES = 0.6
"""The part of the time that trees of spans may take where the solver can search as well."""
_PATIENCE = 10_000
"""So many solves of a tree at most before the solver searches: most trees need a few hundred."""


class Search(Protocol):
    """A way to plans that get better, with bounds on what any plan can reach."""

    def plans(self) -> Iterator[Solution]:
        """Plans, the later ones proven to smaller gaps."""
        ...

    def bounds(self, reached: Mapping[str, float]) -> dict[str, float]:
        """Each stage's bound in natural units, by its name, for the last plan, which reaches these values."""
        ...


class _Straight:
    """The one plan of a model without curves, because nobody asks for what theirs bring."""

    def __init__(self, model: Model, settings: Settings) -> None:
        self._model, self._settings = model, settings
        self._bounds: dict[str, float] = {}

    def plans(self) -> Iterator[Solution]:
        solution = serve(self._model, self._settings)
        self._bounds = {stage.name: stage.bound for stage in solution.stages}
        yield solution

    def bounds(self, _reached: Mapping[str, float]) -> dict[str, float]:
        return self._bounds


class _InTurn:
    """Plans by one search; by another one, of the solver, where that proves too little.

    With `any_plan`, the other one begins only where the first has no plan at all.
    """

    def __init__(
        self,
        first: Search,
        other: Callable[[Settings], Search],
        settings: Settings,
        *,
        any_plan: bool = False,
    ) -> None:
        self._other, self._settings = other, settings
        self._deadline = None if settings.time_limit is None else monotonic() + settings.time_limit
        self._now, self._any_plan = first, any_plan

    def plans(self) -> Iterator[Solution]:
        found, failure = False, list[Exception]()
        for begin in (self._begun, self._search):
            try:
                self._now = begin()
                for solution in self._now.plans():
                    found = True
                    yield solution
            except (InfeasibleError, SolverError) as error:
                failure.append(error)
            if self._left == 0.0 or (found and self._any_plan):
                break
        if failure and not found:
            raise failure[0]  # otherwise what was found stands, with the gap that it has

    def _begun(self) -> Search:
        return self._now

    def _search(self) -> Search:
        return self._other(replace(self._settings, time_limit=self._left))

    @property
    def _left(self) -> float | None:
        return None if self._deadline is None else max(0.0, self._deadline - monotonic())

    def bounds(self, reached: Mapping[str, float]) -> dict[str, float]:
        return self._now.bounds(reached)


def _branching(problem: Problem, settings: Settings) -> Search:
    with exact():
        model = Builder(problem, room=FOR_SEARCH).build()
    return Branching(Laid.on(model, settings), settings)


def plans_under_curves(problem: Problem, settings: Settings, *, to_compare: bool = False) -> Search:
    """A search for plans; the settings' gap is the one that they are to be proven to.

    For plans to compare, the gap is as suits comparing many: where duals prove it, one that no difference
    can drown in, because that takes little longer; where whole numbers or S-shapes are searched, a coarser
    one, because that can take a fifth of the time.

    Raises:
        InfeasibleError: bounds alone exclude each other.
    """
    if any(pressed_curves(problem)):
        quick = replace(settings, gap=_QUICK) if to_compare else settings
        return _mixed(problem, quick)
    with exact():
        model = Builder(problem).build()
    if not model.feasible_bounds:
        raise InfeasibleError
    if model.curved is None:
        return _Straight(model, settings)
    is_linear = not model.integers and not any(bend.convex for bend in model.curved.bends)
    if to_compare:
        settings = replace(settings, gap=_CLOSE if is_linear else _QUICK)
    if is_linear:
        return Refining(Laid.on(model, settings), settings)
    if not model.integers:
        return Dividing(Spanned.on(model, settings), settings)
    limit = settings.time_limit
    own = replace(settings, time_limit=None if limit is None else limit * _FOR_TREES)
    first = Dividing(Spanned.on(model, own), own, _PATIENCE)
    return _InTurn(first, partial(_branching, problem), settings)


def _mixed(problem: Problem, settings: Settings) -> Search:
    with exact():
        model = Builder(problem, room=MIXED).build()
    if not model.feasible_bounds:
        raise InfeasibleError
    if model.curved is None:
        with exact():
            return _Straight(Builder(problem).build(), settings)
    first = Mixing(Mixed.on(model, settings), settings, _PATIENCE)
    return _InTurn(first, partial(_through_corridors, problem), settings, any_plan=True)


def _through_corridors(problem: Problem, settings: Settings) -> Search:
    with exact():
        model = Builder(problem, room=Cuts()).build()
    return Narrowing(Lanes.on(model, settings), settings)
