"""The same slope for curves that are alike, so that months that stand for each other get the same money."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.smooth.bends import Bend


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
