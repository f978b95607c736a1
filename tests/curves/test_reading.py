"""Where a curve reaches a share of its limit, and where its slope falls to a price, by closed forms."""

from __future__ import annotations

from decimal import Decimal
from math import exp, isclose, log, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.curves import Curve, StatedCurve, Straight, Tranche, Tranches
from allocator.curves.reading import best_average_at, reaching, worthwhile_until

D = Decimal
amounts = st.floats(1e-3, 1e9)


def stated(**said: Any) -> Curve:
    return StatedCurve(**{k: D(repr(v)) if isinstance(v, float) else v for k, v in said.items()}).curve


def near(found: Decimal | None, right: float) -> bool:
    assert found is not None
    return isclose(float(found), right, rel_tol=1e-9)


@given(amounts, amounts, st.floats(0.3, 6), st.floats(0.01, 0.99))
def test_a_hill_reaches_a_share_where_its_inverse_says(limit: float, half: float, s: float, q: float):
    curve = stated(shape="hill", limit=limit, half_at_total=half, steepness=s)
    assert near(curve.supremum, limit)
    assert near(reaching(curve, D(repr(q)) * D(repr(limit))), half * (q / (1 - q)) ** (1 / s))


@given(amounts, amounts, st.floats(0.01, 0.99))
def test_an_exponential_and_a_logistic_as_well(limit: float, scale: float, q: float):
    brought = D(repr(q)) * D(repr(limit))
    curve = stated(shape="exponential", limit=limit, scale_total=scale)
    assert near(reaching(curve, brought), -scale * log(1 - q))
    curve = stated(shape="logistic", limit=limit, scale_total=scale)
    assert near(reaching(curve, brought), scale * log((1 + q) / (1 - q)))


def test_a_sigmoid_by_its_logit():
    curve = stated(shape="sigmoid", limit=90.0, middle_total=10.0, scale_total=2.0)
    q, c = 0.7, exp(5)
    assert near(reaching(curve, D(63)), -2 * log((1 - q) / (1 + q * c)))
    assert near(worthwhile_until(curve, curve.slope(D(12))), 12)
    assert curve.slope(D(8)) == pytest.approx(curve.slope(D(12)))  # the rising side is not where it ends


@given(st.floats(1e3, 1e9), st.floats(1e-3, 1e3), st.floats(1e-4, 0.9))
def test_slopes_fall_to_a_price_where_the_derivative_says(limit: float, k: float, part: float):
    price = part * limit / k  # the slope at 0 is limit / k
    said = D(repr(price))
    hill = stated(shape="hill", limit=limit, half_at_total=k)
    assert near(worthwhile_until(hill, said), sqrt(limit * k / price) - k)
    curve = stated(shape="exponential", limit=limit, scale_total=k)
    assert near(worthwhile_until(curve, said), k * log(limit / (k * price)))
    curve = stated(shape="logarithmic", factor=limit, scale_total=k)
    assert near(worthwhile_until(curve, said), limit / price - k)


def test_a_power_has_no_limit_and_a_slope_that_falls():
    curve = stated(shape="power", factor_total=300.0, exponent=0.5)
    assert curve.supremum is None
    assert near(worthwhile_until(curve, D(1)), 150.0**2)
    assert near(reaching(curve, D(30000)), 1e4)
    assert worthwhile_until(curve, D(0)) is None


def test_a_cap_is_the_limit_where_it_is_lower():
    curve = stated(shape="hill", limit=100.0, half_at_total=50.0, cap=80.0)
    assert curve.supremum == 80
    assert near(reaching(curve, D(80)), 200)
    assert near(worthwhile_until(curve, D("0.0001")), 200)
    assert stated(shape="hill", limit=100.0, half_at_total=50.0, cap=800.0).supremum == 100
    assert stated(shape="power", factor_total=3.0, exponent=0.5, cap=8.0).supremum == 8


def test_what_never_gets_there_says_so():
    hill = stated(shape="hill", limit=100.0, half_at_total=50.0)
    assert reaching(hill, D(101)) is None
    assert reaching(hill, D(0)) == 0
    assert worthwhile_until(hill, D(3)) == 0  # nowhere steeper than 2
    assert reaching(Straight(D(-1)), D(5)) is None


def test_a_straight_line_goes_on():
    line = Straight(D(3))
    assert line.supremum is None
    assert reaching(line, D(12)) == 4
    assert worthwhile_until(line, D(3)) is None
    assert worthwhile_until(line, D("3.1")) == 0
    assert Straight(D(-1)).supremum == 0


def test_tranches_are_followed_piece_by_piece():
    ends = ((100, "1"), (200, "3"), (300, "-1"), (None, "0.5"))
    tranches = Tranches.of(tuple(Tranche(up_to_total=end, per_money=rate) for end, rate in ends))
    assert tranches.supremum is None
    assert reaching(tranches, D(250)) == 150
    assert reaching(tranches, D(500)) == 700  # 400 at 200, 300 at 300, then half of each unit
    assert worthwhile_until(tranches, D(1)) == 200
    assert worthwhile_until(tranches, D("0.5")) is None
    assert best_average_at(tranches) == 200
    level = Tranches.of(tuple(Tranche(up_to_total=end, per_money=rate) for end, rate in ends[:3]))
    assert level.supremum == 400
    assert reaching(level, D(401)) is None


@given(st.floats(1.2, 6))
def test_an_s_shape_brings_most_per_money_where_its_average_is_its_slope(s: float):
    curve = stated(shape="hill", limit=1000.0, half_at_total=70.0, steepness=s)
    assert near(best_average_at(curve), 70 * (s - 1) ** (1 / s))
    assert best_average_at(stated(shape="hill", limit=1000.0, half_at_total=70.0)) is None
