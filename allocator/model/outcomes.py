"""What levers cause, as expressions: straight lines directly, other curves piece by piece.

A concave curve whose outcome nothing presses down is a plain LP: the best pieces fill first by
themselves, and so do those of a concave end. Everywhere else they are made to fill in their order.
"""

from __future__ import annotations

from decimal import Decimal

from allocator.curves import Basis, Smooth
from allocator.limits import Term
from allocator.model.buying import Buying
from allocator.model.columns import Columns, Expression, plus
from allocator.model.filling import corners_to_order, filled, within
from allocator.model.levels import Levels
from allocator.model.pressure import Pressure
from allocator.model.pulp_bridge import INFINITY
from allocator.model.scales import Scales
from allocator.model.smooth.bends import Bends, Curved, Room
from allocator.model.smooth.pressed.corridors import Corridors, Cuts, Walls
from allocator.problem import (
    Effect,
    Input,
    Lever,
    Part,
    Pool,
    Problem,
    Reach,
    factor_of,
    reach_in_period,
    reach_over_life,
    touched,
)

_SPARE = 1.001
"""Pieces are left out only where a bound on the input stays clearly below them."""


class Outcomes:
    """Outcomes, cash and returns as expressions over the levers' columns."""

    def __init__(
        self, problem: Problem, columns: Columns, scales: Scales, levels: Levels, room: Room | Cuts
    ) -> None:
        self._problem, self._columns, self._scales, self._levels = problem, columns, scales, levels
        self._bends = (
            Walls(problem, columns, scales, room)
            if isinstance(room, Cuts)
            else Bends(problem, columns, scales, room)
        )
        self._pressure = Pressure.of(problem)
        self._buying = Buying(problem, columns, scales, levels, self._pressure)
        self._caused: dict[tuple[int, int | None], Expression] = {}
        self._alone: dict[tuple[int, int], Expression] = {}
        self._running: dict[tuple[int, int], Expression] = {}
        self._overflows: dict[tuple[int, frozenset[int], range], Expression] = {}

    @property
    def curved(self) -> Curved | None:
        """Where smooth curves stand in the model as pieces, if there are any."""
        return self._bends.curved if isinstance(self._bends, Bends) else None

    @property
    def corridors(self) -> Corridors | None:
        """Where smooth curves stand in the model as corridors, if there are any."""
        return self._bends.corridors if isinstance(self._bends, Walls) else None

    def express(self, term: Term) -> Expression:
        """OUTCOME, CASH or RETURN of a group of items, as arriving in a period or over the whole life."""
        parts = []
        for item in term.items:
            for effect in self._problem.lines[item].effects:
                if factor := factor_of(effect, term):
                    parts.append((float(factor), self._arriving(effect, term.period)))
        for pool in touched(self._problem.pools, term):
            gone, chosen = float(pool.lost_factor(term)), frozenset(term.items)
            for sign, periods in pool.spans(term.period):
                lost = self._lost(pool, chosen, periods, exact=self._pressure.on_pool(pool))
                parts.append((-sign * gone, lost))
        return plus(*parts)

    def _lost(self, pool: Pool, items: frozenset[str], periods: range, *, exact: bool) -> Expression:
        """What ceilings take off what some items bring in some periods, those within them included."""
        if pool.is_per_period and len(periods) > 1:
            each = (self._lost(pool, items, range(t, t + 1), exact=exact) for t in periods)
            return plus(*((1.0, part) for part in each))
        key = (id(pool), frozenset(id(e) for e in pool.effects if e.item in items), periods)
        if key not in self._overflows:
            self._overflows[key] = self._on_top(pool, items, periods, exact=exact) if key[1] else {}
        return self._overflows[key]

    def _on_top(self, pool: Pool, items: frozenset[str], periods: range, *, exact: bool) -> Expression:
        """A column no lower than what is lost in any way, and no higher than the largest where it matters."""
        scale = float(self._scales.outcomes[pool.metric])
        within = [self._lost(p, items, periods, exact=exact) for part in pool.parts for p in part.pools]
        brought = [self._brought(pool, part, items, periods, exact=exact) for part in pool.parts]
        lost = self._columns.column()
        ways: list[tuple[Expression, float]] = []
        for way, most in pool.ceiled:
            held = plus(*((float(s), b) for s, b in zip(way.shares, brought, strict=True) if s))
            ways.append((held, float(most) / scale))
            self._columns.row({**held, lost: -1.0}, "<=", ways[-1][1])
        if exact:
            self._exactly(lost, ways, self._span(pool, items) / scale)
        return plus((1.0, {lost: scale}), *((1.0, part) for part in within))

    def _brought(
        self, pool: Pool, part: Part, items: frozenset[str], periods: range, *, exact: bool
    ) -> Expression:
        """What a part of a pool brings in some periods, less what is lost within it."""
        scale = float(self._scales.outcomes[pool.metric])
        effects = [effect for effect in part.everything if effect.item in items]
        lost = [(-1 / scale, self._lost(within, items, periods, exact=exact)) for within in part.pools]
        if len(periods) == pool.until + 1:
            return plus(*((1 / scale, self._over_life(effect)) for effect in effects), *lost)
        return plus(*((1 / scale, self._arriving(e, t)) for e in effects for t in periods), *lost)

    def _exactly(self, lost: int, ways: list[tuple[Expression, float]], span: float) -> None:
        """Let `lost` be no more than is lost: what it is in the way whose binary is 1, 0 where none is."""
        chosen = {self._columns.column(upper=1.0, integer=True): way for way in ways}
        room = self._levels.with_room(span + max(most for _, most in ways))
        self._columns.row({lost: 1.0, **dict.fromkeys(chosen, -room)}, "<=", 0.0)
        for over, (held, most) in chosen.items():
            self._columns.row(plus((1.0, {lost: 1.0, over: room}), (-1.0, held)), "<=", room - most)
        if len(chosen) > 1:
            self._columns.row(dict.fromkeys(chosen, 1.0), "<=", 1.0)

    def _span(self, pool: Pool, items: frozenset[str]) -> float:
        """A bound on how far apart two amounts can lie that a pool brings."""
        reaches = (reach_over_life(self._problem, e) for e in pool.effects if e.item in items)
        return float(sum((reach.most - reach.least for reach in reaches), Decimal(0)))

    def _arriving(self, effect: Effect, period: int | None) -> Expression:
        if period is None:
            return self._over_life(effect)
        starts = range(effect.stop)
        arrived = [(float(share), period - lag) for lag, share in effect.arrivals if period - lag in starts]
        return plus(*((share, self._in_period(effect, start)) for share, start in arrived))

    def _over_life(self, effect: Effect) -> Expression:
        key = (id(effect), None)
        if key not in self._caused:
            if effect.lift is not None:
                self._caused[key] = self._lifted_over_life(effect)
            elif effect.base is not None:
                base = self._over_life(self._problem.base_of(effect))
                self._caused[key] = plus((float(effect.rate), base))
            elif effect.basis is Basis.TOTAL:
                self._caused[key] = self._until(effect, effect.stop - 1)
            elif self._is_flat(effect):
                rate = float(effect.curve.pieces[0].slope)
                self._caused[key] = plus((rate, self._levels.put((effect.item,), None)))
            else:
                self._caused[key] = plus(*((1.0, self._in_period(effect, t)) for t in range(effect.stop)))
        return self._caused[key]

    def _is_flat(self, effect: Effect) -> bool:
        straight = len(effect.curve.pieces) == 1 and len(set(effect.season)) == 1 and effect.season[0] == 1
        return straight and effect.input is Input.SPEND and not effect.tier and effect.is_plain

    def _in_period(self, effect: Effect, t: int) -> Expression:
        key = (id(effect), t)
        if key not in self._caused:
            if effect.lift is not None:
                self._caused[key] = self._lifted(effect, self._problem.lifting(effect, t), (t,))
            elif effect.base is not None:
                base = self._in_period(self._problem.base_of(effect), t)
                self._caused[key] = plus((float(effect.rate), base))
            elif effect.basis is Basis.TOTAL:
                earlier = self._until(effect, t - 1) if t else {}
                self._caused[key] = plus((1.0, self._until(effect, t)), (-1.0, earlier))
            elif effect.carry.before_curve:
                self._caused[key] = self._by_itself(effect, t)
            else:
                self._caused[key] = self._echoing(effect, t)
        return self._caused[key]

    def _echoing(self, effect: Effect, t: int) -> Expression:
        """What the periods that work in this one bring, each by itself."""
        sources = effect.carry.sources(t, self._problem.periods.count)
        parts = [(float(weight), self._by_itself(effect, s)) for s, weight in sources]
        if echo := effect.carry.echo(t):
            parts.append((float(echo), self._levels.always))
        return plus(*parts)

    def _by_itself(self, effect: Effect, t: int) -> Expression:
        """What the curve makes of what it sees in a period."""
        key = (id(effect), t)
        if key not in self._alone:
            brought = self._curve(effect, self._buying.seen(effect, t), t)
            self._alone[key] = plus((float(effect.season_at(t)), brought))
        return self._alone[key]

    def _lifted_over_life(self, effect: Effect) -> Expression:
        """A lift in all: one product for all periods that the same uses reach."""
        groups: dict[tuple[Lever, ...], list[int]] = {}
        for t in range(effect.stop):
            groups.setdefault(self._problem.lifting(effect, t), []).append(t)
        parts = (self._lifted(effect, levers, tuple(periods)) for levers, periods in groups.items())
        return plus(*((1.0, part) for part in parts))

    def _lifted(self, effect: Effect, levers: tuple[Lever, ...], periods: tuple[int, ...]) -> Expression:
        """rate · z · Σ outcomes of the base in these periods, where z is 1 if any of the levers is pulled.

        Between its bounds l ≤ 0 ≤ h, w = z · y is, for z of 0 or 1, just
            w ≤ h · z,  w ≤ y − l · (1 − z),  w ≥ l · z,  w ≥ y − h · (1 − z),
        of which the last two matter only where something would see w smaller.
        """
        if not levers or not effect.rate:
            return {}
        base = self._problem.base_of(effect)
        if len(periods) == effect.stop:
            brought, reach = self._over_life(base), reach_over_life(self._problem, base)
        else:
            brought = plus(*((1.0, self._in_period(base, t)) for t in periods))
            each = [reach_in_period(self._problem, base, t) for t in periods]
            reach = Reach(sum((r.least for r in each), Decimal(0)), sum((r.most for r in each), Decimal(0)))
        if not brought:
            return {}
        scale = self._scales.outcomes[effect.metric]
        if self._levels.is_certain(levers):
            return plus((float(effect.rate), brought))
        product = self._product(
            self._levels.any_of(levers), brought, reach, scale, exact=self._is_exact(effect)
        )
        return {product: float(effect.rate * scale)}

    def _is_exact(self, effect: Effect) -> bool:
        """Whether a lift must be no less than it is; what is lost to a ceiling is counted by period."""
        return effect.rate < 0 or self._pressure.on(effect) or effect.metric in self._problem.pools

    def _product(
        self, used: Expression, brought: Expression, reach: Reach, scale: Decimal, *, exact: bool
    ) -> int:
        """A column that is at most `brought` where `used` is 1, and 0 where it is 0; if `exact`, no less."""
        low, high = (float(end / scale) for end in reach)
        low, high = -self._levels.with_room(-low) if low else 0.0, self._levels.with_room(high)
        product = self._columns.column(-INFINITY if low else 0.0)
        own, short = {product: 1.0}, plus((1.0, {product: 1.0}), (-1 / float(scale), brought))
        self._columns.row(plus((1.0, own), (-high, used)), "<=", 0.0)
        self._columns.row(plus((1.0, short), (-low, used)) if low else short, "<=", -low)
        if low:
            self._columns.row(plus((1.0, own), (-low, used)), ">=", 0.0)
        if low or exact:
            self._columns.row(plus((1.0, short), (-high, used)), ">=", -high)
        return product

    def _until(self, effect: Effect, t: int) -> Expression:
        key = (id(effect), t)
        if key not in self._running:
            inputs = plus(*((1.0, self._buying.bought(effect, s)) for s in range(t + 1)))
            self._running[key] = self._curve(effect, inputs, t)
        return self._running[key]

    def _curve(self, effect: Effect, inputs: Expression, t: int) -> Expression:
        if not inputs:
            return {}
        if isinstance(effect.curve, Smooth):
            return self._bends.brought(effect, inputs, t)
        pieces = effect.curve.pieces
        if len(pieces) == 1 or not inputs:
            return plus((float(pieces[0].slope), inputs))
        scale = self._scales.money if effect.input is Input.SPEND else Decimal(1)
        corners = len(pieces) - 1 if self._pressure.on(effect) else corners_to_order(pieces)
        if corners and isinstance(self._bends, Bends) and self._bends.mixes:
            most = self._levels.with_room(float(self._problem.most_seen(effect, t)))
            return self._bends.brought_by(pieces, inputs, most, effect.metric)
        most = self._levels.with_room(float(self._problem.most_seen(effect, t) / scale)) if corners else 0.0
        if corners and effect.carry.before_curve:
            pieces = within(pieces, _SPARE * most * float(scale))
            corners = min(corners, len(pieces) - 1)
        parts = filled(self._columns, pieces, inputs, scale, corners, most)
        return {column: float(piece.slope * scale) for column, piece in zip(parts, pieces, strict=True)}
