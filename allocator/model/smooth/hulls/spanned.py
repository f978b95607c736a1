"""Hulls of S-shaped curves on the live solver, on spans of their inputs that can be narrowed.

With whole numbers let go, a model holds the concave hull of each curve. What stands on the line of a hull
brings less than the hull says; on a narrower span the line lies closer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.build import Model
from allocator.model.pulp_bridge import INFINITY
from allocator.model.session import Session
from allocator.model.smooth.bends import Bend, Curved
from allocator.model.smooth.chains.chained import Answers, Chained, Duals
from allocator.model.smooth.chains.chains import chains
from allocator.model.smooth.chains.mixing import Mixing, Parts
from allocator.model.smooth.chains.rooms import Rooms
from allocator.model.smooth.hulls.evening import evened, first_ones, numbered
from allocator.model.smooth.hulls.flagged import Flagged, alike
from allocator.model.smooth.hulls.joined import Joined, Together, Use
from allocator.model.smooth.hulls.spans import Gains, Hulls, Span, gains, hulls, touched_from, value_of
from allocator.model.smooth.hulls.tied import Tied
from allocator.model.smooth.hulls.wholes import Wholes
from allocator.model.smooth.laying import Laid
from allocator.model.smooth.pieces import Pieces
from allocator.model.stages import demanded
from allocator.problem import End

_ROUGH = 1e-6
"""The part of the objective by which the pieces of one curve lie too far apart."""
_BEHIND = 1 - 1e-9
"""From which part of the convex part on an input stands behind it."""
_REMEMBERED = 8
"""Answers at which pieces above curves that share their money touch them."""
_NEARLY = 3.0
"""So many steps apart slopes asked of curves that are alike are nearly the same."""
_NOISE = 1e-9
"""The part by which a floor is taken to be lower."""


class Stand(NamedTuple):
    """Where a linear solve over the hulls stands, in the objective's unit.

    No plan on the spans has a value below `bound`. `inputs` are those of all curves, `own` those of S-shaped
    ones; `over` is by how much the lines of their hulls exceed them there, `coarse` by how much other pieces
    do. `rest` is by how much all pieces but those lines exceed their curves. `asked` are the slopes that the
    duals ask of all curves, `gains` those of S-shaped curves on their spans. `together` says where curves
    that are alike stand as groups; `apart` is the `rest` of the others. `whole` is where whole numbers stand.
    """

    value: float
    bound: float
    inputs: Floats
    asked: Floats
    own: Floats
    over: Floats
    coarse: Floats
    rest: float
    gains: Gains
    together: Together
    apart: float
    whole: Floats
    worth: Floats
    excess: Floats
    answers: Answers = ()
    mixed: Parts = ()


class Spanned(Laid):
    """The pieces of a model with its whole numbers let go; spans have one entry for each S-shaped curve."""

    def __init__(self, model: Model, curved: Curved, session: Session) -> None:
        more = _REMEMBERED if any(curved.sharing) else 0
        super().__init__(model, replace(curved, pieces=curved.pieces + more), session)
        self._own = np.array([k for k, bend in enumerate(curved.bends) if bend.convex], dtype=np.intp)
        self._alike = numbered(curved.bends)
        self._others = np.setdiff1d(np.arange(len(curved.bends)), self._own)
        self.curves, self._concave = self._shapes.take(self._own), self._shapes.take(self._others)
        bends = [curved.bends[k] for k in self._own]
        self._lines = np.array([bend.convex[0] for bend in bends], dtype=np.int32)
        self._level = self.curves.most - self.curves.top
        self._brought = np.array([bend.brought for bend in curved.bends])
        floors = np.minimum(_floors(bends, session), self.curves.top)
        session.relax(model.integers)
        self.flagged = Flagged(curved.bends, self._shapes, model.flags, session)
        found = chains(curved.bends, self._shapes, model.flags, session)
        months = [dict(enumerate(chain.flags[chain.flags >= 0].tolist())) for chain in found]
        groups = alike(curved.bends, self.flagged.pairs)
        self.wholes = Wholes(model.integers, groups, [own for own in months if len(own) > 1], session)
        own = [self.wholes.own.get(k) for k in self._own.tolist()]
        self._flags = np.array([-1 if flag is None else flag.place for flag in own], dtype=np.intp)
        uses = [
            Use(self.flagged.shared(k, flag and flag.flag), flag and flag.counted)
            for k, flag in zip(self._own.tolist(), own, strict=True)
        ]
        self.joined = Joined(bends, self.curves, floors, self._shares[self._own].tolist(), uses, session)
        self.whole = Span(floors, self.curves.top, lower=self.wholes.lower, upper=self.wholes.upper)
        rooms = Rooms(found, self._shapes, self._own, self.wholes)
        self.chained = Chained(found, curved.bends, self._shapes, rooms, self.whole, session)
        self.mixing = Mixing(self.chained, self._shapes, session)
        self._first = touched_from(self.curves, self.whole.low)
        self._span = self.whole
        self._members = self._own[self.joined.members]
        self._under = np.union1d(np.union1d(self._members, self.flagged.curves), self.chained.curves)
        self._least = np.where(np.isin(self._own, self._under), -INFINITY, 0.0)
        self._is_above = False
        self._remembered = np.repeat(self._shapes.top[:, None], more, axis=1)
        self._touching = self._touched()
        self._hulls = self._hulls_on(np.arange(len(bends)))
        self.tied = Tied([bend.inputs for bend in bends])
        self._is_rough = np.zeros(len(curved.bends), dtype=bool)
        # What an outcome counts beside what duals say of it: for earlier stages, and at least.
        self.earlier: Floats | float = 0.0
        self.least_worth: Floats | float = 0.0
        self.values = np.array([float(curved.kinds.extents[bend.kind].effect.value) for bend in curved.bends])
        self._behind = np.zeros(len(bends), dtype=bool)
        self._tangent = (self.whole.low, self.whole.low)

    # -- above ----------------------------------------------------------------------------------------

    def lay_above(self) -> None:
        """Pieces above all curves, those of S-shaped ones above the hulls on the spans of now.

        Curves that are alike may bring less than their pieces, down to what they can bring together.
        """
        self._is_above = self._free[:] = True
        self._touching = self._touched()
        self._hulls = self._hulls_on(np.arange(len(self._own)))
        pieces = Pieces(np.zeros(self._columns.shape), np.zeros(self._columns.shape))
        pieces.widths[self._own], pieces.slopes[self._own] = self._hulls.pieces
        if len(self._others):
            tangents = self._concave.tangents(self._touching[self._others])
            pieces.widths[self._others], pieces.slopes[self._others] = tangents
        self._lay(pieces, lift=1.0)
        for k in np.setdiff1d(self._under, self._own).tolist():
            self.session.set_row(
                self._bends[k].row, (-INFINITY, float(self._shapes.lift[k] / self._units[k]))
            )
        self._lay_lines(np.arange(len(self._own)))

    def _touched(self) -> Floats:
        """Where pieces above the curves touch them: where answers stood, and around the prices of now."""
        return np.column_stack([self._remembered, self._shapes.around(self._prices, self._steps)])

    def remember(self, inputs: Floats) -> None:
        """Let pieces above curves that share their money touch them where the answer stands, for a while."""
        if self._remembered.shape[1]:
            self._remembered = np.column_stack([self._remembered[:, 1:], inputs])

    def measure(self) -> None:
        """Find the widest spans of the totals of curves that are alike, by the rows as they are."""
        if self.joined.groups:
            self.lay_above()
            self.whole = self.joined.widest(self.whole)

    def confine(self, span: Span) -> None:
        """Let the pieces speak of these spans."""
        self.joined.confine(span)
        self.wholes.confine(span)
        self.chained.confine(span)
        (moved,) = np.nonzero((span.low != self._span.low) | (span.high != self._span.high))
        self._span = span
        if not len(moved):
            return
        found, own = self._hulls_on(moved), self._own[moved]
        for old, new in zip(self._hulls[:4], found[:4], strict=True):
            old[moved] = new
        for mine, all_pieces, new in zip(self._hulls.pieces, self._pieces, found.pieces, strict=True):
            mine[moved] = all_pieces[own] = new
        self._lay_some(own, found.pieces)
        self._lay_lines(moved)

    def stand(self, value: float) -> Stand:
        """What the last solve says, which reached a value."""
        duals = self.session.prices
        self.hear(duals)
        worth, price = self._worths(duals)
        worth, values = np.maximum(worth, 0.0), self.session.values
        inputs, full = self.inputs(values), worth.copy()
        full[self._own] += self.joined.worth_above(duals)
        full += self.flagged.worth_above(duals, len(full)) + self.chained.worth_above(duals)
        counts = np.maximum(full, self.least_worth) + self.earlier
        over = np.maximum(values[self._brought] * self._units - value_of(self._shapes, inputs), 0.0) * counts
        own, found = inputs[self._own], self._gains(worth, price)
        lines = np.where(own < self._hulls.touch, over[self._own], 0.0)
        spare = np.maximum(-self._beyond_own(worth, price, found), 0.0).sum()
        if len(self._others):
            spare += np.maximum(-self._beyond(worth, price)[self._others], 0.0).sum()
        rest = over.copy()
        rest[self._own] -= lines
        self._is_rough = over > _ROUGH * abs(value)
        return Stand(
            value, value + float(spare), inputs, self._asked, own, lines, rest[self._own], float(rest.sum()),
            found,
            self.joined.together(values, own, counts[self._own], self._span),
            float(np.delete(rest, self._own[self.joined.free]).sum()),
            self.wholes.found(values), full, over,
        )  # fmt: skip

    def answered(self, stand: Stand, span: Span, least: float) -> Stand:
        """A stand with the best responses of chains to its duals, and the bound that these prove."""
        if not self.chained.chains:
            return stand
        solve = Duals(self.session.values, self.session.prices, self.session.reduced_costs)
        open_ = self.chained.open(stand.excess, stand.whole, least)
        answers = self.chained.answers(solve, span, open_, least)
        if answers is None:
            return stand._replace(bound=inf)
        over = sum(max(answer.over, 0.0) for answer in answers if answer is not None)
        return stand._replace(bound=max(stand.bound, stand.value + over), answers=answers)

    def mix(self, stand: Stand, costs: Mapping[int, float], least: float) -> Parts:
        """Ask chains at better prices than those of a stand; the mixtures of what they respond."""
        return self.mixing.mix(stand.answers, costs, self.session.prices, least) if any(stand.answers) else ()

    def responded(self, stand: Stand) -> Iterator[tuple[Floats, Floats]]:
        """Inputs of all curves and whole numbers, with chains as they respond; other numbers are rounded."""
        if not any(stand.answers):
            return
        inputs, best = stand.inputs.copy(), stand.together.best
        inputs[self._own] = best
        whole = self.flagged_by(best, np.rint(stand.whole))
        for chosen in self.mixing.candidates(stand.mixed, stand.answers):
            there, then = self.mixing.followed(chosen, inputs, whole)
            yield there, self.wholes.recounted(then)
        yield inputs, self.wholes.recounted(whole)

    def parts(self, inputs: Floats) -> NDArray[np.bool_]:
        """Which S-shaped curves have their inputs on the concave part."""
        found: NDArray[np.bool_] = inputs[self._own] >= self.curves.bend
        return found

    def slopes_at(self, inputs: Floats) -> Floats:
        """The slopes of all curves at their inputs."""
        return self._shapes.stack.slope(inputs)

    def divided(self, stand: Stand) -> tuple[Floats, Floats]:
        """The inputs of all curves, were those that are alike divided best; and the slopes asked of them."""
        inputs, asked = stand.inputs.copy(), stand.asked.copy()
        inputs[self._own] = stand.together.inputs
        asked[self._members] = super()._slopes_at(inputs)[self._members]
        return inputs, asked

    def flagged_by(self, inputs: Floats, whole: Floats) -> Floats:
        """Whole numbers, with own flags of curves that are alike as these inputs of S-shaped curves ask."""
        found, members = whole.copy(), self.joined.members
        members = members[self._flags[members] >= 0]
        found[self._flags[members]] = inputs[members] > 0
        return found

    def tighten(self, stand: Stand, span: Span, least: float) -> bool:
        """Lay lines above groups of curves that are alike; whether that took more than `least` off one."""
        groups = np.flatnonzero(stand.together.excess > least).tolist()
        taken = [self.joined.cut_off(g, stand.together, span) for g in groups]
        touch = np.zeros(len(self._bends))
        touch[self._own] = self._first
        cut = self.flagged.tighten(self.session.values, stand.inputs, stand.worth, touch, least)
        if any(stand.answers):
            cut |= self.chained.tighten(stand.answers, self.session.prices, least)
        return cut or max(taken, default=0.0) > least

    def _hulls_on(self, rows: NDArray[np.intp]) -> Hulls:
        """The hulls of these S-shaped curves on their spans."""
        span, curves = Span(self._span.low[rows], self._span.high[rows]), self.curves.take(rows)
        is_first = span.low == self.whole.low[rows]
        touch = np.where(is_first, self._first[rows], span.low)
        if len(cut := np.flatnonzero(~is_first & (span.low < curves.bend))):
            touch[cut] = touched_from(curves.take(cut), span.low[cut])
        return hulls(curves, span, touch, self._touching[self._own[rows]])

    def _gains(self, worth: Floats, price: Floats) -> Gains:
        found = gains(self.curves, self._span, worth[self._own], price[self._own])
        return Gains(found.convex, found.concave + self._on_level(price))

    def _on_level(self, price: Floats) -> Floats:
        """What curves gain where they are level, if input is worth something by itself."""
        open_ = np.where(self._span.high >= self.curves.top, self._level, 0.0)
        found: Floats = np.maximum(-price[self._own], 0.0) * open_
        return found

    def _beyond(self, worth: Floats, price: Floats) -> Floats:
        found = super()._beyond(worth, price)
        found[self._own] = self._beyond_own(worth, price, self._gains(worth, price))
        return found

    def _beyond_own(self, worth: Floats, price: Floats, found: Gains) -> Floats:
        """By how much S-shaped curves could bring more on their spans than their pieces."""
        own, (low, touch, slope, lift, (widths, slopes)) = self._own, self._hulls
        mine, cost = worth[own], price[own]
        line = mine * slope - cost
        kept = mine * lift + line * low + np.maximum(line, 0.0) * (touch - low) + self._on_level(price)
        kept += (np.maximum(mine[:, None] * slopes - cost[:, None], 0.0) * widths).sum(axis=1)
        return np.asarray(found.best - kept)

    def _slopes_at(self, inputs: Floats) -> Floats:
        found = super()._slopes_at(inputs)
        found[self._own] = np.where(
            inputs[self._own] < self._hulls.touch, self._hulls.slope, found[self._own]
        )
        return found

    def ask_where_rough(self, inputs: Floats) -> None:
        """Ask curves whose pieces lie too far apart for the slopes where their inputs stand.

        An input that cannot move, or has jumped, stands where the slopes of its pieces tell little.
        """
        stands = self._shapes.price_within(self._slopes_at(inputs))
        self._asked = np.where(self._is_rough, stands, self._asked)

    @property
    def touch(self) -> Floats:
        """Where the lines of S-shaped curves end."""
        return self._hulls.touch.copy()

    # -- below ----------------------------------------------------------------------------------------

    def settle_at(self, inputs: Floats, asked: Floats, step: float) -> None:
        """Let pieces below the curves lie close at these slopes, each on the part on which its input stands.

        An input on the convex part gets the tangent there; one behind it stays behind it.
        """
        x = inputs[self._own]
        self._behind = x >= self.curves.bend * _BEHIND
        at = np.minimum(x, self.curves.bend)
        slope = self.curves.stack.slope(at)
        self._tangent = (slope, value_of(self.curves, at) - slope * at)
        self._free = np.ones(len(self._free), dtype=bool)
        self._free[self._own] = self._behind
        wanted = evened(self._shapes.price_within(asked), self._alike, self._free, _NEARLY * step)
        self._prices = self._asked = np.where(self._free, wanted, self._prices)
        self._steps = np.where(self._free, step, self._steps)

    def moved_to_first(self, inputs: Floats, asked: Floats, whole: Floats) -> tuple[Floats, ...]:
        """Inputs, slopes and whole numbers, moved to the first ones of curves that are alike."""
        order, flags = first_ones(inputs, self._alike), np.full(len(inputs), -1)
        flags[self._own] = self._flags
        moved, (own,) = whole.copy(), np.nonzero((flags >= 0) & (flags[order] >= 0))
        moved[flags[own]] = whole[flags[order[own]]]
        return inputs[order], asked[order], moved

    def lay_below(self) -> None:
        """Pieces below the curves, where `settle_at` has put them."""
        self._is_above = False
        pieces, bend = self._shapes.chords(self._prices, self._steps), self.curves.bend
        pieces.widths[self._own] *= self._behind[:, None]
        own = Pieces(pieces.widths[self._own], pieces.slopes[self._own])
        slope, lift = self._tangent
        low = np.where(self._behind, bend, 0.0)
        at_bend = value_of(self.curves, bend) / bend
        self._hulls = Hulls(
            low, bend.copy(), np.where(self._behind, at_bend, slope), np.where(self._behind, 0.0, lift), own
        )
        self._span = Span(low, np.where(self._behind, self.curves.top, bend))
        self._lay(pieces, lift=0.0)
        self._lay_lines(np.arange(len(self._own)))

    def reached_near(
        self, inputs: Floats, asked: Floats, whole: Floats, step: float
    ) -> tuple[float, Floats] | None:
        """The value and inputs of a plan near these, with these whole numbers; None where none is."""
        self.wholes.confine(self.whole._replace(lower=whole, upper=whole))
        self.joined.confine(self.whole)
        self.chained.rest()
        self.settle_at(inputs, asked, step)
        self.lay_below()
        try:
            result = self.session.minimise_again()
            if result.end is End.INFEASIBLE:
                return None
            return demanded(result).value, self.inputs(self.session.values)
        finally:
            self.lay_above()

    # -- on the solver --------------------------------------------------------------------------------

    def _lay_some(self, rows: NDArray[np.intp], pieces: Pieces) -> None:
        columns, sizes = self._columns[rows], self._sizes[rows, None]
        self._lying[rows] = slopes = pieces.slopes * (-sizes / self._units[rows, None])
        places = np.repeat(self._rows[rows], columns.shape[1]).tolist()
        entries = zip(places, columns.ravel().tolist(), slopes.ravel().tolist(), strict=True)
        self.session.reshape(columns.ravel(), (pieces.widths / sizes).ravel(), entries)

    def _lay_lines(self, rows: NDArray[np.intp]) -> None:
        """Lay the lines of these S-shaped curves, and open their level parts or not."""
        own, (low, touch, slope, lift, _) = self._own[rows], self._hulls
        sizes = self._sizes[own]
        self.session.bound_columns(self._lines[rows], low[rows] / sizes, touch[rows] / sizes)
        factors = -sizes / self._units[own]
        places, lines = self._rows[own].tolist(), self._lines[rows].tolist()
        self.session.set_coefficients(zip(places, lines, (slope[rows] * factors).tolist(), strict=True))
        least, at_0 = self._least[rows] if self._is_above else 0.0, lift[rows] / self._units[own]
        for row, low, at in zip(places, (least + at_0).tolist(), at_0.tolist(), strict=True):
            self.session.set_row(row, (low, at))
        flats = self._flats[self._own]
        flat = rows[flats[rows] >= 0]
        level = np.where(self._span.high[flat] >= self.curves.top[flat], self._level[flat], 0.0)
        self.session.bound_columns(flats[flat], np.zeros(len(flat)), level / self._sizes[self._own[flat]])


def _floors(bends: Sequence[Bend], session: Session) -> Floats:
    """The least that each curve sees, by the bounds of the columns that its input is made of."""
    lower = np.maximum(session.demands().columns[0], 0.0)
    least = [
        sum(c * float(lower[column]) for column, c in bend.inputs.items())
        if all(c > 0 for c in bend.inputs.values())
        else 0.0
        for bend in bends
    ]
    return np.array(least, dtype=float) * (1 - _NOISE)
