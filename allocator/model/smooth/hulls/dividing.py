"""Plans under S-shaped curves, with other whole numbers or without: a search over the hulls of the curves.

Each stage has a tree of spans and whole numbers, which bounds what any plan can reach, and tells where the
inputs of the best plan stand. Pieces laid below the curves there give the plan. Later stages begin with the
leaves of earlier ones: nothing else can keep what those reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from math import inf, isfinite

import numpy as np

from allocator.curves.arrays import Floats
from allocator.errors import SolverError
from allocator.model.build import Objective
from allocator.model.running import Settings
from allocator.model.smooth.bounding import Bound, factor_of, least_size
from allocator.model.smooth.hulls.spanned import Spanned
from allocator.model.smooth.hulls.spans import Leaf
from allocator.model.smooth.hulls.tree import Best, Tree
from allocator.model.smooth.refining import Refining, step_for
from allocator.model.stages import InfeasibleError, demanded, signed
from allocator.problem import Aim, End, Solution

_TURNS = 14
_FINER = 0.25
_FOR_TREE = 0.6
"""The part of the gap that a tree may leave open; the rest is for pieces and for whole smallest units."""
_TOLD = 1e-10
"""How exactly a bound keeps what a plan reaches in earlier stages: where they are flat, a little is much."""
_ROOMS = (1e-8, 1e-7, 1e-6)
"""How exactly it is kept where tolerances leave no plan."""
_MOMENT = 50
"""Solves for a bound that only makes the plan unique."""
_ROUGHLY = 5e-3
"""The gap that is enough there."""
_SAME = 1e-7
"""The part of a value by which another one is as good."""
_MUCH = 200.0
"""So many gaps are more than a later stage lacks because earlier ones are not kept quite exactly."""
_NEARLY = 1e-4
"""The part of a value by which that of a plan that stands about there may be worse: pieces are coarse."""
_CLOSEST = 1e-11
"""A gap below which differences of values are rounding."""


class Dividing:
    """Plans of one model, each after a closer search than the one before.

    A search that has made more solves than its `patience` ends where it is.
    """

    def __init__(self, laid: Spanned, settings: Settings, patience: float = inf) -> None:
        self._laid, self._model, self._session = laid, laid.model, laid.session
        self._patience = patience
        self._settings, self._in_order = settings, len(self._model.wishes) > 1
        self._gap = max(_CLOSEST, settings.gap * (_FINER if self._in_order else 1.0))
        self._start = self._session.demands()
        laid.measure()
        self._tree = Tree(laid, self._model.wishes[0], [Leaf(laid.whole)])
        self._divides, self._strict = True, False
        self._earlier: dict[str, Floats | float] = {}

    def plans(self) -> Iterator[Solution]:
        """Plans, each with a smaller gap than the one before, for as long as there is time."""
        found = False
        for turn in range(_TURNS):
            trusted = self._divides, self._strict
            try:
                best = self._search()
                solution = self._below(best, carefully=turn > 0 or self._in_order)
                if solution is None:
                    self._trust_less()
                else:
                    found = True
                    yield solution
                    if self._in_order and (solution := self._below(best, carefully=True, room=True)):
                        yield solution
            except SolverError:
                if found:
                    return  # this search came to no plan, so an earlier one stands
                raise
            if self._tree.is_over or self._session.is_late or self._gap <= _CLOSEST:
                break
            if (self._divides, self._strict) == trusted:
                self._gap = max(self._gap * _FINER, _CLOSEST)
        if not found:
            raise InfeasibleError

    def bounds(self, reached: Mapping[str, float]) -> dict[str, float]:
        """Each stage's bound in natural units, by its name, for the last plan, which reaches these values.

        The last stages, of least spend and least money drawn, are searched for a moment only, unless they are
        what the scenario asks for.
        """
        first, *others = self._model.objectives
        value = reached[first.stage.name] / factor_of(first)
        is_wrong = self._tree.expects_more(value, 0.0 if self._tree.divides else _MUCH * self._gap)
        self._tree.told(value)
        found = {first.stage.name: Bound(first, self._tree.bound).of({})}
        leaves, before, hoped = self._tree.leaves(value), first, list[tuple[Objective, Best]]()
        self._above()
        for objective in others:
            self._session.keep(signed(before), value, room=_TOLD)
            value, before = reached[objective.stage.name] / factor_of(objective), objective
            tree = self._bounding(objective, value, leaves)
            found[objective.stage.name] = Bound(objective, tree.bound).of({})
            leaves = tree.leaves(value)
            if objective in self._model.wishes and tree.best and tree.expects_more(value, _MUCH * self._gap):
                hoped.append((objective, tree.best))
        if is_wrong or not all(self._holds(best, objective, reached) for objective, best in hoped):
            self._trust_less()
        return found

    def _trust_less(self) -> None:
        """Take fewer of what trees find for plans: where that was wrong, other rules forbid what it takes.

        First that curves that are alike can be divided as they please; then that plans stand where hulls do.
        """
        self._divides, self._strict = False, self._strict or not self._divides
        self._tree.start_over(divides=False)

    def _holds(self, best: Best, objective: Objective, reached: Mapping[str, float]) -> bool:
        """Whether a plan is really there that reaches more in a stage than this, and no less in earlier ones.

        Rules about what curves bring can forbid what only looks at their inputs.
        """
        had = [reached[o.stage.name] / factor_of(o) for o in self._model.wishes]
        place, found = self._model.wishes.index(objective), self._reached(best)
        as_good = all(a <= b + _NEARLY * max(1.0, abs(b)) for a, b in zip(found[:place], had, strict=False))
        return len(found) == len(had) and as_good and found[place] < (had[place] + best.value) / 2

    def _bounding(self, objective: Objective, value: float, leaves: list[Leaf]) -> Tree:
        """A tree for a later stage that bounds by how much a plan of this value could be bettered."""
        best, everything = self._best._replace(value=value), [Leaf(self._laid.whole)]
        if objective in self._model.wishes:
            tree = self._searched(objective, leaves, best)
        else:
            few = leaves if len(leaves) <= _MOMENT else everything
            tree = self._searched(objective, few, best, gap=_ROUGHLY, solves=_MOMENT)
        if isfinite(tree.bound):
            return tree
        # Where time or tolerances have left no bound, there is one without what earlier stages reached.
        self._above()
        tree = Tree(self._laid, objective, everything, divides=self._divides)
        tree.search(_ROUGHLY, solves=0)
        return tree

    def _searched(
        self,
        objective: Objective,
        leaves: list[Leaf],
        best: Best | None = None,
        *,
        gap: float | None = None,
        solves: float | None = None,
    ) -> Tree:
        """A tree for a later stage; where no leaf keeps what was reached, it is kept with more room."""
        for room in _ROOMS:
            earlier = self._earlier.get(objective.stage.name, 0.0)
            tree = Tree(self._laid, objective, leaves, best, divides=self._divides, earlier=earlier)
            size, most = self._size_of(objective), self._patience if solves is None else solves
            tree.search(gap or self._gap * _FOR_TREE, size, strict=self._strict, solves=most)
            if tree.bound < inf:
                break
            self._session.give_room(room)
        return tree

    def _size_of(self, objective: Objective) -> float:
        """The least size that a gap of this stage is relative to, in its unit."""
        largest = self._largest / objective.unit if objective.stage.aim is Aim.MAXIMISE else 0.0
        return max(largest, least_size(objective, self._model.problem))

    def _search(self) -> Best:
        """Where the best plan stands; raises SolverError where the search ended before it was known."""
        self._above()
        first, *later = self._model.wishes
        self._largest, tree = 0.0, self._tree
        size = self._size_of(first)
        tree.search(self._gap * _FOR_TREE, size, strict=self._strict, solves=self._patience)
        if tree.bound == inf:
            raise InfeasibleError
        best, earlier = tree.best, np.zeros(1)
        for before, objective in pairwise([first, *later]):
            if tree.best is None:
                break
            best = tree.best
            if before.stage.aim is Aim.MAXIMISE:
                self._largest = max(self._largest, abs(tree.bound) * before.unit)
            self._session.keep(signed(before), best.value)
            if tree.worth is not None and best.value:
                earlier = earlier + tree.worth / abs(best.value)
            self._earlier[objective.stage.name] = earlier
            tree = self._searched(objective, tree.leaves(best.value))
        best = tree.best or best
        if best is None:
            raise SolverError("the search ended before any plan was found")
        self._best = best
        return best

    def _above(self) -> None:
        self._demand()
        self._laid.lay_above()

    def _demand(self) -> None:
        self._session.demand(self._start)
        self._laid.joined.forget()
        self._laid.wholes.forget()

    def _below(self, best: Best, *, carefully: bool, room: bool = False) -> Solution | None:
        """The plan that stands near there, each stage keeping earlier ones, with room or exactly.

        None where pieces below the curves leave none.
        """
        self._settle_at(self._in_first_ones(best))
        below = Refining(self._laid, replace(self._settings, gap=self._gap))
        self._laid.lay_below()
        try:
            if carefully:
                below.approach(self._gap)
            end = End.FEASIBLE if self._session.is_late else End.OPTIMAL
            return below.plan_with_room(end) if room else below.plan(end)
        except InfeasibleError:
            return None

    def _in_first_ones(self, best: Best) -> Best:
        """The same in the first of months that stand for each other, if that is as good in all wishes."""
        inputs, asked, whole = self._laid.moved_to_first(best.inputs, best.asked, best.whole)
        if np.array_equal(inputs, best.inputs):
            return best
        moved = best._replace(inputs=inputs, asked=asked, whole=whole)
        had, found = self._reached(best), self._reached(moved)
        as_good = (
            one <= other + _SAME * max(1.0, abs(other)) for one, other in zip(found, had, strict=False)
        )
        return moved if len(found) == len(had) and all(as_good) else best

    def _reached(self, best: Best) -> list[float]:
        """What each wish reaches there; nothing where pieces below the curves leave no plan."""
        self._settle_at(best)
        self._laid.lay_below()
        found = list[float]()
        try:
            for objective in self._model.wishes:
                if found:
                    self._session.keep_face()
                found.append(demanded(self._session.minimise(signed(objective))).value)
        except (InfeasibleError, SolverError):
            return []
        return found

    def _settle_at(self, best: Best) -> None:
        """Settle the whole numbers, and where pieces below the curves are to lie."""
        self._demand()
        self._session.fix(dict(zip(self._laid.wholes.columns.tolist(), best.whole.tolist(), strict=True)))
        self._laid.settle_at(best.inputs, best.asked, step_for(self._gap))
