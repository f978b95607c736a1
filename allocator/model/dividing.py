"""Plans under S-shaped curves where nothing else is a whole number: a search over the hulls of the curves.

Each stage has a tree of spans, which bounds what any plan can reach, and tells where the inputs of the best
plan stand. Pieces laid below the curves there give the plan. Later stages begin with the leaves of earlier ones:
nothing else can keep what those reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf, isfinite

from allocator.model.bounding import Bound, factor_of
from allocator.model.build import Objective
from allocator.model.refining import Refining, step_for
from allocator.model.session import Settings
from allocator.model.spanned import Spanned
from allocator.model.stages import InfeasibleError, demanded, signed
from allocator.model.tree import Best, Leaf, Tree
from allocator.problem import Aim, End, Solution

_TURNS = 14
_FINER = 0.25
_FOR_TREE = 0.6
"""The part of the gap that a tree may leave open; the rest is for pieces and for whole smallest units."""
_TOLD = 1e-10
"""How exactly a bound keeps what a plan reaches in earlier stages: where they are flat, a little is much."""
_MOMENT = 50
"""Solves for a bound that only makes the plan unique."""
_ROUGHLY = 5e-3
"""The gap that is enough there."""


class Dividing:
    """Plans of one model, each after a closer search than the one before."""

    def __init__(self, laid: Spanned, settings: Settings) -> None:
        self._laid, self._model, self._session = laid, laid.model, laid.session
        self._settings, self._gap = settings, settings.gap
        self._session.relax(())
        self._start = self._session.demands()
        self._tree = Tree(laid, self._model.wishes[0], [Leaf(laid.whole)])

    def plans(self) -> Iterator[Solution]:
        """Plans, each with a smaller gap than the one before, for as long as there is time."""
        found = False
        for turn in range(_TURNS):
            best = self._search(strict=turn > 0)
            if best is None:
                break
            solution = self._below(best, carefully=turn > 0)
            if solution is None:
                self._tree.best = None
            else:
                found = True
                yield solution
            if self._session.is_late:
                break
            self._gap *= _FINER
        if not found:
            raise InfeasibleError

    def bounds(self, reached: Mapping[str, float]) -> dict[str, float]:
        """Each stage's bound in natural units, by its name, for the last plan, which reaches these values.

        The last stages, of least spend and least money drawn, are searched for a moment only, unless they are
        what the scenario asks for.
        """
        first, *others = self._model.objectives
        value = reached[first.stage.name] / factor_of(first)
        if self._tree.best is not None:
            self._tree.best = self._tree.best._replace(value=value)
        found = {first.stage.name: Bound(first, self._tree.bound).of({})}
        leaves = [leaf for leaf in self._tree.leaves if leaf.bound <= value]
        self._above()
        before = first
        for objective in others:
            self._session.keep(signed(before), value, room=_TOLD)
            value, before = reached[objective.stage.name] / factor_of(objective), objective
            bound, leaves = self._least(objective, value, leaves)
            found[objective.stage.name] = Bound(objective, bound).of({})
        return found

    def _least(self, objective: Objective, value: float, leaves: Sequence[Leaf]) -> tuple[float, list[Leaf]]:
        """A bound on a later stage, and the leaves on which plans can be as good as one of this value."""
        is_wish = objective in self._model.wishes
        if len(leaves) > _MOMENT and not is_wish:
            leaves = [Leaf(self._laid.whole)]
        tree = Tree(self._laid, objective, [Leaf(leaf.span) for leaf in leaves])
        tree.best = Best(value, self._laid.whole.low, self._laid.whole.low)
        if is_wish:
            tree.search(self._gap * _FOR_TREE, self._size_of(objective))
        else:
            tree.search(_ROUGHLY, solves=_MOMENT)
        if isfinite(tree.bound):
            return tree.bound, [leaf for leaf in tree.leaves if leaf.bound <= value]
        # Leaves that time has left unsolved, or tolerances have left without a plan.
        self._laid.confine(self._laid.whole)
        result = self._session.minimise_keeping(signed(objective), None)
        return self._laid.stand(demanded(result).value).bound, [Leaf(self._laid.whole)]

    def _size_of(self, objective: Objective) -> float:
        """The least size that a gap of this stage is relative to, in its unit."""
        return self._largest / objective.unit if objective.stage.aim is Aim.MAXIMISE else 0.0

    def _search(self, *, strict: bool) -> Best | None:
        """Where the best plan stands; None where the time was up before it was known."""
        self._above()
        self._largest = 0.0
        best: Best | None = None
        leaves: list[Leaf] = []
        gap = self._gap * _FOR_TREE
        for objective in self._model.wishes:
            tree = self._tree if best is None else Tree(self._laid, objective, leaves)
            tree.search(gap, self._size_of(objective), strict=strict)
            if tree.best is None:
                break
            best = tree.best
            leaves = [Leaf(leaf.span) for leaf in tree.leaves if leaf.bound <= best.value]
            self._session.keep(signed(objective), best.value)
            if objective.stage.aim is Aim.MAXIMISE:
                self._largest = max(self._largest, abs(tree.bound) * objective.unit)
        if best is None and self._tree.bound == inf:
            raise InfeasibleError
        return best

    def _above(self) -> None:
        self._session.demand(self._start)
        self._laid.lay_above()

    def _below(self, best: Best, *, carefully: bool) -> Solution | None:
        """The plan that stands near there; None where pieces below the curves leave none."""
        self._session.demand(self._start)
        self._laid.settle_at(best.inputs, best.asked, step_for(self._gap))
        below = Refining(self._laid, replace(self._settings, gap=self._gap))
        self._laid.lay_below()
        try:
            if carefully:
                below.approach(self._gap)
            return below.plan(End.FEASIBLE if self._session.is_late else End.OPTIMAL)
        except InfeasibleError:
            return None
