"""The best plan under smooth curves, with a proof of how near to the best possible it is.

The solver sees straight pieces; the plan is rounded and counted with the curves themselves, and held against
what no plan can exceed. Where the gap is larger than asked for, the search goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple, Self

from allocator.model import Settings
from allocator.money import exact
from allocator.plan.exchanging import exchanged
from allocator.plan.gaps import gap_of, plan_stages
from allocator.plan.ledger import Ledger
from allocator.plan.rounding import rounded_ledger, unrounded_ledger
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
    from allocator.model.smooth.curved import plans_under_curves

    wanted = TO_COMPARE if to_compare else settings.gap or DEFAULT_GAP
    search = plans_under_curves(problem, Settings(wanted, settings.time_limit), to_compare=to_compare)
    found: list[_Proven] = []
    for solution in search.plans():
        with exact():
            found.append(_Proven.of(problem, solution, search.bounds, wanted))
        if found[-1].leaves_nothing(wanted):
            break
    best = min(found, key=lambda one: (not one.is_within(wanted), one.gap))
    end = End.OPTIMAL if best.is_within(wanted) else End.FEASIBLE
    before = best.before if best.before <= wanted < best.gap else None
    return best.books, replace(best.solution, end=end, gap_before=before)


def rounded_best(problem: Problem, found: Solution, settings: Settings) -> tuple[Ledger, Solution]:
    """The rounded books of a solution of a model without smooth curves, and the solution.

    Call it inside `allocator.money.exact()`.
    """
    wanted = max(settings.gap, DEFAULT_GAP)
    books = rounded_ledger(problem, found.levels)
    if gap_of(problem, plan_stages(problem, books, found)) <= wanted:
        return books, found
    fine = unrounded_ledger(problem, found.levels)
    before = gap_of(problem, plan_stages(problem, fine, found))
    if before > wanted:
        return books, found
    books = exchanged(books, found, wanted)
    gap = gap_of(problem, plan_stages(problem, books, found))
    return books, replace(found, gap_before=before if gap > wanted else None)


_Bounds = Callable[[Mapping[str, float]], Mapping[str, float]]


class _Proven(NamedTuple):
    """A plan's books, and by how much at most it lacks, or lacked before it was rounded."""

    books: Ledger
    solution: Solution
    gap: float
    before: float

    @classmethod
    def of(cls, problem: Problem, found: Solution, bounds: _Bounds, wanted: float) -> Self:
        """Round the plan, and hold it against what no plan can exceed.

        What rounding takes from an early stage is not for later ones to gain: in strict order nothing of it
        may be given up. So each stage is held against plans that reach in earlier ones what this one did
        before it was rounded. What rounding takes from a stage, exchanges of smallest units may bring back.
        Where the rounded plan is near enough, nobody asks.
        """
        books, is_ordered = rounded_ledger(problem, found.levels), sum(s.is_asked for s in problem.stages) > 1
        fine = unrounded_ledger(problem, found.levels) if is_ordered else None
        solution = _bounded(problem, found, fine or books, bounds)
        gap = before = gap_of(problem, plan_stages(problem, books, solution))
        if gap > wanted:
            fine = fine or unrounded_ledger(problem, found.levels)
            before = gap_of(problem, plan_stages(problem, fine, solution))
        if before <= wanted < gap:
            books = exchanged(books, solution, wanted)
            gap = gap_of(problem, plan_stages(problem, books, solution))
        return cls(books, solution, gap, before)

    def is_within(self, wanted: float) -> bool:
        """Whether the search has proven enough, be it of the plan before it was rounded."""
        return min(self.gap, self.before) <= wanted

    def leaves_nothing(self, wanted: float) -> bool:
        """Whether a further search is of no use: enough is proven, or all but what rounding takes."""
        return self.gap <= wanted or self.before <= wanted < self.gap - self.before


def _bounded(problem: Problem, found: Solution, books: Ledger, bounds: _Bounds) -> Solution:
    """The solution with the bounds of plans that reach what these books do."""
    told = bounds({stage.name: float(books.left(stage.terms)) for stage in problem.stages})
    return replace(found, stages=tuple(replace(s, bound=told[s.name]) for s in found.stages))
