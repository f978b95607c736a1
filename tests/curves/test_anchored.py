"""Parameters of curves from points on them: known curves are found again, and others are refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from allocator.curves.anchored import (
    half_at,
    hill_part,
    hill_steepness,
    logarithmic_scale,
    logistic_scale,
    sigmoid_by_doubling,
    sigmoid_middle,
    sigmoid_scale,
)

D = Decimal
NEAR = D("1e-18")


def share(x: D, middle: D, scale: D) -> D:
    """The part of its limit that a sigmoid brings: its logistic curve, moved to bring nothing at 0."""
    return (1 - (-x / scale).exp()) / (1 + ((middle - x) / scale).exp())


def is_near(found: D, true: D) -> bool:
    return abs(found - true) <= NEAR * abs(true)


@pytest.mark.parametrize("steepness", [D(1), D("1.7"), D(12), D(60), D(99)])
@pytest.mark.parametrize("place", [D("1.0001"), D("1.02"), D("1.3")])
def test_a_sigmoid_is_found_again_by_its_middle_its_scale_and_what_doubling_adds(steepness: D, place: D):
    """So many scales lie before its middle; the point lies shortly behind it."""
    middle = D(700)
    scale, x = middle / steepness, middle * place
    part = share(x, middle, scale)
    if 1 - part > D("1e-9"):
        assert is_near(sigmoid_scale(x, part, middle), scale)
        assert abs(sigmoid_middle(x, part, scale) - middle) <= D("1e-9")
    adds = share(2 * x, middle, scale) / part - 1
    if steepness <= 12:
        found = sigmoid_by_doubling(x, part, adds)
        assert abs(found[0] - middle) <= D("1e-9")
        assert abs(found[1] - scale) <= D("1e-9")


@pytest.mark.parametrize("part", [D("0.1"), D("0.45"), D("0.8")])
def test_a_sigmoid_turns_to_one_that_is_steepest_at_zero_just_where_it_is_refused(part: D):
    x, most = D(500), logistic_scale(D(500), part)
    nearly = sigmoid_middle(x, part, most * D("0.999999"))
    assert 0 < nearly < D("0.01") * x
    for scale in (most * D("1.000001"), most * D("1.5")):
        with pytest.raises(ValueError, match="no sigmoid"):
            sigmoid_middle(x, part, scale)
    adds = share(2 * x, D(0), most) / part - 1
    assert 0 < sigmoid_by_doubling(x, part, adds + D("1e-7"))[0] < D("0.01") * x
    with pytest.raises(ValueError, match="no sigmoid"):
        sigmoid_by_doubling(x, part, adds - D("1e-7"))


def test_hills_and_logarithms_are_found_again():
    for steepness in (D("0.6"), D(1), D("2.5"), D(8)):
        x, half = D(900), D(1100)
        part, double = (z**steepness / (half**steepness + z**steepness) for z in (x, 2 * x))
        assert is_near(half_at(x, part, steepness), half)
        assert is_near(hill_steepness(part, double / part - 1), steepness)
        assert is_near(hill_part(steepness, double / part - 1), part)
    for scale in (D(3), D(900), D(100000)):
        x = D(900)
        adds = (1 + 2 * x / scale).ln() / (1 + x / scale).ln() - 1
        assert abs(logarithmic_scale(x, adds) - scale) <= D("1e-9") * scale
