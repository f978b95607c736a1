"""The same problem with a larger budget: released as before, its shares of the budget grown with it."""

from __future__ import annotations

from decimal import Decimal

from allocator.problem.settle import Problem, settle
from allocator.scenario.budget import Budget


def with_more_budget(problem: Problem, extra: Decimal) -> Problem:
    """The problem whose own budget is larger by `extra`; a list of releases keeps its proportions.

    Only for asking what would be: with a list the releases are not rounded to the smallest unit.
    """
    spec = problem.frame.spec
    total = spec.amount + extra
    release = spec.release
    if isinstance(release, tuple) and spec.amount:
        release = tuple(amount * total / spec.amount for amount in release)
    budget = Budget.model_construct(**dict(spec) | {"total": total, "release": release})
    finer = problem.digits - problem.scenario.digits
    return settle(problem.scenario.model_copy(update={"budget": budget}), finer=finer)
