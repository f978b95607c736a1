"""Plans under smooth curves of something that has a most, an exact amount, or is minimised.

A search through corridors around the curves bounds what any plan can reach. From where it stands, the curves
are followed along their tangents, in ever shorter steps, to a plan that keeps with the curves themselves what
it must. Then the corridors are cut where the search has stood, and are narrow there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from allocator.curves.arrays import Floats
from allocator.errors import SolverError
from allocator.model.build import Builder, Model
from allocator.model.live import Vector
from allocator.model.running import Settings
from allocator.model.session import Session
from allocator.model.smooth.pressed.corridors import Corridors, Cuts, cut
from allocator.model.smooth.searching import Searching
from allocator.model.stages import InfeasibleError, break_ties, levels_of, settle_the_rest
from allocator.money import exact
from allocator.problem import End, Solution, StageResult

_ROUNDS = 60
_SHORTER = 0.3
_REST = 1e-7
"""The part of its first step below which an input is at rest."""
_ALL = 0.999
"""From which part of a step on it is as far as an input may go."""
_FAR = (0.3, 1.0, 10.0, 1000.0)
"""First steps from where a search stood, in pieces; longer ones where shorter ones lead nowhere."""
_NEAR = 0.1
"""How near to where a search stood a corridor is cut, as a part of the piece there."""
_LEAST = 1e-12
"""What stands no farther from 0 than that stands at 0, as a part of the range."""


class Lanes:
    """The corridors as they lie on a session: around the curves, or along tangents of them."""

    def __init__(self, model: Model, corridors: Corridors, session: Session) -> None:
        self.model, self.session, self._corridors = model, session, corridors
        self._units = np.array([place.unit for place in corridors.places])
        self._most = np.array([place.ends[-1] for place in corridors.places])
        self._totals = [place.total for place in corridors.places]

    @classmethod
    def on(cls, model: Model, settings: Settings) -> Lanes:
        """A live session of the model."""
        if model.corridors is None:
            raise ValueError("the model has no corridors")
        return cls(model, model.corridors, Session(model, replace(settings, gap=settings.gap / 5)))

    def width_at(self, inputs: Floats) -> Floats:
        """How wide the pieces are in which the inputs stand."""
        ends = (_piece(place.ends, float(x)) for place, x in zip(self._corridors.places, inputs, strict=True))
        return np.array([high - low for low, high in ends])

    def inputs(self, values: Vector) -> Floats:
        """Where the inputs stand in a solution."""
        found: Floats = values[self._totals] * self._corridors.money
        return np.where(found > _LEAST * self._most, np.minimum(found, self._most), 0.0)

    def lay_above(self) -> None:
        """Lay the corridors around the curves; the bounds of columns are the session's own."""
        stack = self._corridors.stack
        for k, place in enumerate(self._corridors.places):
            x = np.array([place.ends])
            y = np.where(x > 0, stack.take(np.array([k])).value(x), 0.0)[0]
            self._rise(k, np.diff(y))

    def lay_along(self, inputs: Floats, within: Floats) -> None:
        """Lay the tangents of the curves at these inputs, which then move no farther than `within`.

        A curve that is infinitely steep at 0 has no tangent there: it gets the line from 0 to as far as its
        input may move.
        """
        money, stack = self._corridors.money, self._corridors.stack
        reached = np.where(inputs > 0, stack.value(inputs), 0.0)
        slopes = np.where(inputs > stack.full, 0.0, stack.slope(inputs))
        far = np.minimum(within, self._most)
        slopes = np.where(np.isfinite(slopes), slopes, stack.value(far) / far)
        rest = (reached - slopes * inputs) / self._units
        for k, place in enumerate(self._corridors.places):
            self._rise(k, slopes[k] * np.diff(place.ends))
            self.session.set_row(place.row, (float(rest[k]), float(rest[k])))
            for spare in place.spares:
                self.session.bound_column(spare, 0.0, 0.0)
            low, high = max(0.0, inputs[k] - within[k]), min(self._most[k], inputs[k] + within[k])
            self.session.bound_column(place.total, float(low) / money, float(high) / money)

    @property
    def gates(self) -> frozenset[int]:
        """The binaries of the corridors."""
        return frozenset(gate for place in self._corridors.places for gate in place.gates)

    def cuts(self, stood: Sequence[Floats]) -> Cuts:
        """The cuts, with further ones where the inputs stood, and close around there.

        Places that are alike are cut alike: what one of them was kept from, another one could do next.
        """
        points: dict[int, list[float]] = defaultdict(list)
        for k, place in enumerate(self._corridors.places):
            points[place.kind] += place.ends
            for inputs in stood:
                points[place.kind] += _around(place.ends, float(inputs[k]))
        return Cuts({k: tuple(cut(points[place.kind])) for k, place in enumerate(self._corridors.places)})

    def _rise(self, k: int, rises: Floats) -> None:
        """Let each full piece of a corridor bring so much."""
        place = self._corridors.places[k]
        self.session.set_coefficients(
            (place.row, part, -rise)
            for part, rise in zip(place.parts, (rises / place.unit).tolist(), strict=True)
        )


def _around(ends: Sequence[float], x: float) -> list[float]:
    low, high = _piece(ends, x)
    near = _NEAR * (high - low)
    return [point for point in (x - near, x, x + near) if 0 < point < ends[-1]]


def _piece(ends: Sequence[float], x: float) -> tuple[float, float]:
    """The cuts on both sides of an input."""
    k = min(max(bisect_right(ends, x) - 1, 0), len(ends) - 2)
    return ends[k], ends[k + 1]


class Narrowing(Searching[Lanes]):
    """Plans of one problem, each after a search through narrower corridors."""

    def _approach(self) -> None:
        """The corridors are cut at first where they are."""

    def _below(self, values: Vector, gap: float) -> Solution | None:
        """Follow the tangents from where the search stood, in ever shorter steps.

        The whole numbers of the search stay as they are; None where that leads nowhere.
        """
        for far in _FAR:
            if (solution := self._along(values, far)) is not None:
                return solution
        return None

    def _along(self, values: Vector, far: float) -> Solution | None:
        """The same, with a first step of so many pieces of the corridors.

        An input that goes on and on as far as it may is let go on; all others come to rest.
        """
        inputs, moved = self._laid.inputs(values), np.zeros(1)
        within = first = far * self._laid.width_at(inputs)
        whole = [column for column in self._model.integers if column not in self._laid.gates]
        fixed = {column: float(np.rint(values[column])) for column in whole}
        for _ in range(_ROUNDS):
            self._session.demand(self._start)
            self._session.relax(self._model.integers)
            self._session.fix(fixed)
            self._laid.lay_along(inputs, within)
            try:
                settle_the_rest(self._model, self._session)
            except (InfeasibleError, SolverError):
                return None  # a longer first step, or the next search, can lead on
            before, moved = moved, self._laid.inputs(self._session.values) - inputs
            inputs = inputs + moved
            goes_on = (np.abs(moved) >= _ALL * within) & (before * moved > 0)
            within = np.where(goes_on, within, within * _SHORTER)
            if np.all(within <= _REST * first):
                break
        levels = levels_of(self._model, break_ties(self._model, self._session))
        stages = tuple(StageResult(o.stage.name, o.stage.aim.value, 0.0, 0.0) for o in self._model.objectives)
        end = End.FEASIBLE if self._session.was_stopped else End.OPTIMAL
        return Solution(end, levels, stages, "HiGHS", self._session.version)

    def _make_room(self, values: Vector) -> None:
        """Build the model anew with cuts where the searches stood."""
        cuts = self._laid.cuts([self._laid.inputs(values), *self._stood])
        with exact():
            model = Builder(self._model.problem, room=cuts).build()
        self._take(Lanes.on(model, self._rest))

    def _without_plan(self) -> Exception:
        """Corridors allow more than the curves, so it is open whether there is a plan."""
        return SolverError(
            "no plan was found under curves that must bring no more than so much, nor that none is"
        )
