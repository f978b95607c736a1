"""A tree of spans: branch and bound over S-shaped curves and whole numbers, a linear solve at each node.

A leaf holds the spans that are still open, with a bound on what plans on them can reach. Whole numbers that
are not whole are cut first, but for flags that stand for each other, which wait until the total of their
curves is cut. The hull of a curve is wrong only where an input stands on its line, so that curve's span is
cut: where its concave part begins, or on the convex part where the input stands; of months that are bounded
together, that of one that two of their responses have far apart. All leaves are kept, so the search can go on
more closely later.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from math import inf
from typing import NamedTuple

from allocator.curves.arrays import Floats
from allocator.errors import SolverError
from allocator.model.build import Objective
from allocator.model.smooth.chains.mixing import Parts
from allocator.model.smooth.hulls.cutting import Cutting, Now
from allocator.model.smooth.hulls.spanned import Spanned, Stand
from allocator.model.smooth.hulls.spans import Leaf, Span
from allocator.model.smooth.hulls.trying import on_parts
from allocator.model.smooth.hulls.wholes import is_broken
from allocator.model.smooth.refining import step_for
from allocator.model.stages import demanded, signed
from allocator.problem import End

_FOR_STANDS = 0.9
"""The part of what may be left open by which a stand may exceed the curves."""
_FOR_PIECES = 0.5
"""The part of it by which its pieces may."""
_NOISE = 1e-10
"""The part of the objective below which an input that stands on a line is no reason to cut its span."""
_WRONG = 0.2
"""The part of the gap by which a plan with whole numbers may be worse than its inputs were when divided."""
_FIRST_PLAN = 60
"""Solves after which a plan is tried in truth: most searches need fewer."""
_MIXES = 2
"""So often chains are asked at the prices of mixtures in one leaf: their prices can move so far at once."""
_CHAINED = 25
"""Solves of one leaf at most where there are chains, elsewhere `_LAYINGS`."""
_NEAR = 8
"""Steps at most in which a plan comes to rest."""
_AT_REST = 0.02
"""The part of the gap by which it is better at least where it goes on."""
_RARER = 4
"""So many times the solves that a try took pass until the next one, where it found nothing better."""
_FEW = 3
"""Fewer inputs than this on lines are soon cut."""
_FINER = 0.25
_SLOW = 0.7
"""A part of what pieces exceeded the curves by before; where more is left, they are laid closer."""
_LAYINGS = 10
_DIVIDED = 200
"""Cuts of totals after which curves that are alike are looked at one by one: often totals are not free."""
_FOR_TOTALS = 0.1
"""The part of what may be left open from which on lowering a row above a group is worth a solve."""
_LITTLE = 0.1
"""The part of what the best leaf could gain by which others are not followed first."""
_ROOM = 1e-6
"""More than what a kept value may be given away by, relative."""


class Best(NamedTuple):
    """About what a plan would reach that stands at these inputs, where these slopes are asked of curves.

    `whole` are its whole numbers.
    """

    value: float
    inputs: Floats
    asked: Floats
    whole: Floats


class Tree:
    """The search for the least value of one objective, while the session keeps what earlier ones reached."""

    def __init__(
        self,
        laid: Spanned,
        objective: Objective,
        leaves: Iterable[Leaf],
        best: Best | None = None,
        *,
        divides: bool = True,
        earlier: Floats | float = 0.0,
    ) -> None:
        self._laid, self._costs, self._unit = laid, signed(objective), objective.unit
        self._open = [(leaf.bound, number, leaf) for number, leaf in enumerate(leaves)]
        heapify(self._open)
        self._number = len(self._open)
        self._settled: list[Leaf] = []
        self._gap, self._size, self._last = 0.0, 0.0, inf
        self._strict = False
        self.divides = divides
        self._earlier = earlier
        self.worth: Floats | None = None
        self._solves = self._next_try = self._next_response = 0
        self._next_plan = _FIRST_PLAN
        self.best = best
        self._tried = set[bytes]()
        self._mixed = laid.mixing.solves
        self._cutting = Cutting(laid)

    def leaves(self, value: float) -> list[Leaf]:
        """Those on which plans of this value may lie, or better ones; with bounds for no other objective."""
        most = value + _ROOM * max(1.0, abs(value), *map(abs, self._costs.values()))
        every = [leaf for _, _, leaf in self._open] + self._settled
        return [Leaf(leaf.span) for leaf in every if leaf.bound <= most]

    def expects_more(self, value: float, by: float = 0.0) -> bool:
        """Whether the best would reach more than this, by what matters and by this part of its size."""
        if self.best is None:
            return False
        matters = self._gap * (_WRONG if len(self._laid.wholes.columns) else 1.0)
        return value - self.best.value > max(matters, by) * max(self._size, abs(value))

    def told(self, value: float) -> None:
        """Take note of what a plan reaches that stands where the best does."""
        if self.best is not None:
            self.best = self.best._replace(value=value)

    def start_over(self, *, divides: bool) -> None:
        """Forget what is best."""
        self.best, self.divides = None, self.divides and divides

    @property
    def bound(self) -> float:
        """The least value that any plan can have; infinite where there is none."""
        least = self._open[0][0] if self._open else inf
        return float(min([least, *(leaf.bound for leaf in self._settled)]))

    def search(self, gap: float, size: float = 0.0, *, strict: bool = False, solves: float = inf) -> None:
        """Cut spans until the best is about as near to the bound as the gap says, or time or solves end.

        The gap is relative to the bound, or to `size` where that is more. What is best is judged by the
        curves where hulls have inputs stand on lines, unless it must be `strict`.
        """
        self._gap, self._size, self._strict = gap, size, strict
        self._last = self._done + solves
        self._laid.session.aim(self._costs)
        # At a ceiling one outcome more is worth nothing, and one less what it is worth elsewhere.
        self._laid.least_worth = self._laid.values / self._unit if strict else 0.0
        for leaf in self._settled:
            self._push(leaf)
        self._settled = []
        while self._open and self._open[0][0] < self._enough and not self.is_over:
            leaf = heappop(self._open)[2]
            self._plunge(leaf)

    @property
    def is_over(self) -> bool:
        """Whether time or solves have ended the search."""
        return self._done > 0 and (self._done >= self._last or self._laid.session.is_late)

    @property
    def _done(self) -> int:
        """The solves so far."""
        return self._solves + self._cutting.solves + self._laid.mixing.solves - self._mixed

    @property
    def _enough(self) -> float:
        """A bound from which on a leaf has nothing that is better by the gap."""
        return inf if self.best is None else self.best.value - self._gap * self._size

    def _push(self, leaf: Leaf) -> None:
        heappush(self._open, (leaf.bound, self._number, leaf))
        self._number += 1

    def _plunge(self, leaf: Leaf | None) -> None:
        """Follow the better half of each cut until nothing better is left there."""
        while leaf is not None:
            if self._done >= self._next_plan:
                self._try_plan()
            if self.divides and self._cutting.totals >= _DIVIDED:
                self.divides, self.best = False, None  # what was best was so if divided as they please
            at = leaf
            try:
                leaf = self._followed(at)
            except SolverError:
                self._settled.append(at)  # what the solver could not settle keeps its bound
                return

    def _followed(self, leaf: Leaf) -> Leaf | None:
        """The better half of a leaf; None where nothing is left to follow."""
        stand = self._stand(leaf.span)
        if stand is None:
            return None
        leaf = Leaf(leaf.span, max(leaf.bound, stand.bound))
        if self._done >= self._next_try:
            self._try_whole(leaf.span, stand)
        if leaf.bound < self._enough and self._done >= self._next_response:
            self._try_responses(stand)
        if leaf.bound >= self._enough or self.is_over or self._promises_little(leaf):
            self._push(leaf)
            return None
        return self._cut(leaf, stand)

    def _promises_little(self, leaf: Leaf) -> bool:
        """Whether another leaf could hold a plan that is better by far more."""
        if self.best is None or not self._open:
            return False
        return self._enough - leaf.bound < _LITTLE * (self._enough - self._open[0][0])

    def _stand(self, span: Span, mixes: int = _MIXES) -> Stand | None:
        """Where the best plan over the hulls of these spans stands; None where none keeps all rules."""
        laid, step, before = self._laid, step_for(self._gap), inf
        mixed: Parts = ()
        laid.confine(span)
        for _ in range(_CHAINED if laid.chained.chains else _LAYINGS):
            self._solves += 1
            result = laid.session.minimise_again()
            if result.end is End.INFEASIBLE:
                return None
            value = demanded(result).value
            laid.earlier = self._earlier * max(self._size, abs(value))
            stand = laid.stand(value)
            self._consider(stand)
            least = _FOR_TOTALS * self._gap * self._size
            stand = laid.answered(stand, span, least)
            lowered = laid.tighten(stand, span, least)
            if not lowered and mixes and stand.bound < self._enough:
                mixed, mixes = laid.mix(stand, self._costs, least), mixes - 1
                lowered = bool(mixed)
            if stand.bound >= self._enough or not (lowered or self._is_rough(stand)):
                break
            if not self._is_rough(stand):
                continue
            if stand.rest > _SLOW * before:
                step *= _FINER
                laid.ask_where_rough(stand.inputs)
            before = stand.rest
            laid.remember(stand.inputs)
            laid.follow(step)
            laid.lay_above()
        return stand._replace(mixed=mixed)

    def _try_plan(self) -> None:
        """See what a plan reaches in truth that stands about where the best one does."""
        self._next_plan = 2 * self._done
        if self.best is None:
            return
        self._solves += 1
        best, step = self.best, step_for(self._gap)
        try:
            found = self._laid.reached_near(best.inputs, best.asked, best.whole, step)
        except SolverError:
            return  # it was one try more, and the search goes on without
        if found is not None and found[0] < self.best.value:
            self.best = Best(*found, self.best.asked, self.best.whole)

    def _try_responses(self, stand: Stand) -> None:
        """See what a plan reaches near where chains of months respond best to the prices of a stand."""
        before, done = inf if self.best is None else self.best.value, self._done
        for inputs, whole in self._laid.responded(stand):
            key = whole.tobytes() + self._laid.parts(inputs).tobytes()
            if key not in self._tried:
                self._tried.add(key)
                self._try_near(inputs, whole, stand.worth)
        if self.best is not None and self.best.value > before - _AT_REST * self._gap * self._size:
            self._next_response = self._done + _RARER * (self._done - done)

    def _try_near(self, inputs: Floats, whole: Floats, worth: Floats) -> None:
        """Let a plan come to rest near these inputs; it may be the best one."""
        step, before = step_for(self._gap * _FINER), inf
        for _ in range(_NEAR):
            self._solves += 1
            try:
                found = self._laid.reached_near(inputs, self._laid.slopes_at(inputs), whole, step)
            except SolverError:
                return  # it was one try more, and the search goes on without
            if found is None:
                return
            value, inputs = found
            if self.best is None or value < self.best.value:
                self.best, self.worth = Best(value, inputs, self._laid.slopes_at(inputs), whole), worth
            if value > before - _AT_REST * self._gap * self._size:
                return
            before = value

    def _try_whole(self, span: Span, stand: Stand) -> None:
        """Put every curve onto one of its parts, by where its input stands, and see what that brings.

        Whole numbers are rounded. The more inputs stand on lines, the longer it takes until cuts have done
        the same; it is tried again and again, after twice as many solves.
        """
        self._next_try = 2 * self._done
        is_whole = not is_broken(stand.whole).any()
        if is_whole and (self._left(stand.over) > _NOISE * self._size).sum() < _FEW:
            return
        for tried in on_parts(self._laid, span, stand):
            self._stand(tried, mixes=0)

    def _consider(self, stand: Stand) -> None:
        self._size = max(self._size, abs(stand.value))
        over = float(stand.over.sum()) + stand.rest
        value = stand.value + over
        if self._strict and over > _FOR_STANDS * self._gap * self._size:
            return
        if is_broken(stand.whole).any():
            return
        if self.best is None or value < self.best.value:
            self.best, self.worth = Best(value, stand.inputs, stand.asked, stand.whole), stand.worth
        divided = stand.value + float(self._left(stand.over).sum()) + stand.together.over + stand.apart
        if self.divides and divided < self.best.value:
            self.best, self.worth = Best(divided, *self._laid.divided(stand), stand.whole), stand.worth

    def _is_rough(self, stand: Stand) -> bool:
        """Whether pieces exceed the curves by more than matters, and by more than lines do."""
        matters = _FOR_PIECES * self._gap * self._size
        if self.divides:
            return stand.apart > max(
                matters, float(self._left(stand.over).sum() + stand.together.excess.sum())
            )
        return stand.rest > max(matters, float(stand.over.sum()))

    def _cut(self, leaf: Leaf, stand: Stand) -> Leaf | None:
        """The better half of a leaf; the other is put aside. None where there is nothing to cut."""
        if (tried := self._cutting.worth_a_try(leaf, stand, self._now)) is not None:
            self._stand(tried, mixes=0)
        halves = self._cutting.halves(leaf, stand, self._now)
        if halves is None:
            self._settled.append(leaf)
            return None
        for other in halves[1:]:
            self._push(other)
        return halves[0] if halves else None

    @property
    def _now(self) -> Now:
        return Now(self.divides, self._enough, self._size, self._gap * self._size)

    def _left(self, excess: Floats) -> Floats:
        """By how much curves are exceeded that can be divided no better."""
        found = excess.copy()
        if self.divides:
            found[self._laid.joined.free] = 0.0
        return found
