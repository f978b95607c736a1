"""The same problem with a larger budget: released as before, its shares of the budget grown with it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from allocator.limits import Path, Rule
from allocator.problem.settle import Problem, settle
from allocator.scenario.budget import Budget
from allocator.scenario.schema import Scenario

_FINER = 9


def with_more_budget(problem: Problem, extra: Decimal) -> Problem:
    """The problem whose own budget is larger by `extra`; a list of releases keeps its proportions.

    Only for asking what would be: with a list the releases are not rounded to the smallest unit.
    """
    return settled_again(problem, _with_total(problem.scenario, problem.frame.spec.amount + extra))


def at_budget(scenario: Scenario, total: Decimal) -> Problem:
    """The problem with that own budget, its shares nine decimals finer than money: they grow in a line."""
    return settle(_with_total(scenario, total), finer=_FINER)


def settled_again(problem: Problem, scenario: Scenario) -> Problem:
    """The problem of a changed scenario with the same items; what a question has put into the problem stays.

    That are rules of its own, rules left out, and levers.
    """
    changed = settle(scenario, finer=problem.digits - problem.scenario.digits)
    anew: dict[Path, list[Rule]] = {}
    for rule in changed.rules:
        anew.setdefault(rule.path, []).append(rule)
    rules = tuple(anew[rule.path].pop(0) if anew.get(rule.path) else rule for rule in problem.rules)
    frame = replace(changed.frame, lines=problem.frame.lines)
    return replace(changed, frame=frame, rules=rules, ceilings=problem.ceilings)


def _with_total(scenario: Scenario, total: Decimal) -> Scenario:
    spec, release = scenario.budget, scenario.budget.release
    if isinstance(release, tuple) and spec.amount:
        release = tuple(amount * total / spec.amount for amount in release)
    budget = Budget.model_construct(**dict(spec) | {"total": total, "release": release})
    return scenario.model_copy(update={"budget": budget})
