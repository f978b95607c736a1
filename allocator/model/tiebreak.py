"""Which of several plans that are equally good is taken: so that the answer is one, and looks sensible.

First the money of each item is spread over its periods as evenly as the rules allow (the sum of
the items' largest periods is made smallest), then items that stand earlier in the file come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from allocator.model.build import Model
from allocator.problem import Line, Pull


def phased_columns(model: Model) -> Iterator[list[int]]:
    """The columns of each item whose money can be spread over several periods."""
    for line in model.problem.lines.values():
        columns = _money_columns(model, line)
        if len(columns) > 1:
            yield columns


def _money_columns(model: Model, line: Line) -> list[int]:
    return [model.levers[lever] for lever in line.levers if lever.pull is Pull.MONEY]


def file_order(model: Model, *, whole_only: bool = False) -> dict[int, float]:
    """Costs that prefer earlier items, and earlier periods of an item.

    The weights are square roots of different whole numbers: no two exchanges of money weigh the
    same, so that only one plan is best.
    """
    count = len(model.levers)
    scale = float(model.scales.money)
    return {
        column: -sqrt(2 + count - k) * float(lever.cost) * model.sizes[lever] / scale
        for k, (lever, column) in enumerate(model.levers.items())
        if lever.whole or not whole_only
    }


def item_order(model: Model) -> dict[int, float]:
    """Costs that prefer earlier items, whatever the period: they settle what each item gets in all."""
    count, scale = len(model.problem.lines), float(model.scales.money)
    rank = {name: k for k, name in enumerate(model.problem.lines)}
    return {
        column: -sqrt(2 + count - rank[lever.item]) * float(lever.cost) * model.sizes[lever] / scale
        for lever, column in model.levers.items()
        if lever.item in rank
    }
