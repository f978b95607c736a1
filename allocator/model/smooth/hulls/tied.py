"""Inputs that are tied to each other: what one curve sees says how much another one sees at least.

Inputs are sums of columns that are never below 0. Where each coefficient of one is at least r times that of
another, so is the input: z_p ≥ r · z_q. Carried spend is such a case, from each period to the next ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.smooth.hulls.spans import Span

_LARGEST = 10**7
"""Coefficients to compare at most, among inputs that share columns; more are left untied."""
_OUTWARD = 1e-9


class Tied:
    """The smallest ratios of inputs that share columns; `inputs` are their coefficients."""

    def __init__(self, inputs: Sequence[Mapping[int, float]]) -> None:
        self._group: dict[int, tuple[NDArray[np.intp], Floats]] = {}
        for members in _sharing(inputs):
            columns = sorted({column for k in members for column in inputs[k]})
            if len(members) == 1 or len(members) ** 2 * len(columns) > _LARGEST:
                continue
            coefficients = np.array([[inputs[k].get(c, 0.0) for c in columns] for k in members])
            if np.all(coefficients >= 0):
                self._group |= dict.fromkeys(members, (np.array(members), _ratios(coefficients)))

    def narrowed(self, span: Span, k: int) -> Span:
        """The spans, without what the one of `k` rules out of those that are tied to it."""
        if k not in self._group:
            return span
        members, ratios = self._group[k]
        own = int(np.searchsorted(members, k))
        low, high = span.low.copy(), span.high.copy()
        least = ratios[:, own] * span.low[k] * (1 - _OUTWARD)
        with np.errstate(divide="ignore"):
            most = span.high[k] / ratios[own] * (1 + _OUTWARD)
        high[members] = np.minimum(high[members], most)
        low[members] = np.minimum(np.maximum(low[members], least), high[members])
        return span._replace(low=low, high=high)


def _sharing(inputs: Sequence[Mapping[int, float]]) -> list[list[int]]:
    """Which inputs share columns, be it by others."""
    groups: dict[int, list[int]] = {}
    for k, own in enumerate(inputs):
        joined = list({id(groups[c]): groups[c] for c in own if c in groups}.values())
        members = sorted([k, *(other for group in joined for other in group)])
        groups |= dict.fromkeys((c for member in members for c in inputs[member]), members)
    return list({id(group): group for group in groups.values()}.values())


def _ratios(a: Floats) -> Floats:
    """At [p, q] the largest r with a_p ≥ r · a_q in all columns."""
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(a[None, :, :] > 0, a[:, None, :] / a[None, :, :], np.inf)
    found: Floats = each.min(axis=2)
    return found
