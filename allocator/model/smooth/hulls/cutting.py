"""Where a leaf is cut: at a whole number, at the total of curves that are alike, or on one curve's span."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.smooth.hulls.halving import Halving
from allocator.model.smooth.hulls.spanned import Spanned, Stand
from allocator.model.smooth.hulls.spans import Leaf, Span
from allocator.model.smooth.hulls.trying import as_divided
from allocator.model.smooth.hulls.wholes import is_broken

_NOISE = 1e-10
"""The part of the objective below which an input that stands on a line is no reason to cut its span."""
_INSIDE = 1e-3
"""How far from the ends of a span it is cut at least, as a part of it."""
_NEARER = 0.5
"""From which part of the way to where a line touches an input is nearer to its end."""
_FOR_TOTALS = 0.1
"""The part of what matters from which on a total is cut before flags that it counts."""


class Now(NamedTuple):
    """What a search knows when it cuts.

    Whether curves that are alike are divided as they please, the bound from which on a leaf is of no use, the
    size of the objective, and what of it may be left open.
    """

    divides: bool
    enough: float
    size: float
    open: float


class Cutting:
    """The cuts of one search; `totals` is how many totals have been cut."""

    def __init__(self, laid: Spanned) -> None:
        self._laid, self._halving, self.totals = laid, Halving(laid), 0

    @property
    def solves(self) -> int:
        """The solves that looking at whole numbers has taken."""
        return self._halving.solves

    def worth_a_try(self, leaf: Leaf, stand: Stand, now: Now) -> Span | None:
        """A narrower span to look at first, where only flags of curves that are alike are not whole."""
        broken = is_broken(stand.whole)
        if not broken.any() or self._alone_broken(broken).any() or self._is_for_total(stand, now, broken):
            return None
        return as_divided(self._laid, leaf.span, stand)

    def halves(self, leaf: Leaf, stand: Stand, now: Now) -> list[Leaf] | None:
        """Halves of a leaf, the better one first; those without any plan are left out. None: no cut."""
        broken = is_broken(stand.whole)
        if (alone := self._alone_broken(broken)).any():
            return self._halving.halves(leaf, stand, np.flatnonzero(alone), now.size)
        if self._is_for_total(stand, now, broken):
            return self._of_total(leaf, stand)
        if broken.any():
            return self._halving.halves(leaf, stand, np.flatnonzero(broken), now.size)
        over, coarse = self._alone(stand.over, now), self._alone(stand.coarse, now)
        ways = (wrong for wrong in (over, coarse, stand.over, stand.coarse))
        k = next((int(np.argmax(w)) for w in ways if w.max(initial=0.0) > _NOISE * now.size), None)
        return None if k is None else self._of_span(leaf, stand, now, k)

    def _alone_broken(self, broken: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whole numbers that are not whole, without flags that are counted together."""
        return broken & ~self._laid.wholes.counted

    def _is_for_total(self, stand: Stand, now: Now, broken: NDArray[np.bool_]) -> bool:
        """Whether the total of curves that are alike is more wrong than any curve by itself."""
        least = _FOR_TOTALS * now.open if broken.any() else _NOISE * now.size
        worst = max(self._alone(stand.over, now).max(initial=0.0), least)
        return now.divides and bool(stand.together.excess.max(initial=0.0) > worst)

    def _of_total(self, leaf: Leaf, stand: Stand) -> list[Leaf]:
        """Halves of which each holds some divisions of a total."""
        self.totals += 1
        g = int(np.argmax(stand.together.excess))
        below, above = self._laid.joined.halves(g, float(stand.together.totals[g]), leaf.span)
        return [Leaf(above, leaf.bound), Leaf(below, leaf.bound)]

    def _of_span(self, leaf: Leaf, stand: Stand, now: Now, k: int) -> list[Leaf]:
        """Halves of one curve's span; the leaf without what is of no use, where that narrows the span."""
        span = self._without_worse(leaf, stand, now)
        if span.low[k] != leaf.span.low[k] or span.high[k] != leaf.span.high[k]:
            return [Leaf(span, leaf.bound)]
        far = self._laid.mixing.straddled(stand.mixed)
        if far is not None and not self._is_inside(span, *far):
            far = None
        k = far[0] if far else k
        low, high, bend = span.low[k], span.high[k], self._laid.curves.bend[k]
        best, gains = stand.gains.best[k], stand.gains
        if low < bend < high:
            without_convex, without_concave = best - gains.concave[k], best - gains.convex[k]
            below = Leaf(self._with(span, k, high=bend), max(leaf.bound, stand.bound + without_concave))
            above = Leaf(self._with(span, k, low=bend), max(leaf.bound, stand.bound + without_convex))
        else:
            room = _INSIDE * (high - low)
            at = float(np.clip(far[1] if far else stand.own[k], low + room, high - room))
            below = Leaf(self._with(span, k, high=at), leaf.bound)
            above = Leaf(self._with(span, k, low=at), leaf.bound)
        # At these prices both halves are as good, so what the input is nearer to goes first.
        return [above, below] if stand.own[k] >= _NEARER * self._laid.touch[k] else [below, above]

    def _is_inside(self, span: Span, k: int, at: float) -> bool:
        """Whether an input is well between the ends of a span, so that both halves are narrower."""
        room = _INSIDE * float(self._laid.curves.top[k])
        return bool(span.low[k] + room < at < span.high[k] - room)

    def _alone(self, excess: Floats, now: Now) -> Floats:
        """By how much curves are exceeded that stand in no group."""
        found = excess.copy()
        if now.divides:
            found[self._laid.joined.members] = 0.0
        return found

    def _without_worse(self, leaf: Leaf, stand: Stand, now: Now) -> Span:
        """The spans without parts on which all plans are worse than the best by what they would lose."""
        spare, bend, gains = now.enough - stand.bound, self._laid.curves.bend, stand.gains
        low = np.where(gains.best - gains.convex > spare, np.maximum(leaf.span.low, bend), leaf.span.low)
        high = np.where(gains.best - gains.concave > spare, np.minimum(leaf.span.high, bend), leaf.span.high)
        span = leaf.span._replace(low=low, high=high)
        for k in np.flatnonzero((low != leaf.span.low) | (high != leaf.span.high)).tolist():
            span = self._laid.tied.narrowed(span, k)
        return span

    def _with(self, span: Span, k: int, low: float | None = None, high: float | None = None) -> Span:
        """The spans with another end of one of them."""
        lows, highs = span.low.copy(), span.high.copy()
        lows[k], highs[k] = lows[k] if low is None else low, highs[k] if high is None else high
        return self._laid.tied.narrowed(span._replace(low=lows, high=highs), k)
