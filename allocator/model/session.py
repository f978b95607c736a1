"""Objectives served one after the other on a live solver, each from where the last one ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import highspy
import numpy as np

from allocator.errors import SolverError
from allocator.model.build import Model
from allocator.model.columns import Expression
from allocator.model.live import Vector
from allocator.model.pulp_bridge import INFINITY
from allocator.model.running import DUAL, PRIMAL, Result, Running, Settings
from allocator.problem import End

_KEEP = (1e-8, 1e-7, 1e-6, 1e-5)
_TOLERANCE = 1e-8
"""Ten times that of the solver."""


# Searches within the search, and starting over: of little use where a plan is known and nodes are few.
_COSTLY = (
    "mip_allow_restart",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_root_reduced_cost",
)


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


class Session(Running):
    """A live model, solved for one objective after the other; they are always minimised."""

    def __init__(self, model: Model, settings: Settings) -> None:
        super().__init__(model, settings)
        self._kept: dict[int, _Kept] = {}
        self._room = self.least_room = _KEEP[0]

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

    @property
    def room(self) -> float:
        """The part of them within which values are kept now."""
        return self._room

    def keep(self, costs: Expression, value: float, room: float | None = None) -> int:
        """Demand that Σ costs stays at this value, within so much of it; returns the number of the row."""
        room = self.least_room if room is None else room
        row = int(self._live.getNumRow())
        columns = np.array(sorted(costs), dtype=np.int32)
        coefficients = np.array([costs[c] for c in columns])
        kept = self._kept[row] = _Kept(value, float(max(np.abs(coefficients), default=0.0)))
        self._room, upper = room, kept.within(room)
        self._live.addRow(-highspy.kHighsInf, upper, len(columns), columns, coefficients)
        return row

    def minimise_keeping(self, costs: Expression, start: Vector | None, near: bool = False) -> Result:
        """Like `minimise`, where a plan is known that keeps all earlier values.

        So the model has a solution: where the solver's tolerance sees none, the kept values get more room.
        At last the solver does without its presolve, which can take a model with a plan for one without.
        Where nothing is a whole number and the best plan is `near`, the primal simplex goes on from the last
        one; on a longer way the dual simplex is quicker.
        """
        if near and self._kept and not self._whole:
            self._live.setOptionValue("simplex_strategy", PRIMAL)
            try:
                return self._minimise_keeping(costs, start)
            finally:
                self._live.setOptionValue("simplex_strategy", DUAL)
        return self._minimise_keeping(costs, start)

    def _minimise_keeping(self, costs: Expression, start: Vector | None) -> Result:
        rooms = [room for room in _KEEP if room >= self.least_room][: None if self._kept else 1]
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
        return Demands(self._columns(), self._rows(), self._model.integers if self._whole else ())

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
