"""Scenarios with response curves by a formula: a plan for each budget asked for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from allocator.errors import NoPlanError
from allocator.scenario import Scenario
from allocator.scenario.edit import with_budget
from allocator.solving import solve
from allocator.studies.base import Progress
from allocator.studies.frontier.tracing import Best, Traced


def sampled(scenario: Scenario, asked: Sequence[Decimal], progress: Progress) -> Traced:
    """The best plans at these budgets, each solved by itself; between them the plan bends everywhere."""
    found, without = list[Best](), list[Decimal]()
    for done, budget in enumerate(asked):
        progress(done, len(asked))
        try:
            plan = solve(with_budget(scenario, budget))
        except NoPlanError:
            without.append(budget)
            continue
        found.append(
            Best(
                budget=budget,
                returned=plan.totals.returned,
                net_return=plan.totals.net_return,
                missed=tuple(goal.shortfall for goal in plan.goals),
                items={item.id: item.spend for item in plan.items},
                asked=True,
                open=True,
            )
        )
    return Traced(found, True, len(asked), tuple(without))
