"""Narrower spans that are worth a try: all inputs on one part of their curves, and whole numbers settled."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allocator.curves.arrays import Floats
from allocator.model.smooth.hulls.spanned import Spanned, Stand
from allocator.model.smooth.hulls.spans import Span

_PARTS = (0.5, 1.0)
"""From which part of the way to where a line touches an input is tried on the concave part."""
_BEHIND = 1 - 1e-9
"""From which part of the convex part on an input stands behind it."""


def on_parts(laid: Spanned, span: Span, stand: Stand) -> Iterator[Span]:
    """Every curve on the part that its input is nearer to, and whole numbers rounded, in some ways."""
    bend, touch = laid.curves.bend, laid.touch
    is_open = (span.low < bend) & (span.high > bend)
    for part in _PARTS:
        up = stand.own >= part * touch
        low, high = np.where(is_open & up, bend, span.low), np.where(is_open & ~up, bend, span.high)
        yield _settled(laid, span._replace(low=low, high=high), np.floor(stand.whole + 1 - part))


def as_divided(laid: Spanned, span: Span, stand: Stand) -> Span:
    """Curves that are alike on their parts as their totals are divided best, with the flags for that."""
    best, bend = stand.together.best, laid.curves.bend
    low, high, own = span.low.copy(), span.high.copy(), laid.joined.members
    behind = best[own] >= bend[own] * _BEHIND
    up, down = own[behind & (high[own] >= bend[own])], own[~behind & (low[own] <= bend[own])]
    low[up], high[down] = np.maximum(low, bend)[up], np.minimum(high, bend)[down]
    return _settled(laid, span._replace(low=low, high=high), laid.flagged_by(best, np.rint(stand.whole)))


def _settled(laid: Spanned, span: Span, whole: Floats) -> Span:
    """The span with whole numbers settled, within their bounds; counts follow from what they count."""
    settled, counts = np.clip(whole, span.lower, span.upper), laid.wholes.counts
    lower, upper = np.where(counts, span.lower, settled), np.where(counts, span.upper, settled)
    return span._replace(lower=lower, upper=upper)
