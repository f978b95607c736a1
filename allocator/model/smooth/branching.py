"""Plans under smooth curves with whole numbers: a search above the curves, then plans below them.

With pieces above the curves, a search over whole numbers bounds what any plan can reach, and says on which
part of each curve its input stands. With that settled the rest is linear, and refined as where there are
no whole numbers. Where pieces above a convex part were too high, it is cut where the answer stood.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from allocator.model.build import Builder
from allocator.model.live import Vector
from allocator.model.smooth.bends import Room
from allocator.model.smooth.laying import Laid
from allocator.model.smooth.pieces import OFFSETS, TANGENTS
from allocator.model.smooth.refining import Refining, step_for
from allocator.model.smooth.searching import Searching
from allocator.model.stages import InfeasibleError, demanded, signed
from allocator.money import exact
from allocator.problem import End, Solution

_RELAXED = 3
FOR_SEARCH = Room(pieces=TANGENTS + len(OFFSETS), ordered=True)
"""What a model for a search begins with."""


class Branching(Searching[Laid]):
    """Plans of one model, each after a search above the curves with finer pieces."""

    def _approach(self) -> None:
        """Move the pieces to about where they will be needed, by the duals without whole numbers."""
        self._session.relax(self._model.integers)
        for _ in range(_RELAXED):
            self._laid.lay_above()
            demanded(self._session.minimise(signed(self._model.wishes[0])))
            self._laid.hear(self._session.prices)
            self._laid.follow(step_for(self._settings.gap))
        self._laid.note()

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
        self._take(Laid.on(model, self._rest, like=self._laid))
