"""Inputs that stand for each other: the months of an item that nothing tells apart.

Any plan with two of their amounts exchanged is as good. So it is enough to look at plans in which the first
of them gets the most, the next no more than that, and so on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from allocator.curves.arrays import Floats
from allocator.model.build import Model
from allocator.model.live import Live
from allocator.model.smooth.bends import Bend, Broken
from allocator.model.smooth.hulls.spans import Span
from allocator.model.smooth.pressed.mixable import Indices


class StandingIn:
    """Groups of inputs, each from the one that is to get the most."""

    def __init__(self, groups: Sequence[Sequence[int]]) -> None:
        self.groups = groups

    @classmethod
    def among(cls, model: Model, live: Live, places: Sequence[Bend | Broken], members: Indices) -> StandingIn:
        """The bundles that see one column of money each, in the same rows and with the same curves."""
        sides = _Sides(model, live)
        seen = Counter(column for place in places for column in place.inputs)
        found: dict[object, list[int]] = {}
        for b, own in enumerate(members):
            curves = [places[k] for k in own if k >= 0]
            (column, *others), count = curves[0].inputs, len(curves)
            if others or seen[column] > count:
                continue
            used = [flag.used for flag in model.flags if flag.levers == {column}]
            shapes = tuple(c.corners if isinstance(c, Broken) else c.kind for c in curves)
            inner = [c for curve in curves if isinstance(curve, Bend) for c in curve.convex]
            told = sides.told([column, *used, *inner, *(curve.brought for curve in curves)])
            found.setdefault((shapes, curves[0].inputs[column], told), []).append(b)
        return cls([group for group in found.values() if len(group) > 1])

    def ordered(self, inputs: Floats) -> Floats:
        """The same amounts, in each group the largest first."""
        found = inputs.copy()
        for group in self.groups:
            found[group] = np.sort(inputs[group])[::-1]
        return found

    def narrowed(self, span: Span) -> Span:
        """The spans without what their order rules out."""
        low, high = span.low.copy(), span.high.copy()
        for group in self.groups:
            high[group] = np.minimum.accumulate(high[group])
            low[group] = np.maximum.accumulate(low[group][::-1])[::-1]
        return span._replace(low=low, high=high)


class _Sides:
    """What a model says of some columns, whatever their numbers, and those of rows of their own, are."""

    def __init__(self, model: Model, live: Live) -> None:
        self._model, self._rows, self._bounds = model, live.rows_now(), live.bounds_of_rows()
        self._in: dict[int, list[int]] = {}
        for number, row in enumerate(self._rows):
            for column in row:
                self._in.setdefault(column, []).append(number)

    def told(self, columns: Sequence[int]) -> object:
        """Bounds and costs of the columns, their own rows, and their coefficients in rows that are shared."""
        places = {column: place for place, column in enumerate(columns)}
        rows = {row for column in columns for row in self._in.get(column, ())}
        own = {row for row in rows if self._rows[row].keys() <= places.keys()}
        shared = [(r, places[c], v) for r in rows - own for c, v in self._rows[r].items() if c in places]
        alone = [
            (self._bounds[r], *sorted((places[c], v) for c, v in self._rows[r].items() if c in places))
            for r in own
        ]
        variables = [self._model.variables[column] for column in columns]
        return (
            tuple((variable.lowBound, variable.upBound) for variable in variables),
            tuple(o.costs.get(column, 0.0) for o in self._model.objectives for column in columns),
            frozenset(shared),
            tuple(sorted(alone)),
        )
