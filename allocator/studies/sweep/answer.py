"""What a sweep answers: one entry per case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from allocator.studies.base import Answer, Money

Status = Literal["optimal", "feasible", "no_plan", "unbounded", "error"]


class CaseTotals(Answer):
    """The money of a case's plan."""

    budget: Money
    """The own money, reserve included."""
    reinvested: Money
    """Money that has come back and is spent again."""
    borrowed: Money
    """What loans bring."""
    spend: Money
    """What is spent."""
    committed: Money
    """The part of the spend that is signed."""
    unspent: Money
    """What is left over, reserve not included."""
    returned: Money
    """The money value of all outcomes over their whole life."""
    net_return: Money
    """The return less the spend, and less what money beyond the budget costs."""


class CaseGoal(Answer):
    """A goal in a case."""

    name: str
    """The goal."""
    metric: str
    """What it counts."""
    target: float
    """The number to reach."""
    reached: float
    """What is reached by its date."""
    shortfall: float
    """By how much it is missed; 0 where it is reached."""


class CaseRule(Answer):
    """One of the rules that cannot all hold."""

    name: str
    """What it is called."""
    sentence: str
    """What it says."""
    path: str
    """Where the scenario says it; list positions count from 1."""


class CaseAnswer(Answer):
    """One case: what is set in it, and its plan in figures."""

    case: int
    """The case's number, from 1."""
    label: str | None
    """Its name, where the table of cases gives one."""
    settings: Mapping[str, str]
    """What is set, as asked: path to value; a value such as -20% changes that of the scenario."""
    edits: tuple[str, ...]
    """The same as `--set` takes it, for each place: `allocator solve` with these gives the case's plan."""
    status: Status
    """optimal or feasible, as for a plan; no_plan where rules contradict each other; unbounded where nothing
    bounds the plan; error where no answer was found."""
    gap: float | None
    """The largest relative distance from a proven bound; null without a plan, as all that follows."""
    totals: CaseTotals | None
    """The plan's money."""
    outcomes: Mapping[str, float] | None
    """All outcomes of each metric, over their whole life."""
    goals: tuple[CaseGoal, ...] | None
    """Each goal, in the order of the scenario."""
    spend: Mapping[str, Money] | None
    """What each item gets."""
    conflict: tuple[CaseRule, ...] | None
    """Rules that cannot all hold; null where there is a plan."""
    cures: tuple[str, ...] | None
    """The least change of each rule that makes a plan possible, in words; null where there is a plan."""
    problem: str | None
    """What went wrong; null where there is a plan or a conflict."""


class SweepAnswer(Answer):
    """All cases, in the order of their numbers."""

    best: int | None
    """The case that misses the least goals, and among those has most of what the scenario maximises (least
    of what it minimises), the first of equals; null where no case has a plan, or where it cannot be told."""
    best_by: str | None
    """What decides that besides goals: `net_return` for example."""
    cases: tuple[CaseAnswer, ...]
    """Each case."""
