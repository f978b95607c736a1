"""The best plan under smooth curves, with a proof of how near to the best possible it is.

The solver sees straight pieces; the plan is rounded and counted with the curves themselves, and held against
what no plan can exceed. Where the gap is larger than asked for, the search goes on.
"""

from __future__ import annotations

from dataclasses import replace

from allocator.model import Settings, plans_under_curves
from allocator.money import exact
from allocator.plan.assemble import gap_of, plan_stages
from allocator.plan.ledger import Ledger
from allocator.plan.rounding import rounded_ledger
from allocator.problem import End, Problem, Solution

DEFAULT_GAP = 1e-4
"""The gap asked for where no other is: curves by a formula are never proven to the last digit."""

TO_COMPARE = 1e-3
"""The gap with which plans that are compared are good enough; most are proven much more closely."""


def proven_best(problem: Problem, settings: Settings, *, to_compare: bool = False) -> tuple[Ledger, Solution]:
    """The books of the best plan that the search finds, and a solution that holds the proven bounds.

    Plans `to_compare` are proven more closely where that takes little longer, so that those of changed
    scenarios differ by the change and not by what is left unproven; and to a coarser gap where it would take
    much longer. The settings' gap is left aside then.

    Raises:
        InfeasibleError: no plan keeps all rules.
        UnlimitedError: some stage can grow without end.
        SolverError: a limit was reached before any plan was found.
    """
    wanted = TO_COMPARE if to_compare else settings.gap or DEFAULT_GAP
    search = plans_under_curves(problem, Settings(wanted, settings.time_limit), to_compare=to_compare)
    found: list[tuple[float, Ledger, Solution]] = []
    for solution in search.plans():
        with exact():
            books = rounded_ledger(problem, solution.levels)
            bounds = search.bounds({s.name: float(books.left(s.terms)) for s in problem.stages})
            stages = tuple(replace(stage, bound=bounds[stage.name]) for stage in solution.stages)
            proven = replace(solution, stages=stages)
            gap = gap_of(problem, plan_stages(problem, books, proven))
        found.append((gap, books, proven))
        if gap <= wanted:
            break
    gap, books, proven = min(found, key=lambda one: one[0])
    return books, replace(proven, end=End.OPTIMAL if gap <= wanted else End.FEASIBLE)
