"""Runs of the live solver: how each one ended, and other ways where one ends without an answer.

Statuses, options and tolerances are translated here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from time import monotonic
from typing import Any, NamedTuple

import highspy

from allocator.errors import SolverError
from allocator.model.build import Model
from allocator.model.live import Live
from allocator.model.pulp_bridge import has_plan
from allocator.problem import End

DUAL, PRIMAL = 1, 4
"""Ways of the simplex method, as the solver numbers them."""
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
        {"presolve": "off", "simplex_strategy": PRIMAL, "primal_simplex_bound_perturbation_multiplier": 0.0},
        from_basis=True,
    ),
    _Way({"presolve": "on", "simplex_strategy": PRIMAL}, from_basis=False),
]
"""What is tried, in this order, where a run ends without an answer."""
# Substituting sums into each other makes the rows of accumulated cash dense, which costs a search more than
# it saves: half the time on scenarios with reinvestment. Bit 12 is the presolve rule that does so.
_SEARCH = {"presolve_rule_off": 1 << 12}


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
class Result:
    """One solve: how it ended, the value reached and the bound proven, both in the model's units."""

    end: End
    value: float
    bound: float


class Running(Live):
    """A live model that is solved, with the costs that it has."""

    def __init__(self, model: Model, settings: Settings) -> None:
        super().__init__(model, _options(settings) | (_SEARCH if model.integers else {}))
        self._deadline = None if settings.time_limit is None else monotonic() + settings.time_limit
        self.was_stopped = False
        self._ways = _WAYS
        self._begun: Any = None
        self._whole = bool(model.integers)
        self._limited = True

    @property
    def is_late(self) -> bool:
        """Whether the time limit has passed."""
        return self._deadline is not None and monotonic() >= self._deadline

    def go_without_presolve(self) -> None:
        """Solve linear models as they are, where a first look at all rows takes longer than it saves."""
        self._live.setOptionValue("presolve", "off")

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
