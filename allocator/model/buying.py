"""What a curve sees of what levers do: money at its prices, and what is carried over from other periods."""

from __future__ import annotations

from allocator.curves import Curve
from allocator.model.columns import Columns, Expression, plus
from allocator.model.filling import filled
from allocator.model.levels import Levels
from allocator.model.pressure import Pressure
from allocator.model.scales import Scales
from allocator.problem import Effect, Problem


class Buying:
    """Inputs of effects as expressions over the levers' columns."""

    def __init__(
        self, problem: Problem, columns: Columns, scales: Scales, levels: Levels, pressure: Pressure
    ) -> None:
        self._problem, self._columns, self._scales = problem, columns, scales
        self._levels, self._pressure = levels, pressure
        self._volumes: dict[tuple[str, str, int, Curve, bool], Expression] = {}

    def seen(self, effect: Effect, t: int) -> Expression:
        """What the curve sees in a period, with all that is carried into it before the curve."""
        if not effect.carry.before_curve:
            return self.bought(effect, t)
        count = self._problem.periods.count
        parts = [(float(w), self.bought(effect, s)) for s, w in effect.carry.sources(t, count)]
        if carried_in := effect.carry.carried_in(t):
            parts.append((float(carried_in), self._levels.always))
        return plus(*parts)

    def bought(self, effect: Effect, t: int) -> Expression:
        """What the input of a period buys."""
        inputs, prices = self._levels.input(effect, t), effect.prices
        if (index := prices.at(t)) != 1:
            inputs = plus((1 / float(index), inputs))
        if len(prices.volume.pieces) == 1 or not inputs:
            return inputs
        key = (effect.item, effect.tier, t, prices.volume, waits := self._must_wait(effect))
        if key not in self._volumes:
            self._volumes[key] = self._volume(effect, inputs, waits=waits)
        return self._volumes[key]

    def _volume(self, effect: Effect, inputs: Expression, *, waits: bool) -> Expression:
        pieces, scale = effect.prices.volume.pieces, self._scales.money
        most = 0.0
        if waits:
            highest = self._problem.most_input(effect) / effect.prices.least
            most = self._levels.with_room(float(highest / scale))
        corners = len(pieces) - 1 if waits else 0
        parts = filled(self._columns, pieces, inputs, scale, corners, most)
        return {column: float(piece.slope * scale) for column, piece in zip(parts, pieces, strict=True)}

    def _must_wait(self, effect: Effect) -> bool:
        """Whether it could pay to buy less than the money buys, so that cheap pieces must come first."""
        return self._pressure.on(effect) or any(piece.slope < 0 for piece in effect.curve.pieces)
