"""Curves that are alike, as groups on the live solver: rows above what they bring together.

Each group has a column for its total input and one for what it brings. A few rows hold that below lines that
lie above the best division of any total on a range, and are moved to where answers stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.columns import plus
from allocator.model.live import Vector
from allocator.model.pulp_bridge import INFINITY
from allocator.model.session import Session
from allocator.model.smooth.bends import Bend
from allocator.model.smooth.hulls.alike import Alike, Division, Range
from allocator.model.smooth.hulls.spans import Span
from allocator.model.smooth.pieces import Shapes
from allocator.problem import End

_LINES = 4
_REMEMBERED = 10_000
_INSIDE = 1e-3
"""How far from the ends of its range a total is cut at least, as a part of it."""
_OUTWARD = 1e-9
"""By what part a total found by the solver is taken to be larger."""


class Use(NamedTuple):
    """What must be used for a curve to have an input: flags that others share, and one of its own.

    The whole number that is `counted` says how many of those that are alike have theirs.
    """

    flags: frozenset[int]
    counted: int | None


@dataclass(frozen=True)
class Group:
    """Curves that are alike, by their numbers among the S-shaped ones, with their columns and rows.

    `sum` is the row that says what they bring together; the number 1 of `total` is `size` money, that of
    `brought` is `unit` outcomes. Where each curve has a flag of its own, `counted` is the whole number that
    says how many have an input.
    """

    members: NDArray[np.intp]
    curves: Alike
    total: int
    brought: int
    sum: int
    lines: tuple[int, ...]
    size: float
    unit: float
    counted: int | None


class Together(NamedTuple):
    """Where groups stand in a linear solve; totals, outcomes and what one is worth have an entry a group.

    What a group brings exceeds the best division of its total by `excess`, in the objective's unit. Divided
    so, S-shaped curves would have these `inputs`, and all groups together would bring less, by `over`. Groups
    with flags of their own are left as they are in that: other inputs could ask for other flags. Those that
    they were `best` divided into are worth a try.
    """

    totals: Floats
    brought: Floats
    worth: Floats
    excess: Floats
    inputs: Floats
    over: float
    best: Floats


class Joined:
    """The groups of curves that are alike and do not share their money."""

    def __init__(
        self,
        bends: Sequence[Bend],
        shapes: Shapes,
        floors: Floats,
        shares: Sequence[bool],
        uses: Sequence[Use],
        session: Session,
    ) -> None:
        self._session, self._width = session, len(bends)
        self._brought = np.array([bend.brought for bend in bends])
        alike: dict[object, list[int]] = {}
        for k in np.flatnonzero(~np.array(shares, dtype=bool) & (floors < shapes.bend)).tolist():
            key = (
                bends[k].kind,
                bends[k].season,
                uses[k],
                float(floors[k]),
                *sorted(bends[k].inputs.values()),
            )
            alike.setdefault(key, []).append(k)
        each = [(own, shapes.take(np.array(own[:1])), floors[own[0]]) for own in alike.values()]
        self.groups = [
            self._group(bends, own, Alike(shape, len(own), float(floor)), uses[own[0]].counted)
            for own, shape, floor in each
            if len(own) > 1
        ]
        self._slopes = np.full((len(self.groups), _LINES), np.inf)
        self._best: list[dict[tuple[int, float], Division]] = [{} for _ in self.groups]
        self._fewer: list[dict[int, Alike]] = [{} for _ in self.groups]
        self.forget()

    def _group(self, bends: Sequence[Bend], own: list[int], curves: Alike, counted: int | None) -> Group:
        session, first = self._session, bends[own[0]]
        total = session.add_column(upper=curves.most / first.size)
        inputs = [(1 / first.size, bends[k].inputs) for k in own]
        session.add_row(plus((-1.0, {total: 1.0}), *inputs), 0.0, 0.0)
        brought = session.add_column(lower=-INFINITY)
        row = session.add_row({brought: -1.0} | {bends[k].brought: 1.0 for k in own}, 0.0, 0.0)
        lines = [session.add_row({brought: 1.0, total: -1.0}, -INFINITY, INFINITY) for _ in range(_LINES)]
        return Group(
            np.array(own), curves, total, brought, row, tuple(lines), first.size, first.unit, counted
        )

    @property
    def members(self) -> NDArray[np.intp]:
        """All curves that stand in a group."""
        return np.concatenate([np.zeros(0), *(group.members for group in self.groups)]).astype(np.intp)

    @property
    def free(self) -> NDArray[np.intp]:
        """Those of groups without flags of their own, whose totals can be divided as they are."""
        free = (group.members for group in self.groups if group.counted is None)
        return np.concatenate([np.zeros(0), *free]).astype(np.intp)

    # -- spans ----------------------------------------------------------------------------------------

    def widest(self, span: Span) -> Span:
        """The span with all that totals can be, by the rows of the model as they are now."""
        most = np.array([group.curves.most for group in self.groups])
        for g, group in enumerate(self.groups):
            found = self._session.minimise({group.total: -1.0})
            if found.end is End.OPTIMAL:
                most[g] = min(most[g], max(0.0, -found.value * group.size) * (1 + _OUTWARD))
        least = np.array([group.curves.least_with(0) for group in self.groups])
        counts = np.array([float(group.curves.count) for group in self.groups])
        return span._replace(
            least=least, most=np.maximum(least, most), fewest=np.zeros(len(most)), largest=counts
        )

    def halves(self, g: int, total: float, span: Span) -> tuple[Span, Span]:
        """Two spans that together hold all divisions of a group's total, that of smaller ones first.

        Where the lowest line touches divisions of different counts, the count is cut; else the total.
        """
        curves, within = self._within(g, span)
        low, high, fewest, largest = within
        line = curves.line_above(total, within)
        few = max(line.left.behind, fewest)
        if few < min(line.right.behind, largest):
            below = Range(low, min(high, curves.most_with(few)), fewest, few)
            above = Range(max(low, curves.least_with(few + 1)), high, few + 1, largest)
        else:
            room = _INSIDE * (high - low)
            at = min(max(total, low + room), high - room)
            below, above = Range(low, at, fewest, largest), Range(at, high, fewest, largest)
        return _with(span, g, below), _with(span, g, above)

    def forget(self) -> None:
        """Take no row to lie anywhere any more: what is demanded has been changed from outside."""
        self._laid: list[tuple[Alike, Range] | None] = [None for _ in self.groups]

    def confine(self, span: Span) -> None:
        """Let the rows speak of these totals and counts."""
        for g, group in enumerate(self.groups):
            curves, within = self._within(g, span)
            if (curves, within) == self._laid[g]:
                continue
            self._session.bound_column(group.total, within.low / group.size, within.high / group.size)
            for k in np.flatnonzero(np.isfinite(self._slopes[g])).tolist():
                slope = float(self._slopes[g, k])
                self._lay(g, k, slope, curves.lifted(slope, within))
            self._laid[g] = curves, within

    # -- stands ---------------------------------------------------------------------------------------

    def worth_above(self, duals: Vector) -> Floats:
        """The part of what an outcome of each S-shaped curve is worth that rows above its group take."""
        found = np.zeros(self._width)
        for group in self.groups:
            found[group.members] = -duals[group.sum] / group.unit
        return found

    def together(self, values: Vector, inputs: Floats, worth: Floats, span: Span) -> Together:
        """Where the groups stand in a solution; inputs and worths are those of all S-shaped curves."""
        count, divided, wanted, over = len(self.groups), inputs.copy(), inputs.copy(), 0.0
        totals, brought, worths, excess = (np.zeros(count) for _ in range(4))
        for g, group in enumerate(self.groups):
            members = group.members
            totals[g] = min(float(values[group.total]) * group.size, group.curves.most)
            each, best = values[self._brought[members]] * group.unit, self._divided(g, span, float(totals[g]))
            brought[g], worths[g] = each.sum(), worth[members].max()
            excess[g] = max(0.0, (brought[g] - best.value) * worths[g])
            wanted[members] = then = best.inputs(inputs[members])
            then = then if group.counted is None else inputs[members]
            divided[members] = then
            over += float(((each - group.curves.brought(then)) * worth[members]).sum())
        return Together(totals, brought, worths, excess, divided, over, wanted)

    def cut_off(self, g: int, stand: Together, span: Span) -> float:
        """Lay the lowest line where a group stands; how much that takes off it, in the objective's unit."""
        total = float(stand.totals[g])
        curves, within = self._within(g, span)
        line = curves.line_above(total, within)
        apart = np.abs(self._slopes[g] - line.slope)
        self._lay(g, int(np.argmax(apart)), line.slope, line.at_0)
        return float((stand.brought[g] - line.at_0 - line.slope * total) * stand.worth[g])

    def _within(self, g: int, span: Span) -> tuple[Alike, Range]:
        """As many curves of a group as may have an input, and the range of what they are asked for."""
        group, counted = self.groups[g], self.groups[g].counted
        count = group.curves.count if counted is None else max(1, int(span.upper[counted]))
        curves = self._fewer[g].setdefault(count, replace(group.curves, count=count))
        low, high = float(span.least[g]), min(float(span.most[g]), curves.most)
        return curves, Range(
            low, max(low, high), min(int(span.fewest[g]), count), min(int(span.largest[g]), count)
        )

    def _divided(self, g: int, span: Span, total: float) -> Division:
        known, (curves, _) = self._best[g], self._within(g, span)
        total = min(total, curves.most)
        if (curves.count, total) not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            known[curves.count, total] = curves.divided(total)
        return known[curves.count, total]

    def _lay(self, g: int, k: int, slope: float, at_0: float) -> None:
        group = self.groups[g]
        self._slopes[g, k] = slope
        self._session.set_coefficients([(group.lines[k], group.total, -slope * group.size / group.unit)])
        if isfinite(at_0):  # else there is nothing in the range that could lie above the line
            self._session.set_row(group.lines[k], (-INFINITY, at_0 / group.unit))


def _with(span: Span, g: int, within: Range) -> Span:
    """The span with another range of one group."""
    found = [span.least.copy(), span.most.copy(), span.fewest.copy(), span.largest.copy()]
    for ends, end in zip(found, within, strict=True):
        ends[g] = end
    return span._replace(least=found[0], most=found[1], fewest=found[2], largest=found[3])
