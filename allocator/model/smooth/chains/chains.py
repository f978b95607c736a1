"""Items whose months follow from each other: a month sees a part of what the one before saw.

Spend that is carried over by one rate is such a case. The months of such an item are a chain: what they bring
depends on the prices of its money and uses alone, and not on how other items are bought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allocator.curves.arrays import Floats
from allocator.model.levels import Flag
from allocator.model.live import Vector
from allocator.model.session import Session
from allocator.model.smooth.bends import Bend
from allocator.model.smooth.chains.responding import Choice, Step
from allocator.model.smooth.pieces import Shapes

_SAME = 1e-11
"""By what part coefficients may differ that are the same but for rounding."""
_NONE = -1


class Link(NamedTuple):
    """A month of a chain: what it sees, the column of its money, and the flag that says whether it is used.

    `idle` and `use` are the ranges of the column where the flag is 0 and 1; without a flag it is never used.
    """

    step: Step
    column: int
    flag: int
    idle: Choice
    use: Choice


@dataclass(frozen=True)
class Chain:
    """The months of an item in their order; columns and flags are -1 where a month has none."""

    links: tuple[Link, ...]

    @cached_property
    def columns(self) -> NDArray[np.intp]:
        """Those of the money of months, then the flags."""
        return np.array([*(link.column for link in self.links), *(link.flag for link in self.links)])

    @cached_property
    def flags(self) -> NDArray[np.intp]:
        """The flag of each month."""
        return self.columns[len(self.links) :]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """How each month sees what is spent."""
        return tuple(link.step for link in self.links)

    @cached_property
    def curves(self) -> NDArray[np.intp]:
        """The curves of all months, month by month."""
        return np.concatenate([step.curves for step in self.steps])

    @cached_property
    def months(self) -> NDArray[np.intp]:
        """The month of each of the curves."""
        return np.repeat(np.arange(len(self.links)), [len(step.curves) for step in self.steps])

    def seen(self, amounts: Floats) -> Floats:
        """What each month sees."""
        z, found = 0.0, list[float]()
        for step, amount in zip(self.steps, amounts.tolist(), strict=True):
            z = step.kept * z + step.given + step.weight * amount
            found.append(z)
        return np.array(found)

    def own_entries(
        self, session: Session, links: Iterable[int]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], Vector]:
        """Rows, columns and values of coefficients of its columns in rows that are no others' as well.

        Those are the rows of its `links`, and those of a month's money and its flag alone.
        """
        rows, columns, values = session.entries()
        own = np.isin(columns, self.columns)
        alone = np.bincount(rows[own], minlength=int(rows.max()) + 1) == np.bincount(rows)
        (pairs,) = np.nonzero(alone & (np.bincount(rows) == len(("money", "flag"))))
        chosen = own & (np.isin(rows, [*links]) | np.isin(rows, pairs))
        return rows[chosen], columns[chosen], values[chosen]


class _View(NamedTuple):
    """What some curves see: coefficients of columns that are open, and a sum of those that are settled."""

    curves: tuple[int, ...]
    inputs: dict[int, float]
    given: float


def _has_chains(bends: Sequence[Bend], shapes: Shapes, flags: Sequence[Flag]) -> bool:
    """Whether months that can be used or not see what was spent before; `shapes` are those of all curves.

    Curves that are infinitely steep at 0 are left aside: no grid tells what they bring closely.
    """
    own = {column for flag in flags if len(flag.levers) == 1 for column in flag.levers}
    return any(
        len(bend.inputs) > 1 and not own.isdisjoint(bend.inputs)
        for bend, is_steep in zip(bends, shapes.stack.is_steep.tolist(), strict=True)
        if not is_steep
    )


def chains(bends: Sequence[Bend], shapes: Shapes, flags: Sequence[Flag], session: Session) -> list[Chain]:
    """All chains of more than one month; none where no month has a flag of its own."""
    if not _has_chains(bends, shapes, flags):
        return []
    bounds = session.demands().columns
    views: dict[tuple[tuple[int, float], ...], list[int]] = {}
    for k, bend in enumerate(bends):
        views.setdefault(tuple(sorted(bend.inputs.items())), []).append(k)
    seen = [_view(dict(inputs), curves, *bounds) for inputs, curves in views.items()]
    own = {next(iter(flag.levers)): flag.used for flag in flags if len(flag.levers) == 1}
    pairs = _Pairs(session, own)
    found = (_steps(group) for group in _joined(seen))
    return [
        Chain(tuple(_link(step, column, own, pairs, bounds, shapes.most) for step, column in steps))
        for steps in found
        if len(steps) > 1 and not any(shapes.stack.is_steep[step.curves].any() for step, _ in steps)
    ]


def _view(inputs: Mapping[int, float], curves: Iterable[int], lower: Vector, upper: Vector) -> _View:
    open_ = {column: c for column, c in inputs.items() if upper[column] > lower[column] and c}
    given = sum(c * float(lower[column]) for column, c in inputs.items() if column not in open_)
    return _View(tuple(curves), open_, given)


def _joined(views: Sequence[_View]) -> list[list[_View]]:
    """Views that share columns with others, in the order of months."""
    groups: dict[int, list[_View]] = {}
    for view in views:
        met = list({id(groups[c]): groups[c] for c in view.inputs if c in groups}.values())
        group = [view, *(other for one in met for other in one)]
        groups |= dict.fromkeys((c for one in group for c in one.inputs), group)
    distinct = {id(group): group for group in groups.values()}.values()
    return [
        sorted(group, key=lambda view: (len(view.inputs), -sum(view.inputs.values()))) for group in distinct
    ]


def _steps(views: Sequence[_View]) -> list[tuple[Step, int]]:
    """The months of a chain with the columns of their money; none where these views are no chain."""
    found, before = list[tuple[Step, int]](), _View((), {}, 0.0)
    for view in views:
        new = view.inputs.keys() - before.inputs.keys()
        ratios = [view.inputs.get(column, 0.0) / c for column, c in before.inputs.items()]
        kept = max(ratios, default=0.0)
        is_part = not ratios or (0 < kept <= 1 and min(ratios) >= kept * (1 - _SAME))
        if len(new) > 1 or not is_part or min(view.inputs.values()) <= 0:
            return []
        column = next(iter(new), _NONE)
        given = view.given - kept * before.given
        curves = np.array(view.curves, dtype=np.intp)
        found.append((Step(kept, view.inputs.get(column, 0.0), given, curves), column))
        before = view
    return found


class _Pairs:
    """The rows in which money of a month stands with its own flag alone."""

    def __init__(self, session: Session, own: Mapping[int, int]) -> None:
        rows, columns, values = session.entries()
        bounds = session.bounds_of_rows()
        wanted = np.isin(columns, [*own, *own.values()])
        sizes, held = np.bincount(rows), np.bincount(rows[wanted], minlength=int(rows.max()) + 1)
        self._found: dict[frozenset[int], list[tuple[dict[int, float], tuple[float, float]]]] = {}
        for row in np.flatnonzero((held == sizes) & (sizes == len(("money", "flag")))).tolist():
            (places,) = np.nonzero(rows == row)
            entries = dict(zip(columns[places].tolist(), values[places].tolist(), strict=True))
            self._found.setdefault(frozenset(entries), []).append((entries, bounds[row]))

    def range(self, column: int, flag: int, used: float, low: float, high: float) -> tuple[float, float]:
        """The range of a column where its flag has a value."""
        for entries, (least, most) in self._found.get(frozenset((column, flag)), ()):
            ends = [(end - entries[flag] * used) / entries[column] for end in (least, most)]
            low, high = max(low, min(ends)), min(high, max(ends))
        return low, high


def _link(
    step: Step,
    column: int,
    own: Mapping[int, int],
    pairs: _Pairs,
    bounds: tuple[Vector, Vector],
    most: Floats,
) -> Link:
    nothing = Choice(0.0, 0.0, is_use=False)
    if column == _NONE:
        return Link(step, _NONE, _NONE, nothing, nothing)
    low, high = (
        float(bounds[0][column]),
        min(float(bounds[1][column]), float(most[step.curves].min()) / step.weight),
    )
    if (flag := own.get(column)) is None:
        return Link(step, column, _NONE, Choice(low, high, is_use=False), nothing)
    idle, use = (pairs.range(column, flag, used, low, high) for used in (0.0, 1.0))
    return Link(step, column, flag, Choice(*idle, is_use=False), Choice(*use, is_use=True))
