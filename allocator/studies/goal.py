"""The smallest budget for goals: for all of them, for each alone, and what each adds to the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from allocator.errors import InputError, Mistake
from allocator.fields import Unlimited
from allocator.plan import Plan
from allocator.problem import End
from allocator.scenario import Scenario, scenario_of
from allocator.scenario.edit import minimising
from allocator.scenario.goals import BUDGET
from allocator.solving import possible_budget, solve
from allocator.studies.base import Answer, Money, Progress, silent


class GoalBudget(Answer):
    """What one goal costs."""

    name: str
    """The goal."""
    metric: str
    """What it counts."""
    sense: str
    """at_least, at_most or exactly."""
    target: float
    """The number to reach."""
    by: str
    """The last period that counts."""
    alone: Money
    """The smallest budget for this goal and no other."""
    adds: Money
    """How much smaller the budget for all goals would be without this one; negative where it is needed to
    make the others cheaper, which only goals of a first rank that cannot be reached do."""
    shortfall: float
    """By how much the target is missed whatever the budget, with all goals; 0 where it is reached."""


class ItemSpend(Answer):
    """What an item gets."""

    id: str
    """The item."""
    spend: Money
    """What it gets over the horizon."""


class GoalAnswer(Answer):
    """The smallest budgets, and the plan that needs the one for all goals."""

    budget: Money
    """The smallest budget for all goals, commitments and limits kept."""
    without_goals: Money
    """The smallest budget for commitments and limits alone."""
    given: Money | None
    """The scenario's own budget; null where it is unlimited or to be found."""
    goals: tuple[GoalBudget, ...]
    """Each goal, in the order of the file."""
    items: tuple[ItemSpend, ...]
    """The plan with the smallest budget for all goals."""
    proven: bool
    """Whether the search for that plan ended with its proof; otherwise a better one may exist."""
    gap: float
    """How far from the best possible that plan is at most, as a part of it."""


def goal(
    scenario: Scenario,
    *,
    targets: Mapping[str, Decimal] | None = None,
    by: str | None = None,
    progress: Progress = silent,
) -> GoalAnswer:
    """The smallest own budget for the scenario's goals, or for `targets` instead of them.

    Args:
        scenario: what to plan; its budget and what it maximises are left aside.
        targets: at least so much of each metric, over the horizon or up to the period `by`.
        by: the last period that counts for the targets.
        progress: told after each solve.

    Raises:
        InputError: there is no goal, or a target is none.
        NoPlanError: commitments and limits contradict each other whatever the budget.
    """
    data = scenario.to_data()
    if targets:
        data["goals"] = [_target(metric, amount, by) for metric, amount in targets.items()]
        _checked(data, list(targets))
    elif by is not None:
        raise InputError.single("`by` without a target", expected="a target such as lead=5000")
    wanted: Sequence[Mapping[str, Any]] = data.get("goals", ())
    if not wanted:
        raise InputError.single(
            "no goal to reach", path="goals", expected="a goal, or a target", found="none"
        )
    return _answer(scenario, _Budgets(data, 2 * len(wanted) + 2 if len(wanted) > 1 else 2, progress))


def _answer(scenario: Scenario, budgets: _Budgets) -> GoalAnswer:
    every = tuple(range(budgets.count))
    plan, nothing = budgets.plan(every), budgets.least(())
    total = budgets.least(every)
    goals = []
    for k, one in enumerate(plan.goals):
        others = tuple(j for j in every if j != k)
        goals.append(
            GoalBudget(
                name=one.name,
                metric=one.metric,
                sense=one.sense,
                target=one.target,
                by=one.by,
                alone=budgets.least((k,)),
                adds=total - budgets.least(others),
                shortfall=one.shortfall,
            )
        )
    return GoalAnswer(
        budget=total,
        without_goals=nothing,
        given=_given(scenario),
        goals=tuple(goals),
        items=tuple(ItemSpend(id=item.id, spend=item.spend) for item in plan.items),
        proven=plan.status == End.OPTIMAL.value,
        gap=plan.gap,
    )


def _given(scenario: Scenario) -> Decimal | None:
    total = scenario.budget.total
    found = isinstance(total, Unlimited) or BUDGET in scenario.policy.weights
    return None if found else Decimal(total)


def _target(metric: str, amount: Decimal, by: str | None) -> dict[str, Any]:
    return {"metric": metric, "at_least": amount} | ({"by": by} if by else {})


def _checked(data: Mapping[str, Any], targets: Sequence[str]) -> None:
    """Refuse targets that are no goals, with the place at which they were asked for."""
    try:
        scenario_of(data)
    except InputError as error:
        raise InputError(dict.fromkeys(_said(mistake, targets) for mistake in error.mistakes)) from None


def _said(mistake: Mistake, targets: Sequence[str]) -> Mistake:
    first, number, *field = mistake.path.split(".")
    if first != "goals":
        return mistake
    place = "by" if field == ["by"] else f"targets.{targets[int(number) - 1]}"
    return replace(mistake, path=place, mark=None)


class _Budgets:
    """The plan with the least budget for some of the goals, each found once."""

    def __init__(self, data: Mapping[str, Any], steps: int, progress: Progress) -> None:
        self._data, self._steps, self._progress = data, steps, progress
        self._scenario = scenario_of({**data, "goals": []})
        self._least: dict[tuple[int, ...], Decimal] = {}
        self._found: dict[tuple[int, ...], Plan] = {}

    @property
    def count(self) -> int:
        return len(self._data["goals"])

    def least(self, chosen: tuple[int, ...]) -> Decimal:
        """The least budget, in whole smallest units that have a plan."""
        if chosen not in self._least:
            found = self.plan(chosen).totals.budget
            self._least[chosen] = possible_budget(self._scenario, found) or found
        return self._least[chosen]

    def plan(self, chosen: tuple[int, ...]) -> Plan:
        if chosen not in self._found:
            goals = [self._data["goals"][k] for k in chosen]
            scenario = scenario_of({**self._data, "goals": goals})
            self._found[chosen] = solve(minimising(scenario, BUDGET))
            self._progress(len(self._found), self._steps)
        return self._found[chosen]
