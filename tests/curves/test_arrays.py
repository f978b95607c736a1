"""Curves as arrays of floats against the curves themselves; pieces below and above; the best at a price."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.curves.arrays import Floats, Stack
from allocator.curves.capped import Capped
from allocator.curves.exponential import Exponential
from allocator.curves.hill import Hill
from allocator.curves.logarithmic import Logarithmic
from allocator.curves.power import Power
from allocator.curves.sigmoid import Sigmoid
from allocator.curves.smooth import Smooth
from allocator.model.smooth.pieces import Shapes, shifts

D = Decimal
CURVES: dict[str, Smooth] = {
    "hill": Hill(D(1000), D(50)),
    "steep hill": Hill(D(1000), D(50), D("0.5")),
    "S hill": Hill(D(1000), D(50), D(3)),
    "hardly S": Hill(D(1000), D(50), D("1.001")),
    "sigmoid": Sigmoid(D(700), D(80), D(10)),
    "logistic": Sigmoid(D(700), D(0), D(40)),
    "exponential": Exponential(D(500), D(70)),
    "logarithmic": Logarithmic(D(500), D(70)),
    "power": Power(D(40), D("0.3")),
    "line": Power(D(4), D(1)),
    "capped": Capped(Hill(D(1000), D(50)), D(300)),
    "capped S": Capped(Hill(D(1000), D(50), D(3)), D(600)),
    "capped early": Capped(Sigmoid(D(700), D(80), D(10)), D(90)),
}
LEVELS = [0.01, 1.0, 12.5, 40.0, 90.0, 333.0]


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
def test_values_and_slopes_are_those_of_the_shape(curve: Smooth):
    stack, x = Stack([curve]), np.array([LEVELS])
    values = [float(curve.value(D(repr(level)))) for level in LEVELS]
    assert stack.value(x)[0] == pytest.approx(values, rel=1e-12)
    below = x[0] < stack.full[0]
    slopes = [float(curve.slope(D(repr(level)))) for level in LEVELS]
    assert stack.slope(x)[0][below] == pytest.approx(np.array(slopes)[below], rel=1e-11)


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
def test_the_input_at_a_slope_has_that_slope(curve: Smooth):
    stack = Stack([curve])
    x = np.array([[level for level in LEVELS if stack.bend[0] < level < stack.full[0]]])
    if curve == CURVES["line"]:
        assert stack.input_at(np.array([[3.9, 4.1]])).tolist() == [[np.inf, 0.0]]
    else:
        assert stack.input_at(stack.slope(x)) == pytest.approx(x, rel=1e-7)


def test_a_stack_of_some_rows_is_that_of_their_curves():
    curves = list(CURVES.values())
    rows, x = np.array([3, 3, 0, 8, 12]), np.array([[5.0], [60.0], [7.0], [9.0], [44.0]])
    taken = Stack(curves).take(rows)
    assert taken.value(x).tolist() == Stack([curves[row] for row in rows]).value(x).tolist()
    assert taken.full.tolist() == Stack(curves).full[rows].tolist()


def drawn(prices: list[float], steps: list[float]) -> tuple[Shapes, Floats, Floats]:
    count = len(CURVES)
    shapes = Shapes(Stack(list(CURVES.values())), np.full(count, 0.01), np.full(count, 400.0), shifts(count))
    return shapes, np.resize(prices, count).astype(float), np.resize(steps, count).astype(float)


def at(ends: Floats, slopes: Floats, start: float, x: Floats) -> Floats:
    """The piecewise line from `start` with these widths and slopes."""
    corners = np.concatenate([[0.0], np.cumsum(ends)])
    found: Floats = np.interp(x, corners, start + np.concatenate([[0.0], np.cumsum(ends * slopes)]))
    return found


some_prices = st.lists(st.floats(1e-3, 50), min_size=1, max_size=13)
some_steps = st.lists(st.floats(1e-5, 0.15), min_size=1, max_size=13)


@settings(max_examples=60, deadline=None)
@given(some_prices, some_steps)
def test_pieces_lie_below_and_above_the_concave_part(prices: list[float], steps: list[float]):
    shapes, price, step = drawn(prices, steps)
    chords = shapes.chords(price, step)
    tangents = shapes.tangents(shapes.touching(price, step))
    for k, bend in enumerate(shapes.bend):
        x = np.linspace(max(bend, 0.01), shapes.top[k], 400)
        one = shapes.stack.take(np.array([k]))
        true, start = one.value(x[None, :])[0], float(one.value(np.array([[bend]]))[0, 0]) if bend else 0.0
        noise = 1e-9 * (1 + np.max(true))
        assert np.all(at(chords.widths[k], chords.slopes[k], start, x - bend) <= true + noise)
        assert np.all(at(tangents.widths[k], tangents.slopes[k], start, x - bend) >= true - noise)
        assert chords.widths[k].sum() == pytest.approx(shapes.top[k] - bend)
        assert tangents.widths[k].sum() == pytest.approx(shapes.top[k] - bend)


@settings(max_examples=60, deadline=None)
@given(some_prices, st.floats(0.0, 3.0))
def test_no_input_gains_more_at_a_price_than_is_said(prices: list[float], worth: float):
    shapes, price, _ = drawn(prices, [1.0])
    x = np.tile(np.concatenate([[0.0], np.geomspace(0.01, 400.0, 2000)]), (len(price), 1))
    values = shapes.stack.value(x)
    best = np.max(worth * values - price[:, None] * x, axis=1)
    said = shapes.gain(np.full(len(price), worth), price)
    assert np.all(said >= best - 1e-9 * (1 + np.abs(best)))
    assert np.all(said <= best + 2e-3 * (1 + np.abs(best)) + 2e-3 * worth * values.max(axis=1))


@pytest.mark.parametrize("exponent", [0.2, 0.5])
def test_a_steep_curve_is_held_from_above_where_it_is_seen_below_its_first_piece(exponent: float):
    """Carried spend can be far less than a cent, and narrower than any piece that a solver can tell."""
    curve = Power(Decimal(7), Decimal(repr(exponent)))
    shapes = Shapes(Stack([curve]), np.array([1e-16]), np.array([400.0]), shifts(1))
    assert shapes.lift[0] > 0
    x = np.geomspace(1e-16, 400.0, 4000)
    tangents = shapes.tangents(shapes.touching(np.array([0.3]), np.array([0.01])))
    above = shapes.lift[0] + at(tangents.widths[0], tangents.slopes[0], 0.0, x)
    assert np.all(above >= 7 * x**exponent * (1 - 1e-12))
    for price in (0.3, 1e5, 1e8, 1e11):
        best = np.max(7 * x**exponent - price * x)
        assert shapes.gain(np.array([1.0]), np.array([price]))[0] >= best * (1 - 1e-12)
