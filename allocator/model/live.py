"""A model loaded into HiGHS: its columns and rows, changed where they stand, and its last solution.

Together with the session the only place that speaks with the solver; here nothing is solved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from allocator.model.build import Model
from allocator.model.columns import Expression
from allocator.model.pulp_bridge import hand_over

Vector = NDArray[np.float64]
Entry = tuple[int, int, float]
"""Row, column and value of a coefficient."""
_DUAL_IS_ZERO = 1e-9


class Live:
    """The live solver with a model; vectors are indexed by column, or by row where that is said."""

    def __init__(self, model: Model, options: Mapping[str, object]) -> None:
        self._model = model
        self._live = hand_over(model.pulp, model.variables, options)

    @property
    def version(self) -> str:
        """The solver's version."""
        return str(self._live.version())

    @property
    def values(self) -> Vector:
        """The last solution's column values."""
        return _floats(self._live.getSolution().col_value)

    @property
    def prices(self) -> Vector:
        """The last solution's row duals: what one more on a row's right side costs; for linear models."""
        return _floats(self._live.getSolution().row_dual)

    @property
    def basis(self) -> Any:
        """Where the last solve of a linear model ended, to be started from again."""
        return self._live.getBasis()

    def start_from(self, basis: Any) -> None:
        """Start the next solve there."""
        self._live.setBasis(basis)

    def reduced_cost(self, column: int) -> float:
        """What one more of a settled column would have added to the value of the last solve."""
        return float(self._live.getSolution().col_dual[column])

    def free_columns(self) -> NDArray[np.bool_]:
        """Which columns are not settled to one value yet."""
        lower, upper = self._columns()
        return upper > lower

    def bounds_of_rows(self) -> list[tuple[float, float]]:
        """Each row's lower and upper bound."""
        linear = self._live.getLp()
        return list(zip(linear.row_lower_, linear.row_upper_, strict=True))

    @property
    def reduced_costs(self) -> Vector:
        """What one more of each column would add to the value of the last solve; for linear models."""
        return _floats(self._live.getSolution().col_dual)

    def entries(self) -> tuple[NDArray[np.intp], NDArray[np.intp], Vector]:
        """All coefficients, as their rows, their columns and their values."""
        matrix = self._live.getLp().a_matrix_
        starts, inner = np.array(matrix.start_, dtype=np.intp), np.array(matrix.index_, dtype=np.intp)
        outer = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        by_row = matrix.format_ == highspy.MatrixFormat.kRowwise
        count = len(outer)  # the solver's lists can be longer where coefficients have become 0
        rows, columns = (outer, inner[:count]) if by_row else (inner[:count], outer)
        return rows, columns, _floats(matrix.value_)[:count]

    def rows_now(self) -> list[dict[int, float]]:
        """Each row's coefficients by column."""
        found = [dict[int, float]() for _ in range(int(self._live.getNumRow()))]
        rows, columns, values = self.entries()
        for row, column, value in zip(rows.tolist(), columns.tolist(), values.tolist(), strict=True):
            found[row][column] = value
        return found

    def aim(self, costs: Expression) -> None:
        """Let the next solves minimise these costs."""
        vector = np.zeros(self._model.width + self._added_columns())
        vector[list(costs)] = list(costs.values())
        self._live.changeColsCost(len(vector), np.arange(len(vector), dtype=np.int32), vector)

    def reshape(self, columns: NDArray[np.int32], uppers: Vector, entries: Iterable[Entry]) -> None:
        """Move upper bounds of columns, and single coefficients."""
        self.bound_columns(columns, np.zeros(len(columns)), uppers)
        self.set_coefficients(entries)

    def bound_columns(self, columns: NDArray[np.int32], lowers: Vector, uppers: Vector) -> None:
        """Move bounds of columns."""
        self._live.changeColsBounds(len(columns), columns, lowers, uppers)

    def bound_column(self, column: int, lower: float, upper: float) -> None:
        """Change the bounds of a column."""
        self._live.changeColBounds(column, lower, upper)

    def set_coefficients(self, entries: Iterable[Entry]) -> None:
        """Move single coefficients of rows."""
        change = self._live.changeCoeff
        for row, column, value in entries:
            change(row, column, value)

    def free_row(self, row: int) -> None:
        """Switch a row off."""
        self._live.changeRowBounds(row, -highspy.kHighsInf, highspy.kHighsInf)

    def set_row(self, row: int, bounds: tuple[float, float]) -> None:
        """Switch a row back on."""
        self._live.changeRowBounds(row, *bounds)

    def add_row(self, left: Expression, lower: float, upper: float) -> int:
        """Demand that Σ left stays between two values; returns the number of the row."""
        row, columns = int(self._live.getNumRow()), np.array(sorted(left), dtype=np.int32)
        self._live.addRow(lower, upper, len(columns), columns, np.array([left[c] for c in columns]))
        return row

    def add_columns(self, uppers: Vector, rows: NDArray[np.int32], values: Vector) -> NDArray[np.int32]:
        """New columns from 0 up to these bounds, each with a line of rows and coefficients; their numbers."""
        first, count = int(self._live.getNumCol()), len(uppers)
        starts = np.arange(count, dtype=np.int32) * rows.shape[1]
        self._live.addCols(
            count, np.zeros(count), np.zeros(count), uppers, rows.size, starts, rows.ravel(), values.ravel()
        )
        return np.arange(first, first + count, dtype=np.int32)

    def add_peaks(self, groups: Iterable[list[int]]) -> dict[int, float]:
        """A new column above each group of columns; returns costs that press all of them down."""
        first = int(self._live.getNumCol())
        below = [(column, first + k) for k, columns in enumerate(groups) for column in columns]
        if not below:
            return {}
        count, rows = below[-1][1] - first + 1, len(below)
        none = np.zeros(0)
        zeros, endless = np.zeros(count), np.full(count, highspy.kHighsInf)
        self._live.addCols(
            count, zeros, zeros, endless, 0, none.astype(np.int32), none.astype(np.int32), none
        )
        indices = np.array(below, dtype=np.int32).ravel()
        starts = np.arange(0, 2 * rows, 2, dtype=np.int32)
        coefficients = np.tile([1.0, -1.0], rows)
        lower = np.full(rows, -highspy.kHighsInf)
        self._live.addRows(rows, lower, np.zeros(rows), 2 * rows, starts, indices, coefficients)
        return dict.fromkeys(range(first, first + count), 1.0)

    def keep_face(self) -> None:
        """Restrict the model to all optimal solutions of the last solve; for linear models.

        A column with a reduced cost stays at its bound, a row with a dual value stays tight. With any
        optimal duals this describes exactly the optimal solutions, so nothing is lost to a tolerance.
        """
        solution, linear = self._live.getSolution(), self._live.getLp()
        columns = _settled(solution.col_dual, solution.col_value, linear.col_lower_, linear.col_upper_)
        if len(columns[0]):
            self._live.changeColsBounds(len(columns[0]), *columns)
        rows = _settled(solution.row_dual, solution.row_value, linear.row_lower_, linear.row_upper_)
        for number, lower, upper in zip(*rows, strict=True):
            self._live.changeRowBounds(int(number), float(lower), float(upper))

    def _columns(self) -> tuple[Vector, Vector]:
        linear = self._live.getLp()
        return _floats(linear.col_lower_), _floats(linear.col_upper_)

    def _rows(self) -> tuple[Vector, Vector]:
        linear = self._live.getLp()
        return _floats(linear.row_lower_), _floats(linear.row_upper_)

    def _set_kind(self, columns: Sequence[int], kind: Any) -> None:
        kinds = np.full(len(columns), int(kind), dtype=np.uint8)
        self._live.changeColsIntegrality(len(columns), np.array(columns, dtype=np.int32), kinds)

    def _added_columns(self) -> int:
        return int(self._live.getNumCol()) - self._model.width


def _floats(given: Sequence[float]) -> Vector:
    """The solver's lists as arrays; to name the type halves the time."""
    return np.array(given, dtype=np.float64)


def _settled(
    duals: Sequence[float], values: Sequence[float], lower: Sequence[float], upper: Sequence[float]
) -> tuple[NDArray[np.int32], Vector, Vector]:
    low, high, stands = _floats(lower), _floats(upper), _floats(values)
    moved = np.flatnonzero((np.abs(_floats(duals)) > _DUAL_IS_ZERO) & (high > low)).astype(np.int32)
    at_lower = np.abs(stands[moved] - low[moved]) <= np.abs(high[moved] - stands[moved])
    bound = np.where(at_lower, low[moved], high[moved])
    return moved, bound, bound
