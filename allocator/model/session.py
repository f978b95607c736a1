"""One live HiGHS solver: solved, changed where it stands, and solved again from its last basis.

The only place that speaks with the solver: statuses, signs and tolerances are translated here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from time import monotonic
from typing import Any, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from allocator.errors import SolverError
from allocator.model.build import Model
from allocator.model.columns import Expression
from allocator.model.pulp_bridge import INFINITY, hand_over, has_plan
from allocator.problem import End

Vector = NDArray[np.float64]
Entry = tuple[int, int, float]
"""Row, column and value of a coefficient."""
_DUAL, _PRIMAL = 1, 4
"""Ways of the simplex method, as the solver numbers them."""
_DUAL_IS_ZERO = 1e-9
_KEEP = (1e-8, 1e-7, 1e-6, 1e-5)
_TOLERANCE = 1e-8
"""Ten times that of the solver."""
_STATUS = highspy.HighsModelStatus
_UNCLEAR = (_STATUS.kUnboundedOrInfeasible, _STATUS.kSolveError, _STATUS.kUnknown, _STATUS.kNotset)


class _Way(NamedTuple):
    """Options of another run, and whether it starts where the last one did."""

    options: Mapping[str, object]
    from_basis: bool


_WAYS = [
    # From the beginning, because the last basis can be one that the solver finds no way from.
    _Way({"presolve": "off"}, from_basis=False),
    # Curves that are nearly level leave nearly parallel columns. Where the last plan still holds and only the
    # wish is another one, the primal simplex keeps to such plans, as long as it does not move the bounds.
    _Way(
        {"presolve": "off", "simplex_strategy": _PRIMAL, "primal_simplex_bound_perturbation_multiplier": 0.0},
        from_basis=True,
    ),
    _Way({"presolve": "on", "simplex_strategy": _PRIMAL}, from_basis=False),
]
"""What is tried, in this order, where a run ends without an answer."""
# Substituting sums into each other makes the rows of accumulated cash dense, which costs a search more than
# it saves: half the time on scenarios with reinvestment. Bit 12 is the presolve rule that does so.
_SEARCH = {"presolve_rule_off": 1 << 12}
# Searches within the search, and starting over: of little use where a plan is known and nodes are few.
_COSTLY = (
    "mip_allow_restart",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_root_reduced_cost",
)


@dataclass(frozen=True)
class Settings:
    """How hard to look: stop at a proven relative `gap`, or after `time_limit` seconds (None: never).

    `thorough` also searches whole numbers for the least spend and the order of the file, and for another plan
    that is as good; otherwise these wishes are served with the whole numbers that the others have settled.
    """

    gap: float = 0.0
    time_limit: float | None = None
    thorough: bool = True


@dataclass(frozen=True)
class Demands:
    """The bounds of all columns and rows at one time, and which columns had to be whole numbers."""

    columns: tuple[Vector, Vector]
    rows: tuple[Vector, Vector]
    whole: tuple[int, ...]


class _Kept(NamedTuple):
    """A value that is kept, and the largest of its costs."""

    value: float
    largest: float

    def within(self, room: float) -> float:
        """The most that the room allows: so much of the value, or of 1.

        More than the first room is at least what the solver's tolerance of columns makes of the largest cost.
        """
        least = _TOLERANCE * self.largest if room > _KEEP[0] else 0.0
        return self.value + max(room * max(1.0, abs(self.value)), least)


@dataclass(frozen=True)
class Result:
    """One solve: how it ended, the value reached and the bound proven, both in the model's units."""

    end: End
    value: float
    bound: float


class Session:
    """A model loaded into HiGHS. Objectives are always minimised; vectors are indexed by column."""

    def __init__(self, model: Model, settings: Settings) -> None:
        self._model = model
        options = _options(settings) | (_SEARCH if model.integers else {})
        self._live = hand_over(model.pulp, model.variables, options)
        self._deadline = None if settings.time_limit is None else monotonic() + settings.time_limit
        self.was_stopped = False
        self._ways = _WAYS
        self._begun: Any = None
        self._whole = bool(model.integers)
        self._limited = True
        self._kept: dict[int, _Kept] = {}
        self._room = _KEEP[0]

    @property
    def version(self) -> str:
        """The solver's version."""
        return str(self._live.version())

    @property
    def is_late(self) -> bool:
        """Whether the time limit has passed."""
        return self._deadline is not None and monotonic() >= self._deadline

    @property
    def values(self) -> Vector:
        """The last solution's column values."""
        return _floats(self._live.getSolution().col_value)

    @property
    def prices(self) -> Vector:
        """The last solution's row duals: what one more on a row's right side costs; for linear models."""
        return _floats(self._live.getSolution().row_dual)

    def go_without_presolve(self) -> None:
        """Solve linear models as they are, where a first look at all rows takes longer than it saves."""
        self._live.setOptionValue("presolve", "off")

    def reshape(self, columns: NDArray[np.int32], uppers: Vector, entries: Iterable[Entry]) -> None:
        """Move upper bounds of columns, and single coefficients."""
        self.bound_columns(columns, np.zeros(len(columns)), uppers)
        self.set_coefficients(entries)

    def bound_columns(self, columns: NDArray[np.int32], lowers: Vector, uppers: Vector) -> None:
        """Move bounds of columns."""
        self._live.changeColsBounds(len(columns), columns, lowers, uppers)

    def set_coefficients(self, entries: Iterable[Entry]) -> None:
        """Move single coefficients of rows."""
        change = self._live.changeCoeff
        for row, column, value in entries:
            change(row, column, value)

    def aim(self, costs: Expression) -> None:
        """Let the next solves minimise these costs."""
        vector = np.zeros(self._model.width + self._added_columns())
        vector[list(costs)] = list(costs.values())
        self._live.changeColsCost(len(vector), np.arange(len(vector), dtype=np.int32), vector)

    def minimise(self, costs: Expression, start: Vector | None = None) -> Result:
        """Solve with these costs, from where the last solve ended; `start` is a plan that keeps all rows."""
        self.aim(costs)
        # A search that has a plan to start from need not hunt for a first one.
        self._live.setOptionValue("mip_heuristic_run_feasibility_jump", start is None)
        if start is not None:
            # Any change of the model makes the solver forget a start, so it comes last.
            solution = highspy.HighsSolution()
            solution.col_value = start.tolist()
            self._live.setSolution(solution)
        return self._run()

    def minimise_again(self) -> Result:
        """Solve with the costs that are aimed at, from where the last solve ended."""
        return self._run()

    def is_feasible(self) -> bool:
        """Whether any plan exists, whatever its value."""
        end = self.minimise({}).end
        if end is End.LIMIT:
            raise SolverError("the time limit was reached before it was known whether a plan exists")
        return end is not End.INFEASIBLE

    def keep(self, costs: Expression, value: float, room: float = _KEEP[0]) -> int:
        """Demand that Σ costs stays at this value, within so much of it; returns the number of the row."""
        row = int(self._live.getNumRow())
        columns = np.array(sorted(costs), dtype=np.int32)
        coefficients = np.array([costs[c] for c in columns])
        kept = self._kept[row] = _Kept(value, float(max(np.abs(coefficients), default=0.0)))
        self._room, upper = room, kept.within(room)
        self._live.addRow(-highspy.kHighsInf, upper, len(columns), columns, coefficients)
        return row

    def minimise_keeping(self, costs: Expression, start: Vector | None) -> Result:
        """Like `minimise`, where a plan is known that keeps all earlier values.

        So the model has a solution: where the solver's tolerance sees none, the kept values get more room.
        At last the solver does without its presolve, which can take a model with a plan for one without.
        Where nothing is a whole number, the primal simplex goes on from the last solution, which is one.
        """
        if self._kept and not self._whole:
            self._live.setOptionValue("simplex_strategy", _PRIMAL)
            result = self._minimise_keeping(costs, start)
            self._live.setOptionValue("simplex_strategy", _DUAL)
            return result
        return self._minimise_keeping(costs, start)

    def _minimise_keeping(self, costs: Expression, start: Vector | None) -> Result:
        rooms = _KEEP if self._kept else _KEEP[:1]
        for room in rooms:
            self.give_room(room)
            try:
                result = self.minimise(costs, start)
                if result.end is End.INFEASIBLE:
                    self._live.clearSolver()  # the basis can lead the solver astray
                    result = self._run()
            except SolverError:
                if room == rooms[-1]:
                    raise
                continue
            if result.end is not End.INFEASIBLE:
                return result
        usual = self._live.getOptionValue("presolve")[1]
        self._live.setOptionValue("presolve", "off")
        result = self._run()
        self._live.setOptionValue("presolve", usual)
        return result

    def give_room(self, room: float) -> None:
        """Demand of what `keep` demanded that it stays at its values within so much of them."""
        self._room = room
        for row, kept in self._kept.items():
            self._live.changeRowBounds(row, -highspy.kHighsInf, kept.within(room))

    def most_kept(self, row: int) -> float:
        """The most that a row allows which keeps a value, with the room that it has now."""
        return self._kept[row].within(self._room)

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

    @property
    def basis(self) -> Any:
        """Where the last solve of a linear model ended, to be started from again."""
        return self._live.getBasis()

    def start_from(self, basis: Any) -> None:
        """Start the next solve there."""
        self._live.setBasis(basis)

    def free_columns(self) -> NDArray[np.bool_]:
        """Which columns are not settled to one value yet."""
        linear = self._live.getLp()
        return _floats(linear.col_upper_) > _floats(linear.col_lower_)

    def fix(self, values: Mapping[int, float]) -> None:
        """Settle columns to values, and demand no more what `keep` demanded.

        What a stage gained from the room that an earlier one was given must not bind that earlier one.
        """
        for row in self._kept:
            self.free_row(row)
        self._kept.clear()
        columns = np.array(list(values), dtype=np.int32)
        amounts = np.array(list(values.values()), dtype=np.float64)
        self._live.changeColsBounds(len(columns), columns, amounts, amounts)

    def relax(self, columns: Sequence[int]) -> None:
        """Let columns be continuous from now on; what is left is quick, so no limit stops it."""
        self._limited = self._whole = False
        self._set_kind(columns, highspy.HighsVarType.kContinuous)

    def demands(self) -> Demands:
        """What is demanded now, to be demanded again later."""
        linear = self._live.getLp()
        columns = (_floats(linear.col_lower_), _floats(linear.col_upper_))
        return Demands(columns, self._rows(), self._model.integers if self._whole else ())

    def _rows(self) -> tuple[Vector, Vector]:
        linear = self._live.getLp()
        return _floats(linear.row_lower_), _floats(linear.row_upper_)

    def demand(self, then: Demands) -> None:
        """Demand what was demanded then; rows added since are gone, columns added since as they are."""
        count, rows = len(then.columns[0]), len(then.rows[0])
        self._live.changeColsBounds(count, np.arange(count, dtype=np.int32), *then.columns)
        now = self._rows()
        moved = (now[0][:rows] != then.rows[0]) | (now[1][:rows] != then.rows[1])
        for row in np.flatnonzero(moved).tolist():
            self.set_row(row, (float(then.rows[0][row]), float(then.rows[1][row])))
        if added := len(now[0]) - rows:
            self._live.deleteRows(added, np.arange(rows, len(now[0]), dtype=np.int32))
            self._kept = {row: kept for row, kept in self._kept.items() if row < rows}
        if then.whole:
            self._limited = self._whole = True
            self._set_kind(then.whole, highspy.HighsVarType.kInteger)

    def search_less(self, nodes: int) -> None:
        """Stop later searches after so many nodes, and spend little on each."""
        for option in _COSTLY:
            self._live.setOptionValue(option, False)
        self._live.setOptionValue("mip_max_nodes", nodes)

    def _set_kind(self, columns: Sequence[int], kind: Any) -> None:
        kinds = np.full(len(columns), int(kind), dtype=np.uint8)
        self._live.changeColsIntegrality(len(columns), np.array(columns, dtype=np.int32), kinds)

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

    def free_row(self, row: int) -> None:
        """Switch a row off."""
        self._live.changeRowBounds(row, -highspy.kHighsInf, highspy.kHighsInf)

    def bounds_of_rows(self) -> list[tuple[float, float]]:
        """Each row's lower and upper bound."""
        linear = self._live.getLp()
        return list(zip(linear.row_lower_, linear.row_upper_, strict=True))

    def set_row(self, row: int, bounds: tuple[float, float]) -> None:
        """Switch a row back on."""
        self._live.changeRowBounds(row, *bounds)

    def _added_columns(self) -> int:
        return int(self._live.getNumCol()) - self._model.width

    def add_row(self, left: Expression, lower: float, upper: float) -> int:
        """Demand that Σ left stays between two values; returns the number of the row."""
        row, columns = int(self._live.getNumRow()), np.array(sorted(left), dtype=np.int32)
        self._live.addRow(lower, upper, len(columns), columns, np.array([left[c] for c in columns]))
        return row

    def add_column(
        self,
        rows: Mapping[int, float] | None = None,
        *,
        lower: float = 0.0,
        upper: float = INFINITY,
        integer: bool = False,
    ) -> int:
        """A new column between its bounds, with these coefficients in the rows; returns its number."""
        column, entries = int(self._live.getNumCol()), rows or {}
        self._live.addCol(0.0, lower, upper, len(entries), list(entries), list(entries.values()))
        if integer:
            self._set_kind([column], highspy.HighsVarType.kInteger)
            self._limited = self._whole = True
        return column

    def add_columns(self, uppers: Vector, rows: NDArray[np.int32], values: Vector) -> NDArray[np.int32]:
        """New columns from 0 up to these bounds, each with a line of rows and coefficients; their numbers."""
        first, count = int(self._live.getNumCol()), len(uppers)
        starts = np.arange(count, dtype=np.int32) * rows.shape[1]
        self._live.addCols(
            count, np.zeros(count), np.zeros(count), uppers, rows.size, starts, rows.ravel(), values.ravel()
        )
        return np.arange(first, first + count, dtype=np.int32)

    def bound_column(self, column: int, lower: float, upper: float) -> None:
        """Change the bounds of a column."""
        self._live.changeColBounds(column, lower, upper)

    def reduced_cost(self, column: int) -> float:
        """What one more of a settled column would have added to the value of the last solve."""
        return float(self._live.getSolution().col_dual[column])

    def _run(self) -> Result:
        left = highspy.kHighsInf
        if self._deadline is not None and self._limited:
            left = max(0.0, self._deadline - monotonic())
        self._live.setOptionValue("time_limit", left)
        self._begun = None if self._whole else self._live.getBasis()
        self._live.run()
        end = self._end()
        if end is End.INFEASIBLE and self._whole:
            end = self._confirmed()
        if end not in (End.OPTIMAL, End.FEASIBLE):
            return Result(end, float("nan"), float("nan"))
        info = self._live.getInfo()
        value = float(info.objective_function_value)
        bound = float(info.mip_dual_bound) if self._whole else value
        # HiGHS can prove a start optimal without giving a bound.
        return Result(end, value, bound if isfinite(bound) or end is not End.OPTIMAL else value)

    def _end(self) -> End:
        status = self._live.getModelStatus()
        if status in (_STATUS.kOptimal, _STATUS.kModelEmpty):
            return End.OPTIMAL
        if status == _STATUS.kInfeasible:
            return End.INFEASIBLE
        if status == _STATUS.kUnbounded:
            return End.UNBOUNDED
        if status in _UNCLEAR and self._ways:
            return self._otherwise()
        if status in (_STATUS.kTimeLimit, _STATUS.kSolutionLimit, _STATUS.kInterrupt):
            self.was_stopped = True
            return End.FEASIBLE if has_plan(self._live) else End.LIMIT
        raise SolverError(f"the solver ended with status {self._live.modelStatusToString(status)}")

    def _confirmed(self) -> End:
        """Ask once more with all rules of presolve: without one, HiGHS 1.15 can miss the only plan."""
        rules = self._live.getOptionValue("presolve_rule_off")[1]
        self._live.clearSolver()
        self._live.setOptionValue("presolve_rule_off", 0)
        self._live.run()
        self._live.setOptionValue("presolve_rule_off", rules)
        return self._end()

    def _otherwise(self) -> End:
        """Run again in the next way, where it is left open whether there is a plan, or a bound."""
        usual = {name: self._live.getOptionValue(name)[1] for name in self._ways[0].options}
        (way, *self._ways), ways = self._ways, self._ways
        self._live.clearSolver()
        for name, value in way.options.items():
            self._live.setOptionValue(name, value)
        if way.from_basis and self._begun is not None and self._begun.valid:
            self._live.setBasis(self._begun)
        self._live.run()
        end = self._end()
        for name, value in usual.items():
            self._live.setOptionValue(name, value)
        self._ways = ways
        return end


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


def _options(settings: Settings) -> dict[str, object]:
    return {
        "threads": 1,
        "random_seed": 0,
        "primal_feasibility_tolerance": 1e-9,
        "dual_feasibility_tolerance": 1e-9,
        # At 1e-9, HiGHS 1.15 can search without end, or take a plan for the best that is not.
        "mip_feasibility_tolerance": 1e-7,
        "mip_rel_gap": settings.gap,
        "mip_abs_gap": 0.0,
    }
