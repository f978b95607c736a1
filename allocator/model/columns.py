"""The columns and rows of the model, written through PuLP."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor, isfinite
from typing import Any

import pulp

from allocator.model.pulp_bridge import INFINITY, linear

Expression = Mapping[int, float]
"""Coefficients by column."""
_NOISE = 1e-9


class Columns:
    """Grows a PuLP problem column by column and row by row; columns are numbered from 0.

    Bounds are gathered first and handed to PuLP at the end, because rules on a single column
    become bounds of that column.
    """

    def __init__(self) -> None:
        self.problem = pulp.LpProblem("allocation", pulp.LpMinimize)
        self.variables: list[Any] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.integers: list[int] = []
        self.rows = 0
        self._in_rows: set[int] = set()
        self._whole: set[int] = set()

    def column(self, lower: float = 0.0, upper: float = INFINITY, *, integer: bool = False) -> int:
        """A new column; returns its number."""
        number = len(self.variables)
        category = pulp.LpInteger if integer else pulp.LpContinuous
        self.variables.append(self.problem.add_variable(f"c{number:07d}", cat=category))
        self.lower.append(lower)
        self.upper.append(upper)
        if integer:
            self.integers.append(number)
            self._whole.add(number)
        return number

    def row(self, left: Expression, sense: str, right: float) -> int:
        """A new row Σ left (sense) right, with `sense` one of <=, >= and =; returns its number."""
        expression = linear(self.variables, left)
        self._in_rows.update(left if all(left.values()) else (c for c, value in left.items() if value))
        if sense == "<=":
            constraint = expression <= right
        elif sense == ">=":
            constraint = expression >= right
        else:
            constraint = expression == right
        self.problem.addConstraint(constraint, f"r{self.rows:07d}")
        self.rows += 1
        return self.rows - 1

    def bound(self, column: int, sense: str, value: float) -> None:
        """Narrow a column's bounds."""
        if sense in ("<=", "="):
            self.upper[column] = min(self.upper[column], value)
        if sense in (">=", "="):
            self.lower[column] = max(self.lower[column], value)

    def total(self, parts: Expression, upper: float = INFINITY) -> int:
        """A column that equals Σ parts, so that limits can act on it instead of on all its parts."""
        column = self.column(-INFINITY if any(c < 0 for c in parts.values()) else 0.0, upper)
        self.row({**parts, column: -1.0}, "=", 0.0)
        return column

    def finish(self, objective: Expression) -> bool:
        """Hand the bounds and an objective to PuLP; False where some bounds exclude each other.

        PuLP leaves out columns that stand nowhere, which would shift the numbers of those after
        them; so a column without a row stands in the objective at no cost.
        """
        for number, bounds in enumerate(zip(self.variables, self.lower, self.upper, strict=True)):
            variable, lower, upper = bounds
            if lower > upper or number in self._whole:
                lower, upper = self._agreed(number)
                if lower > upper:
                    return False
            if lower != -INFINITY:
                variable.lowBound = lower
            if upper != INFINITY:
                variable.upBound = upper
        idle = dict.fromkeys(set(range(len(self.variables))) - self._in_rows, 0.0)
        self.problem.setObjective(linear(self.variables, idle | dict(objective)))
        return True

    def _agreed(self, column: int) -> tuple[float, float]:
        """A column's bounds, freed of noise in their last digits; whole where the column is.

        HiGHS can call a feasible model infeasible where an integer column has a bound between two
        whole numbers.
        """
        lower, upper = self.lower[column], self.upper[column]
        room = _NOISE * max(1.0, min(abs(lower), abs(upper)))
        if column in self._whole:
            lower = ceil(lower - room) if isfinite(lower) else lower
            upper = floor(upper + room) if isfinite(upper) else upper
        elif 0 < lower - upper <= room:
            lower = upper
        return lower, upper


def plus(*parts: tuple[float, Expression]) -> dict[int, float]:
    """Σ factor · expression."""
    total: dict[int, float] = {}
    for factor, part in parts:
        for column, coefficient in part.items():
            total[column] = total.get(column, 0.0) + factor * coefficient
    return total
