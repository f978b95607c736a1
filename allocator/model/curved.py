"""Plans under smooth curves, with bounds: by the duals of a linear model, or by search over whole numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from allocator.model.branching import FOR_SEARCH, Branching
from allocator.model.build import Builder, Model
from allocator.model.corridors import Cuts
from allocator.model.laying import Laid
from allocator.model.narrowing import Lanes, Narrowing
from allocator.model.pressure import pressed_curves
from allocator.model.refining import Refining
from allocator.model.session import Settings
from allocator.model.stages import InfeasibleError, serve
from allocator.money import exact
from allocator.problem import Problem, Solution


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


def plans_under_curves(problem: Problem, settings: Settings) -> Search:
    """A search for plans; its gap is the one that the plans are to be proven to.

    Raises:
        InfeasibleError: bounds alone exclude each other.
    """
    if any(pressed_curves(problem)):
        return _through_corridors(problem, settings)
    with exact():
        model = Builder(problem).build()
        if model.integers:
            model = Builder(problem, room=FOR_SEARCH).build()
    if not model.feasible_bounds:
        raise InfeasibleError
    if model.curved is None:
        return _Straight(model, settings)
    way = Branching if model.integers else Refining
    return way(Laid.on(model, settings), settings)


def _through_corridors(problem: Problem, settings: Settings) -> Search:
    with exact():
        model = Builder(problem, room=Cuts()).build()
    if not model.feasible_bounds:
        raise InfeasibleError
    return Narrowing(Lanes.on(model, settings), settings) if model.corridors else _Straight(model, settings)
