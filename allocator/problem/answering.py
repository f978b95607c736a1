"""What a solver answers to a problem: levels of levers, and what each stage reached and proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from allocator.problem.levers import Lever


class End(Enum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    """A plan was found, but a limit was reached before it was proven best."""
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    LIMIT = "limit"
    """A limit was reached before any plan was found."""


@dataclass(frozen=True, slots=True)
class StageResult:
    """One stage's value and proven bound, in natural units (money, outcomes, or missed shares of goals)."""

    name: str
    aim: str
    value: float
    bound: float


@dataclass(frozen=True, slots=True)
class Options:
    """What a solve was asked for: a proven relative gap (0: the best plan), and seconds (None: no limit)."""

    gap: float
    time_limit: float | None


@dataclass(frozen=True, slots=True)
class Solution:
    """Levels before rounding to the smallest unit of money: money, units, or 0 and 1.

    `other` are the levels of another plan that is as good in every stage and buys other things; None where
    none was found, which is no proof that there is none. `gap_before` is the plan's gap before rounding,
    where it was small enough, and rounding made it larger than that; otherwise None. `options` is what was
    asked for, None where nobody knows.
    """

    end: End
    levels: Mapping[Lever, float]
    stages: tuple[StageResult, ...]
    solver: str
    version: str
    other: Mapping[Lever, float] | None = None
    gap_before: float | None = None
    options: Options | None = None
