"""S-shaped curves that are all the same, taken together: against divisions on a fine grid."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.curves.arrays import Floats, Stack
from allocator.curves.capped import Capped
from allocator.curves.hill import Hill
from allocator.curves.sigmoid import Sigmoid
from allocator.curves.smooth import Smooth
from allocator.model.smooth.hulls.alike import Alike, Range
from allocator.model.smooth.pieces import Shapes, shifts

CURVES = [
    Hill(Decimal(100), Decimal(15), Decimal("1.5")),
    Hill(Decimal(100), Decimal(11), Decimal(5)),
    Hill(Decimal(100), Decimal(20), Decimal(9)),
    Sigmoid(Decimal(100), Decimal(14), Decimal(3)),
    Capped(Hill(Decimal(100), Decimal(11), Decimal(3)), Decimal(60)),
]
curves, parts = st.sampled_from(CURVES), st.floats(0.0, 1.0)
_STEPS = 480


def alike(curve: Smooth, count: int, most: float) -> Alike:
    return Alike(Shapes(Stack([curve]), np.zeros(1), np.array([most]), shifts(1)), count)


def brought(curve: Smooth, x: Floats) -> Floats:
    return np.array([float(curve.value(Decimal(float(one)))) if one > 0 else 0.0 for one in x])


def best_on_grid(curve: Smooth, count: int, most: float) -> tuple[Floats, Floats]:
    """Totals, and what the best division of each into steps of a grid brings: one curve after the other."""
    grid = np.linspace(0.0, count * most, _STEPS + 1)
    each = brought(curve, grid[: int(most / grid[1] + 1e-9) + 1])
    best = np.where(grid > 0, -np.inf, 0.0)
    for _ in range(count):
        before, best = best, np.full(len(grid), -np.inf)
        for steps, more in enumerate(each):
            best[steps:] = np.maximum(best[steps:], before[: len(grid) - steps] + more)
    return grid, best


@pytest.mark.parametrize("most", [9.0, 18.0, 40.0])
@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("curve", CURVES)
def test_no_division_on_a_grid_brings_more_than_the_best(curve: Smooth, count: int, most: float):
    curves, (grid, best) = alike(curve, count, most), best_on_grid(curve, count, most)
    for k in range(0, _STEPS + 1, 8):
        total = float(grid[k])
        found = curves.divided(total)
        inputs = found.inputs(np.full(count, total / count))
        assert inputs.sum() == pytest.approx(total, rel=1e-9)
        assert inputs.max() <= most * (1 + 1e-9)
        assert brought(curve, inputs).sum() == pytest.approx(found.value, rel=1e-9, abs=1e-9)
        assert found.value >= best[k] - 1e-7
        assert found.value <= curves.lifted(0.0, Range(total, total, 0, count)) <= found.value * (1 + 1e-6)


def test_a_rest_stands_where_full_curves_leave_it():
    curves = alike(CURVES[-1], 3, 40.0)
    full = 11 * 1.5 ** (1 / 3)
    found = curves.divided(2.2 * full)
    assert found.behind == 2
    assert found.rest == pytest.approx(0.2 * full, rel=1e-4)
    for slope in (0.0, 3.0, 20.0):  # on one total alone, a line of any slope is as high
        lifted = curves.lifted(slope, Range(found.total, found.total, 0, 3)) + slope * found.total
        assert lifted == pytest.approx(found.value, rel=1e-6)
        assert lifted >= found.value * (1 - 1e-9)


def test_inputs_ask_for_no_money_earlier_than_those_that_they_replace():
    division = alike(CURVES[1], 4, 40.0).divided(40.0)
    assert division.behind == 3
    for like in ([30.0, 5.0, 5.0, 0.0], [10.0, 10.0, 10.0, 10.0], [2.0, 14.0, 12.0, 12.0]):
        found = division.inputs(np.array(like))
        assert found.sum() == pytest.approx(40.0)
        assert np.all(found.cumsum() <= np.cumsum(like) * (1 + 1e-6))
    assert division.inputs(np.array([0.0, 0.0, 0.0, 40.0])).tolist()[0] == 0.0


@settings(max_examples=25, deadline=None)
@given(curves, st.integers(1, 6), st.sampled_from([18.0, 40.0]), parts, parts, parts)
def test_a_line_lies_above_all_totals_of_its_range_and_touches_their_hull(
    curve: Smooth, count: int, most: float, first: float, second: float, part: float
):
    curves, (grid, best) = alike(curve, count, most), best_on_grid(curve, count, most)
    low, high = sorted((first * curves.most, second * curves.most))
    total = low + part * (high - low)
    line = curves.line_above(total, Range(low, high, 0, count))
    inside = (grid >= low) & (grid <= high)
    assert np.all(best[inside] <= line.at_0 + line.slope * grid[inside] + 1e-7)
    wide = line.right.total - line.left.total
    share = min(1.0, max(0.0, (total - line.left.total) / wide)) if wide > 1e-9 else 0.0
    between = (1 - share) * line.left.value + share * line.right.value
    assert line.at_0 + line.slope * total == pytest.approx(between, rel=1e-6, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(curves, st.integers(2, 4), parts, parts, st.tuples(st.integers(0, 4), st.integers(0, 4)))
def test_a_line_lies_above_all_divisions_with_so_many_behind_the_bend(
    curve: Smooth, count: int, first: float, second: float, behind: tuple[int, int]
):
    most = 45.0
    curves, bend = alike(curve, count, most), float(curve.bend)
    fewest, largest = sorted(min(n, count) for n in behind)
    low, high = sorted((first * curves.most, second * curves.most))
    for slope in (0.0, 0.7, 2.0, 6.0):
        lifted = curves.lifted(slope, Range(low, high, fewest, largest))
        for n in range(fewest, largest + 1):
            for after in combinations_with_replacement(np.linspace(bend, most, 6), n):
                for before in combinations_with_replacement(np.linspace(0.0, bend, 5), count - n):
                    x = np.array([*after, *before])
                    if low <= x.sum() <= high:
                        assert brought(curve, x).sum() <= lifted + slope * x.sum() + 1e-7
