"""Values and slopes of each shape, and the straight pieces below it."""

from __future__ import annotations

from decimal import Decimal
from math import isclose
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.curves import Smooth, StatedCurve
from allocator.curves.sigmoid import Sigmoid
from tests.curves import exact

D = Decimal
SAID: dict[str, tuple[dict[str, Any], Any]] = {
    "hill": ({"limit": 160000, "half_at_total": 22000}, exact.hill(160000, 22000)),
    "hill, S": ({"limit": 160000, "half_at_total": 22000, "steepness": 3}, exact.hill(160000, 22000, 3)),
    "hill, flat": (
        {"limit": 160000, "half_at_total": 22000, "steepness": 0.7},
        exact.hill(160000, 22000, 0.7),
    ),
    "exponential": ({"limit": 90000, "scale_total": 15000}, exact.exponential(90000, 15000)),
    "logistic": ({"limit": 90000, "scale_total": 15000}, exact.sigmoid(90000, 0, 15000)),
    "tanh": ({"limit": 90000, "scale_total": 15000}, lambda x: 90000 * np.tanh(x / 15000)),
    "sigmoid": (
        {"limit": 90000, "middle_total": 10000, "scale_total": 2000},
        exact.sigmoid(90000, 10000, 2000),
    ),
    "logarithmic": ({"factor": 30000, "scale_total": 5000}, exact.logarithmic(30000, 5000)),
    "power": ({"factor_total": 300, "exponent": 0.5}, exact.power(300, 0.5)),
    "power, straight": ({"factor_total": 3, "exponent": 1}, exact.power(3, 1)),
    "power, capped": (
        {"factor_total": 300, "exponent": 0.5, "cap": 20000},
        lambda x: np.minimum(300 * np.sqrt(x), 20000),
    ),
    "sigmoid, capped early": (
        {"limit": 90000, "middle_total": 10000, "scale_total": 2000, "cap": 9000},
        lambda x: np.minimum(exact.sigmoid(90000, 10000, 2000)(x), 9000),
    ),
}


def smooth(name: str) -> Smooth:
    curve = StatedCurve(shape=name.partition(",")[0], **SAID[name][0]).curve
    assert isinstance(curve, Smooth)
    return curve


@pytest.mark.parametrize("name", SAID)
def test_values_are_those_of_the_formula(name: str):
    curve, formula = smooth(name), SAID[name][1]
    assert curve.value(D(0)) == 0
    for x in (0.01, 3.0, 700.0, 9999.5, 22000.0, 1e6):
        assert isclose(float(curve.value(D(repr(x)))), float(formula(x)), rel_tol=1e-9), x


@pytest.mark.parametrize("name", SAID)
def test_slopes_are_differences_of_values(name: str):
    curve = smooth(name)
    for x in (D(1), D(700), D(12000), D(22000), D(100000)):
        step = x * D("1e-9")
        difference = (curve.value(x + step) - curve.value(x - step)) / (2 * step)
        assert isclose(float(curve.slope(x)), float(difference), rel_tol=1e-8, abs_tol=1e-12), x
        assert curve.slope(x) <= curve.steepest * (1 + D("1e-20"))


@pytest.mark.parametrize("name", SAID)
def test_the_best_average_is_the_best_of_all_levels(name: str):
    curve = smooth(name)
    averages = [curve.value(x) / x for x in (D(k) ** 3 / 1000 for k in range(1, 500))]
    assert max(averages) <= curve.best_average * (1 + D("1e-9"))
    if not curve.concave:
        assert max(averages) >= curve.best_average * D("0.995")


@pytest.mark.parametrize("share", ["1e-2", "1e-4"])
@pytest.mark.parametrize("name", SAID)
def test_pieces_lie_below_the_curve_and_not_far(name: str, share: str):
    curve, most = smooth(name), D(60000)
    tolerance = D(share) * curve.value(most)
    below = curve.lower(most, tolerance, D("0.01"))
    assert below.error <= tolerance * D("1.0001")
    assert below.concave == curve.concave
    corners: list[Decimal] = []
    for piece in below.steps:
        corners.append((corners[-1] if corners else D(0)) + (piece.width or D(0)))
    looks = [D(repr(x)) for x in np.random.default_rng(5).uniform(0.01, 60000, 300).tolist()]
    for x in [*corners, *looks, *(D(k) / 100 for k in range(1, 50)), most, most * 3]:
        low, true = below.value(x), curve.value(x)
        assert low <= true * (1 + D("1e-25")), x
        assert x > most or true <= low + below.error, x


@given(
    st.sampled_from(sorted(SAID)),
    st.floats(1.0, 1e12),
    st.floats(1e-6, 0.1),
    st.lists(st.floats(0, 1), max_size=9),
)
def test_the_error_is_never_understated(name: str, reach: float, share: float, places: list[float]):
    curve, most = smooth(name), D(repr(reach)).quantize(D("0.01"))
    below = curve.lower(most, D(repr(share)) * curve.value(most), D("0.01"))
    for place in places:
        x = (most * D(repr(place))).quantize(D("0.01"))
        assert below.value(x) <= curve.value(x) * (1 + D("1e-25")) <= below.value(x) + below.error


def test_the_number_of_pieces_is_near_the_least_possible():
    # ∫√|f''| of 1000 x / (1 + x) on 0 to 4 is √2000 · 2 · (1 − 1/√5)
    curve = StatedCurve(shape="hill", limit=1000, half_at_total=1).curve
    assert isinstance(curve, Smooth)
    below = curve.lower(D(4), D("0.05"), D("0.01"))
    least = np.sqrt(2000) * 2 * (1 - 1 / np.sqrt(5)) * 0.3536 / np.sqrt(0.05)
    assert least <= len(below.steps) <= 1.15 * least


KNOWN: list[tuple[dict[str, Any], dict[str, Any], float, float]] = [
    ({"shape": "hill", "limit": 160000}, {"spend_per_period": 20000, "brings": 64000}, 60000, 160000 * 2 / 3),
    ({"shape": "hill", "limit": 100, "steepness": 2}, {"spend_total": 10, "brings": 20}, 20, 50),
    ({"shape": "exponential", "limit": 100}, {"spend_total": 10, "brings": 50}, 30, 87.5),
    ({"shape": "logistic", "limit": 100}, {"spend_total": 10, "brings": 50}, 10, 50),
    ({"shape": "tanh", "limit": 100}, {"spend_total": 10, "brings": 50}, 10, 50),
    ({"shape": "power", "doubling_adds": "40%"}, {"spend_total": 500, "brings": 1000}, 2000, 1960),
    ({"shape": "power", "exponent": 0.5}, {"spend_total": 400, "brings": 1000}, 1600, 2000),
    ({"shape": "logarithmic", "scale_total": 100}, {"spend_total": 100, "brings": 30}, 300, 60),
    *(
        (said | {"doubling_adds": adds}, {"spend_total": 20000, "brings": 64000}, 40000, 64000 * (1 + adds))
        for said, adds in (
            ({"shape": "hill", "limit": 160000}, 0.4),
            ({"shape": "hill", "limit": 300000}, 1.5),
            ({"shape": "hill"}, 0.4),
            ({"shape": "hill", "steepness": 2}, 1.5),
            ({"shape": "exponential"}, 0.4),
            ({"shape": "logistic"}, 0.4),
            ({"shape": "tanh"}, 0.9),
            ({"shape": "logarithmic"}, 0.4),
            ({"shape": "sigmoid", "limit": 300000}, 1.5),
        )
    ),
    (
        {"shape": "sigmoid", "limit": 160000, "scale_total": 9000},
        {"spend_total": 1, "brings": 4},
        1e9,
        160000,
    ),
    ({"shape": "sigmoid", "limit": 100, "middle_total": 15}, {"spend_total": 20, "brings": 64}, 1e9, 100),
]


@pytest.mark.parametrize(("said", "at", "spend", "brings"), KNOWN)
def test_what_is_known_gives_the_curve(said: dict[str, Any], at: dict[str, Any], spend: float, brings: float):
    curve = StatedCurve(**said, at=at).curve
    known = at.get("spend_total") or at["spend_per_period"]
    assert isclose(float(curve.value(D(known))), at["brings"], rel_tol=1e-12)
    assert isclose(float(curve.value(D(repr(spend)))), brings, rel_tol=1e-12)


@pytest.mark.parametrize(("field", "value"), [("middle_total", 15000), ("scale_total", 9000)])
def test_a_sigmoid_through_a_point_keeps_what_is_said_beside_it(field: str, value: int):
    at = {"spend_total": 20000, "brings": 64000}
    curve = StatedCurve(shape="sigmoid", limit=100000, at=at, **{field: value}).curve
    assert isinstance(curve, Sigmoid)
    assert getattr(curve, field.removesuffix("_total")) == value
    assert isclose(float(curve.value(D(20000))), 64000, rel_tol=1e-12)
    assert curve.bend == curve.middle > 0


def test_points_are_joined_straight_and_level_after_the_last():
    curve = StatedCurve(shape="points", points_total=[[100, 50], [200, 40], [400, 240]]).curve
    values = {x: float(curve.value(D(x))) for x in (0, 50, 100, 150, 300, 400, 9000)}
    assert values == {0: 0, 50: 25, 100: 50, 150: 45, 300: 140, 400: 240, 9000: 240}
