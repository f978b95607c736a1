"""The same problem with a larger budget: released as before, its shares of the budget grown with it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from allocator.limits import Path, Rule
from allocator.problem.settle import Problem, settle
from allocator.scenario.budget import Budget
from allocator.scenario.schema import Scenario


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
    return settled_again(problem, problem.scenario.model_copy(update={"budget": budget}))


def settled_again(problem: Problem, scenario: Scenario) -> Problem:
    """The problem of a changed scenario with the same items; what a question has put into the problem stays.

    That are rules of its own, rules left out, and levers.
    """
    changed = settle(scenario)
    anew: dict[Path, list[Rule]] = {}
    for rule in changed.rules:
        anew.setdefault(rule.path, []).append(rule)
    rules = tuple(anew[rule.path].pop(0) if anew.get(rule.path) else rule for rule in problem.rules)
    return replace(changed, frame=replace(changed.frame, lines=problem.frame.lines), rules=rules)
