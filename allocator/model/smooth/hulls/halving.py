"""Leaves are halved at whole numbers: at the one that costs most to round, be it down or up.

What rounding costs is looked at by solves of both halves, for each column until it has been seen twice. From
then on the mean of what it has cost, per one of the column, tells it in advance (pseudo-costs: M. Bénichou
and others, Mathematical Programming 1, 1971).
"""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.smooth.hulls.spanned import Spanned, Stand
from allocator.model.smooth.hulls.spans import Leaf, Span
from allocator.model.stages import demanded
from allocator.problem import End

_KNOWN = 2
_LOOKED_AT = 8
"""Columns that are looked at in one leaf at most."""
_NOISE = 1e-7
"""The part of the objective below which rounding costs about nothing."""
_LARGEST = 1e3
"""The part of it that a half without any plan is taken to cost."""
_NEARER = 0.5


class Halving:
    """What is known of rounding whole numbers, while one objective is searched."""

    def __init__(self, laid: Spanned) -> None:
        self._laid = laid
        self._costs = np.zeros((2, len(laid.wholes.columns)))
        self._seen = np.zeros(len(laid.wholes.columns))
        self.solves = 0

    def halves(self, leaf: Leaf, stand: Stand, broken: NDArray[np.intp], size: float) -> list[Leaf]:
        """Leaves with one of these numbers rounded down or up, the better one first; of those with plans."""
        parts = stand.whole[broken] - np.floor(stand.whole[broken])
        guessed = self._guessed(broken, parts, size)
        best, chosen, found, looks = -1.0, int(broken[np.argmax(guessed)]), list[Leaf](), 0
        for place in np.argsort(-guessed, kind="stable").tolist():
            j, score, halves = int(broken[place]), float(guessed[place]), list[Leaf]()
            if self._seen[j] < _KNOWN:
                if looks == _LOOKED_AT:
                    continue
                looks += 1
                costs, halves = self._looked_at(leaf, stand, j, _LARGEST * size)
                score = float(_score(*costs, size))
                self._costs[:, j] += np.array(costs) / (parts[place], 1 - parts[place])
                self._seen[j] += 1
            if score > best:
                best, chosen, found = score, j, halves
        if not found:
            found = [Leaf(span, leaf.bound) for span in _rounded(leaf.span, stand, chosen)]
            if stand.whole[chosen] - np.floor(stand.whole[chosen]) >= _NEARER:
                found.reverse()
        return [half for half in sorted(found, key=lambda half: half.bound) if half.bound < inf]

    def _looked_at(
        self, leaf: Leaf, stand: Stand, j: int, largest: float
    ) -> tuple[tuple[float, float], list[Leaf]]:
        """What rounding a number down and up costs, and the halves with their bounds."""
        costs, halves = [], []
        for span in _rounded(leaf.span, stand, j):
            self._laid.confine(span)
            self.solves += 1
            result = self._laid.session.minimise_again()
            if result.end is End.INFEASIBLE:
                costs.append(largest)
                halves.append(Leaf(span, inf))
                continue
            value = demanded(result).value
            costs.append(min(max(value - stand.value, 0.0), largest))
            halves.append(Leaf(span, max(leaf.bound, self._laid.stand(value).bound)))
        return (costs[0], costs[1]), halves

    def _guessed(self, columns: NDArray[np.intp], parts: Floats, size: float) -> Floats:
        """How much these numbers are worth to be cut, by what rounding has cost so far."""
        known = self._seen > 0
        each = self._costs / np.maximum(self._seen, 1)
        usual = each[:, known].mean(axis=1, keepdims=True) if known.any() else np.ones((2, 1))
        down, up = np.where(known, each, usual)[:, columns]
        return _score(down * parts, up * (1 - parts), size)


def _score(down: Floats | float, up: Floats | float, size: float) -> Floats:
    """Both costs matter: a cut is good where neither half stays as it was."""
    least = _NOISE * size
    return np.asarray(np.maximum(down, least) * np.maximum(up, least))


def _rounded(span: Span, stand: Stand, j: int) -> list[Span]:
    value, lower, upper = float(stand.whole[j]), span.lower.copy(), span.upper.copy()
    lower[j], upper[j] = np.ceil(value), np.floor(value)
    return [span._replace(upper=upper), span._replace(lower=lower)]
