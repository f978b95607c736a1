"""Plans under smooth curves where nothing is a whole number: pieces follow the duals of a linear model.

A linear model with pieces below the curves gives a plan, and prices of money. At these prices it is known
how far the true curves could exceed the pieces, which bounds what any plan can reach; and where each curve
would stand, which is where its pieces are laid next. The error falls with the square of the pieces' width.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from math import sqrt
from typing import Any

from allocator.errors import SolverError
from allocator.model.build import Objective
from allocator.model.running import Settings
from allocator.model.smooth.bounding import Bound, Kept
from allocator.model.smooth.laying import Laid
from allocator.model.stages import InfeasibleError, break_ties, demanded, levels_of, settle_the_rest, signed
from allocator.problem import Aim, End, Solution, StageResult

_FOR_PIECES = 0.3
"""The part of the gap that the pieces may take; the rest is for rounding to whole smallest units."""
_FINER = 1 / 16
_SLOW = 0.3
"""A part of the excess before; where more is left, the pieces come nearer to each other carefully."""
_ROUNDS = 30
_TRIES = 4
_STEP = 0.02
"""The step between pieces that proves a gap of 1e-4, which falls with its square."""
_NEAREST = 1 / 256
"""The part of that step by which pieces lie apart at least: closer ones leave the rest of a curve coarse."""
_PROVES = 1e-4


def step_for(gap: float) -> float:
    """How near to each other the pieces must lie to prove a gap."""
    return _STEP * sqrt(gap / _PROVES)


class Refining:
    """Finer and finer plans of one model, each with its bounds."""

    def __init__(self, laid: Laid, settings: Settings) -> None:
        self._laid, self._model, self._session, self._gap = laid, laid.model, laid.session, settings.gap
        if not laid.any_shares:
            self._session.go_without_presolve()
        self._start = self._session.demands()
        self._bounds: dict[str, list[Bound]] = {o.stage.name: [] for o in self._model.objectives}
        self._kept: dict[str, int] = {}
        self._basis: Any = None
        self._objectives = {objective.stage.name: objective for objective in self._model.objectives}

    def plans(self) -> Iterator[Solution]:
        """Plans, each proven to a smaller gap than the one before, for as long as there is time."""
        self._find_any()
        gap, found = self._gap, False
        for turn in range(_TRIES):
            try:
                if turn:
                    self._again()
                self.approach(gap)
                self._bound_the_rest()
                for plan in (self.plan, self.plan_with_room)[: len(self._model.wishes)]:
                    yield plan(End.OPTIMAL)
                    found = True
            except SolverError:
                if found:
                    return  # this way came to no plan, so an earlier one stands
                raise
            if self._session.is_late:
                return
            gap *= _FINER

    def bounds(self, reached: Mapping[str, float]) -> dict[str, float]:
        """Each stage's bound in natural units, by its name, for a plan that reaches these values.

        Of all that was ever proven of a stage the closest counts: later stages can move pieces away from it.
        """
        pick = {o.stage.name: min if o.stage.aim is Aim.MAXIMISE else max for o in self._model.objectives}
        return {name: pick[name](bound.of(reached) for bound in told) for name, told in self._bounds.items()}

    def approach(self, gap: float) -> None:
        """Lay the pieces anew until the wishes are proven to the gap, or time or patience ends."""
        step, least = step_for(gap), step_for(gap) * _NEAREST
        carefully, before = False, float("inf")
        for turn in count(1):
            excess = self._serve(self._model.wishes)
            total = sum(excess[objective.stage.name] * objective.unit for objective in self._model.wishes)
            if total > _SLOW * before:
                step = max(step / 2, least) if carefully else step
                carefully = True
            before = total
            if self._is_close(excess, gap) or turn >= _ROUNDS or self._session.is_late:
                break
            self._laid.follow(step, carefully=carefully)
            self._again()

    def _bound_the_rest(self) -> None:
        """Serve the stages that only make the plan unique, after the wishes."""
        self._serve([o for o in self._model.objectives if o not in self._model.wishes])

    def plan(self, end: End) -> Solution:
        """The plan that the pieces give as they lie."""
        self._again()
        try:
            settle_the_rest(self._model, self._session)
            return self._solution(end)
        except InfeasibleError:  # faces can leave nothing that the solver's tolerance sees; rows have room
            return self.plan_with_room(end)

    def plan_with_room(self, end: End) -> Solution:
        """The plan that the pieces give where earlier stages are kept with the room that bounds give them.

        Where an earlier stage is level, next to nothing of it frees much money for a later one: without that
        room a plan would stay far behind such a bound.
        """
        usual = self._session.least_room
        self._again()
        self._serve(self._model.objectives)
        if self._session.room > usual:  # for a later stage earlier ones had more: so they have for all
            self._session.least_room = self._session.room
            self._again()
            self._serve(self._model.objectives)
            self._session.least_room = usual
        self._session.keep_face()
        return self._solution(end)

    def _solution(self, end: End) -> Solution:
        self._basis = None  # ties are broken with further columns, which it does not know
        levels = levels_of(self._model, break_ties(self._model, self._session))
        stages = tuple(StageResult(o.stage.name, o.stage.aim.value, 0.0, 0.0) for o in self._model.objectives)
        return Solution(end, levels, stages, "HiGHS", self._session.version)

    def _again(self) -> None:
        self._kept.clear()
        self._session.demand(self._start)
        self._laid.lay_below()
        if self._basis is not None:
            self._session.start_from(self._basis)

    def _find_any(self) -> None:
        """Lay the pieces so that some plan keeps all rules, where coarse ones leave none."""
        first = self._model.wishes[0]
        step = step_for(_PROVES)
        self._laid.lay_below()
        for _ in range(_TRIES):
            if self._session.minimise(signed(first)).end is not End.INFEASIBLE:
                self._session.relax(())
                return
            self._laid.lay_above()
            demanded(self._session.minimise(signed(first)))
            self._laid.stand_at(self._laid.inputs(self._session.values), step)
            self._laid.lay_below()
            step /= 8
        raise InfeasibleError

    def _serve(self, objectives: Sequence[Objective]) -> dict[str, float]:
        """Serve stages after those served since the last start; by how much each may lie from its bound."""
        found = {}
        for objective in objectives:
            near = objective not in self._model.wishes  # such a stage chooses among plans that are as good
            value = demanded(self._session.minimise_keeping(signed(objective), None, near=near)).value
            duals = self._session.prices
            if not self._kept:
                self._basis = self._session.basis
            self._laid.hear(duals)
            found[objective.stage.name] = excess = self._laid.excess(duals)
            kept = {n: Kept(self._session.most_kept(row), float(duals[row])) for n, row in self._kept.items()}
            self._bounds[objective.stage.name].append(
                Bound(objective, value - excess, kept, self._objectives)
            )
            if objective is not self._model.objectives[-1]:
                self._kept[objective.stage.name] = self._session.keep(signed(objective), value)
        return found

    def _is_close(self, excess: Mapping[str, float], gap: float) -> bool:
        """Whether all stages are proven to the gap, each measured as a plan measures it."""
        largest = 0.0
        for objective in self._model.wishes:
            size = abs(self._bounds[objective.stage.name][-1].value * objective.unit)
            if objective.stage.aim is Aim.MAXIMISE:
                size = largest = max(size, largest)
            if excess[objective.stage.name] * objective.unit > _FOR_PIECES * gap * size:
                return False
        return True
