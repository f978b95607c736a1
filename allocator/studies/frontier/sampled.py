"""Scenarios with response curves by a formula: a plan for each budget asked for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from allocator.model import InfeasibleError
from allocator.money import exact
from allocator.plan.assemble import goals_of, totals_of
from allocator.plan.ledger import ZERO, Ledger
from allocator.plan.optimum import best_books
from allocator.problem import settle
from allocator.scenario import Scenario
from allocator.scenario.edit import with_budget
from allocator.studies.base import Progress
from allocator.studies.frontier.tracing import Best, Traced


def sampled(scenario: Scenario, asked: Sequence[Decimal], progress: Progress) -> Traced:
    """The best plans at these budgets, each solved by itself; between them the plan bends everywhere."""
    found, without, within = list[Best](), list[Decimal](), ZERO
    for done, budget in enumerate(asked):
        progress(done, len(asked))
        try:
            books, unproven = best_books(settle(with_budget(scenario, budget)))
        except InfeasibleError:
            without.append(budget)
            continue
        within = max(within, sum(unproven.values(), ZERO))
        found.append(_best(budget, books))
    return Traced(found, True, len(asked), tuple(without), within)


def _best(budget: Decimal, books: Ledger) -> Best:
    with exact():
        totals = totals_of(books)
        return Best(
            budget=budget,
            returned=totals.returned,
            net_return=totals.net_return,
            missed=tuple(goal.shortfall for goal in goals_of(books)),
            items={name: books.total(name) for name in books.problem.lines},
            asked=True,
            open=True,
        )
