"""Items whose months follow from each other: what a month sees is a part of what the one before saw, and more.

Spend that is carried over by one rate is such a case. The months of such an item are a chain: what they bring
depends on the prices of its money and uses alone, and not on how other items are bought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from allocator.model.levels import Flag
from allocator.model.session import Session
from allocator.model.smooth.bends import Bend
from allocator.model.smooth.responding import Choice, Step

_SAME = 1e-11
"""By what part coefficients may differ that are the same but for rounding."""


class Link(NamedTuple):
    """A month of a chain: what it sees, the column of its own money, and the flag that says whether it is used.

    `idle` and `use` are the ranges of the column where the flag is 0 and 1; without a flag it is never used.
    """

    step: Step
    column: int | None
    flag: int | None
    idle: Choice
    use: Choice


Chain = tuple[Link, ...]


class _View(NamedTuple):
    """What some curves see: coefficients of columns that are open, and a sum of those that are settled."""

    curves: tuple[int, ...]
    inputs: dict[int, float]
    given: float


def chains(bends: Sequence[Bend], flags: Sequence[Flag], session: Session) -> list[Chain]:
    """All chains of more than one month; none where no month of any has a flag of its own."""
    lower, upper = session.demands().columns
    views: dict[tuple[tuple[int, float], ...], list[int]] = {}
    for k, bend in enumerate(bends):
        views.setdefault(tuple(sorted(bend.inputs.items())), []).append(k)
    seen = [_view(dict(inputs), curves, lower, upper) for inputs, curves in views.items()]
    own = {next(iter(flag.levers)): flag.used for flag in flags if len(flag.levers) == 1}
    found = (_steps(group) for group in _joined(seen))
    pairs = _Pairs(session, own)
    every = [
        tuple(_link(step, column, own, pairs, (lower, upper)) for step, column in steps)
        for steps in found
        if len(steps) > 1
    ]
    return every if any(link.flag is not None for chain in every for link in chain) else []


def _view(inputs: Mapping[int, float], curves: Iterable[int], lower: np.ndarray, upper: np.ndarray) -> _View:
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
    return [sorted(group, key=lambda view: (len(view.inputs), -sum(view.inputs.values()))) for group in distinct]


def _steps(views: Sequence[_View]) -> list[tuple[Step, int | None]]:
    """The months of a chain with the columns of their money; none where these views are no chain."""
    found, before = list[tuple[Step, int | None]](), _View((), {}, 0.0)
    for view in views:
        new = view.inputs.keys() - before.inputs.keys()
        ratios = [view.inputs.get(column, 0.0) / c for column, c in before.inputs.items()]
        kept = max(ratios, default=0.0)
        is_part = 0 < kept <= 1 and min(ratios) >= kept * (1 - _SAME) if ratios else True
        if len(new) > 1 or not is_part or min(view.inputs.values()) <= 0:
            return []
        column = next(iter(new), None)
        weight = 0.0 if column is None else view.inputs[column]
        given = view.given - kept * before.given
        found.append((Step(kept, weight, given, np.array(view.curves, dtype=np.intp)), column))
        before = view
    return found


class _Pairs:
    """The rows in which money of a month stands with its own flag alone."""

    def __init__(self, session: Session, own: Mapping[int, int]) -> None:
        rows, columns, values = session.entries()
        bounds = session.bounds_of_rows()
        wanted = np.isin(columns, [*own, *own.values()])
        sizes = np.bincount(rows, minlength=len(bounds))
        held = np.bincount(rows[wanted], minlength=len(bounds))
        self._found: dict[frozenset[int], list[tuple[dict[int, float], tuple[float, float]]]] = {}
        for row in np.flatnonzero((held == sizes) & (sizes == 2)).tolist():
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
    step: Step, column: int | None, own: Mapping[int, int], pairs: _Pairs, bounds: tuple[np.ndarray, np.ndarray]
) -> Link:
    if column is None:
        return Link(step, None, None, Choice(0.0, 0.0, False), Choice(0.0, 0.0, True))
    low, high = float(bounds[0][column]), float(bounds[1][column])
    if (flag := own.get(column)) is None:
        return Link(step, column, None, Choice(low, high, False), Choice(low, high, True))
    idle, use = (pairs.range(column, flag, used, low, high) for used in (0.0, 1.0))
    return Link(step, column, flag, Choice(*idle, False), Choice(*use, True))
