"""Months that stand for each other: those that are used get the same money, and are the first ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.smooth.bends import Bend

_NOTHING = 1e-9
"""The part of the largest input below which one is noise."""


def numbered(bends: Sequence[Bend]) -> NDArray[np.intp]:
    """For each curve a number that it has in common with those that are alike: one kind, one season."""
    numbers: dict[tuple[int, float], int] = {}
    found = [numbers.setdefault((bend.kind, bend.season), len(numbers)) for bend in bends]
    return np.array(found, dtype=np.intp)


def evened(slopes: Floats, numbers: NDArray[np.intp], asked: NDArray[np.bool_], within: float) -> Floats:
    """The slopes, those asked of curves with one number as their mean where they are this near to it.

    Slopes are above 0, and nearness is that of their logarithms.
    """
    logs, own, count = np.log(slopes), numbers[asked], int(numbers.max(initial=0)) + 1
    mean = np.bincount(own, logs[asked], count) / np.maximum(np.bincount(own, minlength=count), 1)
    apart = np.zeros(count)
    np.maximum.at(apart, own, np.abs(logs - mean[numbers])[asked])
    found: Floats = np.where(asked & (apart[numbers] <= within), np.exp(mean[numbers]), slopes)
    return found


def first_ones(inputs: Floats, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
    """An order in which, of curves with one number, those that see anything come before those that do not.

    The k-th curve gets what the curve at the k-th place of the order has.
    """
    order = np.arange(len(inputs))
    is_idle = inputs <= _NOTHING * np.max(inputs, initial=0.0)
    for number in np.unique(numbers):
        (own,) = np.nonzero(numbers == number)
        order[own] = own[np.argsort(is_idle[own], kind="stable")]
    return order
