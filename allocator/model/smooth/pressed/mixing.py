"""Plans where less is wanted of some curve: a tree of spans over mixtures, and curves followed from there.

Each stage has a tree, which bounds what any plan can reach and knows the best plan that was found on the way.
Later stages begin with the leaves of earlier ones: nothing else can keep what those reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf, isfinite

import numpy as np

from allocator.errors import SolverError
from allocator.model.build import Objective
from allocator.model.running import Settings
from allocator.model.smooth.bounding import Bound, factor_of, least_size
from allocator.model.smooth.hulls.spans import Leaf
from allocator.model.smooth.pressed.following import Following, Known
from allocator.model.smooth.pressed.mixed import Mixed
from allocator.model.smooth.pressed.splitting import Tree
from allocator.model.stages import InfeasibleError, break_ties, levels_of, settle_the_rest, signed
from allocator.problem import Aim, End, Solution, StageResult

_TURNS = 8
_FINER = 0.25
_FOR_TREE = 0.6
"""The part of the gap that a tree may leave open; the rest is for whole smallest units."""
_CLOSEST = 1e-10
"""A gap below which differences of values are rounding."""
_TOLD = 1e-10
"""How exactly a bound keeps what a plan reaches in earlier stages: where they are flat, a little is much."""
_MOMENT = 20
"""Leaves that are looked at for a bound that only makes the plan unique."""
_ROUGHLY = 5e-3
"""The gap that is enough there."""
_OFF = 1e-6
"""How far what curves bring may be off in the end, in the model's units, where tolerances see no plan."""
_AT_REST = 1e-9
"""How far inputs may move in the end, as a part of their range."""


class Mixing:
    """Plans of one model, each after a closer search than the one before."""

    def __init__(self, mixed: Mixed, settings: Settings, patience: float = inf) -> None:
        self._mixed, self._model, self._session = mixed, mixed.model, mixed.session
        self._gap, self._patience, self._largest = settings.gap * _FOR_TREE, patience, 0.0
        self._tree = self._begun(self._model.wishes[0], [Leaf(mixed.whole)])

    def plans(self) -> Iterator[Solution]:
        """Plans, each with a smaller gap than the one before, for as long as there is time."""
        for _ in range(_TURNS):
            yield self._plan(self._search())
            if self._is_over or self._gap <= _CLOSEST:
                return
            self._gap = max(self._gap * _FINER, _CLOSEST)

    def bounds(self, reached: Mapping[str, float]) -> dict[str, float]:
        """Each stage's bound in natural units, by its name, for the last plan, which reaches these values.

        The last stages, of least spend and least money drawn, are searched for a moment only, unless they are
        what the scenario asks for.
        """
        first, *others = self._model.objectives
        self._session.demand(self._mixed.start)
        value, before = reached[first.stage.name] / factor_of(first), first
        found, leaves = {first.stage.name: Bound(first, self._tree.bound).of({})}, self._tree.leaves(value)
        for objective in others:
            self._session.keep(signed(before), value, room=_TOLD)
            value, before = reached[objective.stage.name] / factor_of(objective), objective
            tree = self._begun(objective, leaves, self._best._replace(value=value))
            if objective in self._model.wishes:
                tree.search(self._gap, self._size_of(objective), self._patience)
            else:
                tree.search(_ROUGHLY, nodes=_MOMENT)
            found[objective.stage.name] = Bound(objective, self._told(objective, tree)).of({})
            leaves = tree.leaves(value)
        return found

    def _told(self, objective: Objective, tree: Tree) -> float:
        """The bound of a later stage; where time or tolerances left none, one without earlier stages."""
        if isfinite(tree.bound):
            return tree.bound
        self._session.demand(self._mixed.start)
        alone = self._begun(objective, [Leaf(self._mixed.whole)])
        alone.search(_ROUGHLY, nodes=1)
        return alone.bound

    def _begun(self, objective: Objective, leaves: list[Leaf], best: Known | None = None) -> Tree:
        return Tree(self._mixed, objective, leaves, best)

    @property
    def _is_over(self) -> bool:
        return self._session.is_late or self._tree.nodes >= self._patience

    def _size_of(self, objective: Objective) -> float:
        """The least size that a gap of this stage is relative to, in its unit."""
        largest = self._largest / objective.unit if objective.stage.aim is Aim.MAXIMISE else 0.0
        return max(largest, least_size(objective, self._model.problem))

    def _search(self) -> Known:
        """The best plan; raises SolverError where the search ended before one was known."""
        self._session.demand(self._mixed.start)
        self._largest, tree = 0.0, self._tree
        tree.search(self._gap, self._size_of(self._model.wishes[0]), self._patience)
        if tree.best is None:
            if tree.bound == inf:
                raise InfeasibleError
            raise SolverError("the search ended before any plan was found")
        best, before = tree.best, self._model.objectives[0]
        for objective in self._model.objectives[1:]:
            if before.stage.aim is Aim.MAXIMISE and before in self._model.wishes:
                self._largest = max(self._largest, abs(tree.bound) * before.unit)
            self._session.keep(signed(before), best.value)
            tree = self._begun(objective, tree.leaves(best.value))
            tree.follow(best)
            if objective in self._model.wishes:
                tree.search(self._gap, self._size_of(objective), self._patience)
            best, before = tree.best or best, objective
        return best

    def _plan(self, best: Known) -> Solution:
        """The plan that stands there."""
        mixed, session = self._mixed, self._session
        self._best = best
        session.demand(mixed.start)
        Following(mixed).lay_near(best.place, _AT_REST)
        try:
            settle_the_rest(self._model, session)
        except InfeasibleError:
            mixed.allow_off(np.full(len(mixed.off), _OFF))
            settle_the_rest(self._model, session)
        levels = levels_of(self._model, break_ties(self._model, session))
        stages = tuple(StageResult(o.stage.name, o.stage.aim.value, 0.0, 0.0) for o in self._model.objectives)
        end = End.FEASIBLE if session.is_late else End.OPTIMAL
        return Solution(end, levels, stages, "HiGHS", session.version)
