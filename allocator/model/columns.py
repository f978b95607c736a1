"""The columns and rows of the model, written through PuLP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulp

from allocator.model.pulp_bridge import INFINITY, linear

Expression = Mapping[int, float]
"""Coefficients by column."""


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

    def column(self, lower: float = 0.0, upper: float = INFINITY, *, integer: bool = False) -> int:
        """A new column; returns its number."""
        number = len(self.variables)
        category = pulp.LpInteger if integer else pulp.LpContinuous
        self.variables.append(self.problem.add_variable(f"c{number:07d}", cat=category))
        self.lower.append(lower)
        self.upper.append(upper)
        if integer:
            self.integers.append(number)
        return number

    def row(self, left: Expression, sense: str, right: float) -> int:
        """A new row Σ left (sense) right, with `sense` one of <=, >= and =; returns its number."""
        expression = linear(self.variables, left)
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
        """Hand the bounds and an objective to PuLP; False where some bounds exclude each other."""
        for variable, lower, upper in zip(self.variables, self.lower, self.upper, strict=True):
            if lower > upper:
                return False
            variable.lowBound = None if lower == -INFINITY else lower
            variable.upBound = None if upper == INFINITY else upper
        self.problem.setObjective(linear(self.variables, objective or {0: 0.0}))
        return True


def plus(*parts: tuple[float, Expression]) -> dict[int, float]:
    """Σ factor · expression."""
    total: dict[int, float] = {}
    for factor, part in parts:
        for column, coefficient in part.items():
            total[column] = total.get(column, 0.0) + factor * coefficient
    return total
