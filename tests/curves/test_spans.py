"""Hulls of S-shaped curves on spans, what they can gain there, and inputs that narrow each other's spans."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.curves.arrays import Floats, Stack
from allocator.curves.capped import Capped
from allocator.curves.hill import Hill
from allocator.curves.sigmoid import Sigmoid
from allocator.curves.smooth import Smooth
from allocator.model.smooth.hulls.spans import Span, gains, hulls, touched_from
from allocator.model.smooth.hulls.tied import Tied
from allocator.model.smooth.pieces import Shapes, shifts

MOST = 400.0
CURVES = [
    Hill(Decimal(900), Decimal(60), Decimal(3)),
    Hill(Decimal(900), Decimal(60), Decimal("1.01")),
    Hill(Decimal(5), Decimal(390), Decimal(8)),
    Sigmoid(Decimal(700), Decimal(90), Decimal(15)),
    Capped(Hill(Decimal(900), Decimal(60), Decimal(2)), Decimal(500)),
    Capped(Hill(Decimal(900), Decimal(60), Decimal(4)), Decimal(90)),
]
SHAPES = Shapes(Stack(CURVES), np.full(6, 0.01), np.full(6, MOST), shifts(6))
part = st.floats(0.0, 1.0)


def spans(first: float, second: float) -> Span:
    low, high = sorted((first, second))
    return Span(low * SHAPES.top, np.maximum(high, low + 1e-3) * SHAPES.top)


def values(x: Floats) -> Floats:
    return np.where(x > 0, SHAPES.stack.value(x), 0.0)


@pytest.mark.parametrize("curve", CURVES[:4])
def test_the_line_through_nothing_touches_where_the_average_is_best(curve: Smooth):
    shapes = Shapes(Stack([curve]), np.array([0.01]), np.array([1e5]), shifts(1))
    touch = float(touched_from(shapes, np.zeros(1))[0])
    assert float(curve.value(Decimal(touch))) / touch == pytest.approx(float(curve.best_average), rel=1e-12)
    assert float(curve.slope(Decimal(touch))) == pytest.approx(float(curve.best_average), rel=1e-6)


@settings(max_examples=100, deadline=None)
@given(part, part, st.lists(part, min_size=7, max_size=7))
def test_a_hull_lies_above_its_curve_on_all_of_the_span_and_on_it_at_the_ends(
    first: float, second: float, inner: list[float]
):
    span = spans(first, second)
    touching = np.tile(np.array(inner) * MOST, (6, 1))
    found = hulls(SHAPES, span, touched_from(SHAPES, span.low), touching)
    x = span.low[:, None] + (span.high - span.low)[:, None] * np.linspace(0, 1, 500)
    line = np.minimum(x, found.touch[:, None])
    above = found.lift[:, None] + found.slope[:, None] * line
    start = found.touch
    for width, slope in zip(found.pieces.widths.T, found.pieces.slopes.T, strict=True):
        above = above + slope[:, None] * np.clip(x - start[:, None], 0.0, width[:, None])
        start = start + width
    noise = 1e-9 * (1 + values(x).max())
    assert np.all(above >= values(x) - noise)
    assert np.all(np.abs(above[:, 0] - values(x)[:, 0]) <= noise)
    assert np.all(np.diff(above, 2, axis=1) <= noise)
    assert start == pytest.approx(np.maximum(span.high, found.touch))


@settings(max_examples=100, deadline=None)
@given(part, part, st.floats(-2.0, 50.0), st.floats(0.0, 3.0))
def test_no_input_of_a_span_gains_more_than_is_said(first: float, second: float, price: float, worth: float):
    span = spans(first, second)
    prices = np.full(6, price)
    said = gains(SHAPES, span, np.full(6, worth), prices)
    x = span.low[:, None] + (span.high - span.low)[:, None] * np.linspace(0, 1, 2000)
    gained = worth * values(x) - price * x
    noise = 1e-9 * (1 + np.abs(gained).max())
    is_convex = x < SHAPES.bend[:, None]
    for own, where in ((said.convex, is_convex), (said.concave, ~is_convex)):
        best = np.where(where, gained, -np.inf).max(axis=1)
        assert np.all(own >= best - noise)
    assert np.all(said.best <= gained.max(axis=1) + 2e-3 * (1 + np.abs(gained).max()))


def test_carried_spend_narrows_what_the_next_periods_see():
    """Half is kept: the third input is half of the second, which sees at least half of the first."""
    tied = Tied([{0: 1.0}, {0: 0.5, 1: 1.0}, {0: 0.25, 1: 0.5}, {2: 1.0}])
    whole = Span(np.zeros(4), np.full(4, 100.0))
    more = tied.narrowed(Span(np.array([40.0, 0, 0, 0]), whole.high), 0)
    assert more.low == pytest.approx([40, 20, 10, 0], rel=1e-8)
    less = tied.narrowed(Span(whole.low, np.array([100.0, 100, 5, 100])), 2)
    assert less.high == pytest.approx([20, 10, 5, 100], rel=1e-8)
    assert less.high[1] >= 10
    alone = tied.narrowed(Span(whole.low, np.array([100.0, 100, 100, 1])), 3)
    assert alone.high == pytest.approx([100, 100, 100, 1])
